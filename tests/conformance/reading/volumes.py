"""Volumes: one line a mount; equal sources share a volume, each `empty` is its own."""

from __future__ import annotations

from typing import Any

from reading import Unreadable
from reading.document import Node
from reading.quantity import exact, quantity
from reading.shapes import boolean, items, required, string, table


def volumes(node: Node | None) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = []
    groups: dict[object, int] = {}
    for item in items(node):
        line = table(item)
        source: dict[str, Any] = {}
        for kind in ("claim", "secret", "config"):
            if line.get(kind) is not None:
                source = {kind: required(line.get(kind), kind)}
        if line.get("empty") is not None:
            empty = table(line.get("empty"))
            size = string(empty.get("size"))
            source = {
                "empty": {
                    "size": None if size is None else exact(quantity(size)),
                    "memory": boolean(empty.get("memory")),
                }
            }
        if not source:
            raise Unreadable("a volume without a source")
        identity: object = len(result) if "empty" in source else tuple(source.items())
        result.append(
            {
                "mount": required(line.get("mount"), "mount"),
                "read_only": boolean(line.get("read_only")),
                "sub_path": string(line.get("sub_path")) or "",
                "source": source,
                "volume": groups.setdefault(identity, len(groups)),
            }
        )
    return result
