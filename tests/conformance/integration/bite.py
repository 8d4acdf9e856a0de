"""Whether the comparison tells mistakes: files of one pipeline are changed by hand, and each change has to be named."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from count import Count
from integration import comparing
from integration.manifest import Manifest

PIPELINE = "gpu"
# The field that has to be named, and for each target what is written instead of what.
_SAME = ("argo", "tekton", "airflow", "kubeflow")
_CHANGES: dict[str, dict[str, tuple[str, str]]] = {
    "image": dict.fromkeys(_SAME, ("train-cuda:1", "train:1")),
    "command": dict.fromkeys(_SAME, ("zenml.entrypoints.entrypoint", "zenml.entrypoints.other")),
    "args": dict.fromkeys(_SAME, ("StepEntrypointConfiguration", "StepOperatorEntrypointConfiguration")),
    "env": dict.fromkeys(_SAME, ("gold", "silver")),
    "gpus": {
        "argo": ('nvidia.com/gpu: "2"', 'nvidia.com/gpu: "1"'),
        "tekton": ('nvidia.com/gpu: "2"', 'nvidia.com/gpu: "1"'),
        "airflow": ('"nvidia.com/gpu": "2"', '"nvidia.com/gpu": "1"'),
        "kubeflow": ('resourceCount: "2"', 'resourceCount: "1"'),
    },
    "needs": {
        "argo": ("dependencies: [train]", "dependencies: [load]"),
        "tekton": ("runAfter: [train]", "runAfter: [load]"),
        "airflow": ("train >> report", "load >> report"),
        "kubeflow": ("dependentTasks: [train]", "dependentTasks: [load]"),
    },
}


def judge(folder: Path, target: str, read: Callable[[Path], Manifest], count: Count) -> None:
    """`folder` is that of a run whose files are right."""
    snapshot = comparing.read_json(folder / "snapshot.json")
    environments = comparing.read_json(folder / "environments.json")
    for field, changes in _CHANGES.items():
        with tempfile.TemporaryDirectory(prefix="bite-") as name:
            copy = Path(name) / target
            shutil.copytree(folder / "manifests" / target, copy)
            before, after = changes[target]
            told = _told(
                copy, before, after, lambda copy=copy: comparing.differences(read(copy), snapshot, environments)
            )
        is_named = any(f": {field}: " in line for line in told)
        count.judge([] if is_named else [f"bite {target}: a wrong {field}: expected it told got {told}"])


def _told(folder: Path, before: str, after: str, compare: Callable[[], Any]) -> list[str]:
    is_changed = False
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        text = path.read_text(encoding="utf-8")
        is_changed |= before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    return list(compare()) if is_changed else [f"`{before}` stands nowhere"]
