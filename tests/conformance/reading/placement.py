"""Where a step may run: Kubernetes' own subtrees, brought into one comparable form."""

from __future__ import annotations

import json
from typing import Any

from reading.document import Map, Node, Scalar
from reading.resources import Expression
from reading.shapes import integer, items, required, table

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def bare(value: Any) -> Any:
    """A subtree without what says nothing (null, empty text, empty list and map)."""
    if isinstance(value, dict):
        kept = {key: bare(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def tolerations(node: Node | None) -> list[dict[str, Any]]:
    return in_any_order([_toleration(table(item)) for item in items(node)])


def _toleration(node: Map) -> dict[str, Any]:
    """Strings by their spelling; the seconds are a number."""
    return {
        key: integer(value) if key == "tolerationSeconds" else required(value, key)
        for key, value in node.items()
        if not (isinstance(value, Scalar) and value.text == "")
    }


def in_any_order(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True, ensure_ascii=False))


def affinity(written: dict[str, Any], alternatives: list[list[Expression]]) -> dict[str, Any]:
    """The user's affinity with the GPU's needs multiplied into each of the required terms."""
    if alternatives != [[]]:
        own = written.setdefault("nodeAffinity", {}).setdefault(_REQUIRED, {})
        terms = own.get("nodeSelectorTerms") or [{}]
        own["nodeSelectorTerms"] = [
            {**term, "matchExpressions": [*term.get("matchExpressions", []), *choice]}
            for term in terms
            for choice in alternatives
        ]
    return canonical_affinity(written)


def canonical_affinity(written: dict[str, Any]) -> dict[str, Any]:
    """Terms are ORed, expressions ANDed, values a set: none of these orders means anything."""
    result: dict[str, Any] = _sorted_lists(bare(written))
    return result


def _sorted_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted_lists(item) for key, item in value.items()}
    if isinstance(value, list):
        return in_any_order([_sorted_lists(item) for item in value])
    return value
