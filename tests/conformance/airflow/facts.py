"""What the scheduler knows of a DAG and its tasks, read from the stored form."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from airflow import __version__
from airflow.models.taskinstance import TaskInstance

_END = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_WAITS = 8
# Before 2.10, `TaskInstance.try_number` is one more wherever the task does not run, and the formula reckons with that.
_OFFSET = int(tuple(int(part) for part in __version__.split(".")[:2]) < (2, 10))


def dag_facts(dag: Any, stored: Any) -> dict[str, Any]:
    timetable = stored.timetable
    return {
        "dag_id": dag.dag_id,
        "description": dag.description,
        "doc_md": dag.doc_md,
        "tags": sorted(dag.tags),
        "timetable": type(timetable).__name__,
        "timetable_data": timetable.serialize(),
        "start_date": _moment(stored.start_date),
        "end_date": _moment(stored.end_date),
        "catchup": stored.catchup,
        "max_active_runs": stored.max_active_runs,
        "max_active_tasks": stored.max_active_tasks,
        "is_paused_upon_creation": getattr(dag, "is_paused_upon_creation", None),
        "dagrun_timeout": _seconds(stored.dagrun_timeout),
        # Airflow 2 asks the worker's DAG, under the older name, and stores nothing.
        "fail_fast": bool(getattr(dag, "fail_stop", False) or getattr(stored, "fail_fast", False)),
        "parameters": {name: _parameter(dag.params.get_param(name)) for name in dag.params},
        "tasks": [
            _task_facts(dag.dag_id, stored.task_dict[name]) | _operator_facts(dag.task_dict[name])
            for name in dag.task_ids
        ],
    }


def _task_facts(dag_id: str, task: Any) -> dict[str, Any]:
    return {
        "task_id": task.task_id,
        "operator": task.task_type,
        "upstream": sorted(task.upstream_task_ids),
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
        "doc_md": task.doc_md,
        "retries": task.retries,
        "retry_delay": _seconds(task.retry_delay),
        "exponential": float(task.retry_exponential_backoff or 0),
        "max_retry_delay": _seconds(task.max_retry_delay),
        "waits": [_wait(dag_id, task, number) for number in range(1, 1 + min(task.retries, _MOST_WAITS))],
        "execution_timeout": _seconds(task.execution_timeout),
        "pool": task.pool,
        "queue": task.queue,
        "owner": task.owner,
    }


def _operator_facts(task: Any) -> dict[str, Any]:
    """What the operator keeps for itself: the stored form has none of it."""
    if not hasattr(task, "on_finish_action"):
        return {}
    return {
        "startup_timeout": task.startup_timeout_seconds,
        "on_finish_action": task.on_finish_action.value,
        "deferrable": task.deferrable,
        "kubernetes_conn_id": task.kubernetes_conn_id,
    }


def _wait(dag_id: str, task: Any, number: int) -> float:
    """How long the scheduler waits after this attempt, in seconds."""
    attempt = SimpleNamespace(
        task=task,
        dag_id=dag_id,
        task_id=task.task_id,
        logical_date=_END,
        execution_date=_END,
        try_number=number + _OFFSET,
        end_date=_END,
        retry_delay_override=None,
        log=logging.getLogger(__name__),
    )
    return (TaskInstance.next_retry_datetime(attempt) - _END) / timedelta(seconds=1)


def _parameter(param: Any) -> dict[str, Any]:
    value = param.value
    # What Airflow puts where no default is has another name and place in each version, but never is plain data.
    known = value is None or isinstance(value, (str, int, float, bool, list, dict))
    return {
        "default": value if known else None,
        "has_default": known,
        "description": param.description,
        "type": param.schema.get("type"),
    }


def _seconds(delta: timedelta | None) -> str | None:
    """Exact: a float of seconds is not."""
    if delta is None:
        return None
    microseconds = delta // timedelta(microseconds=1)
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
