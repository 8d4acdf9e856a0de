"""Argo Workflows: its own code reads the manifests (`argo/`), Kubernetes' own the Pods that come back (`kubelet/`)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import tools
from compare import Facts, differences, step_differences
from expect import Description
from pods import Started, arguments, pod_facts, start
from reading.document import Map
from reading.duration import seconds
from reading.shapes import boolean, string
from reading.step import waits
from reading.text import Scenario
from targets import Case, Verdict, argo_settings
from targets.argo_cron import cron_differences, moments
from targets.runs import pods_of, scenarios, typed_requests, users

_MAIN = "main"
_OWN_VOLUMES = {"var-run-argo", "tmp-dir-argo"}
_HELPER = re.compile(r"SEGUE_EMPTY(_[0-9]+)?")
# Keys that the controller and Segue put onto objects and Pods beside the user's.
_OWN_KEYS = ("workflows.argoproj.io/", "segue.dev/", "kubectl.kubernetes.io/")
_STEP_NAMES = "segue.dev/steps"


class Argo:
    """One process for all cases; two runs of a person with different ids and parameters, and the schedule's."""

    name = "argo"

    def check(self, cases: list[Case]) -> list[Verdict]:
        requests = [_request(case) for case in cases]
        answers = [json.loads(line) for line in _in_parallel([json.dumps(item) for item in requests])]
        pods = [pod for answer in answers for _, pod in pods_of(answer)]
        started = iter(start(pods, _MAIN))
        return [_verdict(case, answer, started) for case, answer in zip(cases, answers, strict=True)]

    def arrivals(self, output: Path, runs: list[dict[str, str]]) -> list[list[str] | None]:
        answers = [json.loads(line) for line in engine().ask(typed_requests(output, runs))]
        pods = [None if answer["errors"] else [pod for _, pod in pods_of(answer)] for answer in answers]
        return arguments(pods, _MAIN)


def engine(number: int = 0) -> tools.Engine:
    """Argo's own code, with the CRDs of its version."""
    return tools.engine(str(tools.tool("argo-check")), "-crds", str(tools.tool("crds")), number=number)


def _in_parallel(lines: list[str]) -> Iterable[str]:
    """Few cases go to one process: starting another costs more than it saves."""
    count = min(os.cpu_count() or 1, 1 + len(lines) // 64)
    share = max(1, -(-len(lines) // count))
    parts = [lines[at : at + share] for at in range(0, len(lines), share)]
    engines = [engine(number) for number in range(len(parts))]
    with ThreadPoolExecutor() as pool:
        for answers in pool.map(tools.Engine.ask, engines, parts):
            yield from answers


def _request(case: Case) -> dict[str, Any]:
    description = case.description
    settings = Map() if description is None else description.settings
    old = string(settings.get("version")) == "3.5"
    asked = moments(description.pipeline()["schedule"]) if description is not None else []
    return {
        "name": case.name,
        "files": [str(path) for path in sorted(case.output.rglob("*")) if path.is_file()],
        # The full CRDs came with 4.0.
        "minimal_crds": old or boolean(settings.get("minimal_crds")),
        "before_schedules": old,
        "moments": asked,
        "runs": [
            {"id": name, "by": by, "uid": scenario.run_id, "parameters": scenario.parameters}
            for name, (by, scenario) in scenarios(description).items()
        ],
    }


def _verdict(case: Case, answer: dict[str, Any], started: Iterable[Started]) -> Verdict:
    verdict = Verdict(files=len(list(case.output.rglob("*.yaml"))))
    lines = [f"{case.name}: {error}" for error in answer["errors"]]
    if not answer["documents"]:
        lines.append(f"{case.name}: no manifest is written")
    starts = iter(started)
    asked = scenarios(case.description)
    seen: set[str] = set()
    for run in answer["runs"]:
        attempts = [
            (task, number, pod, next(starts)) for task in run["tasks"] for number, pod in enumerate(task["pods"])
        ]
        for task, _, _, process in attempts:
            lines += [f"{case.name}: {task['name']}: pod: {error}" for error in process.errors]
        if case.description is None:
            continue
        seen.add(run["id"])
        lines += _run_differences(case.name, case.description, asked[run["id"]][1], answer, run, attempts)
    if case.description is not None:
        lines += [f"{case.name}: run {name}: expected one got none" for name in asked if name not in seen]
        lines += _object_differences(case.name, case.description, answer)
        lines += cron_differences(case.name, case.description, answer["crons"])
    verdict.problems = list(dict.fromkeys(lines))
    return verdict


def _run_differences(
    case: str,
    description: Description,
    scenario: Scenario,
    answer: dict[str, Any],
    run: dict[str, Any],
    attempts: list[tuple[dict[str, Any], int, dict[str, Any], Started]],
) -> list[str]:
    pipeline = description.pipeline()
    promised = {
        step: _promised_step(facts, pipeline) | argo_settings.promised_step(description, step)
        for step, facts in description.steps(scenario).items()
    }
    names = _original_names(answer)
    # What stands in no namespace runs where its runs are submitted: here in `default`.
    is_placed = argo_settings.kind(description) != "ClusterWorkflowTemplate" or run["by"] == "schedule"
    asked = _promised_run(pipeline, is_placed) | argo_settings.promised_run(description)
    lines = differences(f"{case}: pipeline", asked, _run_facts(run) | argo_settings.run_facts(run["kept"]))
    for number in range(max((number for _, number, _, _ in attempts), default=0) + 1):
        got = {
            names.get(task["name"], task["name"]): _step_facts(task, pod, process, names, promised)
            for task, attempt, pod, process in attempts
            if attempt == number
        }
        # Not every step has a second attempt; every step has a first.
        chosen = promised if number == 0 else {step: facts for step, facts in promised.items() if step in got}
        lines += step_differences(case, chosen, got)
    return lines


def _promised_step(facts: Facts, pipeline: Facts) -> Facts:
    """The Pod's deadline is the step's own, in whole seconds, or what is left of the run's.

    Argo has no place for a step's description.
    """
    facts = {key: value for key, value in facts.items() if key != "description"}
    limits = [ceil(Fraction(text)) for text in (facts["timeout"], pipeline["timeout"]) if text is not None]
    return facts | {"timeout": min(limits, default=None)}


def _promised_run(pipeline: Facts, is_placed: bool) -> Facts:
    timeout = pipeline["timeout"]
    return {
        "namespace": (pipeline["namespace"] if is_placed else None) or "default",
        "parallelism": pipeline["parallelism"],
        "timeout": None if timeout is None else ceil(Fraction(timeout)),
        "fail_fast": False if pipeline["on_failure"] == "continue" else None,
    }


def _run_facts(run: dict[str, Any]) -> Facts:
    return {
        "namespace": run["namespace"],
        "parallelism": run["parallelism"],
        "timeout": run["active_deadline_seconds"],
        "fail_fast": run["fail_fast"],
    }


def _step_facts(
    task: dict[str, Any],
    pod: dict[str, Any],
    process: Started,
    names: dict[str, str],
    promised: dict[str, Facts],
) -> Facts:
    expected = promised.get(names.get(task["name"], task["name"]), {"labels": {}, "annotations": {}, "env": []})
    facts = pod_facts(pod, _MAIN, _OWN_VOLUMES)
    declared = process.env[: len(process.env) - task["controller_env"]]
    return (
        facts
        | {
            "command": process.command,
            "args": process.args,
            "env": _without_helpers(declared, {name for name, _ in expected["env"]}),
            "needs": sorted(names.get(name, name) for name in task["dependencies"]),
            "labels": users(pod["metadata"].get("labels"), expected["labels"], _OWN_KEYS),
            "annotations": users(pod["metadata"].get("annotations"), expected["annotations"], _OWN_KEYS),
            "retries": _retries(task["retry"]),
            "timeout": pod["spec"].get("activeDeadlineSeconds"),
        }
        | argo_settings.step_facts(task)
    )


def _without_helpers(env: list[list[str]], users: set[str]) -> list[list[str]]:
    """A helper that keeps braces apart may stand first, empty, under a name that the user does not have."""
    if env and env[0][1] == "" and _HELPER.fullmatch(env[0][0]) and env[0][0] not in users:
        return env[1:]
    return env


def _retries(retry: dict[str, Any] | None) -> Facts | None:
    """The waits by Argo's formula: duration * factor^n, cut at the cap (processNodeRetries, v4.0.2)."""
    if retry is None:
        return None
    limit = int(retry["limit"] or 0)
    duration, cap = retry["duration"], retry["cap"]
    return {
        "limit": limit,
        "waits": waits(
            limit,
            seconds(duration) if duration else None,
            Fraction(str(retry["factor"] or 1)),
            seconds(cap) if cap else None,
        ),
    }


def _original_names(answer: dict[str, Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for item in answer["objects"]:
        names |= json.loads((item["annotations"] or {}).get(_STEP_NAMES, "{}"))
    return names


def _object_differences(case: str, description: Description, answer: dict[str, Any]) -> list[str]:
    pipeline = description.pipeline()
    namespace = pipeline["namespace"] or ""
    kinds = sorted(item["kind"] for item in answer["objects"])
    asked = sorted([argo_settings.kind(description), *(["CronWorkflow"] if pipeline["schedule"] else [])])
    lines = [] if kinds == asked else [f"{case}: kinds: expected {asked} got {kinds}"]
    for item in answer["objects"]:
        annotations = dict(pipeline["annotations"])
        if pipeline["description"] is not None and item["kind"] != "CronWorkflow":
            annotations.setdefault("workflows.argoproj.io/description", pipeline["description"])
        promised: Facts = {
            "namespace": "" if item["kind"] == "ClusterWorkflowTemplate" else namespace,
            "labels": pipeline["labels"],
            "annotations": annotations,
        }
        got = item | {
            "labels": users(item["labels"], promised["labels"], _OWN_KEYS),
            "annotations": users(item["annotations"], promised["annotations"], _OWN_KEYS),
        }
        if item["kind"] != "CronWorkflow":
            promised["parameters"] = pipeline["parameters"]
            got["parameters"] = {
                parameter["name"]: {"default": parameter["value"], "description": parameter["description"] or None}
                for parameter in item["parameters"]
            }
        lines += differences(f"{case}: {item['kind']}", promised, got)
    for run in answer["runs"]:
        if run["by"] == "schedule":
            child = {
                "labels": users(run["labels"], pipeline["labels"], _OWN_KEYS),
                "annotations": users(run["annotations"], pipeline["annotations"], _OWN_KEYS),
            }
            lines += differences(f"{case}: scheduled Workflow", {key: pipeline[key] for key in child}, child)
    return lines
