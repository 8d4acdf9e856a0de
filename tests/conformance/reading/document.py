"""Documents whose scalars keep their spelling: what a YAML or JSON file says before anyone gives it types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from reading import Unreadable


@dataclass(frozen=True)
class Scalar:
    """One scalar as it is spelled; `plain` if no quotes or block style say that it is a string."""

    text: str
    plain: bool = False

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass
class Map:
    """A map that keeps the order of its keys."""

    pairs: dict[str, Node] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        return self.pairs.get(key)

    def items(self) -> Iterator[tuple[str, Node]]:
        yield from self.pairs.items()


@dataclass
class Items:
    """A list."""

    nodes: list[Node] = field(default_factory=list)


Node: TypeAlias = Scalar | Map | Items


def read(text: str, *, is_json: bool) -> Node:
    """Reads one document; anchors, aliases and `<<` are resolved."""
    text = text.removeprefix("\ufeff")
    return _from_json(text) if is_json else _from_yaml(text)


def _from_yaml(text: str) -> Node:
    composed = yaml.compose(text, Loader=yaml.SafeLoader)
    if composed is None:
        raise Unreadable("an empty document")
    return _convert(composed)


def _convert(node: yaml.Node) -> Node:
    if isinstance(node, yaml.ScalarNode):
        return Scalar(node.value, plain=node.style is None)
    if isinstance(node, yaml.SequenceNode):
        return Items([_convert(item) for item in node.value])
    if isinstance(node, yaml.MappingNode):
        return _convert_map(node)
    raise Unreadable(f"an unknown node {node!r}")


def _is_merge(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and key.style is None and key.value == "<<"


def _convert_map(node: yaml.MappingNode) -> Map:
    """Merged keys stand where `<<` stands; a key of the map's own wins and stays in its own place."""
    own = {key.value for key, _ in node.value if not _is_merge(key)}
    merged = Map()
    for key, value in node.value:
        if _is_merge(key):
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for source in sources:
                for name, inherited in _convert_map(source).items():
                    if name not in own:
                        merged.pairs.setdefault(name, inherited)
        else:
            merged.pairs[key.value] = _convert(value)
    return merged


class _Number(str):
    """A number of a JSON text, by its spelling."""


class _Pairs(list):  # type: ignore[type-arg]
    """A JSON object before its values are converted."""


def _from_json(text: str) -> Node:
    parsed = json.loads(text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number)
    return _convert_json(parsed)


def _convert_json(value: object) -> Node:
    if value is None:
        return Scalar("null", plain=True)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", plain=True)
    if isinstance(value, _Number):
        return Scalar(str(value), plain=True)
    if isinstance(value, str):
        return Scalar(value)
    if isinstance(value, _Pairs):
        return Map({key: _convert_json(item) for key, item in value})
    if isinstance(value, list):
        return Items([_convert_json(item) for item in value])
    raise Unreadable(f"an unknown value {value!r}")
