"""What a ZenML snapshot promises: read from its JSON and the stack file by ZenML's own rules, never from Segue.

    python3 snapshot.py FILE [--stack FILE] [--build FILE] [--snapshot NAME] [--target argo]

The answer has the shape of `expect.py`'s, as JSON here, so that all targets compare it alike.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from compare import AsJson
from expect import Description
from reading.document import Items, Map, Node, Scalar
from reading.merge import merged
from reading.shapes import string, strings, table
from reading.text import Scenario
from reading.zenml.document import Document, is_snapshot, read_document
from reading.zenml.merge import orchestrator_settings, over
from reading.zenml.schedule import schedule
from reading.zenml.stack import Stack, read_stack
from reading.zenml.step import annotations, step_facts

_ON_FAILURE = {"continue_on_failure": "continue", "stop_on_failure": "stop", "fail_fast": "cancel"}


@dataclass
class Snapshot(Description):
    """A snapshot and its stack; `document` has what the comparisons ask of a description's own text."""

    written: Document = field(kw_only=True)
    stack: Stack = field(kw_only=True)

    def __post_init__(self) -> None:
        settings = self._settings(self.written.pipeline)
        own = over(_targets(settings), settings.get("targets") or {})
        steps = Map({name: self._step(step["config"]) for name, step in self.written.steps.items()})
        targets = merged(self.stack.targets, _map(own))
        self.document = Map({"steps": steps, "targets": targets})

    def run_id_names(self) -> list[str]:
        names = self.stack.run_id_names(self.target)
        return list(dict.fromkeys([*names, *strings(self.settings.get("run_id_env"))]))

    def pipeline(self) -> dict[str, Any]:
        pipeline = self.written.pipeline
        settings = self._settings(pipeline)
        deadline = settings.get("active_deadline_seconds") or None
        return {
            "name": pipeline["name"],
            "description": None,
            "namespace": string(self.settings.get("namespace")) or self.stack.namespace,
            "labels": {},
            "annotations": annotations(self.written, pipeline.get("extra")),
            "parameters": {},
            "timeout": None if deadline is None else str(deadline),
            "parallelism": settings.get("max_parallelism"),
            "on_failure": _ON_FAILURE[pipeline.get("execution_mode") or "continue_on_failure"],
            "run_id_env": self.run_id_names(),
            "schedule": schedule(self.written.schedule, settings.get("concurrency_policy")),
        }

    def steps(self, scenario: Scenario, *, with_run_id: bool = True) -> dict[str, dict[str, Any]]:
        names = self.run_id_names() if with_run_id else []
        return {
            name: step_facts(self.written, self.stack, name, self._settings(step["config"]), names, scenario)
            for name, step in self.written.steps.items()
        }

    def _step(self, config: dict[str, Any]) -> Map:
        """A step as a description has it, of which only the retries and the settings of targets are read."""
        step: dict[str, Any] = {"targets": {"airflow": _of_tasks(self._settings(config))}}
        written = config.get("retry") or {}
        if written.get("max_retries"):
            step["retries"] = {"limit": written["max_retries"]}
            if written.get("delay"):
                step["retries"] |= {"delay": f"{written['delay']}s", "backoff": written.get("backoff") or 1}
        return _map(step)

    def _settings(self, config: dict[str, Any]) -> dict[str, Any]:
        return orchestrator_settings(config, self.stack.flavor, self.stack.configuration)


def _targets(settings: dict[str, Any]) -> dict[str, Any]:
    """The pipeline's settings that only some targets have a word for, under their own names."""
    history = {
        name: settings[key]
        for name, key in (("succeeded", "successful_jobs_history_limit"), ("failed", "failed_jobs_history_limit"))
        if settings.get(key) is not None
    }
    deadline, ttl = (settings.get(key) for key in ("starting_deadline_seconds", "ttl_seconds_after_finished"))
    of_crons: dict[str, Any] = {"history": history} if history else {}
    if deadline is not None:
        of_crons["starting_deadline"] = f"{deadline}s"
    of_dags = {
        name: value
        for name, value in (
            ("tags", settings.get("dag_tags")),
            ("dag_id", settings.get("dag_id")),
            ("max_active_runs", (settings.get("dag_args") or {}).get("max_active_runs")),
            ("namespace", (settings.get("operator_args") or {}).get("namespace")),
        )
        if value
    }
    return {
        "argo": of_crons | ({} if ttl is None else {"ttl": {"completion": f"{ttl}s"}}),
        "tekton": of_crons,
        "airflow": of_dags | _of_tasks(settings),
        "kubeflow": {} if ttl is None else {"ttl": f"{ttl}s"},
    }


def _of_tasks(settings: dict[str, Any]) -> dict[str, Any]:
    """The one argument of ZenML's Airflow operator that a task has here too."""
    wait = (settings.get("operator_args") or {}).get("startup_timeout_seconds")
    return {} if wait is None else {"startup_timeout": f"{wait}s"}


def _map(value: dict[str, Any]) -> Map:
    return Map({key: _node(item) for key, item in value.items()})


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, list):
        return Items([_node(item) for item in value])
    if isinstance(value, bool):
        return Scalar("true" if value else "false", plain=True)
    return Scalar(str(value), plain=not isinstance(value, str))


def describe_snapshot(
    text: str, *, stack: Stack, build: str | None = None, chosen: str | None = None, target: str | None = None
) -> Snapshot:
    return Snapshot(Map(), target, written=read_document(text, build, chosen), stack=stack)


def on_stack(description: Description, stack: Stack) -> Description:
    """A description of Segue's own with a stack file below it: nothing of ZenML runs in its steps."""
    account = stack.service_account
    below = {"env": Map(stack.environment(of_zenml=False))}
    shared = Map(below if account is None else below | {"service_account": Scalar(account)})
    document = Map(dict(description.document.items()))
    document.pairs["defaults"] = merged(shared, table(document.get("defaults")))
    document.pairs["targets"] = merged(stack.targets, table(document.get("targets")))
    if stack.namespace is not None:
        document.pairs.setdefault("namespace", Scalar(stack.namespace))
    return Description(document, description.target)


def load_stack(path: Path | None) -> Stack:
    return Stack() if path is None else read_stack(path.read_text(encoding="utf-8"), is_json=path.suffix == ".json")


def load_snapshot(
    path: Path,
    *,
    stack: Path | None = None,
    build: Path | None = None,
    chosen: str | None = None,
    target: str | None = None,
) -> Snapshot | None:
    """Nothing where the file is no snapshot."""
    text = _json_text(path)
    if not is_snapshot(json.loads(text)):
        return None
    text_of_build = None if build is None else _json_text(build)
    return describe_snapshot(text, stack=load_stack(stack), build=text_of_build, chosen=chosen, target=target)


def _json_text(path: Path) -> str:
    """The document as JSON; in YAML a plain word that JSON knows is what it is there, any other is a text."""
    text = path.read_text(encoding="utf-8")
    return text if path.suffix == ".json" else json.dumps(_plain(yaml.compose(text)))


def _plain(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    try:
        return node.value if node.style else json.loads(node.value)
    except json.JSONDecodeError:
        return node.value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--stack", type=Path)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--snapshot", metavar="NAME", help="the id or name of one of several")
    parser.add_argument("--target", help="apply this target's settings")
    options = parser.parse_args()
    snapshot = load_snapshot(
        options.file, stack=options.stack, build=options.build, chosen=options.snapshot, target=options.target
    )
    if snapshot is None:
        parser.error(f"{options.file} is no snapshot")
    answer = {"pipeline": snapshot.pipeline(), "steps": snapshot.steps(Scenario())}
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2, default=AsJson.shown)
    print()


if __name__ == "__main__":
    main()
