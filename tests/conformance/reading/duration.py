"""Durations in seconds, from `1h30m` or ISO 8601."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from reading import Unreadable

_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[dhms])")
_ISO = re.compile(r"P(?:([0-9.]+)W)?(?:([0-9.]+)D)?(?:T(?:([0-9.]+)H)?(?:([0-9.]+)M)?(?:([0-9.]+)S)?)?", re.IGNORECASE)


def seconds(text: str) -> Fraction:
    """A day is 24 hours; months and years do not exist."""
    if text[:1] in ("P", "p"):
        match = _ISO.fullmatch(text)
        if match is None:
            raise Unreadable(f"{text!r} is no duration")
        weeks, days, hours, minutes, rest = (Fraction(Decimal(part or "0")) for part in match.groups())
        return weeks * 604800 + days * 86400 + hours * 3600 + minutes * 60 + rest
    if not re.fullmatch(rf"(?:{_PART.pattern})+", text):
        raise Unreadable(f"{text!r} is no duration")
    total = Fraction(0)
    for number, unit in _PART.findall(text):
        scale = Fraction(1, 1000) if unit == "ms" else Fraction(_SECONDS[unit])
        total += Fraction(Decimal(number)) * scale
    return total
