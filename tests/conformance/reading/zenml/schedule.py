"""Schedules: naive times are UTC, intervals ISO 8601 with days."""

from __future__ import annotations

from typing import Any

from reading.cron import cron
from reading.duration import seconds
from reading.quantity import exact
from reading.schedule import moment


def schedule(written: dict[str, Any] | None, overlap: str | None) -> dict[str, Any] | None:
    """`written` is the body; a schedule that is not active, or archived, is none."""
    if written is None or written.get("active") is False or written.get("is_archived"):
        return None
    line, every, at = (written.get(key) for key in ("cron_expression", "interval_second", "run_once_start_time"))
    if line is not None:
        every = at = None
    elif every is not None:
        at = None
    start, end = (moment(written.get(key)) for key in ("start_time", "end_time"))
    length = None if every is None else _seconds(every)
    return {
        "cron": None if line is None else cron(line).facts(),
        "every": length,
        "anchor": None if every is None else start or "1970-01-01T00:00:00Z",
        "at": moment(at),
        "timezone": "UTC",
        "start": start,
        "end": end,
        "catchup": bool(written.get("catchup")),
        "overlap": (overlap or "forbid").lower(),
        "suspended": False,
    }


def _seconds(every: Any) -> str:
    """Older documents have a number of seconds."""
    return exact(seconds(every if isinstance(every, str) and every[:1] == "P" else f"{every}s"))
