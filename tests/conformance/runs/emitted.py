"""When the emitted files run, by the targets' own cron code: for each file and each clock the next runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import tools
from runs.promised import COUNT, LAST
from runs.table import FORM
from targets import airflow, argo

# By clock: the runs, or the word of what failed.
Runs = dict[str, list[str]]
_LAST = LAST.strftime(FORM)
# Ticks of which Argo is asked whether they start a run: from two days before a start on.
_TICKS = 400


@dataclass(frozen=True)
class Emitted:
    """The files of one schedule for one target."""

    folder: Path
    clocks: list[str]


def _objects(folder: Path) -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))]
    return [item for text in texts for item in yaml.safe_load_all(text)]


def _cron(requests: list[dict[str, Any]]) -> list[list[str]]:
    engine = tools.engine(str(tools.tool("cron-check")))
    answers = [json.loads(line) for line in engine.ask([json.dumps(request) for request in requests])]
    return [[f"error: {answer['error']}"] if answer["error"] else answer["runs"] for answer in answers]


def _of_lines(lines: list[str], zone: str, clock: str, count: int) -> dict[str, Any]:
    return {"lines": lines, "timezone": zone, "clock": clock, "until": _LAST, "count": count}


def _answers(emitted: list[Emitted], requests: list[list[dict[str, Any]]]) -> list[Runs]:
    """One request a clock, all in one go."""
    answers = iter(_cron([request for asked in requests for request in asked]))
    return [{clock: next(answers) for clock in item.clocks} for item in emitted]


def tekton(emitted: list[Emitted]) -> list[Runs]:
    """The CronJob's line in its zone."""
    requests = []
    for item in emitted:
        (spec,) = [each["spec"] for each in _objects(item.folder) if each["kind"] == "CronJob"]
        requests.append([_of_lines([spec["schedule"]], spec["timeZone"], clock, COUNT) for clock in item.clocks])
    return _answers(emitted, requests)


def kubeflow(emitted: list[Emitted]) -> list[Runs]:
    """The recurring run, as its controller reads it."""
    requests = []
    for item in emitted:
        (path,) = item.folder.rglob("*.json")
        recurring = json.loads(path.read_text("utf-8"))
        part = {"no_catchup": recurring["no_catchup"], "trigger": recurring["trigger"]}
        requests.append([{"recurring": part, "clock": clock, "until": _LAST, "count": COUNT} for clock in item.clocks])
    return _answers(emitted, requests)


def argo_runs(emitted: list[Emitted]) -> list[Runs]:
    """Every tick of every line; then Argo's own code says at each whether it starts a run and whether all is over."""
    requests, conditional = [], []
    for item in emitted:
        (spec,) = [each["spec"] for each in _objects(item.folder) if each["kind"] == "CronWorkflow"]
        conditional.append("when" in spec or "stopStrategy" in spec)
        count = _TICKS if conditional[-1] else COUNT
        requests.append([_of_lines(spec["schedules"], spec["timezone"], clock, count) for clock in item.clocks])
    ticks = _answers(emitted, requests)
    asked = [number for number, is_conditional in enumerate(conditional) if is_conditional]
    lines = [json.dumps(_conditions(emitted[number], ticks[number])) for number in asked]
    for number, line in zip(asked, argo.engine().ask(lines), strict=True):
        (facts,) = json.loads(line)["crons"]
        ticks[number] = {clock: list(_started(found, facts))[:COUNT] for clock, found in ticks[number].items()}
    return ticks


def _a_little_after(tick: str) -> str:
    """When Argo's controller asks the time: 20 ms after a tick."""
    return f"{tick.removesuffix('Z')}.02Z"


def _conditions(item: Emitted, ticks: Runs) -> dict[str, Any]:
    moments = {_a_little_after(tick) for found in ticks.values() for tick in found if not tick.startswith("error")}
    files = [str(path) for path in sorted(item.folder.rglob("*.yaml"))]
    return {"name": "", "files": files, "moments": sorted(moments), "runs": []}


def _started(ticks: list[str], facts: dict[str, Any]) -> Iterator[str]:
    """Once the stop condition holds the schedule never runs again (workflow/cron/operator.go, v4.0.2)."""
    for tick in ticks:
        moment = _a_little_after(tick)
        if facts["stops"][moment]:
            return
        if facts["runs"][moment]:
            yield tick
            if facts["stops_after_one"]:
                return


def airflow_runs(emitted: list[Emitted], version: str) -> list[Runs]:
    """The timetable of a DAG that is first seen at each clock."""
    requests = []
    for item in emitted:
        (path,) = item.folder.rglob("*.py")
        requests.append(json.dumps({"file": str(path), "clocks": item.clocks, "runs": []}))
    answers = [json.loads(line) for line in airflow.engine(version).ask(requests)]
    return [
        {clock: [run for run in answer["ticks"][clock] if run <= _LAST] for clock in item.clocks}
        if not answer["errors"]
        else {clock: [f"error: {error}" for error in answer["errors"]] for clock in item.clocks}
        for item, answer in zip(emitted, answers, strict=True)
    ]


def all_runs(by_target: dict[str, list[Emitted]]) -> dict[str, list[Runs]]:
    """By the name of each engine: the targets, and Airflow once a version."""
    work = {"argo": argo_runs, "tekton": tekton, "kubeflow": kubeflow}
    with ThreadPoolExecutor() as pool:
        found = by_target.get("airflow", [])
        jobs = {f"airflow {version}": pool.submit(airflow_runs, found, version) for version in airflow.VERSIONS}
        # These share one engine, which answers one question at a time.
        result = {name: runs(by_target[name]) for name, runs in work.items() if name in by_target}
        return result | {name: job.result() for name, job in jobs.items()}
