"""Single mistakes, as a hand or a bug would make them, in what Segue writes of a description in `bite/`.

Each names what a run has to print about it. They change the parsed documents, so they do not depend on how Segue
prints YAML, only on what the description asks for.

A place is a path such as `load/container/env/LOG_LEVEL/value`; what it may begin with is its target's affair. An item
of a list goes by its name, its mount path or its number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Documents = list[dict[str, Any]]
Change = Callable[[Documents], None]


@dataclass(frozen=True)
class Mutation:
    """A change of the manifests, and the words of the difference that has to be told."""

    title: str
    names: str
    change: Change


def _key(node: Any, step: str) -> Any:
    """The key of a map, or the number of a list's item."""
    if isinstance(node, dict):
        return step
    for number, item in enumerate(node):
        if isinstance(item, dict) and step in (item.get("name"), item.get("mountPath"), item.get("pipelineTaskName")):
            return number
    return int(step)


def _root(documents: Documents, name: str) -> Any:
    """What a place begins with."""
    if "pipelineInfo" in documents[0]:
        return _kubeflow(documents, name)
    if any("pipelineSpec" in (document.get("spec") or {}) for document in documents[:2]):
        return _kubeflow_objects(documents, name)
    specs = {item["kind"]: item.get("spec") for item in documents}
    if "WorkflowTemplate" in specs:
        return _argo(documents, specs, name)
    return _tekton(documents, specs, name)


def _argo(documents: Documents, specs: dict[str, Any], name: str) -> Any:
    """`tasks`, `dag`, `spec` (of the WorkflowTemplate), `cron`, `documents`, `objects` or a task: its template."""
    templates = specs["WorkflowTemplate"]["templates"]
    dag = next(template["dag"] for template in templates if "dag" in template)
    roots = {
        "spec": specs["WorkflowTemplate"],
        "cron": specs.get("CronWorkflow"),
        "dag": dag,
        "tasks": dag["tasks"],
        "documents": documents,
        "objects": [item["metadata"] for item in documents],
    }
    if name in roots:
        return roots[name]
    task = next(task for task in dag["tasks"] if task["name"] == name)
    return next(template for template in templates if template["name"] == task["template"])


def _tekton(documents: Documents, specs: dict[str, Any], name: str) -> Any:
    """`tasks`, `spec` (the Pipeline's), `run`, `cron`, `pod` (the CronJob's), `objects`, `KIND`, or a task's step."""
    tasks = specs["Pipeline"]["tasks"]
    job = specs["CronJob"]
    roots = {
        "spec": specs["Pipeline"],
        "run": specs["PipelineRun"],
        "cron": job,
        "pod": job["jobTemplate"]["spec"]["template"]["spec"],
        "tasks": tasks,
        "objects": [item["metadata"] for item in documents],
    } | {item["kind"]: item for item in documents}
    if name in roots:
        return roots[name]
    return next(task for task in tasks if task["name"] == name)["taskSpec"]["steps"][0]


def _kubeflow(documents: Documents, name: str) -> Any:
    """`spec`, `tasks`, `platform`, `run` (the recurring run), a task (its container) or `pod-` and a task (its pod)."""
    spec, platform, *runs = documents
    kubernetes = platform["platforms"]["kubernetes"]
    tasks = spec["root"]["dag"]["tasks"]
    roots = {"spec": spec, "tasks": tasks, "platform": kubernetes, "run": next(iter(runs), None)}
    if name in roots:
        return roots[name]
    label = spec["components"][tasks[name.removeprefix("pod-")]["componentRef"]["name"]]["executorLabel"]
    if name.startswith("pod-"):
        return kubernetes["deploymentSpec"]["executors"][label]
    return spec["deploymentSpec"]["executors"][label]["container"]


def _kubeflow_objects(documents: Documents, name: str) -> Any:
    """`pipeline`, `version` (the objects), or what stands in the version."""
    pipeline, version, *runs = documents
    if name in ("pipeline", "version"):
        return {"pipeline": pipeline, "version": version}[name]
    return _kubeflow([version["spec"]["pipelineSpec"], version["spec"]["platformSpec"], *runs], name)


def _find(documents: Documents, path: str) -> tuple[Any, Any]:
    """The node above a place, and the place's key in it. `~` stands for a slash inside a key."""
    first, *steps = (step.replace("~", "/") for step in path.split("/"))
    node = _root(documents, first)
    for step in steps[:-1]:
        node = node[_key(node, step)]
    return node, _key(node, steps[-1])


def put(path: str, value: Any) -> Change:
    """Sets a field."""

    def change(documents: Documents) -> None:
        node, key = _find(documents, path)
        node[key] = value

    return change


def drop(path: str) -> Change:
    """Removes a field or item, which has to be there."""

    def change(documents: Documents) -> None:
        node, key = _find(documents, path)
        del node[key]

    return change


def add(path: str, item: Any) -> Change:
    """Appends to a list."""

    def change(documents: Documents) -> None:
        node, key = _find(documents, path)
        node[key].append(item)

    return change


def swap(path: str, instead: str) -> Change:
    """Exchanges two items of a list."""

    def change(documents: Documents) -> None:
        node, one = _find(documents, path)
        other = _key(node, instead)
        node[one], node[other] = node[other], node[one]

    return change


def write(path: str, written: str, instead: str) -> Change:
    """Changes a part of the one text in a list that holds it."""

    def change(documents: Documents) -> None:
        node, key = _find(documents, path)
        place = next(number for number, text in enumerate(node[key]) if written in text)
        node[key][place] = node[key][place].replace(written, instead)

    return change


def all_of(*changes: Change) -> Change:
    """Several changes that make one mistake."""

    def change(documents: Documents) -> None:
        for one in changes:
            one(documents)

    return change
