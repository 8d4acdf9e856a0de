"""What each diagnostic makes of the runs, all in one place. What does not stand here is no difference that is allowed.

A difference counts as explained only where `segue compile` told the code for that target, and only if the runs are just
those that the change below leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count, islice
from zoneinfo import ZoneInfo

from runs.promised import Meaning, last_before, naive, time
from runs.table import FORM, changes
from targets.airflow_differences import is_one_cron_line, wall_clock

Change = Callable[[Meaning], Meaning]

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = datetime(2100, 1, 1)
# The start of a DAG whose schedule names none, in the schedule's zone: nothing before it was missed.
_AIRFLOW_START = datetime(2026, 1, 1)


def _anchored_at(meaning: Meaning, moment: datetime) -> Meaning:
    return meaning.change(schedule=meaning.schedule | {"anchor": moment.strftime(FORM)})


def _from_creation(meaning: Meaning) -> Meaning:
    """W0381 on Argo: the interval counts from when the controller sees the schedule."""
    return _anchored_at(meaning, meaning.clock)


def _from_late_creation(meaning: Meaning) -> Meaning:
    """W0381 on Kubeflow: the same, but from the start where that lies ahead, and one that is long past runs at once."""
    start = meaning.bound("start")
    if start is None:
        return _from_creation(meaning)
    if meaning.clock < start + meaning.every():
        return meaning
    end = meaning.bound("end")
    # The first run asks for no end.
    runs = 1 if end is not None and end < meaning.clock else None

    def at_once(late: Meaning) -> Iterator[datetime]:
        return islice((late.clock + number * late.every() for number in count()), runs)

    return meaning.change(instead=at_once, schedule=meaning.schedule | ({"end": None} if runs else {}))


def _from_the_epoch(meaning: Meaning) -> Meaning:
    """W0381 on Airflow: from 1970 in UTC, if the start is past."""
    start, every = meaning.bound("start"), meaning.every()
    latest = meaning.clock - (meaning.clock - _EPOCH) % every
    if start is not None and start > latest:
        return meaning
    return _anchored_at(meaning, latest)


def _in_utc(meaning: Meaning) -> Meaning:
    """W0383 on Kubeflow: an installation that sets no zone reads the line in UTC."""
    if meaning.schedule["cron"] is None:
        return meaning
    return meaning.change(schedule=meaning.schedule | {"timezone": "UTC"})


def _is_uneven(zone: str) -> bool:
    rules = ZoneInfo(zone)
    offsets = {moment.astimezone(rules).utcoffset() for moment in [*changes(zone), _EPOCH.replace(year=2026)]}
    return len({offset.total_seconds() % 3600 for offset in offsets if offset is not None}) > 1


def _uneven(meaning: Meaning) -> Meaning:
    """W0383 on Argo and Tekton: what a change of whole hours skips or repeats is as the language has it."""
    return meaning.change(changes_open=True) if _is_uneven(meaning.schedule["timezone"]) else meaning


def _on_the_wall(meaning: Meaning) -> Meaning:
    """W0383 on Airflow: from one run to the next by what the wall clock shows, however long that takes."""
    return meaning.change(instead=_wall_runs)


def _wall_runs(meaning: Meaning) -> Iterator[datetime]:
    """Of a line that names hours a skipped time is later, a repeated one the second; one of every hour counts on."""
    zone, line = meaning.zone(), meaning.line()

    def moved(moment: datetime, local: datetime) -> datetime:
        if len(line.hour) < 24:
            return wall_clock(local, zone)
        return moment + (local - naive(moment, zone))

    def following(moment: datetime, more: timedelta = timedelta()) -> datetime:
        return moved(moment, next(line.ticks(naive(moment, zone) - more, _FAR)))

    run = following(meaning.bound("start") or meaning.earliest or meaning.clock, timedelta(microseconds=1))
    if not meaning.all_missed:
        run = max(run, moved(meaning.clock, last_before(line, naive(meaning.clock, zone))))
    while True:
        yield run
        run = following(run)


def _none_missed(meaning: Meaning) -> Meaning:
    """W0386: runs that were due before the schedule was there are not made up for."""
    return meaning.change(all_missed=False)


def _last_missed(meaning: Meaning) -> Meaning:
    """W0391, N0391 and N1206: the last of them is made at once."""
    return meaning.change(last_missed=True)


def _last_missed_of_a_dag(meaning: Meaning) -> Meaning:
    """The same on Airflow, where a DAG always has a start, and a run that was due after the end hides the others."""
    schedule = meaning.schedule
    earliest = None
    if schedule["start"] is None and schedule["at"] is None:
        earliest = _AIRFLOW_START.replace(tzinfo=meaning.zone()).astimezone(UTC)
        # The interval timetable's first run is due one interval after the start.
        if schedule["every"] is not None and not is_one_cron_line(Fraction(schedule["every"])):
            earliest += meaning.every()
    after = meaning.change(last_missed=True, earliest=earliest)
    end = meaning.bound("end")
    endless = after.change(schedule=schedule | {"end": None}).runs()
    is_hidden = end is not None and not meaning.all_missed and time(endless[0]) > end
    return meaning if is_hidden else after


def _next_minute(meaning: Meaning) -> Meaning:
    """W0382 on Argo: cron lines have no seconds."""
    moment = datetime.strptime(meaning.schedule["at"], FORM)
    rounded = moment + timedelta(seconds=-moment.second % 60)
    return meaning.change(schedule=meaning.schedule | {"at": rounded.strftime(FORM)})


CHANGES: dict[tuple[str, str], Change] = {
    ("argo", "W0381"): _from_creation,
    ("argo", "W0382"): _next_minute,
    ("argo", "W0383"): _uneven,
    ("argo", "W0386"): _none_missed,
    ("tekton", "W0383"): _uneven,
    ("airflow", "N0391"): _last_missed_of_a_dag,
    ("airflow", "N1206"): _last_missed_of_a_dag,
    ("airflow", "W0391"): _last_missed_of_a_dag,
    ("airflow", "W0381"): _from_the_epoch,
    ("airflow", "W0383"): _on_the_wall,
    ("kubeflow", "N0391"): _last_missed,
    ("kubeflow", "W0391"): _last_missed,
    ("kubeflow", "W0381"): _from_late_creation,
    ("kubeflow", "W0383"): _in_utc,
}

# Diagnostics of schedules that change no run time, each with the reason why they are told.
STANDING = {
    ("argo", "W0384"): "the start is a condition, which anyone who reads the CronWorkflow has to know",
    ("argo", "W0385"): "the schedule is stopped, not gone",
    ("tekton", "W0380"): "a CronJob makes the runs, which needs an image and an account",
    ("tekton", "W0381"): "a CronJob makes the runs, by a cron line in UTC",
    ("airflow", "W0390"): "a pause is not about when runs are due",
    ("kubeflow", "W0382"): "the line would fire again in a year but for its end",
}


def meant(target: str, told: dict[str, str], language: Meaning) -> tuple[Meaning, list[str], list[str]]:
    """What the diagnostics leave of the language's meaning, its runs, and the codes that change them."""
    meaning, runs, changed = language, language.runs(), []
    # Notes first, then warnings, by number: what an interval counts from decides which run was the last missed.
    for code in sorted(told):
        change = CHANGES.get((target, code))
        after = meaning if change is None else change(meaning)
        if after is not meaning:
            meaning, before, runs = after, runs, after.runs()
            if meaning.changes_open or runs != before:
                changed.append(code)
    return meaning, runs, changed
