"""The IR that `segue compile --target ir` prints, as the same facts that `expect.py` promises.

Section 8 of the language shows the IR by one example. What it does not show is looked for under the names in
`_PLACES`; this is the one file to change when the IR's names do. Texts are compared as pieces: the run id, parameters
and variables stay tokens.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from compare import Facts, differences, step_differences
from expect import Description
from reading.placement import bare, canonical_affinity, in_any_order
from reading.quantity import exact, quantity
from reading.step import waits
from reading.text import Scenario, token

# field of a promise -> where it may stand in a step of the IR
_PLACES: dict[str, tuple[str, ...]] = {
    "working_dir": ("work.working_dir",),
    "service_account": ("work.service_account", "service_account"),
    "image_pull_policy": ("work.image_pull_policy",),
    "image_pull_secrets": ("work.image_pull_secrets",),
    "security_context": ("work.security_context",),
    "priority_class": ("work.placement.priority_class", "placement.priority_class"),
    "runtime_class": ("work.placement.runtime_class", "placement.runtime_class"),
    "labels": ("work.labels", "labels"),
    "annotations": ("work.annotations", "annotations"),
    "timeout": ("timeout", "work.timeout"),
    "tolerations": ("work.placement.tolerations", "placement.tolerations"),
    "node_selector": ("work.placement.node_selector", "placement.node_selector"),
    "affinity": ("work.placement.affinity", "placement.affinity"),
    "volumes": ("work.volumes", "volumes"),
    "shared_memory": ("work.resources.shared_memory",),
}
# These are promised with what a GPU asks of its node; the IR keeps that apart (`gpu.node`), so they are compared
# only for steps that ask for nothing of the kind.
_WITH_GPU = ("node_selector", "affinity")


def ir_differences(case: str, description: Description, path: Path) -> list[str]:
    """What the IR tells otherwise than the description."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("ir") != 1:
        return [f"{case}: ir: expected version 1 got {document.get('ir')!r}"]
    promised = _pipeline(description.pipeline())
    lines = differences(f"{case}: ir", promised, _pipeline_facts(document, promised))
    steps = description.steps(Scenario(), with_run_id=False)
    for identifier, facts in steps.items():
        facts["needs"] = sorted(facts["needs"])
        if _asks_node(description, identifier):
            for field in _WITH_GPU:
                del facts[field]
        # In the IR a volume names its source; which lines share one follows from that.
        for volume in facts["volumes"]:
            del volume["volume"]
    got = {identifier: _step_facts(step) for identifier, step in document["steps"].items()}
    return lines + [line.replace(f"{case}: ", f"{case}: ir: ", 1) for line in step_differences(case, steps, got)]


def _asks_node(description: Description, identifier: str) -> bool:
    steps = description.steps(Scenario(), with_run_id=False)
    return any("gpu" in name or "/" in name for name in steps[identifier]["requests"])


def _pipeline(promised: Facts) -> Facts:
    return {key: value for key, value in promised.items() if key not in ("labels", "annotations", "schedule")}


def _pipeline_facts(document: Facts, promised: Facts) -> Facts:
    facts = {key: document.get(key) for key in promised}
    facts["parameters"] = {
        name: {"default": value.get("default"), "description": value.get("description")}
        for name, value in document.get("parameters", {}).items()
    }
    facts["run_id_env"] = document.get("run_id_env", [])
    facts["timeout"] = _number(document.get("timeout"))
    return facts


def _number(value: Any) -> str | None:
    return None if value is None else exact(Fraction(str(value)))


def _find(step: Facts, places: tuple[str, ...]) -> Any:
    for place in places:
        node: Any = step
        for key in place.split("."):
            node = node.get(key) if isinstance(node, dict) else None
        if node is not None:
            return node
    return None


def _step_facts(step: Facts) -> Facts:
    work = step["work"]
    facts = {field: _find(step, places) for field, places in _PLACES.items()}
    asked = work.get("resources", {})
    requests, limits = _quantities(asked.get("requests")), _quantities(asked.get("limits"))
    if (gpu := asked.get("gpu")) is not None and gpu["count"]:
        requests[gpu["resource"]] = limits[gpu["resource"]] = exact(Fraction(gpu["count"]))
    shared = facts["shared_memory"]
    return facts | {
        "image": work.get("image"),
        "command": _texts(work.get("command")),
        "args": _texts(work.get("args")),
        "env": [_entry(entry) for entry in work.get("env", [])],
        "needs": sorted(need["step"] for need in step.get("needs", [])),
        "requests": requests,
        "limits": limits,
        "shared_memory": None if shared is None else exact(quantity(shared)),
        "node_selector": facts["node_selector"] or {},
        "tolerations": in_any_order([bare(item) for item in facts["tolerations"] or []]),
        "affinity": canonical_affinity(facts["affinity"] or {}),
        "image_pull_secrets": sorted(facts["image_pull_secrets"] or []),
        "security_context": bare(facts["security_context"] or {}),
        "labels": facts["labels"] or {},
        "annotations": facts["annotations"] or {},
        "volumes": [_volume(volume) for volume in facts["volumes"] or []],
        "timeout": _number(facts["timeout"]),
        "retries": _retries(step.get("retry")),
    }


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
    return [entry["name"], _text(entry["value"])]


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
