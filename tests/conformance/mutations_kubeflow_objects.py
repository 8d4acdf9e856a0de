"""Single mistakes in what is written for Kubeflow of the settings in `bite/kubeflow-objects.yaml`; see `changes.py`."""

from __future__ import annotations

from changes import Mutation, drop, put

_OBJECTS = (
    Mutation("another pipeline's version", "belongs to other", put("version/spec/pipelineName", "other")),
    Mutation("a version that stays the same", "objects[1].name", put("version/metadata/name", "churn-training")),
    Mutation("a broken name", "the name 'Churn'", put("pipeline/metadata/name", "Churn")),
    Mutation("another namespace", "objects[1].namespace", put("version/metadata/namespace", "other")),
    Mutation("no namespace", "objects[0].namespace", drop("pipeline/metadata/namespace")),
    Mutation("a label", "objects[0].labels.team", drop("pipeline/metadata/labels")),
    Mutation("the original name", "objects[0].display_name", drop("pipeline/spec/displayName")),
    Mutation("a description", "objects[1].description", put("version/spec/description", "weekly")),
    Mutation("an unknown field", "PipelineVersion has no field", put("version/spec/pipelineSpecs", {})),
    Mutation("another kind", "expected ['Pipeline', 'PipelineVersion']", put("pipeline/kind", "Pipelines")),
    Mutation("another version of the kind", "v1beta1", put("version/apiVersion", "pipelines.kubeflow.org/v1beta1")),
    Mutation("an unknown field inside", "no field named", put("spec/displayName", "x")),
)
_SETTINGS = (
    Mutation("the root", "pipeline: root", put("spec/defaultPipelineRoot", "s3://artifacts/other")),
    Mutation("the schedule's root", "schedule: runtime_config", drop("run/runtime_config")),
    Mutation("the time to live", "pipeline: ttl", put("platform/pipelineConfig/resourceTtlOnCompletion", 604801)),
    Mutation("a task's name", "train: step", put("tasks/train/taskInfo/name", "train")),
    Mutation("the schedule's name at a task", "load: step", put("tasks/load/taskInfo/name", "every night")),
    Mutation("the schedule's name", "schedule: display_name", put("run/display_name", "Churn training")),
    Mutation("caching where it is off", "pipeline: caching", put("tasks/train/cachingOptions", {"enableCache": True})),
    Mutation("no caching where it is on", "pipeline: caching", put("tasks/load/cachingOptions", {})),
    Mutation("runs at a time", "schedule: max_concurrency", put("run/max_concurrency", "1")),
    Mutation("the account", "schedule: service_account", put("run/service_account", "default")),
    Mutation("the experiment", "schedule: experiment_id", drop("run/experiment_id")),
)
MUTATIONS = (*_OBJECTS, *_SETTINGS)
