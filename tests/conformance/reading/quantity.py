"""Quantities as exact numbers, so that `2GiB`, `2Gi` and `2147483648` are one."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from reading import Unreadable

_SHAPE = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([-+]?[0-9]+)|([a-zA-Z]*))")
_PREFIXES = "KMGTPE"
_UNITS: dict[str, Fraction] = {"": Fraction(1)}
_UNITS |= {"n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "k": Fraction(1000)}
_UNITS |= {prefix: Fraction(1000) ** (power + 1) for power, prefix in enumerate(_PREFIXES)}
_UNITS |= {prefix + "i": Fraction(1024) ** (power + 1) for power, prefix in enumerate(_PREFIXES)}


def quantity(text: str) -> Fraction:
    """A number with a Kubernetes suffix, or with a unit in bytes (`GB` decimal, `GiB` binary)."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise Unreadable(f"{text!r} is no quantity")
    number, exponent, unit = match.groups()
    value = Fraction(Decimal(number))
    if exponent is not None:
        return value * Fraction(10) ** int(exponent)
    unit = unit or ""
    scale = _UNITS.get(unit.removesuffix("B"))
    if scale is None:
        raise Unreadable(f"{text!r} has an unknown unit")
    return value * scale


def exact(value: Fraction) -> str:
    """The number as text: whole, or as a fraction."""
    return str(value)
