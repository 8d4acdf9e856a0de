"""The three forms of a snapshot: a dump, what the REST interface answers, and a list of these."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reading import Unreadable
from reading.zenml.merge import step_config

# The release that renamed deployments to snapshots, and with them the argument.
_RENAMED = (0, 90)


@dataclass
class Document:
    """One snapshot, and the images of its build."""

    written: dict[str, Any]
    images: dict[str, Any]

    @property
    def pipeline(self) -> dict[str, Any]:
        found: dict[str, Any] = self.written["metadata"]["pipeline_configuration"]
        return found

    @cached_property
    def steps(self) -> dict[str, dict[str, Any]]:
        """The specification and the merged configuration of each step, by invocation id, in the document's order."""
        steps = self.written["metadata"]["step_configurations"]
        return {
            name: {"spec": step["spec"], "config": step_config(step, self.pipeline)} for name, step in steps.items()
        }

    @property
    def schedule(self) -> dict[str, Any] | None:
        written = (self.written.get("resources") or {}).get("schedule")
        return None if written is None else written["body"]

    def arguments(self, step: str) -> list[str]:
        """What ZenML's entry point is started with."""
        version = self.written["metadata"].get("client_version")
        numbers = tuple(int(number) for number in version.split(".")[:2]) if version else _RENAMED
        kind = "--snapshot_id" if numbers >= _RENAMED else "--deployment_id"
        return [
            "--entrypoint_config_source",
            "zenml.entrypoints.step_entrypoint_configuration.StepEntrypointConfiguration",
            kind,
            self.written["id"],
            "--step_name",
            step,
        ]

    def image(self, step: str) -> str:
        """The keys are looked up whole: an id may contain dots."""
        for key in (f"{step}.orchestrator", "orchestrator"):
            if key in self.images:
                image: str = self.images[key]["image"]
                return image
        raise Unreadable(f"no image for {step!r} in {list(self.images)}")


def is_snapshot(document: Any) -> bool:
    """Whether a JSON document is one of the three forms."""
    if not isinstance(document, dict):
        return False
    if {"items", "total"} <= document.keys():
        return all(is_snapshot(item) for item in document["items"])
    return {"body", "metadata", "resources"} <= document.keys() or "step_configurations" in (
        document.get("metadata") or {}
    )


def _names(item: dict[str, Any]) -> tuple[str | None, ...]:
    """What a snapshot of a list can be called."""
    pipeline = (item.get("metadata") or {}).get("pipeline_configuration") or {}
    return (item["id"], item.get("name"), pipeline.get("name"))


def read_document(text: str, build: str | None, chosen: str | None) -> Document:
    """`build` is the text of a build, `chosen` the id or name of one of several snapshots."""
    written = json.loads(text)
    if "items" in written:
        found = [item for item in written["items"] if chosen is None or chosen in _names(item)]
        if len(found) != 1:
            raise Unreadable(f"{len(found)} snapshots")
        (written,) = found
    if written.get("metadata") is None:
        raise Unreadable("not hydrated")
    if (written.get("body") or {}).get("is_dynamic"):
        raise Unreadable("a dynamic pipeline")
    found_build = json.loads(build) if build is not None else (written.get("resources") or {}).get("build")
    if found_build is None or found_build.get("metadata") is None:
        raise Unreadable("no build")
    return Document(written, found_build["metadata"]["images"])
