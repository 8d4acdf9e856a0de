"""CronWorkflows against the schedule that the description promises."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from compare import Facts, differences
from expect import Description
from reading.duration import seconds
from reading.shapes import string
from targets.argo_settings import history
from targets.ticks import FORM, cron_line, interval, moment, utc

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def _conditions(schedule: Facts) -> tuple[dict[str, bool], dict[str, bool]]:
    """Moments at which a tick has to start a run or not, and at which the schedule has to be over or not."""
    runs: dict[str, bool] = {}
    stops: dict[str, bool] = {}

    def expect(into: dict[str, bool], text: str, before: bool, after: bool) -> None:
        into[(moment(text) - _MINUTE).strftime(FORM)] = before
        into[(moment(text) + _MINUTE).strftime(FORM)] = after

    if schedule["start"] is not None and schedule["at"] is None:
        expect(runs, schedule["start"], False, True)
        runs[schedule["start"]] = True
    if schedule["at"] is not None:
        expect(runs, schedule["at"], False, True)
        runs[schedule["at"]] = True
        late = (moment(schedule["at"]) + _DAY + _MINUTE).strftime(FORM)
        stops[late] = True
        stops[schedule["at"]] = False
    elif schedule["end"] is not None:
        # A tick that is due at the very end runs: the question is asked a little after it.
        expect(stops, schedule["end"], False, True)
        on_the_minute = moment(schedule["end"]).second == 0
        if on_the_minute and schedule["cron"] is not None:
            stops[(moment(schedule["end"]) + _SECOND).strftime(FORM)] = False
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
    } | history(description)
    got: Facts = {
        "overlap": (written["concurrency_policy"] or "Allow").lower(),
        "suspended": written["suspend"],
        "runs at": {time: written["runs"].get(time) for time in runs},
        "is over at": {time: written["stops"].get(time) for time in stops},
        "is over after one run": written["stops_after_one"],
        "starting_deadline_seconds": written["starting_deadline_seconds"],
        "succeeded": written["succeeded"],
        "failed": written["failed"],
    }
    lines = differences(where, promised, got)
    if schedule["cron"] is not None:
        lines += cron_line(where, schedule, written)
    elif schedule["every"] is not None:
        lines += interval(where, schedule, written)
    else:
        lines += _once(where, schedule, written)
    return lines


def _once(where: str, schedule: Facts, written: dict[str, Any]) -> list[str]:
    """The line has to fire at that minute of that day, or the first after it, in whatever zone it is written."""
    due = moment(schedule["at"]) + timedelta(seconds=-moment(schedule["at"]).second % 60)
    next_runs = [utc(text) for line in written["schedules"] for text in written["next"].get(line, [])]
    promised = due.strftime("%m-%d %H:%M")
    got = sorted({tick.strftime("%m-%d %H:%M") for tick in next_runs})
    return [] if promised in got else [f"{where}: at: expected {promised} got {got}"]
