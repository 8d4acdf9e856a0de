"""Single mistakes in what is written for Kubeflow of `bite/kubeflow.yaml`; see `changes.py`."""

from __future__ import annotations

from changes import Mutation, add, all_of, drop, put, write

_ENV = "load/env"
_VARIABLE = {"name": "X", "value": "1"}
_TWICE = {"name": "LOG_LEVEL", "value": "info"}
_GPU = "nvidia.com/gpu"
_SINCE, _RUN = "{{$.inputs.parameters['since']}}", "$$(SEGUE_RUN_ID)"
_RETRY = {"maxRetryCount": 1, "backoffDuration": "0s", "backoffFactor": 1, "backoffMaxDuration": "31536000s"}

_GRAPH = (
    Mutation("an edge too few", "report: needs", put("tasks/report/dependentTasks", ["train"])),
    Mutation("an edge too many", "warm up cache: needs", add("tasks/warm-up-cache/dependentTasks", "train")),
    Mutation("an edge to nowhere", "no task nobody", add("tasks/report/dependentTasks", "nobody")),
    Mutation(
        "another task's body",
        "comp-report: no task uses it",
        put("tasks/report/componentRef/name", "comp-warm-up-cache"),
    ),
    Mutation("a component that is not there", "no component", put("tasks/report/componentRef/name", "comp-x")),
    Mutation("a task too few", "comp-report: no task uses it", drop("tasks/report")),
    Mutation("no name for the driver", "no taskInfo.name", drop("tasks/report/taskInfo")),
    Mutation("the run's timeout", "timeout", put("platform/pipelineConfig/activeDeadlineSeconds", 43201)),
    Mutation("a description", "pipeline: description", put("spec/pipelineInfo/description", "weekly training")),
    Mutation("a broken name", "pipeline", put("spec/pipelineInfo/name", "Churn_Training")),
    Mutation("a name to show", "pipeline: original name", put("spec/pipelineInfo/displayName", "churn training")),
    Mutation("caching", "pipeline: caching", put("tasks/report/cachingOptions", {"enableCache": True})),
)
_PROCESS = (
    Mutation("an image", "load: image", put("load/image", "ghcr.io/acme/churn:2")),
    Mutation("an argument", "load: argv[3]", write("load/args", "--since", "--until")),
    Mutation("an unescaped tag", "load: argv[6]", write("load/args", "$(SEGUE_BRACE){", "{{")),
    Mutation("a tag that never comes", "load", write("load/args", "$(SEGUE_BRACE){workflow.name", "{{tasks.x")),
    Mutation("dollars for one kubelet", "load: argv[6]", write("load/args", "$$$$(KUB", "$$(KUB")),
    Mutation("an unescaped reference", "load: argv[6]", write("load/args", "$$$$(KUB", "$(KUB")),
    Mutation("a fixed parameter", "load: argv[4]", write("load/args", _SINCE, "2026-01-01")),
    Mutation("another id", "load: argv[7]", write("load/args", _RUN, "{{workflow.uid}}")),
    Mutation("the launcher's own", "load: argv[5]", write("load/args", "--note", "$(SEGUE_BRACE){$}}")),
    Mutation("a conditional", "conditional", write("load/args", "--note", '{"IfPresent": {}}')),
    Mutation("an argument too few", "load: argv", drop("load/args/4")),
    Mutation("no command", "no command", drop("report/command")),
    Mutation("a script's text", "train: argv[3]", write("train/command", "epochs 20", "epochs 2")),
    Mutation("a script's dollars", "train: argv[3]", write("train/command", "$$$$$ ", "$$ ")),
    Mutation(
        "a parameter's default", "since.default", put("spec/root/inputDefinitions/parameters/since/defaultValue", "x")
    ),
    Mutation(
        "a parameter's type", "since", put("spec/root/inputDefinitions/parameters/since/parameterType", "BOOLEAN")
    ),
    Mutation("a parameter that is not handed on", "since", drop("tasks/load/inputs")),
)
_ENVIRONMENT = (
    Mutation("a value", "load: env", put(f"{_ENV}/LOG_LEVEL/value", "debug")),
    Mutation("a value's dollars", "load: env", put(f"{_ENV}/PRICE/value", "$5 for $$(HOME) and $$")),
    Mutation("the helper behind its users", "load: argv[6]", drop(f"{_ENV}/SEGUE_BRACE")),
    Mutation("a variable too few", "load: env", drop(f"{_ENV}/EMPTY")),
    Mutation("a variable too many", "load: env", add("load/env", _VARIABLE)),
    Mutation("a variable twice", "LOG_LEVEL stands twice", add("load/env", _TWICE)),
    Mutation("a secret's key", "load: env", put("pod-load/secretAsEnv/0/keyToEnv/0/secretKey", "user")),
    Mutation("a config's name", "load: env", put("pod-load/configMapAsEnv/0/configMapName", "other")),
    Mutation("an optional entry", "load: env", put("pod-load/configMapAsEnv/0/optional", False)),
    Mutation("a field of the pod", "load: env", put("pod-load/fieldPathAsEnv/NODE/fieldPath", "status.hostIP")),
    Mutation("the run id's variable", "load: env", put("pod-load/fieldPathAsEnv/RUN/fieldPath", "metadata.name")),
)
_RESOURCES = (
    Mutation("a GPU too many", f"train: limits.{_GPU}", put("train/resources/accelerator/resourceCount", "3")),
    Mutation("no GPU", f"train: limits.{_GPU}", drop("train/resources/accelerator/resourceCount")),
    Mutation(
        "another GPU", "train: limits.amd.com/gpu", put("train/resources/accelerator/resourceType", "amd.com/gpu")
    ),
    Mutation("memory", "load: requests.memory", put("load/resources/resourceMemoryRequest", "2G")),
    Mutation("a limit", "load: limits.cpu", put("load/resources/resourceCpuLimit", "3")),
    Mutation("a request above its limit", "must be less than", put("load/resources/resourceMemoryRequest", "3Gi")),
    Mutation("shared memory", "train: shared_memory", put("pod-train/emptyDirMounts/0/sizeLimit", "4Gi")),
    Mutation(
        "shared memory by a word",
        "shared_memory",
        all_of(
            drop("pod-train/emptyDirMounts"),
            put("pod-train/enabledSharedMemory", {"volumeName": "segue-shm", "size": "8Gi"}),
        ),
    ),
)
_PLACES = (
    Mutation("a node selector", "train: node_selector", put("pod-train/nodeSelector/labels/pool", "cpu")),
    Mutation(
        "a GPU's product",
        "train: node_selector",
        drop(f"pod-train/nodeSelector/labels/{_GPU.replace('/', '~')}.product"),
    ),
    Mutation("a toleration", "train: tolerations", drop("pod-train/tolerations")),
    Mutation("the affinity", "train: affinity", drop("pod-train/nodeAffinity/1")),
    Mutation("pull secrets", "load: image_pull_secrets", drop("pod-load/imagePullSecret")),
    Mutation("a pull policy", "train: image_pull_policy", drop("pod-train/imagePullPolicy")),
    Mutation("a security context", "train: security_context", put("pod-train/securityContext/runAsUser", "0")),
    Mutation("a label", "load: labels.stage", drop("pod-load/podMetadata/labels/stage")),
    Mutation(
        "an annotation", "load: annotations.owner", put("pod-load/podMetadata/annotations/owner", "{{workflow.name}}")
    ),
    Mutation("a mount", "load: volumes", put("pod-load/pvcMount/0/subPath", "cooked")),
    Mutation("a volume", "load: volumes", put("pod-load/pvcMount/0/constant", "other")),
    Mutation("a secret's volume", "load: volumes", drop("pod-load/secretAsVolume")),
    Mutation("an empty volume", "load: volumes", put("pod-load/emptyDirMounts/0/sizeLimit", "1Gi")),
    Mutation("sources of one name", "load", put("pod-load/secretAsVolume/0/secretName", "site")),
)
_TIMES = (
    Mutation("a retry limit", "load: retries.limit", put("tasks/load/retryPolicy/maxRetryCount", 4)),
    Mutation("a delay", "load: retries.first", put("tasks/load/retryPolicy/backoffDuration", "31s")),
    Mutation("a factor", "load: retries.factor", put("tasks/load/retryPolicy/backoffFactor", 3)),
    Mutation("a broken factor", "backoff.factor", put("tasks/load/retryPolicy/backoffFactor", 1.5)),
    Mutation("no budget", "load: retries", drop("tasks/load/retryPolicy/backoffMaxDuration")),
    Mutation("retries where none are", "report: retries", put("tasks/report/retryPolicy", _RETRY)),
    Mutation("a step's timeout", "train: timeout", drop("pod-train/activeDeadlineSeconds")),
)
_SCHEDULE = (
    Mutation("an hour", "schedule: cron.hour", put("run/trigger/cron_schedule/cron", "0 */15 4 * * 1-5")),
    Mutation("a weekday", "schedule: cron.weekday", put("run/trigger/cron_schedule/cron", "0 */15 3 * * 1-4")),
    Mutation("no seconds", "six fields", put("run/trigger/cron_schedule/cron", "*/15 3 * * 1-5")),
    Mutation("Sunday as 7", "not read by this cron", put("run/trigger/cron_schedule/cron", "0 */15 3 * * 1-7")),
    Mutation("the overlap", "schedule: max_concurrency", put("run/max_concurrency", "1")),
    Mutation("a suspended schedule", "schedule: mode", put("run/mode", "DISABLE")),
    Mutation("the start", "schedule: start", drop("run/trigger/cron_schedule/start_time")),
    Mutation("catch-up", "schedule: no_catchup", put("run/no_catchup", False)),
    Mutation("the account", "schedule: service_account", put("run/service_account", "default")),
    Mutation("an unknown field", "has no field", put("run/timezone", "Europe/Berlin")),
)
_REFUSED = (
    Mutation("an unknown field of the pipeline", "no field named", put("load/workingDir", "/app")),
    Mutation("an unknown field of the pod", "no field named", put("pod-load/runtimeClassName", "gvisor")),
    Mutation("another schema", "2.1.0", put("spec/schemaVersion", "2.2.0")),
    Mutation("a platform for nobody", "no executor", put("platform/deploymentSpec/executors/exec-nobody", {})),
)
MUTATIONS = (*_GRAPH, *_PROCESS, *_ENVIRONMENT, *_RESOURCES, *_PLACES, *_TIMES, *_SCHEDULE, *_REFUSED)
