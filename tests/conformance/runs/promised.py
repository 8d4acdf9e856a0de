"""When a schedule runs by the language: its zone's clocks show the time, and intervals count from their anchor.

A time that a change of the clocks skips does not run, one that it repeats runs twice. Start and end belong to the
schedule, and what was due before it is created is made up for only where it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from reading.cron import Cron
from runs.table import FORM

# Runs that are compared, and the last moment: some cron libraries look no further than five years ahead, and a
# 29 February is eight years after the one of 2096.
COUNT = 20
LAST = datetime(2096, 3, 1, tzinfo=UTC)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
# How far back the last run before a moment may be; a 29 February is the farthest.
_BACK = [timedelta(days=days) for days in (3, 40, 400, 3000)]


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def shown(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """All moments at which the wall clock of the zone shows a time: none, one or two."""
    moments = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in moments if naive(moment, zone) == local)


def naive(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock of the zone shows."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def last_before(line: Cron, local: datetime) -> datetime:
    """The last time of a line up to one of the wall clock."""
    for back in _BACK:
        for found in reversed(list(line.ticks(local - back, local))):
            return found
    raise ValueError(f"no time before {local}")


@dataclass(frozen=True)
class Meaning:
    """What decides the runs: the language's own meaning, unless a field is changed (`allowed.py`)."""

    schedule: dict[str, Any]
    # When the schedule is created, or first seen.
    clock: datetime
    # Whether all runs that were due before the clock are made up for, or the last of them.
    all_missed: bool = False
    last_missed: bool = False
    # Before this no run is a missed one.
    earliest: datetime | None = None
    # All runs that are made, in order, in place of those that the schedule says.
    instead: Callable[[Meaning], Iterator[datetime]] | None = None
    # Whether no more is known of days on which clocks change than that their runs are others.
    changes_open: bool = False

    def runs(self) -> list[str]:
        """The next runs, at most COUNT, in order."""
        made = self.instead(self) if self.instead is not None else self._made()
        end = self.bound("end") or LAST
        found: list[datetime] = []
        for run in takewhile(lambda run: run <= min(end, LAST), made):
            found.append(run)
            if len(found) == COUNT:
                break
        return [run.strftime(FORM) for run in found]

    def _made(self) -> Iterator[datetime]:
        """Those after the clock, and those before it that are made up for."""
        start, end = self.bound("start"), self.bound("end") or LAST
        last: datetime | None = None
        for run in takewhile(lambda run: run <= end, self._all(start)):
            if start is not None and run < start:
                continue
            if run > self.clock or self.all_missed:
                if last is not None:
                    yield last
                last = None
                yield run
            elif self.last_missed and (self.earliest is None or run >= self.earliest):
                last = run
        if last is not None:
            yield last

    def _all(self, start: datetime | None) -> Iterator[datetime]:
        """All runs, from the start or some time before the clock on."""
        if self.schedule["at"] is not None:
            yield time(self.schedule["at"])
        elif self.schedule["cron"] is not None:
            yield from self._line(start)
        else:
            anchor, every = time(self.schedule["anchor"]), self.every()
            first = (start or self.clock - every) - anchor
            yield from (anchor + number * every for number in count(-(-first // every)))

    def bound(self, name: str) -> datetime | None:
        return time(self.schedule[name]) if self.schedule[name] is not None else None

    def every(self) -> timedelta:
        return timedelta(seconds=float(Fraction(self.schedule["every"])))

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.schedule["timezone"])

    def line(self) -> Cron:
        facts = self.schedule["cron"]
        sets = {name: frozenset(facts[name]) for name in ("minute", "hour", "day", "month", "weekday")}
        by_day, by_weekday = facts["days"]
        return Cron(**sets, day_restricted=by_day, weekday_restricted=by_weekday)

    def _line(self, start: datetime | None) -> Iterator[datetime]:
        line, zone = self.line(), self.zone()
        local = naive(start or self.clock, zone)
        # A day earlier, as a change of the clocks may put a time of one day behind one of the next.
        day = (local if start else last_before(line, local)).replace(hour=0, minute=0, second=0) - _DAY
        held: set[datetime] = set()
        while day.year <= LAST.year:
            if line.fires_on(day):
                times = line.ticks(day - _SECOND, day + _DAY - _SECOND)
                held |= {run for local in times for run in shown(local, zone)}
            ready = {run for run in held if run < day.replace(tzinfo=UTC) - 2 * _DAY}
            yield from sorted(ready)
            held -= ready
            day += _DAY
        yield from sorted(held)

    def change(self, **fields: Any) -> Meaning:
        return replace(self, **fields)
