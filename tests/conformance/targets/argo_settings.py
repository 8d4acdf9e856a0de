"""What Argo's own settings promise, as the description says it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from compare import Facts
from expect import Description
from reading.document import Map, Node
from reading.duration import seconds
from reading.quantity import exact
from reading.shapes import boolean, integer, items, required, string, strings, table

# A run's locks are not its steps': a step that waited for one would wait for ever.
_OF_THE_RUN = frozenset({"synchronization"})


def kind(description: Description) -> str:
    """The kind of object that holds the pipeline."""
    return string(description.settings.get("kind")) or "WorkflowTemplate"


def promised_run(description: Description) -> Facts:
    settings = description.settings
    ttl, collection = table(settings.get("ttl")), settings.get("pod_gc")
    delay = string(table(collection).get("delay"))
    return {
        "ttl": {name: _whole_seconds(ttl.get(name)) for name in ("completion", "success", "failure")},
        "pod_gc": string(table(collection).get("strategy")),
        "pod_gc_delay": None if delay is None else exact(seconds(delay)),
        "priority": integer(settings.get("priority")),
        "locks": _locks(settings.get("synchronization")),
    }


def run_facts(kept: dict[str, Any]) -> Facts:
    return kept | {
        "ttl": kept["ttl"] or dict.fromkeys(("completion", "success", "failure")),
        "pod_gc": kept["pod_gc"] or None,
        "pod_gc_delay": None if kept["pod_gc_delay"] is None else exact(Fraction(str(kept["pod_gc_delay"]))),
        "locks": _held(kept["locks"]),
    }


def promised_step(description: Description, identifier: str) -> Facts:
    settings = description.step_settings(identifier, of_the_run=_OF_THE_RUN)
    logs = settings.get("archive_logs")
    return {
        "archive_logs": None if logs is None else boolean(logs),
        "locks": _locks(settings.get("synchronization")),
    }


def step_facts(task: dict[str, Any]) -> Facts:
    return {"archive_logs": task["archives_logs"], "locks": _held(task["locks"])}


def history(description: Description) -> Facts:
    settings = table(description.settings.get("history"))
    return {name: integer(settings.get(name)) for name in ("succeeded", "failed")}


def _whole_seconds(node: Node | None) -> int | None:
    text = string(node)
    return None if text is None else ceil(seconds(text))


def _locks(node: Node | None) -> Facts:
    locks = table(node)
    semaphores = [table(item) for item in items(locks.get("semaphores"))]
    return {
        "mutexes": strings(locks.get("mutexes")),
        "semaphores": [[_text(semaphore, "config"), _text(semaphore, "key")] for semaphore in semaphores],
    }


def _text(semaphore: Map, key: str) -> str:
    return required(semaphore.get(key), key)


def _held(locks: dict[str, Any] | None) -> Facts:
    return locks or {"mutexes": [], "semaphores": []}
