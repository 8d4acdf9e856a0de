"""The scheduler's clock in fast motion: when its timetable makes the next runs be."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from typing import Any
from unittest.mock import patch

import pendulum
from airflow.timetables import interval, trigger
from airflow.timetables.base import TimeRestriction

_COUNT = 20


def ticks(stored: Any, now: str) -> list[str]:
    """The moments of the next runs, if the DAG is first seen at `now`.

    Each run is made when it is due; none is late.
    """
    clock = pendulum.parse(now)
    restriction = TimeRestriction(earliest=stored.start_date, latest=stored.end_date, catchup=stored.catchup)
    _remember(stored.timetable)
    due: list[str] = []
    last = None
    with ExitStack() as stack:
        # Every version asks for the time by one of these names.
        for module in (interval, trigger):
            if hasattr(module, "utcnow"):
                stack.enter_context(patch.object(module, "utcnow", lambda: clock))
            else:
                frozen = type("DateTime", (module.DateTime,), {"utcnow": classmethod(lambda cls: clock)})
                stack.enter_context(patch.object(module, "DateTime", frozen))
        while len(due) < _COUNT:
            found = stored.timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
            if found is None:
                break
            due.append(found.run_after.in_timezone("UTC").strftime("%Y-%m-%dT%H:%M:%SZ"))
            clock = max(clock, found.run_after)
            last = found.data_interval
    return due


def _remember(timetable: Any) -> None:
    """Keeps the cron line's time after and before another: each is asked several times, and takes the longest."""
    for name in ("_get_next", "_get_prev"):
        if hasattr(timetable, name) and name not in vars(timetable):
            setattr(timetable, name, cache(getattr(timetable, name)))
