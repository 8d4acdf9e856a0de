"""Kubeflow Pipelines: its SDK reads the files (`kubeflow/`), and the containers are followed through all its engines.

Between the file and a container stand, in order: Argo's templates (`argo/`), the kubelet of the driver's pod
(`kubelet/`), the driver, Argo again, the kubelet of the step's pod, the launcher. What is Kubeflow's own of these is
rewritten in `kubeflow_backend.py`.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import tools
from compare import Facts, step_differences
from expect import Description
from pods import RUN_ID, Started, pod_facts, start
from reading.text import Scenario
from targets import Case, Verdict, kubeflow_backend
from targets.argo import engine as argo_engine
from targets.kubeflow_pipeline import pipeline_differences, steps_of
from targets.kubeflow_schedule import schedule_differences
from targets.runs import scenarios

_RUN_ID = "⟦field metadata.labels['pipeline/runid']⟧"
_HELPER = re.compile(r"SEGUE_(BRACE|RUN_ID)(_[0-9]+)?")
_OWN_VOLUMES = {"var-run-argo", "tmp-dir-argo"}
_STORAGE = "ephemeral-storage"


@dataclass
class _Run:
    """One run of one case on its way through the engines."""

    case: Case
    name: str
    scenario: Scenario
    parsed: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    patches: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: list[dict[str, Any]] = field(default_factory=list)

    def workflow(self, build: str) -> dict[str, Any] | None:
        """The Workflow of the drivers or of the steps; nothing where something failed before."""
        if self.problems:
            return None
        try:
            if build == "drivers":
                return kubeflow_backend.drivers(self.parsed, "ml")
            return kubeflow_backend.steps(self.parsed, "ml", self.patches)
        except (LookupError, ValueError, TypeError) as error:
            self.problems.append(f"{build}: {error!r}")
            return None


class Kubeflow:
    """The file as kfp reads it, and two runs of a person with different ids and parameters."""

    name = "kubeflow"

    def check(self, cases: list[Case]) -> list[Verdict]:
        answers = _parsed(cases)
        runs = [
            _Run(case, name, scenario, answer)
            for case, answer in zip(cases, answers, strict=True)
            if not answer["errors"] and answer["spec"] is not None
            for name, (_, scenario) in scenarios(case.description).items()
            if name != "scheduled"
        ]
        _argo(runs, "drivers")
        _drive(runs)
        _argo(runs, "steps")
        _start(runs)
        return [
            _verdict(case, answer, [run for run in runs if run.case is case])
            for case, answer in zip(cases, answers, strict=True)
        ]

    def arrivals(self, output: Path, runs: list[dict[str, str]]) -> list[list[str] | None]:
        case = Case("typed", None, output)
        (answer,) = _parsed([case])
        started = [_Run(case, str(number), Scenario(RUN_ID, run), answer) for number, run in enumerate(runs)]
        _argo(started, "drivers")
        _drive(started)
        _argo(started, "steps")
        _start(started)
        # The launcher has one list for command and arguments.
        return [None if run.problems else run.tasks[-1]["attempts"][0]["argv"] for run in started]


def engine() -> tools.Engine:
    """kfp in an environment of its own."""
    python = tools.tool("kubeflow") / "bin" / "python"
    return tools.engine(str(python), str(tools.HERE / "kubeflow" / "check.py"))


def _parsed(cases: list[Case]) -> list[dict[str, Any]]:
    requests = []
    for case in cases:
        pipelines, recurring = sorted(case.output.rglob("*.yaml")), sorted(case.output.rglob("*.json"))
        requests.append(
            {
                "pipeline": str(pipelines[0]) if len(pipelines) == 1 else None,
                "recurring_run": str(recurring[0]) if len(recurring) == 1 else None,
            }
        )
    return [json.loads(line) for line in engine().ask([json.dumps(item) for item in requests])]


def _argo(runs: list[_Run], build: str) -> None:
    """Argo's own code on the Workflows of all runs."""
    with tempfile.TemporaryDirectory(prefix="kubeflow-") as folder:
        asked = []
        for number, run in enumerate(runs):
            workflow = run.workflow(build)
            if workflow is None:
                continue
            path = Path(folder) / f"{number}.yaml"
            path.write_text(_json(workflow), encoding="utf-8")
            start_ = {"id": run.name, "by": "person", "uid": "argo-uid", "parameters": {}}
            request = {"name": run.case.name, "files": [str(path)], "minimal_crds": True, "runs": [start_]}
            asked.append((run, json.dumps(request)))
        answers = argo_engine().ask([request for _, request in asked])
    for (run, _), line in zip(asked, answers, strict=True):
        answer = json.loads(line)
        run.problems += [f"argo: {error}" for error in answer["errors"]]
        run.tasks = answer["runs"][0]["tasks"] if answer["runs"] else []


def _json(workflow: dict[str, Any]) -> str:
    """As the backend's Go writes it, so a text is a text: in plain YAML `1e3` would not be one for Argo's reader.

    What go-yaml refuses raw is escaped; above U+FFFF that would be a surrogate pair, which it refuses too.
    """
    written = json.dumps(workflow, ensure_ascii=False)
    return re.sub("[\x7f-\uffff]", lambda found: f"\\u{ord(found[0]):04x}", written)


def _pods(runs: list[_Run]) -> Iterator[tuple[_Run, dict[str, Any], int, dict[str, Any]]]:
    for run in runs:
        if not run.problems:
            for task in run.tasks:
                for number, pod in enumerate(task["pods"]):
                    yield run, task, number, pod


def _drive(runs: list[_Run]) -> None:
    """The driver's kubelet and the driver."""
    pods = list(_pods(runs))
    for (run, task, _, _), process in zip(pods, start([pod for *_, pod in pods], "main"), strict=True):
        run.problems += [f"driver of {task['name']}: {error}" for error in process.errors]
        try:
            flags = kubeflow_backend.read_arguments(process.args or [])
            inputs = kubeflow_backend.step_inputs(flags, run.parsed["spec"]["root"], run.scenario.parameters or {})
            run.patches[task["name"]] = kubeflow_backend.pod_patch(flags, inputs)
        except (LookupError, ValueError, TypeError) as error:
            run.problems.append(f"driver of {task['name']}: {error!r}")


def _start(runs: list[_Run]) -> None:
    """The step's kubelet and the launcher; the facts of each attempt lie in its task afterwards."""
    pods = list(_pods(runs))
    for (run, task, _, pod), process in zip(pods, start([pod for *_, pod in pods], "main"), strict=True):
        run_id = run.scenario.run_id or ""

        def known(text: str, run_id: str = run_id) -> str:
            return text.replace(_RUN_ID, run_id)

        for error in process.errors:
            run.problems.append(f"{task['name']}: pod: {error}")
        try:
            argv = kubeflow_backend.launched(process.command or [], process.args or [])
        except (LookupError, ValueError, TypeError) as error:
            run.problems.append(f"launcher of {task['name']}: {error!r}")
            continue
        # The controller's own variables stand among them.
        declared = {entry["name"] for entry in run.patches[task["name"]]["containers"][0]["env"]}
        env = [[name, known(value)] for name, value in process.env if name in declared]
        attempt = _attempt_facts(task, pod, Started(None, [known(text) for text in argv], env, []))
        task.setdefault("attempts", []).append(attempt)


def _attempt_facts(task: dict[str, Any], pod: dict[str, Any], process: Started) -> Facts:
    metadata = pod["metadata"]
    return pod_facts(pod, "main", _OWN_VOLUMES) | {
        "argv": process.args,
        "env": process.env,
        "needs": task["dependencies"],
        "labels": metadata.get("labels") or {},
        "annotations": metadata.get("annotations") or {},
        "timeout": pod["spec"].get("activeDeadlineSeconds"),
    }


def _verdict(case: Case, answer: dict[str, Any], runs: list[_Run]) -> Verdict:
    verdict = Verdict(files=sum(1 for path in case.output.rglob("*") if path.is_file()))
    lines = [f"{case.name}: {error}" for error in answer["errors"]]
    if answer["spec"] is None:
        lines.append(f"{case.name}: no pipeline is read: expected one YAML file")
    for run in runs:
        lines += [f"{case.name}: run {run.name}: {problem}" for problem in run.problems]
        if case.description is not None and not run.problems:
            lines += _run_differences(case.description, run)
    if case.description is not None and answer["spec"] is not None:
        lines += pipeline_differences(case.name, case.description, answer)
        lines += schedule_differences(
            case.name, case.description, answer["recurring_run"], answer["spec"]["pipelineInfo"]["name"]
        )
    verdict.problems = list(dict.fromkeys(lines))
    return verdict


def _run_differences(description: Description, run: _Run) -> list[str]:
    pipeline = description.pipeline()
    promised = {step: _promised(facts, pipeline) for step, facts in description.steps(run.scenario).items()}
    tasks = run.parsed["spec"]["root"]["dag"]["tasks"]
    names = steps_of(description, tasks)
    lines: list[str] = []
    for number in range(2):
        got = {
            names[task["name"]]: _got(
                task["attempts"][number], tasks[task["name"]], names, promised.get(names[task["name"]], {})
            )
            for task in run.tasks
            if len(task.get("attempts", [])) > number
        }
        chosen = promised if number == 0 else {step: facts for step, facts in promised.items() if step in got}
        lines += step_differences(run.case.name, chosen, got)
    return lines


# What the target has no place for, and tells so when it compiles; the run has the account.
_LOST = (
    "description",
    "working_dir",
    "service_account",
    "priority_class",
    "runtime_class",
    "scheduler",
    "command",
    "args",
)


def _promised(facts: Facts, pipeline: Facts) -> Facts:
    kept = {key: value for key, value in facts.items() if key not in _LOST}
    own, whole = ((None if text is None else ceil(Fraction(text))) for text in (facts["timeout"], pipeline["timeout"]))
    asked = {
        key: {name: value for name, value in facts[key].items() if name != _STORAGE} for key in ("requests", "limits")
    }
    return (
        kept
        | asked
        | {
            "argv": [*(facts["command"] or []), *(facts["args"] or [])],
            # Secrets and the run id stand behind the texts, whatever the order.
            "env": sorted(facts["env"]),
            # A step's own deadline is the patch's, which replaces what is left of the run's.
            "timeout": own if own is not None else whole,
            "volumes": _by_mount(facts["volumes"]),
            "retries": None if facts["retries"] is None else _whole_seconds(facts["retries"]),
        }
    )


def _whole_seconds(retries: Facts) -> Facts:
    """The first wait is rounded up; there is no longest one, so of the others only the factor counts."""
    waits = [Fraction(wait) for wait in retries["waits"]]
    first = ceil(waits[0]) if waits else 0
    # Where a longest wait cuts the second one, the description's factor does not follow from the waits.
    factor = str(waits[1] / waits[0]) if len(waits) > 1 and waits[0].denominator == 1 else None
    return {"limit": retries["limit"], "first": first, "factor": factor}


def _by_mount(volumes: list[Facts]) -> list[Facts]:
    """In the order of mounts, without `read_only`, which the target has no field for."""
    numbers: dict[int, int] = {}
    ordered = sorted(volumes, key=lambda volume: volume["mount"])
    return [
        {key: value for key, value in volume.items() if key != "read_only"}
        | {"volume": numbers.setdefault(volume["volume"], len(numbers))}
        for volume in ordered
    ]


def _got(attempt: Facts, task: dict[str, Any], names: dict[str, str], expected: Facts) -> Facts:
    users = {name for facts in [expected] for name, _ in facts.get("env", [])}
    policy = task.get("retryPolicy")
    context = expected.get("security_context", {})
    return attempt | {
        "env": sorted(entry for entry in attempt["env"] if entry[0] in users or not _HELPER.fullmatch(entry[0])),
        "needs": sorted(names.get(name, name) for name in attempt["needs"]),
        "labels": _users(attempt["labels"]),
        "annotations": _users(attempt["annotations"]),
        "volumes": _by_mount(attempt["volumes"]),
        # The backend hardens each container; a description may say so too.
        "security_context": {
            key: value
            for key, value in attempt["security_context"].items()
            if key in context or key not in kubeflow_backend.HARDENED
        },
        "retries": None if policy is None else _retries(policy, expected.get("retries")),
    }


def _users(written: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in written.items() if not key.startswith(("workflows.argoproj.io/", "kubectl."))}


def _retries(policy: dict[str, Any], promised: Facts | None) -> Facts:
    seconds = Fraction(policy["backoffDuration"].removesuffix("s"))
    is_compared = promised is not None and promised["factor"] is not None
    factor = str(Fraction(str(policy["backoffFactor"]))) if is_compared else None
    return {"limit": policy["maxRetryCount"], "first": int(seconds), "factor": factor}
