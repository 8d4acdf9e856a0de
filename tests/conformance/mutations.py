"""Mistakes in Argo's manifests for `bite/input.yaml`."""

from __future__ import annotations

from changes import Mutation, add, all_of, drop, put, swap, write

_ENV = "load/container/env"
_GPU = "nvidia.com~gpu"
_REQUESTS, _LIMITS = "container/resources/requests", "container/resources/limits"
_VARIABLE = {"name": "X", "value": "1"}
_TWICE = {"name": "LOG_LEVEL", "value": "info"}
_MOUNT = {"name": "claim-data", "mountPath": "/tls"}
_SPARE = {"name": "spare", "container": {"image": "a", "command": ["a"]}}
_SINCE, _RUN = "{{workflow.parameters.since}}", "{{workflow.uid}}"

_GRAPH = (
    Mutation("an edge too few", "report: needs", put("tasks/report/dependencies", ["train"])),
    Mutation("an edge too many", "warm up cache: needs", add("tasks/warm-up-cache/dependencies", "train")),
    Mutation("another task's body", "report: command", put("tasks/report/template", "load")),
    Mutation("a task too few", "report: step", drop("tasks/report")),
    Mutation("on failure", "fail_fast", drop("dag/failFast")),
    Mutation("parallelism", "parallelism", put("spec/parallelism", 3)),
    Mutation("the run's timeout", "pipeline: timeout", put("spec/activeDeadlineSeconds", 43201)),
    Mutation("a template that nobody uses", "no task uses", add("spec/templates", _SPARE)),
)
_PROCESS = (
    Mutation("an image", "load: image", put("load/container/image", "ghcr.io/acme/churn:2")),
    Mutation("an argument", "load: args[0]", write("load/container/args", "--since", "--until")),
    Mutation("an unescaped tag", "load: args[3]", write("load/container/args", "{$(SEGUE_EMPTY){", "{{")),
    Mutation("an unescaped reference", "load: args[3]", write("load/container/args", "$$(KUB", "$(KUB")),
    Mutation("a fixed parameter", "load: args[1]", write("load/container/args", _SINCE, "2026-01-01")),
    Mutation("another id", "load: args[4]", write("load/container/args", _RUN, "{{workflow.name}}")),
    Mutation("an argument too few", "load: args", drop("load/container/args/4")),
    Mutation("a script's text", "train: command[3]", write("train/container/command", "epochs 20", "epochs 2")),
    Mutation("a script's dollars", "train: command[3]", write("train/container/command", "$$$$", "$$")),
    Mutation("a script's shell", "train: command[1]", write("train/container/command", "-eu", "-e")),
    Mutation("a folder", "load: working_dir", put("load/container/workingDir", "/")),
    Mutation("a parameter's default", "since.default", put("spec/arguments/parameters/since/value", "2026-01-02")),
)
_ENVIRONMENT = (
    Mutation("a value", "load: env", put(f"{_ENV}/LOG_LEVEL/value", "debug")),
    Mutation("a value's dollars", "load: env", put(f"{_ENV}/PRICE/value", "$5 for $(HOME) and $$")),
    Mutation("the order", "load: env", swap(f"{_ENV}/LOG_LEVEL", "PRICE")),
    Mutation("a variable too few", "load: env", drop(f"{_ENV}/EMPTY")),
    Mutation("a variable too many", "load: env", add("load/container/env", _VARIABLE)),
    Mutation("a variable twice", "LOG_LEVEL", add("load/container/env", _TWICE)),
    Mutation("a secret's key", "load: env", put(f"{_ENV}/DB_PASSWORD/valueFrom/secretKeyRef/key", "user")),
    Mutation("a config's name", "load: env", put(f"{_ENV}/REGION/valueFrom/configMapKeyRef/name", "other")),
    Mutation("an optional entry", "load: env", drop(f"{_ENV}/REGION/valueFrom/configMapKeyRef/optional")),
    Mutation("a field of the pod", "load: env", put(f"{_ENV}/NODE/valueFrom/fieldRef/fieldPath", "status.hostIP")),
    Mutation("a field of no pod", "fieldPath", put(f"{_ENV}/NODE/valueFrom/fieldRef/fieldPath", "spec.hostname")),
    Mutation("a whole secret", "load: env_from[0].secret", put(f"{_ENV}From/0/secretRef/name", "other")),
    Mutation("a prefix", "load: env_from[0].prefix", drop(f"{_ENV}From/0/prefix")),
    Mutation("an optional source", "load: env_from[1].optional", drop(f"{_ENV}From/1/configMapRef/optional")),
    Mutation("a source of two kinds", "envFrom", put(f"{_ENV}From/0/configMapRef", {"name": "other"})),
    Mutation("the run id's variable", "load: env", put(f"{_ENV}/RUN/value", "run-1")),
)
_RESOURCES = (
    Mutation(
        "a GPU too many",
        f"train: requests.{_GPU.replace('~', '/')}",
        all_of(put(f"train/{_REQUESTS}/{_GPU}", "3"), put(f"train/{_LIMITS}/{_GPU}", "3")),
    ),
    Mutation("GPUs requested and limited apart", "must be equal to", put(f"train/{_REQUESTS}/{_GPU}", "1")),
    Mutation(
        "no GPU",
        f"train: limits.{_GPU.replace('~', '/')}",
        all_of(drop(f"train/{_REQUESTS}/{_GPU}"), drop(f"train/{_LIMITS}/{_GPU}")),
    ),
    Mutation("another maker's GPU", "train: limits.amd.com/gpu", put(f"train/{_LIMITS}/amd.com~gpu", "2")),
    Mutation("memory", "load: requests.memory", put(f"load/{_REQUESTS}/memory", "2G")),
    Mutation("a limit", "load: limits.cpu", put(f"load/{_LIMITS}/cpu", "3")),
    Mutation("storage", "load: limits.ephemeral-storage", drop(f"load/{_LIMITS}/ephemeral-storage")),
    Mutation("a request above its limit", "must be less than", put(f"load/{_REQUESTS}/memory", "3Gi")),
    Mutation("shared memory", "train: shared_memory", put("train/volumes/0/emptyDir/sizeLimit", "4Gi")),
)
_PLACES = (
    Mutation("a node selector", "train: node_selector", put("train/nodeSelector/pool", "cpu")),
    Mutation("a GPU's product", "train: node_selector", drop(f"train/nodeSelector/{_GPU}.product")),
    Mutation("a toleration", "train: tolerations", drop("train/tolerations")),
    Mutation("the affinity", "train: affinity", drop("train/affinity")),
    Mutation("a service account", "report: service_account", drop("report/serviceAccountName")),
    Mutation("pull secrets", "load: image_pull_secrets", drop("spec/imagePullSecrets")),
    Mutation("a patch", "train: runtime_class", drop("train/podSpecPatch")),
    Mutation("a pull policy", "train: image_pull_policy", drop("train/container/imagePullPolicy")),
    Mutation("a security context", "train: security_context", put("train/container/securityContext/runAsUser", 0)),
    Mutation("a priority", "train: priority_class", drop("train/priorityClassName")),
    Mutation("a scheduler", "train: scheduler", drop("train/schedulerName")),
    Mutation("a namespace", "namespace", put("objects/0/namespace", "other")),
    Mutation("a label", "load: labels.stage", drop("load/metadata/labels/stage")),
    Mutation("a broken label", "labels", put("load/metadata/labels/stage", "a b")),
    Mutation("a mount", "load: volumes[0].read_only", drop("load/container/volumeMounts/~data/readOnly")),
    Mutation("a volume", "load: volumes[0].source", put("load/volumes/0/persistentVolumeClaim/claimName", "other")),
    Mutation("a mount twice", "volumeMounts", add("load/container/volumeMounts", _MOUNT)),
)
_TIMES = (
    Mutation("a retry limit", "load: retries.limit", put("load/retryStrategy/limit", 4)),
    Mutation("no retry limit", "no retry limit", drop("load/retryStrategy/limit")),
    Mutation("a delay", "load: retries.waits", put("load/retryStrategy/backoff/duration", "31s")),
    Mutation("a delay in days", "backoff.duration", put("load/retryStrategy/backoff/duration", "1d")),
    Mutation("a factor", "load: retries.waits", put("load/retryStrategy/backoff/factor", 3)),
    Mutation("a broken factor", "backoff.factor", put("load/retryStrategy/backoff/factor", "1.5")),
    Mutation("retries where none are", "report: retries", put("report/retryStrategy", {"limit": 1})),
    Mutation("a step's timeout", "train: timeout", drop("train/activeDeadlineSeconds")),
)
_SCHEDULE = (
    Mutation("an hour", "schedule: cron.hour", put("cron/schedules", ["*/15 4 * * 1-5"])),
    Mutation("a weekday", "schedule: cron.weekday", put("cron/schedules", ["*/15 3 * * 1-4"])),
    Mutation("a zone", "schedule: timezone", put("cron/timezone", "Europe/London")),
    Mutation("no zone", "Mars/Olympus", put("cron/timezone", "Mars/Olympus")),
    Mutation("the overlap", "schedule: overlap", put("cron/concurrencyPolicy", "Allow")),
    Mutation("a suspended schedule", "schedule: suspended", put("cron/suspend", True)),
    Mutation("the start", "schedule: runs at", drop("cron/when")),
    Mutation("how late it may be", "schedule: starting_deadline", drop("cron/startingDeadlineSeconds")),
    Mutation("the scheduled template", "run scheduled", put("cron/workflowSpec/workflowTemplateRef/name", "other")),
)
_SETTINGS = (
    Mutation("how long runs stay", "pipeline: ttl", put("spec/ttlStrategy/secondsAfterSuccess", 3601)),
    Mutation("that failed runs go", "pipeline: ttl", put("spec/ttlStrategy/secondsAfterFailure", 60)),
    Mutation("which pods go", "pipeline: pod_gc", put("spec/podGC/strategy", "OnPodCompletion")),
    Mutation("when pods go", "pipeline: pod_gc_delay", drop("spec/podGC/deleteDelayDuration")),
    Mutation("a delay of nothing", "podGC.deleteDelayDuration", put("spec/podGC/deleteDelayDuration", "soon")),
    Mutation("a word for no pods", "podGC", put("spec/podGC/strategy", "OnPodFailure")),
    Mutation("the order of runs", "pipeline: priority", drop("spec/priority")),
    Mutation("the run's mutex", "pipeline: locks", put("spec/synchronization/mutexes/0/name", "other")),
    Mutation("a semaphore", "pipeline: locks", drop("spec/synchronization/semaphores")),
    Mutation("a step's mutex", "train: locks", drop("train/synchronization")),
    Mutation("a lock for another step", "report: locks", put("report/synchronization", {"mutexes": [{"name": "x"}]})),
    Mutation("a mutex twice", "of its own run", put("train/synchronization/mutexes/0/name", "churn")),
    Mutation("a lock of 3.5", "unknown field", put("train/synchronization/mutex", {"name": "gpus"})),
    Mutation("kept logs", "load: archive_logs", drop("spec/archiveLogs")),
    Mutation("a step's logs", "train: archive_logs", drop("train/archiveLocation")),
    Mutation("runs that stay", "schedule: succeeded", put("cron/successfulJobsHistoryLimit", 3)),
    Mutation("failed runs that stay", "schedule: failed", drop("cron/failedJobsHistoryLimit")),
    Mutation("another kind", "kinds", put("documents/0/kind", "ClusterWorkflowTemplate")),
    Mutation("a scope", "run scheduled", put("cron/workflowSpec/workflowTemplateRef/clusterScope", True)),
)
_REFUSED = (
    Mutation("an unknown field", "unknown field", put("load/retryStratgy", {"limit": 3})),
    Mutation(
        "a name that Pods cannot have",
        "does not fit into a Pod's name",
        all_of(put("report/name", "Report"), put("tasks/report/template", "Report")),
    ),
    Mutation("a reserved task", "is a word of the expression language", put("tasks/report/name", "in")),
)
MUTATIONS = (*_GRAPH, *_PROCESS, *_ENVIRONMENT, *_RESOURCES, *_PLACES, *_TIMES, *_SCHEDULE, *_SETTINGS, *_REFUSED)
