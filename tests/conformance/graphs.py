"""The graph in the files of each target, by the names and words in them: what two inputs of one meaning have alike."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Task:
    """A task's name, the step that it is said to be (nothing where that is its name), and whom it needs."""

    name: str
    step: str | None
    needs: frozenset[str]


def graph(folder: Path, target: str) -> frozenset[Task]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return frozenset(_READERS[target](files))


def _documents(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        if file.suffix == ".yaml":
            yield from yaml.load_all(file.read_text("utf-8"), _Loader)


def _argo(files: list[Path]) -> Iterator[Task]:
    for document in _documents(files):
        said = json.loads((document["metadata"].get("annotations") or {}).get("segue.dev/steps", "{}"))
        for template in document["spec"].get("templates", []):
            for task in template.get("dag", {}).get("tasks", []):
                yield Task(task["name"], said.get(task["name"]), frozenset(task.get("dependencies", [])))


def _tekton(files: list[Path]) -> Iterator[Task]:
    for document in _documents(files):
        spec = document.get("spec", {})
        for task in [*spec.get("tasks", []), *spec.get("pipelineSpec", {}).get("tasks", [])]:
            said = (task["taskSpec"].get("metadata") or {}).get("annotations") or {}
            yield Task(task["name"], said.get("segue.dev/step"), frozenset(task.get("runAfter", [])))


def _kubeflow(files: list[Path]) -> Iterator[Task]:
    for document in _documents(files):
        for name, task in document.get("root", {}).get("dag", {}).get("tasks", {}).items():
            yield Task(name, task.get("taskInfo", {}).get("name"), frozenset(task.get("dependentTasks", [])))


def _airflow(files: list[Path]) -> Iterator[Task]:
    """Variables are assigned operators, which `>>` puts behind each other."""
    tasks: dict[str, tuple[str, str | None]] = {}
    needs: dict[str, list[str]] = {}
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            (variable,) = node.targets
            given = {keyword.arg: keyword.value for keyword in node.value.keywords}
            if isinstance(variable, ast.Name) and "task_id" in given:
                doc = ast.literal_eval(given["doc_md"]) if "doc_md" in given else None
                tasks[variable.id] = ast.literal_eval(given["task_id"]), doc
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift):
            for later in _names(node.right):
                needs.setdefault(later, []).extend(_names(node.left))
    for variable, (name, said) in tasks.items():
        yield Task(name, said, frozenset(tasks[need][0] for need in needs.get(variable, [])))


def _names(node: ast.expr) -> list[str]:
    return [part.id for part in (node.elts if isinstance(node, ast.List) else [node]) if isinstance(part, ast.Name)]


_READERS = {"argo": _argo, "tekton": _tekton, "airflow": _airflow, "kubeflow": _kubeflow}
