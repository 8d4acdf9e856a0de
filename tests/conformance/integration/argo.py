"""Argo Workflows: a WorkflowTemplate and, with a schedule, a CronWorkflow."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from integration import manifest
from integration.manifest import Manifest, Retry, Schedule, Step
from reading import Unreadable
from reading.duration import seconds

_EVERY = "@every "
_START = re.compile(r"now\(\) >= date\('([^']+)'\)")
_END = re.compile(r"now\(\) >=? date\('([^']+)'\)")
_FIRST_ALONE = "cronworkflow.succeeded + cronworkflow.failed >= 1"


def read(folder: Path) -> Manifest:
    found = manifest.documents(folder)
    template = manifest.of_kind(found, "WorkflowTemplate")
    if template is None:
        raise Unreadable("there is no WorkflowTemplate")
    spec = template["spec"]
    templates = {item["name"]: item for item in spec["templates"]}
    account = spec.get("serviceAccountName")
    steps: dict[str, Step] = {}
    for task in templates[spec["entrypoint"]]["dag"]["tasks"]:
        steps[task["name"]] = _step(templates[task["template"]], task, account)
    cron = manifest.of_kind(found, "CronWorkflow")
    return Manifest(manifest.renamed(steps), None if cron is None else _schedule(cron["spec"]))


def _step(template: dict[str, Any], task: dict[str, Any], account: str | None) -> Step:
    step = manifest.container(template["container"])
    step.needs = set(task.get("dependencies", []))
    step.node_selector = template.get("nodeSelector", {})
    step.tolerations = template.get("tolerations", [])
    metadata = template.get("metadata", {})
    step.labels, step.annotations = metadata.get("labels", {}), metadata.get("annotations", {})
    step.account = template.get("serviceAccountName", account)
    step.shared_memory = manifest.shared_memory(template.get("volumes"), template["container"].get("volumeMounts"))
    retry = template.get("retryStrategy")
    if retry is not None:
        wait = retry.get("backoff", {})
        delay = seconds(wait["duration"]) if "duration" in wait else None
        factor = Fraction(str(wait["factor"])) if "factor" in wait else None
        step.retry = Retry(int(retry["limit"]), delay, factor)
    return step


def _schedule(spec: dict[str, Any]) -> Schedule:
    (line,) = spec["schedules"]
    start = _START.search(spec.get("when", ""))
    stop = spec.get("stopStrategy", {}).get("expression", "")
    end = _END.search(stop)
    is_once = _FIRST_ALONE in stop
    schedule = Schedule(
        start=start and start[1],
        end=None if end is None or is_once else end[1],
        is_once=is_once,
    )
    if line.startswith(_EVERY):
        schedule.seconds = int(seconds(line.removeprefix(_EVERY)))
    elif not is_once:
        schedule.cron = line
    return schedule
