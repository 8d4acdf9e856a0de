"""Cron lines and intervals against the ticks of robfig's library, which Argo and Kubernetes use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from compare import Facts, differences
from reading import Unreadable
from reading.cron import cron
from reading.duration import seconds

FORM = "%Y-%m-%dT%H:%M:%SZ"


def moment(text: str) -> datetime:
    return datetime.strptime(text, FORM).replace(tzinfo=UTC)


def cron_line(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
    """The same five sets in the same zone; and robfig's own ticks are those of the sets."""
    lines = differences(where, {"timezone": schedule["timezone"]}, written)
    if len(written["schedules"]) != 1:
        return [*lines, f"{where}: cron: expected one line got {written['schedules']}"]
    (line,) = written["schedules"]
    try:
        read = cron(line)
    except (Unreadable, ValueError) as error:
        return [*lines, f"{where}: cron: {error}"]
    lines += differences(where, {"cron": schedule["cron"]}, {"cron": read.facts()})
    # January only: no clock of the zones in use changes there, so wall-clock times can be compared.
    start, end = datetime(2026, 1, 1), datetime(2026, 1, 31, 23, 59)
    promised = [moment.strftime("%Y-%m-%dT%H:%M") for moment in read.ticks(start, end)]
    ticks = [text[:16] for text in written["next"].get(line, []) if text[:16] <= end.strftime("%Y-%m-%dT%H:%M")]
    return lines + differences(where, {"next runs": promised[: len(ticks)]}, {"next runs": ticks})


def interval(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
    """`@every` has no anchor, so only its length counts; cron lines have to meet the anchor too."""
    length = Fraction(schedule["every"])
    lines = written["schedules"]
    if len(lines) == 1 and lines[0].startswith("@every "):
        every = seconds(lines[0].removeprefix("@every "))
        return differences(where, {"every": str(length)}, {"every": str(every)})
    ticks = sorted({utc(text) for line in lines for text in written["next"].get(line, [])})
    # Each line tells ten ticks: beyond the first line's last one some are missing.
    known = min((utc(written["next"].get(line, ["1970-01-01T00:00:00Z"])[-1]) for line in lines), default=None)
    if known is None:
        return [f"{where}: every: expected lines got none"]
    anchor = moment(schedule["anchor"])
    first = datetime(2026, 1, 1, tzinfo=UTC)
    promised = []
    number = (first - anchor) // timedelta(seconds=float(length)) + 1
    while (due := anchor + number * timedelta(seconds=float(length))) <= known:
        promised.append(due.strftime(FORM))
        number += 1
    got = [moment.strftime(FORM) for moment in ticks if first < moment <= known]
    return differences(where, {"every": promised}, {"every": got})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
