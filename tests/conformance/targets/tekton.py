"""Tekton Pipelines: its own code reads the manifests and builds the Pods (`tekton/`), Kubernetes' own judges them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import tools
from compare import Facts, differences, step_differences
from expect import Description
from pods import Started, arguments, pod_facts, start
from reading.quantity import exact
from reading.shapes import boolean, string
from targets import Case, Verdict
from targets.runs import pods_of, scenarios, typed_requests, users
from targets.tekton_cron import cron_differences

_MAIN = "step-main"
_HELPER = re.compile(r"SEGUE_DOLLAR(_[0-9]+)?")
# Keys that the controller and Segue put onto objects and Pods beside the user's.
_OWN_KEYS = ("tekton.dev/", "pipeline.tekton.dev/", "segue.dev/", "app.kubernetes.io/managed-by")
_STEP, _PIPELINE = "segue.dev/step", "segue.dev/pipeline"


class Tekton:
    """One process for all cases; two runs of a person with different ids and parameters, and the schedule's."""

    name = "tekton"

    def check(self, cases: list[Case]) -> list[Verdict]:
        answers = [json.loads(line) for line in engine().ask([json.dumps(_request(case)) for case in cases])]
        pods = [pod for answer in answers for _, pod in pods_of(answer)]
        started = iter(start(pods, _MAIN))
        return [_verdict(case, answer, started) for case, answer in zip(cases, answers, strict=True)]

    def arrivals(self, output: Path, runs: list[dict[str, str]]) -> list[list[str] | None]:
        answers = [json.loads(line) for line in engine().ask(typed_requests(output, runs))]
        pods = [None if answer["errors"] else [pod for _, pod in pods_of(answer)] for answer in answers]
        return arguments(pods, _MAIN)


def engine(number: int = 0) -> tools.Engine:
    """Tekton's own code."""
    return tools.engine(str(tools.tool("tekton-check")), number=number)


def _request(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "files": [str(path) for path in sorted(case.output.rglob("*")) if path.is_file()],
        "runs": [
            {
                "id": name,
                "by": _starter(case.description, by),
                "uid": scenario.run_id,
                "parameters": scenario.parameters,
            }
            for name, (by, scenario) in scenarios(case.description).items()
        ],
    }


# What only a PipelineRun says: a run that something else starts is without it, and `segue compile` says so.
_ONLY_IN_RUNS = (
    "node_selector",
    "tolerations",
    "affinity",
    "runtime_class",
    "scheduler",
    "priority_class",
    "image_pull_secrets",
    "service_account",
)


def _writes_run(description: Description | None) -> bool:
    return description is None or string(description.settings.get("pipeline_run")) != "false"


def _starter(description: Description | None, by: str) -> str:
    """Where no PipelineRun is written, something else starts the Pipeline by its name."""
    return "other" if by == "person" and not _writes_run(description) else by


def _verdict(case: Case, answer: dict[str, Any], started: Iterator[Started]) -> Verdict:
    files = len(list(case.output.rglob("*.yaml")))
    verdict = Verdict(files, [f"{case.name}: {error}" for error in answer["errors"]])
    attempts: dict[str, list[tuple[dict[str, Any], int, dict[str, Any], Started]]] = {}
    for run in answer["runs"]:
        attempts[run["id"]] = []
        for task in run["tasks"] or []:
            for number, pod in enumerate(task["pods"]):
                process = next(started)
                verdict.problems += [f"{case.name}: pod of {task['name']}: {error}" for error in process.errors]
                attempts[run["id"]].append((task, number, pod, process))
    if answer["documents"] == 0 and not answer["errors"]:
        verdict.problems.append(f"{case.name}: no manifest is written")
    description = case.description
    if description is None or (verdict.problems and not answer["runs"]):
        return verdict
    for run in answer["runs"]:
        scenario = scenarios(description)[run["id"]][1]
        verdict.problems += _run_differences(
            case.name, description, description.steps(scenario), run, attempts[run["id"]]
        )
    verdict.problems += _object_differences(case.name, description, answer)
    verdict.problems += cron_differences(case.name, description, answer["crons"])
    verdict.problems = list(dict.fromkeys(verdict.problems))
    return verdict


def _run_differences(
    case: str,
    description: Description,
    promised: dict[str, Facts],
    run: dict[str, Any],
    attempts: list[tuple[dict[str, Any], int, dict[str, Any], Started]],
) -> list[str]:
    pipeline = description.pipeline()
    names = {task["name"]: _original(pod) or task["name"] for task, _, pod, _ in attempts}
    promised = {step: _promised_step(facts) for step, facts in promised.items()}
    is_ours = run["by"] != "other"
    lost = () if is_ours else _ONLY_IN_RUNS
    promised = {step: _without(facts, lost) for step, facts in promised.items()}
    timeout = pipeline["timeout"] if is_ours else None
    lines = differences(
        f"{case}: pipeline",
        {"namespace": pipeline["namespace"] or "default", "timeout": timeout},
        {"namespace": run["namespace"], "timeout": _timeout(run["timeout"])},
    )
    for number in range(max((number for _, number, _, _ in attempts), default=0) + 1):
        got = {
            names[task["name"]]: _without(_step_facts(task, pod, process, names, promised), lost)
            for task, attempt, pod, process in attempts
            if attempt == number
        }
        # Not every step has a second attempt; every step has a first.
        chosen = promised if number == 0 else {step: facts for step, facts in promised.items() if step in got}
        lines += step_differences(case, chosen, got)
    return lines


def _without(facts: Facts, keys: tuple[str, ...]) -> Facts:
    return {key: value for key, value in facts.items() if key not in keys}


def _promised_step(facts: Facts) -> Facts:
    """Tekton knows no waits between attempts; `segue compile` warns of those that are lost."""
    retries = facts["retries"]
    return facts | {"retries": None if retries is None else retries["limit"], "shown": True}


def _original(pod: dict[str, Any]) -> str | None:
    annotations: dict[str, str] = pod["metadata"].get("annotations", {})
    return annotations.get(_STEP)


def _timeout(length: float) -> str | None:
    return None if length == 0 else exact(Fraction(str(length)))


def _step_facts(
    task: dict[str, Any], pod: dict[str, Any], process: Started, names: dict[str, str], promised: dict[str, Facts]
) -> Facts:
    expected = promised.get(names[task["name"]], {"labels": {}, "annotations": {}, "env": []})
    own_volumes = {volume["name"] for volume in pod["spec"]["volumes"] if volume["name"].startswith("tekton-")}
    facts = pod_facts(pod, _MAIN, own_volumes)
    command, args = _process(task["command"], process)
    account = facts["service_account"]
    return facts | {
        "command": command,
        "args": args,
        "env": _without_helper(process.env, {name for name, _ in expected["env"]}),
        "needs": sorted(names.get(name, name) for name in task["dependencies"]),
        "labels": users(pod["metadata"].get("labels"), expected["labels"], _OWN_KEYS),
        "annotations": users(pod["metadata"].get("annotations"), expected["annotations"], _OWN_KEYS),
        "retries": task["retries"] or None,
        "timeout": _timeout(task["timeout"]),
        "description": task["description"] or None,
        # What people see: the original name, or nothing where the task has it.
        "shown": task["display_name"] in ("", names[task["name"]]) or task["display_name"],
        # Tekton's own default where nobody names one.
        "service_account": None if account == "default" else account,
    }


def _process(count: int | None, process: Started) -> tuple[list[str] | None, list[str] | None]:
    """Tekton's entrypoint starts `-entrypoint COMMAND -- REST`; the first items of it all are the user's command."""
    words = process.args or []
    at = words.index("-entrypoint")
    if words[at + 2] != "--":
        return words, None
    texts = [words[at + 1], *words[at + 3 :]]
    if count is None:
        return None, texts[1:] or None
    return texts[:count], texts[count:] or None


def _without_helper(env: list[list[str]], users_own: set[str]) -> list[list[str]]:
    """A helper may stand first, a dollar under a name that the user does not have."""
    if env and env[0][1] == "$" and _HELPER.fullmatch(env[0][0]) and env[0][0] not in users_own:
        return env[1:]
    return env


def _object_differences(case: str, description: Description, answer: dict[str, Any]) -> list[str]:
    pipeline = description.pipeline()
    holder = "PipelineRun" if boolean(description.settings.get("embedded")) else "Pipeline"
    lines: list[str] = []
    kinds = [item["kind"] for item in answer["objects"]]
    runs = int(_writes_run(description))
    if kinds.count(holder) != 1 or kinds.count("PipelineRun") != runs:
        lines.append(f"{case}: expected one {holder} and {runs} PipelineRun got {kinds}")
    for item in answer["objects"]:
        promised: Facts = {
            "namespace": pipeline["namespace"] or "",
            "labels": pipeline["labels"],
            "annotations": pipeline["annotations"],
        }
        got = item | {
            "labels": users(item["labels"], pipeline["labels"], _OWN_KEYS),
            "annotations": users(item["annotations"], pipeline["annotations"], _OWN_KEYS),
        }
        if item["kind"] == holder:
            promised["description"] = pipeline["description"]
            got["description"] = item["description"] or None
            promised["parameters"] = pipeline["parameters"]
            got["parameters"] = {
                written["name"]: {
                    "default": _default(written, pipeline["parameters"].get(written["name"])),
                    "description": written["description"] or None,
                }
                for written in item["parameters"]
            }
        if item["kind"] == "Pipeline" and item["name"] != pipeline["name"]:
            promised["original"] = pipeline["name"]
            got["original"] = (item["annotations"] or {}).get(_PIPELINE)
        lines += differences(f"{case}: {item['kind']}", promised, got)
    return lines


def _default(written: dict[str, Any], declared: dict[str, Any] | None) -> str | None:
    """A default that an engine would read stands in the escape of a literal."""
    text: str | None = written["value"]
    promised = (declared or {}).get("default")
    if text is None or promised is None or not re.search(r"\$([$(]|[^\x00-\x7f]|\Z)", promised):
        return text
    return re.sub(r"\$\$|\$\(SEGUE_DOLLAR(_[0-9]+)?\)", "$", text)
