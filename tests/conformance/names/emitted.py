"""What stands in the files of each target: tasks with their needs, and to which step each belongs by its command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Emitted:
    """The files of one target, and the tasks in them."""

    files: list[str]
    # The number in its command, its name and the names of those it needs.
    tasks: list[tuple[int, str, list[str]]]
    # Every name of the pipeline: of objects, of the DAG.
    pipeline: list[str] = field(default_factory=list)
    pods: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)

    def by_number(self) -> dict[int, str]:
        return {number: name for number, name, _ in self.tasks}


def read(folder: Path, target: str) -> Emitted:
    files = sorted(path for path in (folder / target).iterdir() if path.is_file())
    found = _READERS[target](files)
    found.files = [path.name for path in files]
    return found


def skim(folder: Path, target: str) -> Emitted:
    """The same of files that are like others which were read: names by their lines, tasks by their order, no needs."""
    files = sorted(path for path in (folder / target).iterdir() if path.is_file())
    text = "".join(file.read_text("utf-8") for file in files)
    head, tasks, *more = _LINES[target]
    # Keys of the same depth stand before the tasks of Kubeflow.
    below = text.partition("\nroot:\n")[2] if target == "kubeflow" else text
    numbered = [(number, name.strip('"'), []) for number, name in enumerate(re.findall(tasks, below, re.MULTILINE))]
    pipeline = [name.strip('"') for name in re.findall(head, text, re.MULTILINE)]
    return Emitted(
        [path.name for path in files], numbered, pipeline, *(re.findall(it, text, re.MULTILINE) for it in more)
    )


_LINES = {
    "argo": [r"^  name: (\S+)$", r"^          - name: (\S+)$"],
    "tekton": [r"^(?:  |    )name: (\S+)$", r"^    - name: (\S+)$"],
    "airflow": [
        r'^    dag_id="(.*)",$',
        r'^        task_id="(.*)",$',
        r'^        name="(.*)",$',
        r"^    (\w+) = KubernetesPodOperator\($",
    ],
    "kubeflow": [r"^  name: (\S+)$", r"^      ([-a-z0-9\"]+):$"],
}


def _documents(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        yield from yaml.load_all(file.read_text("utf-8"), _Loader)


def _argo(files: list[Path]) -> Emitted:
    (workflow,) = _documents(files)
    templates = {template["name"]: template for template in workflow["spec"]["templates"]}
    tasks = [
        (int(templates[task["template"]]["container"]["command"][0]), task["name"], task.get("dependencies", []))
        for task in templates[workflow["spec"]["entrypoint"]]["dag"]["tasks"]
    ]
    return Emitted([], tasks, [workflow["metadata"]["name"]])


def _tekton(files: list[Path]) -> Emitted:
    documents = {document["kind"]: document for document in _documents(files)}
    pipeline, run = documents["Pipeline"], documents["PipelineRun"]
    tasks = [
        (int(task["taskSpec"]["steps"][0]["command"][0]), task["name"], task.get("runAfter", []))
        for task in pipeline["spec"]["tasks"]
    ]
    name = pipeline["metadata"]["name"]
    return Emitted([], tasks, [name, run["spec"]["pipelineRef"]["name"]])


def _kubeflow(files: list[Path]) -> Emitted:
    pipeline = next(_documents(files))
    executors = pipeline["deploymentSpec"]["executors"]

    def number(task: dict[str, Any]) -> int:
        component = pipeline["components"][task["componentRef"]["name"]]
        return int(executors[component["executorLabel"]]["container"]["command"][0])

    tasks = [
        (number(task), name, task.get("dependentTasks", [])) for name, task in pipeline["root"]["dag"]["tasks"].items()
    ]
    return Emitted([], tasks, [pipeline["pipelineInfo"]["name"]])


def _airflow(files: list[Path]) -> Emitted:
    (file,) = files
    module = ast.parse(file.read_text("utf-8"))
    (block,) = (node for node in module.body if isinstance(node, ast.With))
    call = block.items[0].context_expr
    assert isinstance(call, ast.Call)
    found = Emitted([], [], [str(_arguments(call)["dag_id"])])
    ids: dict[str, tuple[int, str]] = {}
    needs: dict[str, list[str]] = {}
    for node in block.body:
        if isinstance(node, ast.Assign):
            (variable,) = node.targets
            assert isinstance(variable, ast.Name) and isinstance(node.value, ast.Call)
            given = _arguments(node.value)
            ids[variable.id] = int(given["cmds"][0]), given["task_id"]
            found.variables.append(variable.id)
            found.pods.append(given["name"])
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp):
            left, right = node.value.left, node.value.right
            assert isinstance(right, ast.Name)
            needs[right.id] = [part.id for part in (left.elts if isinstance(left, ast.List) else [left])]
    for variable, (number, task) in ids.items():
        found.tasks.append((number, task, [ids[need][1] for need in needs.get(variable, [])]))
    return found


def _arguments(call: ast.Call) -> dict[str, Any]:
    literals = {}
    for keyword in call.keywords:
        if keyword.arg in ("dag_id", "task_id", "name", "cmds"):
            literals[keyword.arg] = ast.literal_eval(keyword.value)
    return literals


_READERS = {"argo": _argo, "tekton": _tekton, "airflow": _airflow, "kubeflow": _kubeflow}
