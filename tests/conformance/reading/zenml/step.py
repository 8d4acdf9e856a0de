"""One step of a snapshot as the facts that a description's step has."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from compare import AsJson
from reading import Unreadable
from reading.placement import bare, canonical_affinity, in_any_order
from reading.shapes import required
from reading.step import waits
from reading.text import Scenario, reference
from reading.zenml import pod
from reading.zenml.document import Document
from reading.zenml.resources import requests_and_limits
from reading.zenml.stack import Stack

_COMMAND = ["python", "-m", "zenml.entrypoints.entrypoint"]
TAGS, EXTRA = "zenml.io/tags", "zenml.io/extra"


def step_facts(
    document: Document,
    stack: Stack,
    name: str,
    settings: dict[str, Any],
    run_id_names: list[str],
    scenario: Scenario,
) -> dict[str, Any]:
    """`settings` are those of the orchestrator, merged; `name` is the invocation id."""
    step = document.steps[name]
    config, own = step["config"], pod.pod_of(settings)
    # The settings `resources` are for the work elsewhere; those of the pod settings are this pod's own.
    of_step = {} if config.get("step_operator") else (config.get("settings") or {}).get("resources") or {}
    requests, limits = requests_and_limits(of_step, own)
    own_command = config.get("command")
    run_id = "⟦run id⟧" if scenario.run_id is None else scenario.run_id
    deadline = settings.get("active_deadline_seconds") or None
    return {
        "description": None,
        "image": document.image(name),
        "command": _COMMAND if own_command is None else [*own_command] or None,
        "args": document.arguments(name) if own_command is None else None,
        "working_dir": None,
        "env_from": pod.whole_sources(own),
        "env": [[variable, run_id] for variable in run_id_names] + _environment(stack, config, own),
        "needs": sorted(step["spec"]["upstream_steps"]),
        "requests": requests,
        "limits": limits,
        "shared_memory": pod.shared_memory(own),
        "node_selector": dict(own.get("node_selectors") or {}),
        "tolerations": in_any_order([bare(item) for item in own.get("tolerations") or []]),
        "affinity": canonical_affinity(own.get("affinity") or {}),
        "priority_class": pod.further(own, "priority_class_name", "priorityClassName"),
        "runtime_class": pod.further(own, "runtime_class_name", "runtimeClassName"),
        "scheduler": pod.scheduler(settings, own),
        "service_account": pod.service_account(settings),
        "image_pull_policy": None,
        "image_pull_secrets": sorted(set(own.get("image_pull_secrets") or [])),
        "security_context": bare(pod.security_context(settings, own)),
        "labels": dict(own.get("labels") or {}),
        "annotations": annotations(document, config.get("extra")) | (own.get("annotations") or {}),
        "volumes": pod.volumes(own),
        "retries": _retries(config.get("retry")),
        "timeout": None if deadline is None else str(deadline),
    }


def annotations(document: Document, extra: dict[str, Any] | None) -> dict[str, Any]:
    """Tags and `extra`, of which only the value counts, not how its JSON is written."""
    tags = document.pipeline.get("tags")
    return ({TAGS: AsJson(tags)} if tags else {}) | ({EXTRA: AsJson(extra)} if extra else {})


def _environment(stack: Stack, config: dict[str, Any], own: pod.Pod) -> list[list[str]]:
    """Base < components < stack < the step's own, each in the place of the first of its name, then `pod_settings.env`.

    ZenML appends the latter, so that a name may stand twice and the last one counts: that one stands here.
    """
    result = {}
    for name, node in stack.environment(of_zenml=True).items():
        result[name] = reference(node) or required(node, name)
    for name, value in (config.get("environment") or {}).items():
        if not isinstance(value, str):
            raise Unreadable(f"{name} is no text")
        result[name] = value
    for name, value in pod.variables(own):
        result.pop(name, None)
        result[name] = value
    return [list(entry) for entry in result.items()]


def _retries(written: dict[str, Any] | None) -> dict[str, Any] | None:
    if not written or not written.get("max_retries"):
        return None
    limit, delay = written["max_retries"], written.get("delay") or None
    factor = Fraction(str(written.get("backoff") or 1))
    return {"limit": limit, "waits": waits(limit, None if delay is None else Fraction(str(delay)), factor, None)}
