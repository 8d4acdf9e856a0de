"""Kubeflow Pipelines: a pipeline of the SDK's shape, whoever wrote it, and a request for a recurring run."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from integration import manifest
from integration.manifest import Manifest, Retry, Schedule, Step
from reading import Unreadable
from reading.quantity import quantity


def read(folder: Path) -> Manifest:
    """Segue's files: the request is the API's."""
    requests = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json"))]
    found = pipeline(manifest.documents(folder))
    for request in requests:
        found.schedule = _schedule(request["trigger"])
        for step in found.steps.values():
            step.account = request.get("service_account")
    return found


def read_of_zenml(folder: Path) -> Manifest:
    """ZenML's: the pipeline as a file, and the client's arguments for a recurring run."""
    found = pipeline(manifest.documents(folder))
    asked = folder / "recurring.json"
    if asked.exists():
        schedule = json.loads(asked.read_text(encoding="utf-8"))
        found.schedule = Schedule(
            cron=schedule["cron_expression"],
            seconds=schedule["interval_second"],
            start=schedule["start_time"],
            end=schedule["end_time"],
        )
    return found


def pipeline(found: list[dict[str, Any]]) -> Manifest:
    """The document, and the one for the platform beside it."""
    specs = [document for document in found if "pipelineInfo" in document]
    if len(specs) != 1:
        raise Unreadable(f"{len(specs)} documents are pipelines")
    platforms = [document["platforms"]["kubernetes"] for document in found if "platforms" in document]
    platform = platforms[0]["deploymentSpec"]["executors"] if platforms else {}
    (spec,) = specs
    executors = spec["deploymentSpec"]["executors"]
    steps: dict[str, Step] = {}
    for name, task in spec["root"]["dag"]["tasks"].items():
        label = spec["components"][task["componentRef"]["name"]]["executorLabel"]
        steps[name] = _step(task, executors[label]["container"], platform.get(label, {}))
    return Manifest(manifest.renamed(steps))


def _step(task: dict[str, Any], container: dict[str, Any], platform: dict[str, Any]) -> Step:
    step = manifest.container({key: value for key, value in container.items() if key != "resources"})
    resources = container.get("resources", {})
    step.requests, step.limits = _resources(resources, "Request"), _resources(resources, "Limit")
    accelerator = resources.get("accelerator")
    if accelerator is not None:
        kind = accelerator.get("resourceType", accelerator.get("type"))
        step.limits[kind] = quantity(str(accelerator.get("resourceCount", accelerator.get("count"))))
    for entry in platform.get("fieldPathAsEnv", []):
        step.env[entry["name"]] = {"fieldRef": entry["fieldPath"]}
    for source in platform.get("secretAsEnv", []):
        for pair in source["keyToEnv"]:
            step.env[pair["envVar"]] = manifest.secret(source["secretName"], pair["secretKey"])
    step.needs = set(task.get("dependentTasks", []))
    step.node_selector = platform.get("nodeSelector", {}).get("labels", {})
    step.tolerations = platform.get("tolerations", [])
    metadata = platform.get("podMetadata", {})
    step.labels, step.annotations = metadata.get("labels", {}), metadata.get("annotations", {})
    for mount in platform.get("emptyDirMounts", []):
        if mount["mountPath"] == "/dev/shm" and mount.get("medium") == "Memory":
            step.shared_memory = quantity(mount["sizeLimit"])
    retry = task.get("retryPolicy")
    if retry is not None:
        factor = retry.get("backoffFactor")
        delay = manifest.seconds(retry["backoffDuration"]) if "backoffDuration" in retry else None
        step.retry = Retry(int(retry["maxRetryCount"]), delay, None if factor is None else Fraction(str(factor)))
    return step


def _resources(found: dict[str, Any], kind: str) -> dict[str, Fraction]:
    # The SDK of 2.13 writes numbers beside the texts, and of older ones numbers alone.
    names = {"cpu": f"resourceCpu{kind}", "memory": f"resourceMemory{kind}"}
    numbers = {"cpu": f"cpu{kind}", "memory": f"memory{kind}"}
    result = {name: quantity(found[key]) for name, key in names.items() if key in found}
    for name, key in numbers.items():
        if key in found and name not in result:
            # Memory is in billions of bytes there (`pipeline_task.py`, kfp 2.13).
            result[name] = quantity(str(found[key])) * (10**9 if name == "memory" else 1)
    return result


def _schedule(trigger: dict[str, Any]) -> Schedule:
    cron, every = trigger.get("cron_schedule"), trigger.get("periodic_schedule")
    if every is not None:
        return Schedule(seconds=int(every["interval_second"]), start=every.get("start_time"), end=every.get("end_time"))
    # Six fields, the first of seconds.
    second, _, line = cron["cron"].partition(" ")
    if second != "0":
        raise Unreadable(f"the cron line `{cron['cron']}` is not of a whole minute")
    return Schedule(cron=line, start=cron.get("start_time"), end=cron.get("end_time"))
