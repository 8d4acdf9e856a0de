"""Tasks of one run as Pods: parameters, templates and the operator's own Pod, as a worker would make them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from airflow import __version__
from kubernetes.client import ApiClient

_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_API = ApiClient()
# What asks the cluster or the connection: where Pods go if nobody says so, and the sidecars' settings.
_HOOK = SimpleNamespace(
    is_in_cluster=True,
    get_namespace=lambda: "default",
    get_xcom_sidecar_container_image=lambda: None,
    get_xcom_sidecar_container_resources=lambda: None,
    get_xcom_sidecar_container_security_context=lambda: None,
)


def pods(dag: Any, run: dict[str, Any], errors: list[str]) -> dict[str, Any]:
    """One Pod for each task; `run` names the run's id and the parameters that a person typed."""
    tasks = []
    for task in dag.tasks:
        try:
            context, rendered = _rendered(dag, task, run)
            tasks.append({"task_id": task.task_id, "pod": _pod(rendered, context)})
        except Exception as error:
            errors.append(f"{task.task_id}: pod: {type(error).__name__}: {error}")
    return {"id": run["id"], "tasks": tasks}


def _pod(task: Any, context: Any) -> dict[str, Any]:
    task.__dict__["hook"] = _HOOK
    if hasattr(task, "_set_name"):
        task.name = task._set_name(task.name)
    pod: dict[str, Any] = _API.sanitize_for_serialization(task.build_pod_request_obj(context))
    return pod


def _rendered_by_2(dag: Any, task: Any, run: dict[str, Any]) -> tuple[Any, Any]:
    instance = TaskInstance(task=task.prepare_for_execution(), run_id=None)
    instance.run_id = run["run_id"]
    instance.dag_run = DagRun(
        dag_id=dag.dag_id,
        run_id=run["run_id"],
        execution_date=_DATE,
        data_interval=(_DATE, _DATE),
        start_date=_DATE,
        run_type="manual",
        conf=run["parameters"],
    )
    with create_session() as session:
        context = instance.get_template_context(session=session, ignore_param_exceptions=False)
        instance.render_templates(context)
    return context, instance.task


def _rendered_by_3(dag: Any, task: Any, run: dict[str, Any]) -> tuple[Any, Any]:
    dag_run = DagRun.model_construct(
        dag_id=dag.dag_id,
        run_id=run["run_id"],
        logical_date=_DATE,
        data_interval_start=_DATE,
        data_interval_end=_DATE,
        run_after=_DATE,
        start_date=_DATE,
        end_date=None,
        run_type="manual",
        state="running",
        conf=run["parameters"],
        consumed_asset_events=[],
        partition_key=None,
        partition_date=None,
    )
    instance = RuntimeTaskInstance.model_construct(
        id=uuid.UUID(int=0),
        task_id=task.task_id,
        dag_id=dag.dag_id,
        run_id=run["run_id"],
        try_number=1,
        map_index=-1,
        task=task.prepare_for_execution(),
        start_date=_DATE,
        max_tries=0,
        _ti_context_from_server=TIRunContext.model_construct(dag_run=dag_run, task_reschedule_count=0, max_tries=0),
    )
    context = instance.get_template_context()
    instance.render_templates(context)
    return context, instance.task


if __version__.startswith("2."):
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.models.tasklog import LogTemplate
    from airflow.settings import engine
    from airflow.utils.session import create_session

    # Airflow 2 looks for earlier runs while it renders: there are none, but the table has to be.
    DagRun.metadata.create_all(engine, tables=[LogTemplate.__table__, DagRun.__table__])
    _rendered = _rendered_by_2
else:
    from airflow.sdk.api.datamodels._generated import DagRun, TIRunContext
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    _rendered = _rendered_by_3
