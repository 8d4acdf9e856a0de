"""Single mistakes in what is written for Airflow of the settings in `bite/airflow.yaml`; see `mutations_airflow.py`."""

from __future__ import annotations

from mutations_airflow import Mutation, replace

_DAG = (
    Mutation("another id", "pipeline: dag_id", replace('dag_id="churn.nightly"', 'dag_id="churn-nightly"')),
    Mutation("the name in the documentation", "pipeline: original name", replace('doc_md="Churn', 'doc_md="churn')),
    Mutation("a tag too few", "pipeline: tags", replace('tags=["churn", "nightly"]', 'tags=["churn"]')),
    Mutation("runs at a time", "pipeline: max_active_runs", replace("max_active_runs=3", "max_active_runs=16")),
    Mutation("the start date", "schedule: start", replace("2026, 1, 5,", "2026, 1, 1,")),
    Mutation("the start date's zone", "schedule: start", replace('5, tz="Europe/Berlin"', '5, tz="UTC"')),
)
_TASKS = tuple(
    Mutation(f"{title} of {task}", f"{task}: {field}", replace(written, instead, task))
    for task, changes in {
        "load": (
            ("the time to start", "startup_timeout", "startup_timeout_seconds=600,", ""),
            ("the pool", "pool", 'pool="cluster",', ""),
            ("the queue", "queue", 'queue="kubernetes",', ""),
            ("the owner", "owner", 'owner="data science",', ""),
            ("the pod's end", "on_finish_action", '"delete_succeeded_pod"', '"delete_pod"'),
            ("deferral", "deferrable", "deferrable=True,", ""),
            ("the connection", "kubernetes_conn_id", 'kubernetes_conn_id="training-cluster",', ""),
        ),
        "train": (
            ("the time to start", "startup_timeout", "seconds=90", "seconds=600"),
            ("the pool", "pool", '"gpus"', '"cluster"'),
            ("the queue", "queue", '"large"', '"kubernetes"'),
            ("the owner", "owner", '"training"', '"data science"'),
            ("the pod's end", "on_finish_action", '"keep_pod"', '"delete_succeeded_pod"'),
            ("deferral", "deferrable", "deferrable=False", "deferrable=True"),
            ("the connection", "kubernetes_conn_id", '"gpu-cluster"', '"training-cluster"'),
        ),
    }.items()
    for title, field, written, instead in changes
)
_REFUSED = (
    Mutation("a pool that 2.11 refuses", "(Airflow 2.11)", replace('pool="gpus"', 'pool="large gpus"')),
    Mutation("a pod's end that 2.8 does not know", "(Airflow 2.8)", replace('"keep_pod"', '"delete_active_pod"')),
    Mutation("a tag that is too long", "import error: ", replace('"nightly"]', f'"{"n" * 101}"]')),
)
MUTATIONS = (*_DAG, *_TASKS, *_REFUSED)
