"""Defaults under a step (section 4 of the language)."""

from __future__ import annotations

from reading.document import Map, Node, Scalar

# Where a scalar is short for a map, the key that it stands for.
_SHORT = {("retries",): "limit", ("resources", "gpu"): "count"}


def merged(defaults: Map, step: Map) -> Map:
    """The step over its defaults; the keys of the defaults come first, in their order."""
    base = Map(dict(defaults.items()))
    if "script" in step.pairs:
        base.pairs.pop("command", None)
        base.pairs.pop("args", None)
    elif "command" in step.pairs or "args" in step.pairs:
        base.pairs.pop("script", None)
    return _merge(base, step, ())


def _merge(base: Map, over: Map, path: tuple[str, ...]) -> Map:
    result = Map(dict(base.items()))
    for key, value in over.items():
        here = (*path, key)
        if isinstance(value, Scalar) and value.is_null:
            result.pairs.pop(key, None)
            continue
        below = result.get(key)
        if below is not None and _merges(path):
            below, value = _long(below, here), _long(value, here)
            if isinstance(below, Map) and isinstance(value, Map):
                value = _merge(below, value, here)
        result.pairs[key] = value
    return result


def _merges(path: tuple[str, ...]) -> bool:
    """A variable's value is one value, whatever its form: `{secret: …}` is never merged into."""
    return path != ("env",)


def _long(node: Node, path: tuple[str, ...]) -> Node:
    short = _SHORT.get(path)
    return Map({short: node}) if short is not None and isinstance(node, Scalar) else node
