"""What a reader finds in the files of any orchestrator: plain values, named by ZenML's id of a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from reading import Unreadable
from reading.quantity import quantity


@dataclass
class Retry:
    """Attempts after the first, the wait before the second in seconds, and what it is multiplied by."""

    limit: int
    delay: Fraction | None = None
    factor: Fraction | None = None


@dataclass
class Step:
    """One container."""

    image: str
    command: list[str]
    args: list[str]
    env: dict[str, Any] = field(default_factory=dict)
    # Quantities as exact numbers; requests and limits alike by their Kubernetes names.
    requests: dict[str, Fraction] = field(default_factory=dict)
    limits: dict[str, Fraction] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    node_selector: dict[str, str] = field(default_factory=dict)
    tolerations: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    shared_memory: Fraction | None = None
    retry: Retry | None = None

    def asked(self, resource: str) -> Fraction | None:
        """What the container asks for, by a request or by a limit alone."""
        return self.requests.get(resource, self.limits.get(resource))


@dataclass
class Schedule:
    """When runs start."""

    cron: str | None = None
    seconds: int | None = None
    start: str | None = None
    end: str | None = None
    is_once: bool = False


@dataclass
class Manifest:
    """The files of one pipeline."""

    steps: dict[str, Step]
    schedule: Schedule | None = None
    # Whether steps that run are ended when another fails.
    cancels: bool = False


def named(args: list[str]) -> str:
    """ZenML's id of the step, which its entry point gets."""
    try:
        return args[args.index("--step_name") + 1]
    except (ValueError, IndexError):
        raise Unreadable(f"no `--step_name` in {args}") from None


def renamed(steps: dict[str, Step]) -> dict[str, Step]:
    """Steps by ZenML's ids instead of the names that they have on a target, edges too."""
    ids = {name: named(step.args) for name, step in steps.items()}
    for step in steps.values():
        step.needs = {ids[need] for need in step.needs}
    return {ids[name]: step for name, step in steps.items()}


def quantities(table: dict[str, Any] | None) -> dict[str, Fraction]:
    """A table of resources with numbers that compare."""
    return {name: number(value) for name, value in (table or {}).items()}


def number(value: Any) -> Fraction:
    return quantity(str(value))


def container(found: dict[str, Any]) -> Step:
    """A container in Kubernetes' own shape."""
    resources = found.get("resources") or found.get("computeResources") or {}
    return Step(
        image=found["image"],
        command=found.get("command") or [],
        args=found.get("args") or [],
        env=variables(found.get("env")),
        requests=quantities(resources.get("requests")),
        limits=quantities(resources.get("limits")),
    )


def variables(entries: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Values by name; of a secret its name, and what comes from elsewhere is the reference itself."""
    return {entry["name"]: _value(entry) for entry in entries or []}


def secret(name: str, key: str) -> str:
    """What stands for a value that only the cluster knows."""
    return f"⟦secret {name}/{key}⟧"


def _value(entry: dict[str, Any]) -> Any:
    elsewhere = entry.get("valueFrom")
    if elsewhere is None:
        return entry.get("value")
    reference = elsewhere.get("secretKeyRef")
    return elsewhere if reference is None else secret(reference["name"], reference["key"])


def shared_memory(volumes: list[dict[str, Any]] | None, mounts: list[dict[str, Any]] | None) -> Fraction | None:
    """The size of the memory that is mounted at `/dev/shm`."""
    at = {mount["name"] for mount in mounts or [] if mount["mountPath"] == "/dev/shm"}
    for volume in volumes or []:
        empty = volume.get("emptyDir") or {}
        if volume["name"] in at and empty.get("medium") == "Memory":
            return number(empty["sizeLimit"])
    return None


def documents(folder: Path) -> list[dict[str, Any]]:
    """All documents of all YAML files of a folder."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml")))
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def of_kind(found: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """The one object of this kind, if there is one."""
    objects = [document for document in found if document.get("kind") == kind]
    if len(objects) > 1:
        raise Unreadable(f"{len(objects)} objects are of the kind {kind}")
    return objects[0] if objects else None


def seconds(text: str) -> Fraction:
    """A duration as Kubernetes writes it in these files: `60s`."""
    if not text.endswith("s"):
        raise Unreadable(f"`{text}` is no number of seconds")
    return Fraction(text[:-1])
