"""A DAG's timetable against the schedule that the description promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count, islice
from typing import Any
from zoneinfo import ZoneInfo

from compare import Facts, differences
from expect import Description
from reading import Unreadable
from reading.cron import Cron, cron
from reading.schedule import moment
from targets import airflow_differences as meaning

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_COUNT = 20
_LAST = datetime(2200, 1, 1)


# A moment in winter and one in summer, at which Airflow sees the DAG for the first time.
CLOCKS = ["2026-01-10T12:34:56Z", "2026-07-01T00:00:30Z"]


def _time(text: str) -> datetime:
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)


def schedule_differences(where: str, description: Description, dag: Facts, ticks: dict[str, list[str]]) -> list[str]:
    schedule = description.pipeline()["schedule"]
    where = f"{where}: schedule"
    settings = meaning.settings(description)
    if schedule is None:
        start = moment(settings.get("start_date"), "UTC") or dag["start_date"]
        got = {"timetable": dag["timetable"], "start": dag["start_date"], "next runs": ticks}
        promised = {"timetable": "NullTimetable", "start": start, "next runs": {now: [] for now in ticks}}
        return differences(where, promised, got)
    own_start = moment(settings.get("start_date"), schedule["timezone"])
    started = schedule | {"start": schedule["start"] or own_start}
    promised = {
        "start": schedule["at"] or meaning.bound(started, "start") or dag["start_date"],
        "end": meaning.bound(schedule, "end"),
        "catchup": schedule["catchup"],
        "suspended": schedule["suspended"],
    }
    got = {
        "start": dag["start_date"],
        "end": dag["end_date"],
        "catchup": dag["catchup"],
        "suspended": dag["is_paused_upon_creation"] is True,
    }
    lines = differences(where, promised, got)
    if dag["start_date"] is None:
        return [*lines, f"{where}: start: expected a constant one got nothing"]
    if schedule["at"] is not None:
        runs = {now: [schedule["at"]] for now in ticks}
        return lines + differences(where, {"timetable": "OnceTimetable", "at": runs}, dag | {"at": ticks})
    if promised["start"] == dag["start_date"] > CLOCKS[0] and started["start"] is None:
        lines.append(f"{where}: start: expected one in the past got {dag['start_date']}")
    if schedule["cron"] is not None:
        lines += _line(where, schedule, dag)
    else:
        lines += _interval(where, schedule, dag)
    for now, found in ticks.items():
        runs = _runs(schedule, dag, _time(promised["start"]), _time(now))
        end = _time(schedule["end"]) if schedule["end"] is not None else None
        # A late start of the interval timetable is checked by Airflow, not its end.
        kept = [run for run in islice(runs, _COUNT) if end is None or run <= end]
        lines += differences(where, {"next runs": [run.strftime(_FORM) for run in kept]}, {"next runs": found})
    return lines


def _line(where: str, schedule: Facts, dag: Facts) -> list[str]:
    """The same five sets in the same zone."""
    lines = differences(where, {"timetable": "CronTriggerTimetable"}, dag)
    data = dag["timetable_data"]
    promised = {"timezone": schedule["timezone"], "cron": schedule["cron"]}
    return lines + differences(where, promised, {"timezone": _zone(data), "cron": _cron_facts(data)})


def _interval(where: str, schedule: Facts, dag: Facts) -> list[str]:
    """One cron line in UTC where it says the interval, else Airflow's timetable of that interval."""
    every, data = Fraction(schedule["every"]), dag["timetable_data"]
    if meaning.is_one_cron_line(every):
        promised: Facts = {"timetable": "CronTriggerTimetable", "timezone": "UTC"}
        return differences(where, promised, {"timetable": dag["timetable"], "timezone": _zone(data)})
    lines = differences(where, {"timetable": "DeltaDataIntervalTimetable"}, dag)
    return lines + differences(where, {"every": float(every)}, {"every": float(data.get("delta", 0))})


def _runs(schedule: Facts, dag: Facts, start: datetime, now: datetime) -> Iterator[datetime]:
    if schedule["cron"] is not None:
        zone = ZoneInfo(schedule["timezone"])
        local = start.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)
        facts = schedule["cron"]
        sets = {name: frozenset(facts[name]) for name in ("minute", "hour", "day", "month", "weekday")}
        by_day, by_weekday = facts["days"]
        line = Cron(**sets, day_restricted=by_day, weekday_restricted=by_weekday)
        runs = (meaning.wall_clock(run, zone) for run in line.ticks(local, _LAST))
    elif dag["timetable"] == "DeltaDataIntervalTimetable":
        return meaning.interval_runs(schedule, start, now)
    else:
        anchor, every = _time(schedule["anchor"]), timedelta(seconds=float(Fraction(schedule["every"])))
        first = max(0, (start - anchor) // every)
        runs = (anchor + number * every for number in count(first))
    return meaning.seen(runs, start, now, catchup=schedule["catchup"])


def _zone(data: dict[str, Any]) -> str:
    zone = data.get("timezone")
    return "UTC" if zone in (0, "0", 0.0) else str(zone)


def _cron_facts(data: dict[str, Any]) -> Any:
    try:
        return cron(str(data.get("expression"))).facts()
    except (Unreadable, ValueError) as error:
        return str(error)
