"""What is said of a Kubeflow pipeline as a whole, and how its tasks are shown, against a description's promises."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil
from typing import Any

from compare import Facts, differences
from expect import Description
from reading.document import Map
from reading.duration import seconds
from reading.shapes import boolean, string, table

# At the pipeline it is the schedule's name.
_OF_THE_PIPELINE = frozenset({"display_name"})


def _settings(description: Description) -> dict[str, Map]:
    """The settings of each step."""
    steps = table(description.document.get("steps")).pairs
    return {step: description.step_settings(step, of_the_run=_OF_THE_PIPELINE) for step in steps}


def steps_of(description: Description, tasks: dict[str, Any]) -> dict[str, str]:
    """The step of each task: the one that is shown under the task's name, of several the one that has its id."""
    shown: dict[str | None, list[str]] = {}
    for step, own in _settings(description).items():
        written = string(own.get("display_name")) or step
        shown.setdefault(words(written) if is_carried(written) else None, []).append(step)
    names = {}
    for name, task in tasks.items():
        info = task.get("taskInfo", {}).get("name")
        # What cannot be shown is shown as the task.
        steps = shown.get(info, shown.get(None, []) if info == name else [])
        if len(steps) == 1:
            names[name] = steps[0]
        else:
            names[name] = name if name in steps else f"{name}, shown as {info}"
    return names


def words(text: str) -> str:
    """Text for people, in which no tag begins."""
    return re.sub(r"\{(?=\{)", "{ ", text)


def is_carried(text: str) -> bool:
    """Whether Go quotes a text into JSON: neither DEL nor what it takes for no letter beyond U+FFFF."""
    return all(letter != "\x7f" and (letter <= "\uffff" or letter.isprintable()) for letter in text)


def pipeline_differences(case: str, description: Description, answer: dict[str, Any]) -> list[str]:
    pipeline = description.pipeline()
    spec = answer["spec"]
    root, ttl = (string(description.settings.get(key)) for key in ("pipeline_root", "ttl"))
    is_changed = pipeline["name"] != spec["pipelineInfo"]["name"]
    promised: Facts = {
        "original name": words(pipeline["name"]) if is_changed and is_carried(pipeline["name"]) else None,
        "description": None if pipeline["description"] is None else words(pipeline["description"]),
        "timeout": None if pipeline["timeout"] is None else ceil(Fraction(pipeline["timeout"])),
        "parameters": {
            name: {
                "default": parameter["default"],
                "description": None if parameter["description"] is None else words(parameter["description"]),
            }
            for name, parameter in pipeline["parameters"].items()
        },
        "caching": sorted(step for step, own in _settings(description).items() if boolean(own.get("caching"))),
        "root": root,
        "ttl": None if ttl is None else ceil(seconds(ttl)),
    }
    declared = spec["root"].get("inputDefinitions", {}).get("parameters", {})
    tasks = spec["root"]["dag"]["tasks"]
    names = steps_of(description, tasks)
    got: Facts = {
        "original name": spec["pipelineInfo"].get("displayName"),
        "description": spec["pipelineInfo"].get("description"),
        "timeout": answer["run"].get("activeDeadlineSeconds"),
        "parameters": {
            name: {"default": entry.get("defaultValue"), "description": entry.get("description")}
            for name, entry in declared.items()
        },
        "caching": sorted(
            names[name] for name, task in tasks.items() if task.get("cachingOptions", {}).get("enableCache")
        ),
        "root": spec.get("defaultPipelineRoot"),
        "ttl": answer["run"].get("resourceTtlOnCompletion"),
    }
    lines = differences(f"{case}: pipeline", promised, got)
    lines += differences(f"{case}: pipeline", {"objects": _objects(description, answer)}, answer)
    for name, entry in declared.items():
        if entry.get("parameterType") != "STRING":
            lines.append(f"{case}: parameter {name}: expected STRING got {entry.get('parameterType')}")
    for name, task in tasks.items():
        policy = task.get("retryPolicy", {})
        # A budget from the first attempt's start, not a longest wait: without it nothing is tried again.
        if policy and policy.get("backoffMaxDuration") != "31536000s":
            lines.append(f"{case}: {name}: retries: expected a budget of a year got {policy.get('backoffMaxDuration')}")
    return lines


def _objects(description: Description, answer: dict[str, Any]) -> list[Facts] | None:
    """The objects instead of the file to upload. A version's name ends in what only its text decides."""
    if not boolean(description.settings.get("manifests")):
        return None
    pipeline = description.pipeline()
    name = answer["spec"]["pipelineInfo"]["name"]
    version = answer["objects"][1]["name"] if answer["objects"] else ""
    both: Facts = {
        "namespace": pipeline["namespace"],
        "labels": pipeline["labels"],
        "annotations": pipeline["annotations"],
        "description": None if pipeline["description"] is None else words(pipeline["description"]),
    }
    is_shown = pipeline["name"] != name and is_carried(pipeline["name"])
    shown = words(pipeline["name"]) if is_shown else None
    version = version if re.fullmatch(f"{name}-[0-9a-f]{{10}}", version) else f"{name} and ten hexadecimal digits"
    return [
        both | {"kind": "Pipeline", "name": name, "display_name": shown},
        both | {"kind": "PipelineVersion", "name": version, "display_name": None},
    ]
