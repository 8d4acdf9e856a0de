"""Airflow: three versions import the DAG file and make the Pods (`airflow/`), Kubernetes' own code starts them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import tools
from airflow_environments import program
from compare import Facts, differences, step_differences
from expect import Description
from pods import RUN_ID, Started, arguments, pod_facts, start
from reading.quantity import exact
from reading.shapes import strings
from reading.text import Scenario
from targets import Case, Verdict
from targets import airflow_differences as meaning
from targets.airflow_schedule import CLOCKS, schedule_differences
from targets.airflow_source import missing_arguments, ruff

# The floor, the last of Airflow 2, and the newest, whose Pods are the ones that are started.
VERSIONS = ("2.8", "2.11", "3.3")
_NEWEST = VERSIONS[-1]
_CONTAINER = "base"
# An id that is a file's name everywhere, no option, and has what the operator makes a label of.
_DEVICE = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)"
_LEGAL = re.compile(rf"(?!{_DEVICE})(?=.*[A-Za-z0-9])[A-Za-z0-9_][A-Za-z0-9_.-]{{0,199}}")
_SUFFIX = re.compile(r"-[a-z0-9]{8}$")
_RUNS = {"first": "manual__2026-01-02T03:04:05.678901+00:00", "second": "scheduled__2026-02-03T04:05:06+00:00"}

Answer = dict[str, Any]


class Airflow:
    """One process for each version; two runs with different ids, of default and of typed parameters."""

    name = "airflow"

    def check(self, cases: list[Case]) -> list[Verdict]:
        files = [sorted(path for path in case.output.rglob("*") if path.is_file()) for case in cases]
        single = {number: paths[0] for number, paths in enumerate(files) if len(paths) == 1}
        lines = [json.dumps(_request(cases[number], path)) for number, path in single.items()]
        with ThreadPoolExecutor() as pool:
            answers = pool.map(lambda version: [json.loads(line) for line in engine(version).ask(lines)], VERSIONS)
            by_case = dict(zip(single, zip(*answers, strict=True), strict=True)) if lines else {}
        told = ruff(list(single.values()))
        pods = [task["pod"] for found in by_case.values() for run in found[-1]["runs"] for task in run["tasks"]]
        started = iter(start(pods, _CONTAINER))
        verdicts = []
        for number, case in enumerate(cases):
            problems = [] if number in single else [f"{case.name}: expected one file got {len(files[number])}"]
            if number in single:
                path = single[number]
                found = dict(zip(VERSIONS, by_case[number], strict=True))
                problems = _problems(case, path, found, started)
                problems += [f"{case.name}: {line}" for line in [*told[path], *missing_arguments(path)]]
            verdicts.append(Verdict(len(files[number]), list(dict.fromkeys(problems))))
        return verdicts

    def arrivals(self, output: Path, runs: list[dict[str, str]]) -> list[list[str] | None]:
        (file,) = output.rglob("*.py")
        requests = [
            {"file": str(file), "clocks": [], "runs": [{"id": "r", "run_id": RUN_ID, "parameters": run}]}
            for run in runs
        ]
        lines = [json.dumps(request) for request in requests]
        by_version = []
        for version in VERSIONS:
            answers = [json.loads(line) for line in engine(version).ask(lines)]
            pods = [[task["pod"] for run in answer["runs"] for task in run["tasks"]] for answer in answers]
            told = [None if answer["errors"] else found for answer, found in zip(answers, pods, strict=True)]
            by_version.append(arguments(told, _CONTAINER))
        if any(found != by_version[-1] for found in by_version):
            raise ValueError(f"the versions of Airflow differ: {by_version}")
        return by_version[-1]


def engine(version: str) -> tools.Engine:
    """Airflow of this version."""
    return tools.engine(str(program(version, "python")), str(tools.HERE / "airflow" / "check.py"))


def _scenarios(description: Description | None) -> dict[str, Scenario]:
    """Which parameters are typed in which run."""
    if description is None:
        return {"first": Scenario(parameters={})}
    declared = description.parameters()
    missing = {name: f"typed {name}" for name, value in declared.items() if value["default"] is None}
    # Typed text arrives exactly, whatever it is.
    typed = {name: f'other {name} {{{{ ds }}}} $$ $(HOME) "\\n\n' for name in declared}
    return {"first": Scenario(parameters=missing), "second": Scenario(parameters=typed)}


def _request(case: Case, path: Path) -> dict[str, Any]:
    return {
        "file": str(path),
        "clocks": CLOCKS,
        "runs": [
            {"id": name, "run_id": _RUNS[name], "parameters": scenario.parameters}
            for name, scenario in _scenarios(case.description).items()
        ],
    }


def _problems(case: Case, path: Path, answers: dict[str, Answer], started: Iterator[Started]) -> list[str]:
    newest = answers[_NEWEST]
    processes = {(run["id"], task["task_id"]): next(started) for run in newest["runs"] for task in run["tasks"]}
    lines = [
        f"{case.name}: {task}: pod: {error}" for (_, task), process in processes.items() for error in process.errors
    ]
    by_version = {version: list(_dag_lines(case, path, answer)) for version, answer in answers.items()}
    lines += _merged(by_version)
    for version in VERSIONS[:-1]:
        lines += _pod_lines(case.name, version, answers[version], newest)
    if case.description is not None and newest["dag"] is not None:
        for run in newest["runs"]:
            lines += _run_lines(case, newest["dag"], run, processes)
    return lines


def _merged(by_version: dict[str, list[str]]) -> list[str]:
    """A line that not every version says names those that do."""
    lines = []
    for line in dict.fromkeys(line for found in by_version.values() for line in found):
        saying = [version for version, found in by_version.items() if line in found]
        lines.append(line if len(saying) == len(by_version) else f"{line} (Airflow {', '.join(saying)})")
    return lines


def _dag_lines(case: Case, path: Path, answer: Answer) -> Iterator[str]:
    """All but the Pods, as one version sees it."""
    yield from (f"{case.name}: {error}" for error in answer["errors"])
    dag, description = answer["dag"], case.description
    if dag is None:
        return
    yield from differences(case.name, {"file": f"{dag['dag_id']}.py"}, {"file": path.name})
    if description is None:
        return
    pipeline = description.pipeline()
    yield from differences(f"{case.name}: pipeline", *_pipeline(description, pipeline, dag))
    yield from schedule_differences(case.name, description, dag, answer["ticks"])
    promised = description.steps(Scenario())
    names = _original_names(dag, promised)
    waits = meaning.backoff(promised, description)
    settings = meaning.task_settings(description)
    wanted, got = {}, {}
    for step, facts in promised.items():
        wanted[step] = {
            "operator": "KubernetesPodOperator",
            "needs": facts["needs"],
            "trigger_rule": "all_success",
            "retries": waits[step],
            "timeout": facts["timeout"],
        } | settings[step]
    for task in dag["tasks"]:
        step = names.get(task["task_id"], task["task_id"])
        got[step] = task | {
            "operator": task["operator"],
            "needs": sorted(names.get(name, name) for name in task["upstream"]),
            "trigger_rule": task["trigger_rule"],
            "retries": _retries(task),
            "timeout": _number(task["execution_timeout"]),
            "documentation": task["doc_md"],
        }
        if step in wanted:
            wanted[step]["documentation"] = meaning.documentation(step, task["task_id"], promised[step]["description"])
    yield from step_differences(case.name, wanted, got)


def _pipeline(description: Description, pipeline: Facts, dag: Facts) -> tuple[Facts, Facts]:
    settings = meaning.settings(description)
    name = settings.get("dag_id") or pipeline["name"]
    is_legal = _LEGAL.fullmatch(name) is not None
    # The pipeline's name stands in the documentation where the id is another one.
    original = None if is_legal and name == pipeline["name"] else pipeline["name"]
    runs = settings.get("max_active_runs")
    schedule = pipeline["schedule"]
    promised: Facts = {
        "dag_id": name if is_legal else dag["dag_id"],
        "original name": original,
        "tags": sorted(strings(description.settings.get("tags"))),
        "description": pipeline["description"],
        "parameters": {
            key: value | {"has_default": value["default"] is not None, "type": "string"}
            for key, value in pipeline["parameters"].items()
        },
        "timeout": pipeline["timeout"],
        "parallelism": pipeline["parallelism"] or meaning.DEFAULT_LIMIT,
        "fail_fast": pipeline["on_failure"] == "cancel",
        "max_active_runs": meaning.active_runs(schedule) if runs is None else int(runs),
    }
    got = dag | {
        "original name": original if dag["doc_md"] in meaning.original_names(original) else dag["doc_md"],
        "timeout": _number(dag["dagrun_timeout"]),
        "parallelism": dag["max_active_tasks"],
    }
    return promised, got


def _number(text: str | None) -> str | None:
    return None if text is None else exact(Fraction(text))


def _retries(task: Facts) -> Facts | None:
    """The waits as the version's own scheduler reckons them; doubled ones without what it adds at random."""
    if not task["retries"]:
        return None
    found = [Fraction(str(wait)) for wait in task["waits"]]
    if not task["exponential"]:
        return {"limit": task["retries"], "waits": [exact(wait) for wait in found] if any(found) else []}
    most = None if task["max_retry_delay"] is None else Fraction(task["max_retry_delay"])
    least = meaning.doubled(Fraction(task["retry_delay"]), most, task["retries"])
    waits = [
        # A wait below a second is one.
        low if Fraction(low) <= wait <= 2 * max(Fraction(low), Fraction(1)) else f"{exact(wait)} after {low}"
        for low, wait in zip(least, found, strict=True)
    ]
    return {"limit": task["retries"], "waits": waits}


def _original_names(dag: Facts, steps: Iterable[str]) -> dict[str, str]:
    """The step of each task: its own id, else the one that its documentation begins with."""
    known = set(steps)
    names = {}
    for task in dag["tasks"]:
        if task["task_id"] in known:
            continue
        text = task["doc_md"] or ""
        for step in known:
            if text == f"{step}\n" or text.startswith(f"{step}\n\n"):
                names[task["task_id"]] = step
    return names


def _run_lines(case: Case, dag: Facts, run: Answer, processes: dict[tuple[str, str], Started]) -> list[str]:
    """The Pods of one run against the steps, after the kubelet's expansion."""
    assert case.description is not None
    scenario = _scenarios(case.description)[run["id"]]
    scenario = Scenario(meaning.run_id(dag["dag_id"], _RUNS[run["id"]]), scenario.parameters)
    promised = case.description.steps(scenario)
    namespace = case.description.pipeline()["namespace"] or meaning.DEFAULT_NAMESPACE
    names = _original_names(dag, promised)
    # These stand in the DAG.
    elsewhere = ("description", "needs", "retries", "timeout")
    wanted = {
        step: {key: value for key, value in facts.items() if key not in elsewhere} | {"namespace": namespace}
        for step, facts in promised.items()
    }
    got = {}
    for task in run["tasks"]:
        process, pod = processes[run["id"], task["task_id"]], task["pod"]
        labels = pod["metadata"].get("labels", {})
        got[names.get(task["task_id"], task["task_id"])] = pod_facts(pod, _CONTAINER, set()) | {
            "namespace": pod["metadata"].get("namespace"),
            "command": process.command,
            "args": process.args,
            "env": process.env,
            "labels": {key: value for key, value in labels.items() if key not in meaning.OPERATOR_LABELS},
            "annotations": pod["metadata"].get("annotations", {}),
        }
    return step_differences(case.name, wanted, got)


def _pod_lines(case: str, version: str, answer: Answer, newest: Answer) -> list[str]:
    """Every version has to make the same Pods."""
    lines: list[str] = []
    for run, other in zip(newest["runs"], answer["runs"], strict=False):
        pods = {task["task_id"]: _comparable(task["pod"]) for task in run["tasks"]}
        others = {task["task_id"]: _comparable(task["pod"]) for task in other["tasks"]}
        for name in pods:
            lines += differences(
                f"{case}: {name}: pod of Airflow {version}", {"is": pods[name]}, {"is": others.get(name)}
            )
    return lines


def _comparable(pod: dict[str, Any]) -> dict[str, Any]:
    """Without the random end of its name and the labels that name the version and the attempt."""
    metadata = dict(pod["metadata"])
    metadata["name"] = _SUFFIX.sub("", metadata["name"])
    labels = metadata.get("labels", {})
    metadata["labels"] = {key: value for key, value in labels.items() if key not in meaning.OPERATOR_LABELS}
    return pod | {"metadata": metadata}
