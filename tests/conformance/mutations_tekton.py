"""Mistakes in Tekton's manifests for `bite/tekton.yaml`."""

from __future__ import annotations

from changes import Mutation, add, all_of, drop, put, swap, write

_GPU = "nvidia.com~gpu"
_REQUESTS, _LIMITS = "computeResources/requests", "computeResources/limits"
_SPECS = "run/taskRunSpecs"
_POD = f"{_SPECS}/train/podTemplate"
_VARIABLE, _TWICE = {"name": "X", "value": "1"}, {"name": "LOG_LEVEL", "value": "info"}
_DOLLAR, _RUN = "$(SEGUE_DOLLAR)", "$(context.pipelineRun.uid)"
_SPARE = {
    "name": "spare",
    "timeout": "0s",
    "taskSpec": {"steps": [{"name": "main", "image": "a", "command": ["a"]}]},
}

_GRAPH = (
    Mutation("an edge too few", "report: needs", put("tasks/report/runAfter", ["train"])),
    Mutation("an edge too many", "warm up cache: needs", add("tasks/warm-up-cache/runAfter", "train")),
    Mutation("an edge by a result", "report: needs", put("report/args", ["$(tasks.warm-up-cache.results.r)"])),
    Mutation("an edge to nowhere", "nothing wasn't present", put("tasks/report/runAfter", ["nothing"])),
    Mutation("a circle", "cycle", put("tasks/load/runAfter", ["report"])),
    Mutation("a task too few", "report: step", all_of(drop(f"{_SPECS}/report"), drop("tasks/report"))),
    Mutation("a task too many", "spare: step", add("spec/tasks", _SPARE)),
    Mutation("the run's timeout", "pipeline: timeout", put("run/timeouts/pipeline", "12h0m1s")),
    Mutation("no timeout of the run", "pipeline: timeout", drop("run/timeouts")),
    Mutation("a run of nothing", "couldn't retrieve", put("run/pipelineRef/name", "other")),
    Mutation("an entry for no task", "wrong taskName", put(f"{_SPECS}/report/pipelineTaskName", "other")),
)
_PROCESS = (
    Mutation("an image", "load: image", put("load/image", "ghcr.io/acme/churn:2")),
    Mutation("an argument", "load: args[0]", write("load/args", "--since", "--until")),
    Mutation("an unescaped tag", "load: args[3]", write("load/args", f"{_DOLLAR}(context", "$(context")),
    Mutation("a doubled tag", "load: args[3]", write("load/args", f"{_DOLLAR}(context", "$$(context")),
    Mutation(
        "an unescaped parameter", "non-existent variable", write("train/command", f"{_DOLLAR}(params", "$(params")
    ),
    Mutation("an unescaped reference", "load: args[3]", write("load/args", f"{_DOLLAR}(KUB", "$(KUB")),
    Mutation("a fixed parameter", "load: args[1]", write("load/args", "$(params.since)", "2026-01-01")),
    Mutation("another id", "load: args[4]", write("load/args", _RUN, "$(context.pipelineRun.name)")),
    Mutation("an argument too few", "load: args", drop("load/args/4")),
    Mutation("a script's text", "train: command[3]", write("train/command", "epochs 20", "epochs 2")),
    Mutation("a script's dollars", "train: command[3]", write("train/command", "$$$$", "$$")),
    Mutation("no command", "report: command", drop("report/command")),
    Mutation("a folder", "load: working_dir", put("load/workingDir", "/")),
    Mutation("a parameter's default", "since.default", put("spec/params/since/default", "2026-01-02")),
    Mutation("a description", "load: description", put("tasks/load/description", "unloads")),
)
_ENVIRONMENT = (
    Mutation("a value", "load: env", put("load/env/LOG_LEVEL/value", "debug")),
    Mutation("a value's dollars", "load: env", put("load/env/PRICE/value", "$5 for $(HOME) and $$")),
    Mutation("the order", "load: env", swap("load/env/LOG_LEVEL", "PRICE")),
    Mutation("no helper", "load: args[3]", drop("load/env/SEGUE_DOLLAR")),
    Mutation("a variable too few", "load: env", drop("load/env/EMPTY")),
    Mutation("a variable too many", "load: env", add("load/env", _VARIABLE)),
    Mutation("a variable twice", "LOG_LEVEL stands twice", add("load/env", _TWICE)),
    Mutation("a secret's key", "load: env", put("load/env/DB_PASSWORD/valueFrom/secretKeyRef/key", "user")),
    Mutation("an optional entry", "load: env", drop("load/env/REGION/valueFrom/configMapKeyRef/optional")),
    Mutation("a field of the pod", "load: env", put("load/env/NODE/valueFrom/fieldRef/fieldPath", "status.hostIP")),
    Mutation("a whole secret", "load: env_from[0].secret", put("load/envFrom/0/secretRef/name", "other")),
    Mutation("an optional source", "load: env_from[1].optional", drop("load/envFrom/1/configMapRef/optional")),
    Mutation("the run id's variable", "load: env", put("load/env/RUN/value", "run-1")),
)
_RESOURCES = (
    Mutation(
        "a GPU too many",
        "train: requests.nvidia.com/gpu",
        all_of(put(f"train/{_REQUESTS}/{_GPU}", "3"), put(f"train/{_LIMITS}/{_GPU}", "3")),
    ),
    Mutation("GPUs requested and limited apart", "must be equal to", put(f"train/{_REQUESTS}/{_GPU}", "1")),
    Mutation("memory", "load: requests.memory", put(f"load/{_REQUESTS}/memory", "2G")),
    Mutation("a limit", "load: limits.cpu", put(f"load/{_LIMITS}/cpu", "3")),
    Mutation("a request above its limit", "must be less than", put(f"load/{_REQUESTS}/memory", "3Gi")),
    Mutation("a field of containers", "unknown field", put("load/resources", {"limits": {"cpu": "1"}})),
    Mutation("shared memory", "train: shared_memory", put("tasks/train/taskSpec/volumes/0/emptyDir/sizeLimit", "4Gi")),
)
_PLACES = (
    Mutation("a node selector", "train: node_selector", put(f"{_POD}/nodeSelector/pool", "cpu")),
    Mutation("a GPU's product", "train: node_selector", drop(f"{_POD}/nodeSelector/{_GPU}.product")),
    Mutation("a toleration", "train: tolerations", drop(f"{_POD}/tolerations")),
    Mutation("the affinity", "train: affinity", drop(f"{_POD}/affinity")),
    Mutation("a runtime class", "train: runtime_class", drop(f"{_POD}/runtimeClassName")),
    Mutation("a scheduler", "train: scheduler", drop(f"{_POD}/schedulerName")),
    Mutation("a priority", "train: priority_class", drop(f"{_POD}/priorityClassName")),
    Mutation("pull secrets", "train: image_pull_secrets", put(f"{_POD}/imagePullSecrets", [{"name": "cuda-key"}])),
    Mutation("a service account", "report: service_account", drop(f"{_SPECS}/report/serviceAccountName")),
    Mutation("a pull policy", "train: image_pull_policy", drop("train/imagePullPolicy")),
    Mutation("a security context", "train: security_context", put("train/securityContext/runAsUser", 0)),
    Mutation("a namespace", "namespace", put("objects/0/namespace", "other")),
    Mutation("a label", "load: labels.team", drop(f"{_SPECS}/load/metadata/labels/team")),
    Mutation("a broken label", "labels", put(f"{_SPECS}/load/metadata/labels/stage", "a b")),
    Mutation("a mount", "load: volumes[0].read_only", drop("load/volumeMounts/~data/readOnly")),
    Mutation("Tekton's own folder", "/tekton/", put("load/volumeMounts/~data/mountPath", "/tekton/x")),
)
_TIMES = (
    Mutation("a retry limit", "load: retries", put("tasks/load/retries", 4)),
    Mutation("negative retries", "negative", put("tasks/load/retries", -1)),
    Mutation("retries where none are", "report: retries", put("tasks/report/retries", 1)),
    Mutation("a step's timeout", "train: timeout", put("tasks/train/timeout", "6h0m1s")),
    Mutation("no timeout", "an hour counts", drop("tasks/load/timeout")),
    Mutation("a timeout in days", "unknown unit", put("tasks/train/timeout", "1d")),
)
_SCHEDULE = (
    Mutation("an hour", "schedule: cron.hour", put("cron/schedule", "*/15 4 * * 1-5")),
    Mutation("a weekday", "schedule: cron.weekday", put("cron/schedule", "*/15 3 * * 1-4")),
    Mutation("Sunday as 7", "schedule", put("cron/schedule", "*/15 3 * * 7")),
    Mutation("a zone", "schedule: timezone", put("cron/timeZone", "Europe/London")),
    Mutation("no zone", "no time zone", drop("cron/timeZone")),
    Mutation("a suspended schedule", "schedule: suspended", put("cron/suspend", True)),
    Mutation("how late it may be", "schedule: starting_deadline", drop("cron/startingDeadlineSeconds")),
    Mutation("a second attempt", "backoffLimit", put("cron/jobTemplate/spec/backoffLimit", 1)),
    Mutation("another image", "schedule: image", put("pod/containers/0/image", "kubectl:latest")),
    Mutation("a file that is not there", "has no key", put("pod/containers/0/command/3", "/segue/run.json")),
    Mutation("another config map", "no mounted ConfigMap", put("pod/volumes/0/configMap/name", "other")),
    Mutation("another account", "is not written", put("pod/serviceAccountName", "default")),
    Mutation("more rights", "the Role says", put("Role/rules/0/verbs", ["*"])),
    Mutation("a subject of nowhere", "the RoleBinding binds", drop("RoleBinding/subjects/0/namespace")),
    Mutation("another scheduled run", "run scheduled", put("ConfigMap/data/pipelinerun.json", "{}")),
)
_SETTINGS = (
    Mutation("jobs that stay", "schedule: succeeded", drop("cron/successfulJobsHistoryLimit")),
    Mutation("failed jobs that stay", "schedule: failed", put("cron/failedJobsHistoryLimit", 1)),
    Mutation("no run to create", "and 1 PipelineRun", put("PipelineRun/kind", "Pipeline")),
)
_REFUSED = (
    Mutation("an unknown field", "unknown field", put("tasks/load/retryCount", 3)),
    Mutation("an unknown field of a job", "unknown field", put("cron/timezone", "UTC")),
    Mutation("a name that tasks cannot have", "invalid value", put("tasks/warm-up-cache/name", "Warm up")),
    Mutation("a name to apply", "generateName beside a name", put("PipelineRun/metadata/name", "churn")),
    Mutation("a number as text", "unmarshal", put("load/args/0", 3)),
)
MUTATIONS = (*_GRAPH, *_PROCESS, *_ENVIRONMENT, *_RESOURCES, *_PLACES, *_TIMES, *_SCHEDULE, *_SETTINGS, *_REFUSED)
