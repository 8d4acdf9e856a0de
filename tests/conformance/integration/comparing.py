"""Manifests against the snapshot that ZenML handed over: steps, arguments, images, edges, GPUs and environments."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from integration.manifest import Manifest, secret
from integration.running import SECRETS
from reading.quantity import quantity

COMMAND = ["python", "-m", "zenml.entrypoints.entrypoint"]
_CONFIGURATION = "zenml.entrypoints.step_entrypoint_configuration.StepEntrypointConfiguration"
# Set by Segue beside what the user has: the run id, and what an empty text needs on some targets.
_OWN_VARIABLES = ("SEGUE_", "ZENML_", "KFP_RUN_ID")


def differences(
    manifest: Manifest, snapshot: dict[str, Any], environments: dict[str, dict[str, str]] | None
) -> list[str]:
    """Lines of the shape `step: field: expected … got …`."""
    wanted = snapshot["metadata"]["step_configurations"]
    if set(manifest.steps) != set(wanted):
        return [f"steps: expected {sorted(wanted)} got {sorted(manifest.steps)}"]
    lines = []
    for name, step in wanted.items():
        found = manifest.steps[name]
        settings = step["config"]["settings"].get("resources") or {}
        fields: dict[str, tuple[Any, Any]] = {
            "command": (COMMAND, found.command),
            "args": (_arguments(snapshot["id"], name), found.args),
            "image": (_image(snapshot, name), found.image),
            "needs": (sorted(step["spec"]["upstream_steps"]), sorted(found.needs)),
            "gpus": (Fraction(settings.get("gpu_count") or 0), found.asked("nvidia.com/gpu") or Fraction(0)),
            "cpus": (_number(settings.get("cpu_count")), found.asked("cpu")),
            "memory": (_number(settings.get("memory")), found.asked("memory")),
        }
        lines += [
            f"{name}: {field}: expected {expected} got {got}"
            for field, (expected, got) in fields.items()
            if expected != got
        ]
        if environments is not None:
            lines += [f"{name}: env: {line}" for line in _environment(environments[name], found.env)]
    return lines


def _environment(given: dict[str, str], found: dict[str, Any]) -> list[str]:
    wanted = given | {name: secret(*SECRETS[name].split("/")) for name in given if name in SECRETS}
    lines = [
        f"{name}: expected {value!r} got {found.get(name)!r}"
        for name, value in wanted.items()
        if found.get(name) != value
    ]
    more = [name for name in found if name not in wanted and not name.startswith(_OWN_VARIABLES)]
    if "SEGUE_RUN_ID" not in found:
        lines.append("SEGUE_RUN_ID: expected one got none")
    return lines + [f"{name}: expected none got {found[name]!r}" for name in more]


def _arguments(snapshot: str, step: str) -> list[str]:
    return ["--entrypoint_config_source", _CONFIGURATION, "--snapshot_id", snapshot, "--step_name", step]


def _image(snapshot: dict[str, Any], step: str) -> str:
    images = snapshot["resources"]["build"]["metadata"]["images"]
    found: str = images.get(f"{step}.orchestrator", images.get("orchestrator"))["image"]
    return found


def _number(value: Any) -> Fraction | None:
    return None if value is None else quantity(str(value))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
