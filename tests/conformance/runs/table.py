"""The schedules of `schedules.yaml`, each in the least description around it, and the clocks at which each is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tools
from reading.document import Map, Node, Scalar, read
from reading.schedule import schedule

FORM = "%Y-%m-%dT%H:%M:%SZ"
_TABLE = tools.HERE / "schedules.yaml"
_WINTER, _SUMMER = datetime(2026, 1, 10, 12, 34, 56, tzinfo=UTC), datetime(2026, 7, 1, 0, 0, 30, tzinfo=UTC)
# Whose changes of the clocks are taken where the schedule's own zone has none.
_CHANGING = "Europe/Berlin"
# From a change of the clocks: so that a line of once a day runs before it, one of every hour inside what it changes.
_AROUND_CHANGE = [
    timedelta(hours=-27, seconds=-17),
    timedelta(hours=-3, seconds=-17),
    timedelta(minutes=10, seconds=17),
]
# A schedule is asked at most so long before its start: ticks that start no run are asked one by one.
_LONGEST = timedelta(days=2)
# Overlap is another question than when a run is due, and Tekton's CronJob needs the rest.
_AROUND = """\
segue: 1
name: run times
namespace: ml
targets: {{tekton: {{schedule_image: kubectl:1}}}}
steps: {{step: {{image: image:1, command: [work]}}}}
schedule: {schedule}
"""


@dataclass(frozen=True)
class Item:
    """One schedule: what the language reads in it, and the moments at which it is created."""

    name: str
    text: str
    schedule: dict[str, Any]
    clocks: list[str]

    def write(self, folder: Path) -> Path:
        path = folder / f"{self.name}.yaml"
        path.write_text(_AROUND.format(schedule=self.text), encoding="utf-8")
        return path


def items() -> list[Item]:
    table = read(_TABLE.read_text("utf-8"), is_json=False)
    assert isinstance(table, Map)
    return [_item(name, node) for name, node in table.items()]


def _item(name: str, node: Node) -> Item:
    fields = {"cron": node} if isinstance(node, Scalar) else dict(node.items())
    read_as = schedule(Map(fields))
    assert read_as is not None
    words = {key: value for key, value in fields.items() if isinstance(value, Scalar)}
    inside = [f"{key}: {value.text if value.plain else json.dumps(value.text)}" for key, value in words.items()]
    return Item(
        name,
        f"{{{', '.join([*inside, 'overlap: allow'])}}}",
        read_as,
        [clock.strftime(FORM) for clock in clocks(read_as)],
    )


def clocks(facts: dict[str, Any]) -> list[datetime]:
    """Winter, summer, around each change of the zone's clocks, and around the schedule's bounds."""
    found = [_WINTER, _SUMMER]
    moments = changes(facts["timezone"]) or changes(_CHANGING)
    found += [moment + distance for moment in moments for distance in _AROUND_CHANGE]
    start = facts["start"] or facts["at"]
    for bound in (facts["start"], facts["at"], facts["end"]):
        if bound is not None:
            moment = datetime.strptime(bound, FORM).replace(tzinfo=UTC)
            found += [moment - timedelta(hours=25, seconds=7), moment + timedelta(minutes=3, seconds=7)]
    if start is not None:
        first = datetime.strptime(start, FORM).replace(tzinfo=UTC) - _LONGEST
        found = [clock for clock in found if clock >= first]
    if facts["at"] is not None:
        # A line of that day of the year fires a year earlier too.
        found.append(datetime.strptime(facts["at"], FORM).replace(tzinfo=UTC) - timedelta(days=400))
    return sorted(set(found))


@cache
def changes(zone: str) -> list[datetime]:
    """The moments of 2026 at which the zone's offset becomes another one."""
    rules, moment = ZoneInfo(zone), datetime(2026, 1, 1, tzinfo=UTC)
    found = []
    while moment.year == 2026:
        after = moment + timedelta(minutes=30)
        if moment.astimezone(rules).utcoffset() != after.astimezone(rules).utcoffset():
            found.append(after)
        moment = after
    return found
