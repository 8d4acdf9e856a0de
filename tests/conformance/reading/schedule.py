"""Schedules (section 5 of the language)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from reading.cron import cron
from reading.document import Map, Node, Scalar
from reading.duration import seconds
from reading.quantity import exact
from reading.shapes import boolean, required, string, table


def schedule(node: Node | None) -> dict[str, Any] | None:
    if node is None:
        return None
    written = Map({"cron": node}) if isinstance(node, Scalar) else table(node)
    zone = string(written.get("timezone")) or "UTC"
    line = string(written.get("cron"))
    every = string(written.get("every"))
    start = moment(string(written.get("start")), zone)
    result: dict[str, Any] = {
        "cron": None if line is None else cron(line).facts(),
        "every": None if every is None else exact(seconds(every)),
        "anchor": None,
        "at": moment(string(written.get("at")), zone),
        "timezone": zone,
        "start": start,
        "end": moment(string(written.get("end")), zone),
        "catchup": boolean(written.get("catchup")),
        "overlap": string(written.get("overlap")) or "forbid",
        "suspended": boolean(written.get("suspended")),
    }
    if every is not None:
        result["anchor"] = start or moment("1970-01-01T00:00", zone)
    return result


def moment(text: str | None, zone: str = "UTC") -> str | None:
    """A time as RFC 3339 in UTC; one without an offset is local in the zone."""
    if text is None:
        return None
    parsed = datetime.fromisoformat(required(Scalar(text), "a time"))
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=ZoneInfo(zone))
    return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
