"""CronWorkflows against the schedule that the description promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from compare import Facts, differences
from expect import Description
from reading import Unreadable
from reading.cron import cron
from reading.duration import seconds
from reading.shapes import string

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def _time(text: str) -> datetime:
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)


def _conditions(schedule: Facts) -> tuple[dict[str, bool], dict[str, bool]]:
    """Moments at which a tick has to start a run or not, and at which the schedule has to be over or not."""
    runs: dict[str, bool] = {}
    stops: dict[str, bool] = {}

    def expect(into: dict[str, bool], text: str, before: bool, after: bool) -> None:
        into[(_time(text) - _MINUTE).strftime(_FORM)] = before
        into[(_time(text) + _MINUTE).strftime(_FORM)] = after

    if schedule["start"] is not None:
        expect(runs, schedule["start"], False, True)
        runs[schedule["start"]] = True
    if schedule["at"] is not None:
        expect(runs, schedule["at"], False, True)
        runs[schedule["at"]] = True
        late = (_time(schedule["at"]) + _DAY + _MINUTE).strftime(_FORM)
        stops[late] = True
        stops[schedule["at"]] = False
    if schedule["end"] is not None:
        expect(stops, schedule["end"], False, True)
    if not runs:
        runs["2026-01-01T00:00:00Z"] = True
    if not stops:
        stops["2100-01-01T00:00:00Z"] = False
    return runs, stops


def moments(schedule: Facts | None) -> list[str]:
    """All moments that Argo is asked about."""
    if schedule is None:
        return []
    runs, stops = _conditions(schedule)
    return sorted({*runs, *stops})


def cron_differences(case: str, description: Description, crons: list[dict[str, Any]]) -> list[str]:
    schedule = description.pipeline()["schedule"]
    where = f"{case}: schedule"
    if len(crons) != (schedule is not None):
        return [f"{where}: expected {int(schedule is not None)} CronWorkflow got {len(crons)}"]
    if schedule is None:
        return []
    (written,) = crons
    runs, stops = _conditions(schedule)
    promised: Facts = {
        "overlap": schedule["overlap"],
        "suspended": schedule["suspended"],
        "runs at": runs,
        "is over at": stops,
        "is over after one run": schedule["at"] is not None,
        # How late a tick may be and still start its run: a setting, ten minutes if unset.
        "starting_deadline_seconds": ceil(seconds(string(description.settings.get("starting_deadline")) or "600s")),
    }
    got: Facts = {
        "overlap": (written["concurrency_policy"] or "Allow").lower(),
        "suspended": written["suspend"],
        "runs at": {moment: written["runs"].get(moment) for moment in runs},
        "is over at": {moment: written["stops"].get(moment) for moment in stops},
        "is over after one run": written["stops_after_one"],
        "starting_deadline_seconds": written["starting_deadline_seconds"],
    }
    lines = differences(where, promised, got)
    if schedule["cron"] is not None:
        lines += _cron_line(where, schedule, written)
    elif schedule["every"] is not None:
        lines += _interval(where, schedule, written)
    else:
        lines += _once(where, schedule, written)
    return lines


def _cron_line(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
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


def _interval(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
    """`@every` has no anchor, so only its length counts; cron lines have to meet the anchor too."""
    length = Fraction(schedule["every"])
    lines = written["schedules"]
    if len(lines) == 1 and lines[0].startswith("@every "):
        interval = seconds(lines[0].removeprefix("@every "))
        return differences(where, {"every": str(length)}, {"every": str(interval)})
    ticks = sorted({_utc(text) for line in lines for text in written["next"].get(line, [])})
    # Each line tells ten ticks: beyond the first line's last one some are missing.
    known = min((_utc(written["next"].get(line, ["1970-01-01T00:00:00Z"])[-1]) for line in lines), default=None)
    if known is None:
        return [f"{where}: every: expected lines got none"]
    anchor = _time(schedule["anchor"])
    first = datetime(2026, 1, 1, tzinfo=UTC)
    promised = []
    number = (first - anchor) // timedelta(seconds=float(length)) + 1
    while (moment := anchor + number * timedelta(seconds=float(length))) <= known:
        promised.append(moment.strftime(_FORM))
        number += 1
    got = [moment.strftime(_FORM) for moment in ticks if first < moment <= known]
    return differences(where, {"every": promised}, {"every": got})


def _once(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
    """The line has to fire at that minute of that day, in whatever zone it is written."""
    moment = _time(schedule["at"])
    next_runs = [_utc(text) for line in written["schedules"] for text in written["next"].get(line, [])]
    promised = moment.strftime("%m-%d %H:%M")
    got = sorted({tick.strftime("%m-%d %H:%M") for tick in next_runs})
    return [] if promised in got else [f"{where}: at: expected {promised} got {got}"]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
