"""What Airflow means otherwise than the language, all in one place.

Each function turns what a description promises into what the documented loss or emulation leaves of it (Segue says so
when it compiles). What does not stand here is no difference that is allowed.

Lost without a trace in the file: labels and annotations of the pipeline as an object (they stand on Pods), overlap
`replace`, on_failure `stop` (other branches go on), how late a scheduled run may start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from compare import Facts
from expect import Description
from reading.document import Map, Scalar
from reading.duration import seconds
from reading.merge import merged
from reading.quantity import exact
from reading.shapes import integer, required, string, table

# Airflow's own limit where a description names none (core.max_active_tasks_per_dag, core.max_active_runs_per_dag).
DEFAULT_LIMIT = 16
# The operator writes these labels over the user's, so Segue refuses them.
OPERATOR_LABELS = {
    "airflow_kpo_in_cluster",
    "airflow_version",
    "dag_id",
    "kubernetes_pod_operator",
    "map_index",
    "run_id",
    "task_id",
    "try_number",
}
# What the cluster gives a Pod whose operator names no namespace; the engine's stub answers so too.
DEFAULT_NAMESPACE = "default"
_LONGEST_BACKOFF = Fraction(86400)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def backoff(promised: dict[str, Facts], description: Description) -> dict[str, Facts | None]:
    """Waits by step. Every factor above 1 is doubling, and no doubled wait is longer than a day."""
    defaults = table(description.document.get("defaults"))
    result: dict[str, Facts | None] = {}
    for identifier, node in table(description.document.get("steps")).items():
        facts = promised[identifier]["retries"]
        written = merged(defaults, table(node)).get("retries")
        retries = Map() if written is None or isinstance(written, Scalar) else table(written)
        delay, factor = string(retries.get("delay")), Fraction(string(retries.get("backoff")) or "1")
        if facts is None or delay is None or factor == 1:
            result[identifier] = facts
            continue
        most = string(retries.get("max_delay"))
        waits = doubled(seconds(delay), None if most is None else seconds(most), integer(retries.get("limit")) or 0)
        result[identifier] = facts | {"waits": waits}
    return result


def doubled(delay: Fraction, most: Fraction | None, limit: int) -> list[str]:
    """The least waits: Airflow adds up to as much again at random."""
    cap = _LONGEST_BACKOFF if most is None else min(most, _LONGEST_BACKOFF)
    return [exact(min(delay * 2**number, cap)) for number in range(min(limit, 8))]


def active_runs(schedule: Facts | None) -> int:
    """Airflow cannot skip or replace a run: a due run waits while another one runs."""
    return DEFAULT_LIMIT if schedule is not None and schedule["overlap"] == "allow" else 1


def is_one_cron_line(every: Fraction) -> bool:
    """Whether a cron line in UTC says the interval; where none does, Airflow's own interval timetable stands."""
    minutes, rest = divmod(every, 60)
    return rest == 0 and (60 % minutes == 0 or (minutes % 60 == 0 and 1440 % minutes == 0) or minutes == 7 * 1440)


def bound(schedule: Facts, name: str) -> str | None:
    """The DAG's start or end: the schedule's, of the interval timetable one interval before: that is a run's date."""
    if schedule[name] is None or schedule["every"] is None or is_one_cron_line(Fraction(schedule["every"])):
        return schedule[name]
    every = timedelta(seconds=float(Fraction(schedule["every"])))
    return (datetime.fromisoformat(schedule[name]) - every).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def interval_runs(schedule: Facts, start: datetime, now: datetime) -> Iterator[datetime]:
    """Runs of the interval timetable.

    With catch-up they count from the start, without it from 1970 in UTC where the start is past. The first run is due
    one interval after what it counts from.
    """
    every = timedelta(microseconds=int(Fraction(schedule["every"]) * 1_000_000))
    first = start
    if not schedule["catchup"]:
        first = max(start, now - (now - _EPOCH) % every - every)
    return (first + number * every for number in count(1))


def seen(runs: Iterator[datetime], start: datetime, now: datetime, *, catchup: bool) -> Iterator[datetime]:
    """The runs of a DAG that is first seen at `now`.

    Without catch-up the last run before that moment is made too, at once, if it does not lie before the start.
    """
    last = None
    for run in runs:
        if run < start:
            continue
        if catchup:
            yield run
        elif run <= now:
            last = run
        else:
            if last is not None:
                yield last
                last = None
            yield run
    if last is not None:
        yield last


def wall_clock(local: datetime, zone: ZoneInfo) -> datetime:
    """A time that a change of the clock skips is as much later; one that comes twice is the second."""
    moment = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) != local:
        moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moment


def run_id(dag_id: str, run: str) -> str:
    """A run's own id is unique in its DAG only."""
    return f"{dag_id}__{run}"


def original_names(name: str | None) -> tuple[str | None, ...]:
    r"""`doc_md` of the DAG: Airflow 2.8 renders it by Jinja, which takes the last newline away and makes each carriage
    return a newline. Markdown shows all line ends alike, and `{\{` as two braces, which are no tag."""
    if name is None:
        return (None,)
    shown = re.sub(r"\{(?=[{%#])", r"{\\", name)
    return shown, f"{shown}\n", re.sub(r"\r\n?", "\n", shown)


def documentation(name: str, emitted: str, description: str | None) -> str | None:
    """`doc_md` of a task: the original id where Airflow has another one, then the description.

    Airflow opens a text that ends in `.md` as a file, so it ends in a line break.
    """
    parts = [part for part in (name if emitted != name else None, description) if part is not None]
    return "\n\n".join(parts).removesuffix("\n") + "\n" if parts else None


def settings(description: Description) -> dict[str, Any]:
    """The settings of the target that change what is promised."""
    return {key: string(node) for key, node in description.settings.items() if isinstance(node, Scalar)}


# What a task has where no setting says anything: Airflow's own, in an installation that changes nothing.
_OF_A_TASK = {
    "startup_timeout": "120s",
    "pool": "default_pool",
    "queue": "default",
    "owner": "airflow",
    "on_finish_action": "delete_pod",
    "deferrable": "false",
    "kubernetes_conn_id": "kubernetes_default",
}


def task_settings(description: Description) -> dict[str, Facts]:
    """What the settings make of each step's task."""
    result = {}
    for identifier in table(description.document.get("steps")).pairs:
        own = description.step_settings(identifier)
        written = {key: required(node, key) for key, node in own.items() if key in _OF_A_TASK}
        facts: Facts = _OF_A_TASK | written
        facts["startup_timeout"] = ceil(seconds(facts["startup_timeout"]))
        facts["deferrable"] = facts["deferrable"] == "true"
        result[identifier] = facts
    return result
