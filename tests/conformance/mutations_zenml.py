"""Mistakes in what is written of the snapshot in `bite/zenml/`; see `changes.py` and `mutations_airflow.py`."""

from __future__ import annotations

import mutations_airflow
from changes import Mutation, all_of, drop, put, write
from mutations_airflow import replace

_GPU, _TAGS, _EXTRA = "nvidia.com~gpu", "zenml.io~tags", "zenml.io~extra"
_IMAGE = "ghcr.io/acme-ml/zenml:latest"
_RUN_ID = "ZENML_KUBERNETES_RUN_ID"


def _manifests(container: str, needs: str, resources: str, whole: str, pods: str) -> tuple[Mutation, ...]:
    """What Argo's and Tekton's manifests have alike, by their paths; `whole` and `pods` are metadata."""
    gpus = tuple(put(f"train{container}/{resources}/{kind}/{_GPU}", "1") for kind in ("requests", "limits"))
    return (
        Mutation("the pipeline's image for a step's own", "train: image", put(f"train{container}/image", _IMAGE)),
        Mutation("an edge too few", "report: needs", put(f"tasks/report/{needs}", ["train"])),
        Mutation("a GPU too few", "train: requests.nvidia.com/gpu", all_of(*gpus)),
        Mutation("another module", "load: command[2]", put(f"load{container}/command/2", "zenml.entrypoints")),
        Mutation("another snapshot", "load: args[3]", put(f"load{container}/args/3", "0")),
        Mutation("another step", "report: args[5]", put(f"report{container}/args/5", "train")),
        Mutation("the older argument", "load: args[2]", write(f"load{container}/args", "--snapshot", "--deployment")),
        Mutation("a value", "load: env", put(f"load{container}/env/LEVEL/value", "pipeline")),
        Mutation("a variable of the pod's settings", "train: env", drop(f"train{container}/env/SEED")),
        Mutation("no run id of ZenML's", "report: env", drop(f"report{container}/env/{_RUN_ID}")),
        Mutation(
            "a token's secret",
            "load: env",
            put(f"load{container}/env/ZENML_STORE_API_TOKEN/valueFrom/secretKeyRef/key", "other"),
        ),
        Mutation("the pipeline's tags", "zenml.io/tags", put(f"{whole}/annotations/{_TAGS}", "[]")),
        Mutation("a pod's extra", "load: annotations.zenml.io/extra", put(f"{pods}/annotations/{_EXTRA}", "{")),
    )


ARGO = (
    *_manifests("/container", "dependencies", "resources", "documents/0/metadata", "load/metadata"),
    Mutation("the factor of waits", "load: retries", put("load/retryStrategy/backoff/factor", 3)),
    Mutation("a node selector", "train: node_selector.pool", put("train/nodeSelector/pool", "cpu")),
    Mutation("other branches stop", "fail_fast", drop("dag/failFast")),
    Mutation("the weekdays", "schedule: cron", put("cron/schedules", ["0 3 * * 1-6"])),
)
TEKTON = (
    *_manifests("", "runAfter", "computeResources", "Pipeline/metadata", "PipelineRun/metadata"),
    Mutation("the retries", "load: retries", put("tasks/load/retries", 2)),
    Mutation(
        "a node selector", "train: node_selector.pool", put("run/taskRunSpecs/train/podTemplate/nodeSelector/pool", "x")
    ),
    Mutation("the weekdays", "schedule: cron", put("cron/schedule", "0 3 * * 1-6")),
)
KUBEFLOW = (
    Mutation("the pipeline's image for a step's own", "train: image", put("train/image", _IMAGE)),
    Mutation("an edge too few", "report: needs", put("tasks/report/dependentTasks", ["train"])),
    Mutation("a GPU too few", "train: requests.nvidia.com/gpu", put("train/resources/accelerator/resourceCount", "1")),
    Mutation("another snapshot", "load: argv[6]", put("load/args/3", "0")),
    Mutation("another step", "report: argv[8]", put("report/args/5", "train")),
    Mutation("a value", "load: env", put("load/env/LEVEL/value", "pipeline")),
    Mutation("no run id of ZenML's", "report: env", drop(f"pod-report/fieldPathAsEnv/{_RUN_ID}")),
    Mutation("a token's secret", "load: env", put("pod-load/secretAsEnv/0/keyToEnv/0/secretKey", "other")),
    Mutation(
        "a step's extra",
        "load: annotations.zenml.io/extra",
        put(f"pod-load/podMetadata/annotations/{_EXTRA}", '{"ticket": 42}'),
    ),
    Mutation("the factor of waits", "load: retries", put("tasks/load/retryPolicy/backoffFactor", 3)),
    Mutation("a node selector", "train: node_selector.pool", put("pod-train/nodeSelector/labels/pool", "cpu")),
    Mutation("the weekdays", "schedule: cron", put("run/trigger/cron_schedule/cron", "0 0 3 * * 1-6")),
)
_OWN = '"ghcr.io/acme-ml/cuda:1"'
_GPUS = '"nvidia.com/gpu": "2"'
_RUN = f'name="{_RUN_ID}", value="churn__'
AIRFLOW = (
    mutations_airflow.Mutation("another image", "train: image", replace(_OWN, f'"{_IMAGE}"', "train")),
    mutations_airflow.Mutation(
        "an edge too few", "report: needs", replace("[load, train] >> report", "train >> report")
    ),
    mutations_airflow.Mutation(
        "a GPU too few", "train: requests.nvidia.com/gpu", replace(_GPUS, '"nvidia.com/gpu": "1"', "train", 2)
    ),
    mutations_airflow.Mutation(
        "another step", "report: args[5]", replace('"report",\n        ]', '"train",\n        ]', "report")
    ),
    mutations_airflow.Mutation(
        "the older argument", "load: args[2]", replace('"--snapshot_id"', '"--deployment_id"', "load")
    ),
    mutations_airflow.Mutation("a value", "load: env", replace('value="step"', 'value="pipeline"', "load")),
    mutations_airflow.Mutation("the run's id", "report: env", replace(_RUN, _RUN.replace("churn__", ""), "report")),
    mutations_airflow.Mutation("a token's secret", "load: env", replace('key="token"', 'key="other"', "load")),
    mutations_airflow.Mutation(
        "a step's tags", "load: annotations.zenml.io/tags", replace("nightly", "weekly", "load")
    ),
    mutations_airflow.Mutation(
        "a node selector", "train: node_selector.pool", replace('"pool": "gpu"', '"pool": "cpu"', "train")
    ),
    mutations_airflow.Mutation("the weekdays", "schedule: cron", replace("0 3 * * 1-5", "0 3 * * 1-6")),
)
