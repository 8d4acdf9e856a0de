"""The runs that each case is started with, and what of an object's metadata is the user's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from expect import Description
from pods import RUN_ID
from reading.text import Scenario


def scenarios(description: Description | None) -> dict[str, tuple[str, Scenario]]:
    """Who starts the run, and with which id and parameters."""
    if description is None:
        return {"first": ("person", Scenario("0f5e0c1a-run-1", {}))}
    declared = description.parameters()
    missing = {name: f"typed {name}" for name, value in declared.items() if value["default"] is None}
    runs = {
        "first": ("person", Scenario("0f5e0c1a-run-1", missing)),
        "second": ("person", Scenario("7b21d9ee-run-2", typed(declared))),
    }
    if description.pipeline()["schedule"] is not None:
        runs["scheduled"] = ("schedule", Scenario("c3c3aa50-run-3", {}))
    return runs


def typed(names: Iterable[str]) -> dict[str, str]:
    """What a person types for these parameters: it begins and ends with what makes a hazard of the text beside it."""
    return {name: f"(other {name}) {{" for name in names}


def users(written: dict[str, str] | None, promised: dict[str, str], own_keys: tuple[str, ...]) -> dict[str, str]:
    """Labels or annotations without those that a controller or Segue adds beside the user's."""
    return {key: value for key, value in (written or {}).items() if key in promised or not key.startswith(own_keys)}


def typed_requests(output: Path, runs: list[dict[str, str]]) -> list[str]:
    """One request for each run of these files that a person starts with these parameters."""
    files = [str(path) for path in sorted(output.rglob("*.yaml"))]
    started = [[{"id": "r", "by": "person", "uid": RUN_ID, "parameters": run}] for run in runs]
    return [json.dumps({"name": "typed", "files": files, "runs": run}) for run in started]


def pods_of(answer: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """Each task of each run with each of its Pods."""
    for run in answer["runs"]:
        for task in run["tasks"] or []:
            for pod in task["pods"]:
                yield task, pod
