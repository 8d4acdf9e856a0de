"""Random snapshots with random stacks, each compiled to the IR and compared with the reading of snapshots.

The cases show each key alone; here all of them stand beside each other, in several layers. Only what both sides take is
made: refusals have cases of their own.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cases
from count import Count
from ir import ir_differences
from reading.zenml.merge import step_config

COUNT, SEED = 300, 9
_SHOWN = 20
_KEY = "orchestrator:orch_kubernetes"
_WORDS = ("a", "b", "c", "yes", "1_000", "{{x}}", "$(A)", 'it\'s "q"\n', "", "ü", "{% y %}", "0x1F", " z ")
_IDS = ("load", "train_0", "my-step", "my_step", "dots.in.name", "yes", "{{t}}", "ü x", "$(v)", "A" * 120)

Json = dict[str, Any]


def check(count: int = COUNT, seed: int = SEED) -> Count:
    result = Count("sweep")
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder, ThreadPoolExecutor() as pool:
        places = [Path(folder) / str(number) for number in range(count)]
        for lines in pool.map(lambda place: _judged(place, random.Random(f"{seed}/{place.name}")), places):
            result.judge(lines)
    wrong = len(result.problems)
    result.problems = result.problems[:_SHOWN]
    result.summary = f"{count} random snapshots with seed {seed}, {wrong} differences"
    return result


def _judged(place: Path, source: random.Random) -> list[str]:
    place.mkdir()
    document, stack = make(source)
    (place / "snapshot.json").write_text(json.dumps(document), "utf-8")
    (place / "stack.json").write_text(json.dumps(stack), "utf-8")
    item = cases.case(f"sweep/{place.name}", place / "snapshot.json")
    end = cases.compile_to(item.path, "ir", place, arguments=item.arguments())
    if end.code != 0:
        return [f"{item.name}: expected exit 0 got {end.code}: {cases.errors(end.words)}"]
    (written,) = (place / "ir").glob("*.json")
    description = item.description(None)
    return [] if description is None else ir_differences(item.name, description, written)


def make(source: random.Random) -> tuple[Json, Json]:
    """A snapshot and its stack."""
    return _Maker(source).both()


class _Maker:
    """One snapshot and its stack."""

    def __init__(self, source: random.Random) -> None:
        self._random = source

    def both(self) -> tuple[Json, Json]:
        pipeline = self._config() | {"name": self._word() or "p", "tags": self._some(list(_WORDS[:5]))}
        if self._often():
            pipeline["execution_mode"] = self._one("continue_on_failure", "stop_on_failure", "fail_fast")
        ids = self._random.sample(_IDS, self._random.randint(1, 6))
        steps = {name: self._step(name, ids[:number], pipeline) for number, name in enumerate(ids)}
        images = {"orchestrator": {"image": "registry.example.com/zenml:1"}}
        images |= {
            f"{name}.orchestrator": {"image": f"registry.example.com/own:{len(name)}"} for name in self._some(ids)
        }
        document = {
            "id": "7b0c6a52-3f44-4c1e-9d5a-0c5f1b6d9a11",
            "name": None,
            "body": {"is_dynamic": False},
            "metadata": {
                "pipeline_configuration": pipeline,
                "step_configurations": steps,
                "client_version": self._one("0.98.0", "0.90.0", "0.85.0", "0.70.1"),
            },
            "resources": {
                "build": {"id": "27763c90-e888-4f1d-8e34-efdd1371576f", "metadata": {"images": images}},
                "schedule": self._maybe(lambda: {"body": self._schedule()}),
            },
        }
        return document, self._stack()

    def _stack(self) -> Json:
        component = {
            "name": "orch_kubernetes",
            "type": "orchestrator",
            "flavor": "kubernetes",
            "configuration": self._settings() | {"kubernetes_namespace": "ml"},
            "environment": self._environment(),
        }
        lake = {"name": "lake", "type": "artifact_store", "flavor": "s3", "environment": self._environment()}
        stack = {
            "stack_name": "prod",
            "components": {"orchestrator": [component], "artifact_store": [lake]},
            "environment": self._environment(),
            "base_environment": self._environment() | {"TOKEN": {"secret": "zenml/token"}},
        }
        if self._often():
            stack["targets"] = {"argo": {"priority": 5, "ttl": {"success": "1h"}}}
        return stack

    def _step(self, name: str, before: list[str], pipeline: Json) -> Json:
        own = self._config() | {"name": self._one(name, "step")}
        step: Json = {"spec": {"upstream_steps": sorted(self._some(before)), "invocation_id": name}}
        step |= {
            "config": None,
            "step_config_overrides": own | {"step_operator": self._one(None, None, "vertex", True)},
        }
        return step | {"config": step_config(step, pipeline)} if self._often() else step

    def _config(self) -> Json:
        settings: Json = {}
        if self._often():
            settings[_KEY] = self._settings()
        if self._often():
            settings["resources"] = self._resources()
        return {
            "environment": self._environment(),
            "secrets": [],
            "settings": settings,
            "extra": self._maybe(lambda: {self._word(): self._word(), "n": {"m": [1, self._word()]}}) or {},
            "retry": self._maybe(self._retry),
        }

    def _retry(self) -> Json:
        numbers = self._random.randint
        return {"max_retries": numbers(0, 5), "delay": self._one(0, 5, 30), "backoff": numbers(0, 3)}

    def _schedule(self) -> Json:
        timed = self._one(
            {"cron_expression": self._one("0 3 * * 1-5", "@daily", "*/15 * * * *")},
            {"interval_second": self._one("PT1H", "P1DT1H", "PT1M30S")},
            {"run_once_start_time": "2026-12-24T18:00:00"},
        )
        bounds = {"start_time": "2026-01-01T01:00:00", "end_time": self._one(None, "2027-01-01T00:00:00")}
        is_once = "run_once_start_time" in timed
        late = {} if is_once or self._often() else bounds | {"catchup": self._often()}
        return {"active": self._one(True, True, True, False), "is_archived": False} | timed | late

    def _settings(self) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "service_account_name": lambda: self._one("trainer", None),
            "step_pod_service_account_name": lambda: self._one("steps", None),
            "privileged": self._often,
            "max_parallelism": lambda: self._random.randint(1, 9),
            "active_deadline_seconds": lambda: self._one(60, 7200),
            "concurrency_policy": lambda: self._one("Allow", "Forbid", "Replace"),
            "pod_settings": self._pod,
        }
        return self._fields(makers)

    def _pod(self) -> Json:
        names = ("shm", "data", "tls", "site", "scratch")
        sources = (
            {"emptyDir": {"medium": "Memory", "sizeLimit": "256Mi"}},
            {"persistentVolumeClaim": {"claimName": "data"}},
            {"secret": {"secretName": "site-tls"}},
            {"configMap": {"name": "site"}},
            {"emptyDir": {"sizeLimit": "10Gi"}},
        )
        places = ("/dev/shm", "/data", "/tls", "/etc/site", "/scratch")
        volumes = self._random.sample(range(len(names)), self._random.randint(0, len(names)))
        makers: dict[str, Callable[[], Any]] = {
            "node_selectors": lambda: dict.fromkeys(self._some(["a", "b", "c"]), self._one("x", "y")),
            "tolerations": lambda: [{"key": self._one("gpu", "spot"), "operator": "Exists"}],
            "affinity": lambda: {"nodeAffinity": {_REQUIRED: {"nodeSelectorTerms": [_TERM]}}},
            "labels": lambda: dict.fromkeys(self._some(["team", "tier"]), self._one("ml", "ops")),
            "annotations": lambda: {"note": self._word()},
            "image_pull_secrets": lambda: self._some(["one", "two"]),
            "container_security_context": lambda: {"runAsUser": 1000, "capabilities": {"drop": ["ALL"]}},
            "additional_pod_spec_args": lambda: {self._one("priority_class_name", "priorityClassName"): "high"},
            "env": self._variables,
            "resources": lambda: {"limits": {"ephemeral-storage": "20Gi", "memory": "64Gi"}, "requests": {"cpu": "1"}},
            "host_ipc": lambda: True,
        }
        pod = self._fields(makers)
        if volumes and self._often():
            pod["volumes"] = [{"name": names[number]} | sources[number] for number in volumes]
            pod["volume_mounts"] = [
                {"name": names[number], "mountPath": places[number], "readOnly": number == 2} for number in volumes
            ]
        return pod

    def _variables(self) -> list[Json]:
        key = {"name": "wandb", "key": "key"}
        return [
            {"name": self._one("A", "POD"), "value": self._word()},
            {"name": "KEY", "valueFrom": {self._one("secretKeyRef", "configMapKeyRef"): key}},
        ]

    def _resources(self) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "cpu_count": lambda: self._one(0.5, 2.0, 8.0),
            "memory": lambda: self._one("2GB", "512MiB", "16GiB"),
            "gpu_count": lambda: self._random.randint(0, 4),
        }
        return self._fields(makers)

    def _environment(self) -> Json:
        return {name: self._word() for name in self._some(["A", "B", "LEVEL", "lower.dotted"])}

    def _fields(self, makers: dict[str, Callable[[], Any]]) -> Json:
        return {name: makers[name]() for name in self._some(list(makers))}

    def _some(self, values: list[Any]) -> list[Any]:
        return self._random.sample(values, self._random.randint(0, len(values)))

    def _maybe(self, make: Callable[[], Any]) -> Any:
        return make() if self._often() else None

    def _one(self, *values: Any) -> Any:
        return self._random.choice(values)

    def _word(self) -> str:
        return self._random.choice(_WORDS)

    def _often(self) -> bool:
        return self._random.random() < 0.5


_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_TERM = {"matchExpressions": [{"key": "gpu", "operator": "In", "values": ["a100"]}]}
