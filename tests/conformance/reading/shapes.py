"""Taking nodes apart: the few forms that the language is made of."""

from __future__ import annotations

import re
from typing import Any

from reading import Unreadable
from reading.document import Items, Map, Node, Scalar


def string(node: Node | None) -> str | None:
    """A string is one scalar by its spelling, whatever it looks like."""
    if node is None:
        return None
    if isinstance(node, Scalar) and not node.is_null:
        return node.text
    raise Unreadable(f"a string is expected, not {node!r}")


def required(node: Node | None, what: str) -> str:
    text = string(node)
    if text is None:
        raise Unreadable(f"{what} is missing")
    return text


def integer(node: Node | None) -> int | None:
    text = string(node)
    return None if text is None else int(text)


def boolean(node: Node | None) -> bool:
    text = string(node)
    if text not in (None, "true", "false"):
        raise Unreadable(f"`true` or `false` is expected, not {text!r}")
    return text == "true"


def table(node: Node | None) -> Map:
    """A map; absent counts as empty."""
    if node is None:
        return Map()
    if isinstance(node, Map):
        return node
    raise Unreadable(f"a map is expected, not {node!r}")


def items(node: Node | None) -> list[Node]:
    """A list; absent counts as empty."""
    if node is None:
        return []
    if isinstance(node, Items):
        return node.nodes
    raise Unreadable(f"a list is expected, not {node!r}")


def strings(node: Node | None) -> list[str]:
    """One string or a list of them."""
    if node is None:
        return []
    if isinstance(node, Scalar):
        return [required(node, "a string")]
    return [required(item, "a string") for item in items(node)]


def string_map(node: Node | None) -> dict[str, str]:
    return {key: required(value, key) for key, value in table(node).items()}


_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def core(node: Node) -> Any:
    """A subtree in Kubernetes' own shape, typed by the core schema of YAML 1.2."""
    if isinstance(node, Map):
        return {key: core(value) for key, value in node.items()}
    if isinstance(node, Items):
        return [core(item) for item in node.nodes]
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    if node.text in ("true", "True", "TRUE"):
        return True
    if node.text in ("false", "False", "FALSE"):
        return False
    if _INTEGER.fullmatch(node.text):
        return int(node.text, 0) if node.text[:2] in ("0o", "0x") else int(node.text)
    if _FLOAT.fullmatch(node.text):
        return float(node.text)
    return node.text
