"""One step (section 2 of the language), after its defaults are merged in."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reading.document import Map, Node, Scalar
from reading.duration import seconds
from reading.placement import affinity, bare, tolerations
from reading.quantity import exact
from reading.resources import resources
from reading.shapes import boolean, core, integer, items, required, string, string_map, strings, table
from reading.text import Environment, Scenario, pieces
from reading.volumes import volumes

_SHELL = ["/bin/sh", "-eu", "-c"]


def step_facts(node: Map, run_id_names: list[str], scenario: Scenario) -> dict[str, Any]:
    """What the container of this step has to be, field by field."""
    environment = Environment(scenario)
    for name in run_id_names:
        environment.entries.append((name, environment.resolve([("run", "id")])))
    for name, value in table(node.get("env")).items():
        environment.add(name, value)
    command, args = _argv(node, environment)
    asked = resources(table(node.get("resources")))
    placement = table(node.get("placement"))
    security = node.get("security_context")
    timeout = string(node.get("timeout"))
    return {
        "description": string(node.get("description")) or None,
        "image": required(node.get("image"), "image"),
        "command": command,
        "args": args,
        "working_dir": string(node.get("working_dir")),
        "env_from": [_source(table(item)) for item in items(node.get("env_from"))],
        "env": [list(entry) for entry in environment.entries],
        "needs": sorted(strings(node.get("needs"))),
        "requests": asked.requests,
        "limits": asked.limits,
        "shared_memory": asked.shared_memory,
        "node_selector": string_map(placement.get("node_selector")) | asked.node_selector,
        "tolerations": tolerations(placement.get("tolerations")),
        "affinity": affinity(core(placement.get("affinity") or Map()), asked.alternatives),
        "priority_class": string(placement.get("priority_class")),
        "runtime_class": string(placement.get("runtime_class")),
        "scheduler": string(placement.get("scheduler")),
        "service_account": string(node.get("service_account")),
        "image_pull_policy": string(node.get("image_pull_policy")),
        "image_pull_secrets": sorted(set(strings(node.get("image_pull_secrets")))),
        "security_context": bare(core(security)) if security is not None else {},
        "labels": string_map(node.get("labels")),
        "annotations": string_map(node.get("annotations")),
        "volumes": volumes(node.get("volumes")),
        "retries": _retries(node.get("retries")),
        "timeout": None if timeout is None else exact(seconds(timeout)),
    }


def _argv(node: Map, environment: Environment) -> tuple[list[str] | None, list[str] | None]:
    """`script` is exactly `shell` and the script as one more item."""
    script = string(node.get("script"))
    if script is not None:
        shell = node.get("shell")
        return [*(_SHELL if shell is None else strings(shell)), script], None
    command = [environment.resolve(pieces(item)) for item in items(node.get("command"))]
    args = [environment.resolve(pieces(item)) for item in items(node.get("args"))]
    return command or None, args or None


def _source(written: Map) -> dict[str, Any]:
    """A secret or config map of which each entry is a variable."""
    (kind,) = (kind for kind in ("secret", "config") if written.get(kind) is not None)
    return {
        kind: required(written.get(kind), kind),
        "prefix": string(written.get("prefix")) or "",
        "optional": boolean(written.get("optional")),
    }


def _retries(node: Node | None) -> dict[str, Any] | None:
    if node is None:
        return None
    written = Map({"limit": node}) if isinstance(node, Scalar) else table(node)
    limit = integer(written.get("limit"))
    if not limit:
        return None
    delay, most = string(written.get("delay")), string(written.get("max_delay"))
    return {
        "limit": limit,
        "waits": waits(
            limit,
            None if delay is None else seconds(delay),
            Fraction(string(written.get("backoff")) or "1"),
            None if most is None else seconds(most),
        ),
    }


def waits(limit: int, delay: Fraction | None, factor: Fraction, most: Fraction | None) -> list[str]:
    """The waits before the first retries, in seconds: what delay, factor and cap come to."""
    if delay is None:
        return []
    result = []
    for _ in range(min(limit, 8)):
        result.append(exact(delay if most is None else min(delay, most)))
        delay *= factor
    return result
