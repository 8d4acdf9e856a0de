"""Resources (section 3 of the language): requests, limits, GPUs and what a GPU asks of the node."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from reading.document import Map, Scalar
from reading.quantity import exact, quantity
from reading.shapes import integer, required, string, strings, table

Expression = dict[str, Any]
_KUBERNETES = {"cpu": "cpu", "memory": "memory", "storage": "ephemeral-storage"}
_LABEL = "nvidia.com/"


@dataclass
class Resources:
    """What a container asks for and what its node has to have."""

    requests: dict[str, str] = field(default_factory=dict)
    limits: dict[str, str] = field(default_factory=dict)
    shared_memory: str | None = None
    node_selector: dict[str, str] = field(default_factory=dict)
    # Alternatives (ORed), each a list of expressions that all have to hold.
    alternatives: list[list[Expression]] = field(default_factory=lambda: [[]])


def resources(node: Map) -> Resources:
    result = Resources()
    own_limits = table(node.get("limits"))
    for key, name in _KUBERNETES.items():
        request, limit = string(node.get(key)), string(own_limits.get(key))
        if limit is None and key != "cpu":
            limit = request
        if request is None:
            request = limit
        if request is not None:
            result.requests[name] = exact(quantity(request))
        if limit is not None:
            result.limits[name] = exact(quantity(limit))
    shared = string(node.get("shared_memory"))
    result.shared_memory = None if shared is None else exact(quantity(shared))
    _add_gpu(node, result)
    return result


def _add_gpu(node: Map, result: Resources) -> None:
    written = node.get("gpu")
    if written is None:
        return
    gpu = Map({"count": written}) if isinstance(written, Scalar) else table(written)
    count = integer(gpu.get("count"))
    count = 1 if count is None else count
    if count == 0:
        return
    name = string(gpu.get("resource")) or "nvidia.com/gpu"
    result.requests[name] = result.limits[name] = exact(Fraction(count))
    names = strings(gpu.get("product"))
    expressions: list[Expression] = []
    if len(names) == 1:
        result.node_selector[_LABEL + "gpu.product"] = names[0]
    elif names:
        expressions.append({"key": _LABEL + "gpu.product", "operator": "In", "values": names})
    memory = string(gpu.get("memory"))
    if memory is not None:
        least = floor(quantity(memory) / 2**20) - 1
        expressions.append(_greater("gpu.memory", least))
    cuda = gpu.get("cuda")
    choices = _cuda(required(cuda, "cuda")) if cuda is not None else [[]]
    result.alternatives = [expressions + choice for choice in choices]


def _greater(label: str, number: int) -> Expression:
    return {"key": _LABEL + label, "operator": "Gt", "values": [str(number)]}


def _cuda(version: str) -> list[list[Expression]]:
    major, _, minor = version.partition(".")
    prefix = "cuda.runtime-version."
    if int(minor or "0") == 0:
        return [[_greater(prefix + "major", int(major) - 1)]]
    same = {"key": _LABEL + prefix + "major", "operator": "In", "values": [str(int(major))]}
    return [[_greater(prefix + "major", int(major))], [same, _greater(prefix + "minor", int(minor) - 1)]]
