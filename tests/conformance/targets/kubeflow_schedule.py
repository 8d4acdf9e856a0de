"""Recurring runs against the schedule that the description promises.

The cron line is robfig's of version 1: seconds first, numbers only, Sunday as 0. It is read here by the language's own
reader, once its seconds are taken off and what that version reads otherwise is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from compare import Facts, differences
from expect import Description
from reading import Unreadable
from reading.cron import cron
from reading.shapes import string
from targets.kubeflow_pipeline import is_carried, words

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_ONE_TO_TEN = {str(number) for number in range(1, 11)}


def schedule_differences(
    case: str, description: Description, written: dict[str, Any] | None, emitted: str
) -> list[str]:
    """The differences; `emitted` is the pipeline's name there, which is shown where its own cannot be."""
    name, schedule = (description.pipeline()[key] for key in ("name", "schedule"))
    where = f"{case}: schedule"
    if (written is None) != (schedule is None):
        return [f"{where}: expected {int(schedule is not None)} recurring run got {int(written is not None)}"]
    if schedule is None or written is None:
        return []
    settings = description.settings
    most = string(settings.get("max_concurrency")) or {"allow": "10"}.get(schedule["overlap"], "1")
    account = string(settings.get("service_account")) or _account(description)
    root = string(settings.get("pipeline_root"))
    promised: Facts = {
        "mode": "DISABLE" if schedule["suspended"] else "ENABLE",
        "max_concurrency": most,
        "no_catchup": not schedule["catchup"],
        "service_account": account,
        "display_name": words(string(settings.get("display_name")) or (name if is_carried(name) else emitted)),
        "runtime_config": None if root is None else {"pipeline_root": root},
        "experiment_id": string(settings.get("experiment_id")),
        "pipeline_version_reference": {"pipeline_id": "", "pipeline_version_id": ""},
    }
    lines = differences(where, promised, written)
    if most not in _ONE_TO_TEN:
        lines.append(f"{where}: max_concurrency: expected 1 to 10 got {most}")
    if len(written["trigger"]) != 1:
        return [*lines, f"{where}: trigger: expected one got {list(written['trigger'])}"]
    ((kind, trigger),) = written["trigger"].items()
    if schedule["at"] is not None:
        return lines + _once(where, schedule, trigger)
    lines += differences(where, {"start": _start(schedule, kind), "end": schedule["end"]}, _bounds(trigger))
    if kind == "periodic_schedule":
        if schedule["every"] is None:
            return [*lines, f"{where}: expected a cron line got an interval"]
        return lines + differences(where, {"every": schedule["every"]}, {"every": trigger["interval_second"]})
    try:
        second, read = _line(trigger["cron"])
    except (Unreadable, ValueError) as error:
        return [*lines, f"{where}: cron: {error}"]
    if schedule["cron"] is not None:
        return lines + differences(
            where, {"cron": schedule["cron"], "second": 0}, {"cron": read.facts(), "second": second}
        )
    return lines + _interval(where, schedule, second, read)


def _account(description: Description) -> str | None:
    from reading.text import Scenario

    accounts = {facts["service_account"] for facts in description.steps(Scenario()).values()}
    return accounts.pop() if len(accounts) == 1 else None


def _start(schedule: Facts, kind: str) -> str | None:
    """The controller looks for a cron line's runs after the start; an interval's first run is one interval after it."""
    if schedule["start"] is None:
        return None
    before = float(Fraction(schedule["every"])) if kind == "periodic_schedule" else 1
    return (datetime.strptime(schedule["start"], _FORM) - timedelta(seconds=before)).strftime(_FORM)


def _bounds(trigger: dict[str, Any]) -> Facts:
    return {"start": trigger.get("start_time"), "end": trigger.get("end_time")}


def _line(text: str) -> tuple[int, Any]:
    """Six fields, of which version 1 of robfig's cron takes numbers, `*`, `,`, `-` and `/`."""
    second, *fields = text.split(" ")
    if len(fields) != 5:
        raise ValueError(f"{text!r} has not six fields")
    if not re.fullmatch(r"[0-9*,/ -]+", text) or "7" in re.split(r"[-,/]", fields[4]):
        raise ValueError(f"{text!r} is not read by this cron")
    day, weekday = fields[2], fields[4]
    if weekday != "*" and day.startswith("*/"):
        raise ValueError(f"{text!r}: a step in the day of the month is and-ed with the weekday")
    return int(second), cron(" ".join(fields))


def _once(where: str, schedule: Facts, trigger: dict[str, Any]) -> list[str]:
    moment = datetime.strptime(schedule["at"], _FORM).replace(tzinfo=UTC)
    line = f"{moment.second} {moment.minute} {moment.hour} {moment.day} {moment.month} *"
    got = _bounds(trigger)
    lines = differences(where, {"at": line}, {"at": trigger.get("cron")})
    inside = got["start"] is not None and got["end"] is not None and got["start"] < schedule["at"] < got["end"]
    if not inside or datetime.strptime(got["end"], _FORM).replace(tzinfo=UTC) - moment > timedelta(days=300):
        lines.append(f"{where}: at: expected bounds around {schedule['at']} got {got}")
    return lines


def _interval(where: str, schedule: Facts, second: int, read: Any) -> list[str]:
    """Each tick of two weeks lies whole intervals from the anchor, and none is missing."""
    length = timedelta(seconds=float(Fraction(schedule["every"])))
    anchor = datetime.strptime(schedule["anchor"], _FORM)
    first, last = datetime(2026, 1, 1), datetime(2026, 1, 15)
    around = read.ticks(first - timedelta(minutes=1), last)
    ticks = [tick for moment in around if first <= (tick := moment + timedelta(seconds=second)) <= last]
    number = -(-(first - anchor) // length)
    promised = []
    while (moment := anchor + number * length) <= last:
        promised.append(moment)
        number += 1
    shown = [[moment.strftime(_FORM) for moment in moments] for moments in (promised, ticks)]
    return [] if promised == ticks else [f"{where}: every: expected {shown[0][:4]}… got {shown[1][:4]}…"]
