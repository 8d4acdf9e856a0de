"""Cron lines as five sets of integers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from reading import Unreadable

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


@dataclass(frozen=True)
class _Kind:
    name: str
    low: int
    high: int
    words: dict[str, int]


_KINDS = (
    _Kind("minute", 0, 59, {}),
    _Kind("hour", 0, 23, {}),
    _Kind("day", 1, 31, {}),
    _Kind("month", 1, 12, {word: number for number, word in enumerate(_MONTHS, 1)}),
    _Kind("weekday", 0, 6, {word: number for number, word in enumerate(_DAYS)}),
)


@dataclass(frozen=True)
class Cron:
    """What a line says: five sets, and whether the two kinds of day are restricted.

    Restriction matters beyond the sets: where both kinds of day are restricted, either is enough.
    """

    minute: frozenset[int]
    hour: frozenset[int]
    day: frozenset[int]
    month: frozenset[int]
    weekday: frozenset[int]
    day_restricted: bool
    weekday_restricted: bool

    def facts(self) -> dict[str, object]:
        sets = {kind.name: sorted(getattr(self, kind.name)) for kind in _KINDS}
        return {**sets, "days": [self.day_restricted, self.weekday_restricted]}

    def fires_on(self, moment: datetime) -> bool:
        if moment.month not in self.month:
            return False
        by_day = moment.day in self.day
        by_weekday = moment.isoweekday() % 7 in self.weekday
        if self.day_restricted and self.weekday_restricted:
            return by_day or by_weekday
        return by_day and by_weekday

    def ticks(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Wall-clock times after one moment and up to another; nothing is known of time zones here."""
        day = after.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= until:
            if self.fires_on(day):
                for hour in sorted(self.hour):
                    for minute in sorted(self.minute):
                        moment = day.replace(hour=hour, minute=minute)
                        if after < moment <= until:
                            yield moment
            day += timedelta(days=1)


def cron(line: str) -> Cron:
    """Reads five fields or a nickname."""
    fields = _NICKNAMES.get(line.strip().lower(), line).split()
    if len(fields) != len(_KINDS):
        raise Unreadable(f"{line!r} has not five fields")
    sets = [_field(text, kind) for text, kind in zip(fields, _KINDS, strict=True)]
    return Cron(
        minute=sets[0],
        hour=sets[1],
        day=sets[2],
        month=sets[3],
        weekday=sets[4],
        day_restricted=fields[2] not in ("*", "*/1"),
        weekday_restricted=fields[4] not in ("*", "*/1"),
    )


def _field(text: str, kind: _Kind) -> frozenset[int]:
    values: set[int] = set()
    for item in text.split(","):
        span, _, step = item.partition("/")
        if span == "*":
            low, high = kind.low, kind.high
        elif "-" in span:
            first, _, last = span.partition("-")
            low, high = _number(first, kind), _number(last, kind)
            # Sunday as the end of a range is the day after Saturday.
            if kind.name == "weekday" and (last == "7" or (last.lower() == "sun" and low > 0)):
                high = 7
        else:
            low = high = _number(span, kind)
            if step:
                high = kind.high
        if low > high:
            raise Unreadable(f"the range {item!r} wraps")
        values |= set(range(low, high + 1, int(step or "1")))
    if kind.name == "weekday":
        values = {value % 7 for value in values}
    return frozenset(values)


def _number(text: str, kind: _Kind) -> int:
    number = kind.words.get(text.lower())
    if number is None:
        number = int(text)
    if kind.name == "weekday" and number == 7:
        number = 0
    if not kind.low <= number <= kind.high:
        raise Unreadable(f"{text!r} is no {kind.name}")
    return number
