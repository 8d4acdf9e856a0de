"""Tekton: a Pipeline, a PipelineRun and, with a schedule, a CronJob that creates runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from integration import manifest
from integration.manifest import Manifest, Retry, Schedule, Step
from reading import Unreadable


def read(folder: Path) -> Manifest:
    found = manifest.documents(folder)
    pipeline = manifest.of_kind(found, "Pipeline")
    run = manifest.of_kind(found, "PipelineRun")
    if pipeline is None or run is None:
        raise Unreadable("there is no Pipeline with a PipelineRun")
    of_all = run["spec"].get("taskRunTemplate", {})
    of_tasks = {item["pipelineTaskName"]: item for item in run["spec"].get("taskRunSpecs", [])}
    steps = {task["name"]: _step(task, of_all, of_tasks.get(task["name"], {})) for task in pipeline["spec"]["tasks"]}
    cron = manifest.of_kind(found, "CronJob")
    return Manifest(
        manifest.renamed(steps),
        None if cron is None else Schedule(cron=cron["spec"]["schedule"]),
    )


def _step(task: dict[str, Any], of_all: dict[str, Any], own: dict[str, Any]) -> Step:
    (found,) = task["taskSpec"]["steps"]
    step = manifest.container(found)
    step.needs = set(task.get("runAfter", []))
    pod = of_all.get("podTemplate", {}) | own.get("podTemplate", {})
    step.node_selector = pod.get("nodeSelector", {})
    step.tolerations = pod.get("tolerations", [])
    metadata = own.get("metadata", {})
    step.labels, step.annotations = metadata.get("labels", {}), metadata.get("annotations", {})
    step.account = own.get("serviceAccountName", of_all.get("serviceAccountName"))
    step.shared_memory = manifest.shared_memory(task["taskSpec"].get("volumes"), found.get("volumeMounts"))
    if "retries" in task:
        step.retry = Retry(task["retries"])
    return step
