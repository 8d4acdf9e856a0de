"""What a step asks of its node: ZenML's own words, and `pod_settings.resources` in Kubernetes' shape over them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from reading import Unreadable
from reading.quantity import exact, quantity

_GPU = "nvidia.com/gpu"
_MEMORY = re.compile(r"[0-9]+([KMGTP]i?)?B")
# Extended resources that are GPUs, whole or a part of one.
_IS_GPU = re.compile(r"[^/]+/(gpu|mig-.+|gpu\..+)")

Quantities = dict[str, str]


def requests_and_limits(settings: dict[str, Any], pod: dict[str, Any]) -> tuple[Quantities, Quantities]:
    """`settings` are `settings.resources`; a request that is not there is the limit, as for the API server."""
    requests: Quantities = {}
    limits: Quantities = {}
    if settings.get("cpu_count") is not None:
        requests["cpu"] = exact(Fraction(str(settings["cpu_count"])))
    memory = settings.get("memory")
    if memory is not None:
        if not _MEMORY.fullmatch(memory):
            raise Unreadable(f"{memory!r} is no memory of ZenML")
        requests["memory"] = limits["memory"] = exact(quantity(memory))
    count = settings.get("gpu_count")
    written = pod.get("resources") or {}
    own = {
        kind: {name: exact(quantity(str(text))) for name, text in (written.get(kind) or {}).items()} for kind in _KINDS
    }
    name = _gpu(count, own)
    if name is not None:
        number = str(count) if count else next(own[kind][name] for kind in _KINDS if name in own[kind])
        requests[name] = limits[name] = number
    limits |= own["limits"]
    requests = {**limits, **requests, **own["requests"]}
    # The language has no request of these without a limit: `segue compile` says that one is added.
    for name in ("memory", "ephemeral-storage"):
        if name in requests:
            limits.setdefault(name, requests[name])
    return requests, limits


_KINDS = ("limits", "requests")


def _gpu(count: int | None, own: dict[str, Quantities]) -> str | None:
    """The name of the GPU's resource; where both places count, they have to agree."""
    named = {(name, number) for kind in _KINDS for name, number in own[kind].items() if _IS_GPU.fullmatch(name)}
    if not named:
        return _GPU if count else None
    if len(named) > 1 or (count is not None and {number for _, number in named} != {str(count)}):
        raise Unreadable(f"{count} GPUs and {sorted(named)}")
    ((name, number),) = named
    return name if number != "0" else None
