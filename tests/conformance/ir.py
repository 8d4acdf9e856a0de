"""The IR that `segue compile --target ir` prints, as the same facts that `expect.py` promises.

This is the one file to change when the IR's names do. Texts are compared as pieces: the run id, parameters and
variables stay tokens. Keys that are not known here are left alone, as the language asks of readers.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from compare import Facts, differences, step_differences
from expect import Description
from reading.cron import cron
from reading.document import Items, Map, Scalar
from reading.placement import affinity, bare, in_any_order
from reading.quantity import exact, quantity
from reading.resources import Resources, resources
from reading.schedule import moment
from reading.step import waits
from reading.text import Scenario, token


def ir_differences(case: str, description: Description, path: Path) -> list[str]:
    """What the IR tells otherwise than the description."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("ir") != 1:
        return [f"{case}: ir: expected version 1 got {document.get('ir')!r}"]
    lines = differences(f"{case}: ir", description.pipeline(), _pipeline(document))
    promised = description.steps(Scenario(), with_run_id=False)
    for facts in promised.values():
        # Which lines share a volume follows from their sources; the IR does not tell it.
        for volume in facts["volumes"]:
            del volume["volume"]
    got = {identifier: _step(step) for identifier, step in document["steps"].items()}
    if list(got) != list(promised):
        lines.append(f"{case}: ir: steps: expected {list(promised)} got {list(got)}")
    return lines + [line.replace(f"{case}: ", f"{case}: ir: ", 1) for line in step_differences(case, promised, got)]


def _pipeline(document: Facts) -> Facts:
    facts = {key: document.get(key) for key in ("name", "description", "namespace", "parallelism", "on_failure")}
    schedules = [_schedule(schedule) for schedule in document.get("schedules", [])]
    return facts | {
        "labels": document.get("labels", {}),
        "annotations": document.get("annotations", {}),
        "parameters": {
            name: {"default": value.get("default"), "description": value.get("description")}
            for name, value in document.get("parameters", {}).items()
        },
        "run_id_env": document.get("run_id_env", []),
        "timeout": _number(document.get("timeout")),
        "schedule": schedules[0] if len(schedules) == 1 else schedules or None,
    }


def _number(value: Any) -> str | None:
    return None if value is None else exact(Fraction(str(value)))


def _schedule(written: Facts) -> Facts:
    line, every = written.get("cron"), _number(written.get("every"))
    start = moment(written.get("start"))
    zone = written["timezone"]
    epoch = moment("1970-01-01T00:00", zone)
    return {
        "cron": None if line is None else cron(line).facts(),
        "every": every,
        "anchor": None if every is None else start or epoch,
        "at": moment(written.get("once")),
        "timezone": zone,
        "start": start,
        "end": moment(written.get("end")),
        "catchup": written["catchup"],
        "overlap": written["overlap"],
        "suspended": written["suspended"],
    }


def _step(step: Facts) -> Facts:
    work = step["work"]
    asked = work.get("resources", {})
    placement = work.get("placement", {})
    gpu = _gpu(asked.get("gpu"))
    shared = asked.get("shared_memory")
    return {
        "description": step.get("description"),
        "image": work.get("image"),
        "command": _texts(work.get("command")),
        "args": _texts(work.get("args")),
        "working_dir": work.get("working_dir"),
        "env_from": [_source(source) for source in work.get("env_from", [])],
        "env": [_entry(entry) for entry in work.get("env", [])],
        "needs": sorted(need["step"] for need in step.get("needs", []) if need["on"] == "succeeded"),
        "requests": _quantities(asked.get("requests")) | gpu.requests,
        "limits": _quantities(asked.get("limits")) | gpu.limits,
        "shared_memory": None if shared is None else exact(quantity(shared)),
        "node_selector": placement.get("node_selector", {}) | gpu.node_selector,
        "tolerations": in_any_order([bare(item) for item in placement.get("tolerations", [])]),
        "affinity": affinity(placement.get("affinity", {}), gpu.alternatives),
        "priority_class": placement.get("priority_class"),
        "runtime_class": placement.get("runtime_class"),
        "scheduler": placement.get("scheduler"),
        "service_account": work.get("service_account"),
        "image_pull_policy": work.get("image_pull_policy"),
        "image_pull_secrets": sorted(set(work.get("image_pull_secrets", []))),
        "security_context": bare(work.get("security_context", {})),
        "labels": work.get("labels", {}),
        "annotations": work.get("annotations", {}),
        "volumes": [_volume(volume) for volume in work.get("volumes", [])],
        "timeout": _number(step.get("timeout")),
        "retries": _retries(step.get("retry")),
    }


def _gpu(written: Facts | None) -> Resources:
    """The IR keeps what a GPU asks of its node as the user gave it; its meaning is the language's."""
    if written is None:
        return Resources()
    node = written.get("node", {})
    gpu = Map({"count": Scalar(str(written["count"])), "resource": Scalar(written["resource"])})
    if node.get("product"):
        gpu.pairs["product"] = Items([Scalar(name) for name in node["product"]])
    for key in ("memory", "cuda"):
        if node.get(key) is not None:
            gpu.pairs[key] = Scalar(node[key])
    return resources(Map({"gpu": gpu}))


def _quantities(written: dict[str, str] | None) -> dict[str, str]:
    names = {"storage": "ephemeral-storage"}
    return {names.get(name, name): exact(quantity(str(text))) for name, text in (written or {}).items()}


def _texts(written: list[Any] | None) -> list[str] | None:
    return [_text(pieces) for pieces in written] if written else None


def _text(pieces: list[dict[str, str]]) -> str:
    """Literal pieces as they are, all others as tokens."""
    joined = ""
    for piece in pieces:
        ((kind, value),) = piece.items()
        joined += value if kind == "text" else f"⟦{kind} {value}⟧"
    return joined


def _entry(entry: dict[str, Any]) -> list[str]:
    for kind in ("secret", "config"):
        if kind in entry:
            source = entry[kind]
            return [entry["name"], token(kind, source["name"], source["key"], optional=source.get("optional", False))]
    if "field" in entry:
        return [entry["name"], f"⟦field {entry['field']}⟧"]
    return [entry["name"], _text(entry["value"])]


def _source(written: dict[str, Any]) -> dict[str, Any]:
    object_ = {kind: written[kind] for kind in ("secret", "config") if kind in written}
    return object_ | {"prefix": written.get("prefix") or "", "optional": written.get("optional", False)}


def _volume(written: dict[str, Any]) -> dict[str, Any]:
    source = {kind: written[kind] for kind in ("claim", "secret", "config", "empty") if kind in written}
    if "empty" in source:
        size = source["empty"].get("size")
        source["empty"] = {
            "size": None if size is None else exact(quantity(size)),
            "memory": source["empty"].get("memory", False),
        }
    return {
        "mount": written["mount"],
        "read_only": written.get("read_only", False),
        "sub_path": written.get("sub_path") or "",
        "source": source,
    }


def _retries(retry: dict[str, Any] | None) -> dict[str, Any] | None:
    if retry is None or not retry.get("limit"):
        return None
    delay, most = retry.get("delay"), retry.get("max_delay")
    return {
        "limit": retry["limit"],
        "waits": waits(
            retry["limit"],
            None if delay is None else Fraction(str(delay)),
            Fraction(str(retry.get("backoff", 1))),
            None if most is None else Fraction(str(most)),
        ),
    }
