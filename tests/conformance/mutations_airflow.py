"""Single mistakes, as a hand or a bug would make them, in the DAG file for `bite/input.yaml`.

Each names what a run has to print about it. They change texts that stand in the file however it is laid out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str]
_TASK = "KubernetesPodOperator("


class Absent(ValueError):
    """The text that is to be changed does not stand in the file."""


@dataclass(frozen=True)
class Mutation:
    """A change of the file, and the words of the difference that has to be told."""

    title: str
    names: str
    change: Change


def replace(old: str, new: str, where: str | None = None, count: int = 1) -> Change:
    """Exchanges the first places of a text, in the whole file or in one task's call."""

    def change(text: str) -> str:
        begin, end = (0, len(text)) if where is None else _task(text, where)
        part = text[begin:end]
        if part.count(old) < count:
            raise Absent(old)
        return text[:begin] + part.replace(old, new, count) + text[end:]

    return change


def _task(text: str, task: str) -> tuple[int, int]:
    """From a task's id to the next task."""
    begin = text.find(f'task_id="{task}"')
    if begin < 0:
        raise Absent(task)
    end = text.find(_TASK, begin)
    return begin, len(text) if end < 0 else end


def append(line: str) -> Change:
    return lambda text: f"{text}    {line}\n"


def all_of(*changes: Change) -> Change:
    """Several changes that make one mistake."""

    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


_TAG = '{{ params["since"] | replace("$", "$$") }}'
_TASK_ID = 'task_id="report",'
_RUN_ID = "churn-training__{{ run_id }}"
_RUN = f'name="RUN", value="{_RUN_ID}"'
_LEVEL = 'k8s.V1EnvVar(name="LOG_LEVEL", value="info"),'
_NOTE = '"{{workflow.name}} costs $5 and $$(KUBERNETES_SERVICE_PORT)"'
_CRON = 'CronTriggerTimetable("*/15 3 * * 1-5", timezone="Europe/Berlin")'
_START = 'pendulum.datetime(2026, 2, 1, tz="Europe/Berlin")'

_GRAPH = (
    Mutation("an edge too few", "report: needs", replace("[load, train] >> report", "train >> report")),
    Mutation("an edge too many", "warm up cache: needs", append("train >> warm_up_cache")),
    Mutation("a circle", "import error: ", append("report >> load")),
    Mutation("a task twice", "import error: ", replace(_TASK_ID, 'task_id="train",')),
    Mutation("another task", "report: step", replace(_TASK_ID, 'task_id="reports",')),
    Mutation("an original name", "warm up cache: step", replace("warm up cache\\n", "warm up\\n")),
    Mutation("a rule", "report: trigger_rule", replace(_TASK_ID, f'{_TASK_ID} trigger_rule="all_done",')),
    Mutation("parallelism", "pipeline: parallelism", replace("max_active_tasks=4", "max_active_tasks=3")),
    Mutation("runs side by side", "pipeline: max_active_runs", replace("max_active_runs=1", "max_active_runs=16")),
    Mutation("the run's timeout", "pipeline: timeout", replace("timedelta(hours=12)", "timedelta(hours=11)")),
    Mutation("a description", "pipeline: description", replace("nightly training", "daily training")),
    Mutation("a parameter's default", "since.default", replace('"2026-01-01"', '"2026-01-02"')),
    Mutation("a parameter's words", "since.description", replace("first day", "last day")),
)
_PROCESS = (
    Mutation("an image", "load: image", replace("acme/churn:1", "acme/churn:2", "load")),
    Mutation("an argument", "load: args[0]", replace('"--since"', '"--until"', "load")),
    Mutation("a missing `literal`", "load: pod: ", replace(f"literal({_NOTE})", _NOTE)),
    Mutation("an unescaped reference", "load: args[3]", replace("$$(KUB", "$(KUB", "load")),
    Mutation("a fixed parameter", "load: args[1]", replace(_TAG, "2026-01-01", "load")),
    Mutation("a parameter without its filter", "load: args[1]", replace(_TAG, '{{ params["since"] }}', "load")),
    Mutation("another id", "load: args[4]", replace("s3://bucket/churn-training__{{ run_id", "s3://bucket/{{ ds")),
    Mutation("a script's text", "train: command[3]", replace("epochs 20", "epochs 2")),
    Mutation("a script's end", "train: command[3]", replace("epochs 20\\n", "epochs 20")),
    Mutation("a script's dollars", "train: command[3]", replace("echo $$", "echo ")),
    Mutation("a script's shell", "train: command[1]", replace('"-eu"', '"-e"')),
    Mutation("a folder", "load: working_dir", replace('working_dir="/app"', 'working_dir="/"')),
)
_ENVIRONMENT = (
    Mutation("a value", "load: env[2][1]", replace('value="info"', 'value="debug"', "load")),
    Mutation("a value's dollars", "load: env[3][1]", replace("for $$(HOME) and $$", "for $$(HOME) and ", "load")),
    Mutation("the order", "load: env[1][0]", all_of(
        replace(f"k8s.V1EnvVar({_RUN}),", "@", "load"), replace(_LEVEL, f"k8s.V1EnvVar({_RUN}),", "load"),
        replace("@", _LEVEL, "load"),
    )),
    Mutation("a field of the pod", "load: env[8][1]", replace('"spec.nodeName"', '"status.hostIP"', "load")),
    Mutation("a whole secret", "load: env_from[0].secret", replace('name="wandb"', 'name="other"', "load")),
    Mutation("a prefix", "load: env_from[0].prefix", replace('prefix="WANDB_",', "", "load")),
    Mutation("a variable too few", "load: env", replace('k8s.V1EnvVar(name="EMPTY", value=""),', "", "load")),
    Mutation("a variable too many", "report: env", replace(_LEVEL, f'{_LEVEL} k8s.V1EnvVar(name="X"),', "report")),
    Mutation("a secret's key", "load: env[4][1]", replace('key="password"', 'key="user"')),
    Mutation("a config's name", "load: env[5][1]", replace('name="site"', 'name="other"', "load")),
    Mutation("an optional entry", "load: env[5][1]", replace("optional=True", "optional=False")),
    Mutation("the run id's variable", "load: env[1][1]", replace(_RUN, 'name="RUN", value="{{ run_id }}"', "load")),
)  # fmt: skip
_GPU = '"nvidia.com/gpu": "2"'
_RESOURCES = (
    Mutation("a GPU too many", "train: requests.nvidia.com/gpu", replace(_GPU, _GPU.replace("2", "3"), count=2)),
    Mutation("GPUs requested and limited apart", "must be equal to", replace(_GPU, _GPU.replace("2", "1"))),
    Mutation("no GPU", "train: limits.nvidia.com/gpu", replace(f", {_GPU}", "", count=2)),
    Mutation("memory", "load: requests.memory", replace('"memory": "2Gi"', '"memory": "2G"', "load")),
    Mutation("a limit", "load: limits.cpu", replace('"cpu": "2"', '"cpu": "3"', "load")),
    Mutation("storage", "load: limits.ephemeral-storage", replace('"10G"', '"11G"', "load", 2)),
    Mutation("shared memory", "train: shared_memory", replace('size_limit="8Gi"', 'size_limit="4Gi"')),
)
_PLACES = (
    Mutation("a node selector", "train: node_selector", replace('"pool": "gpu"', '"pool": "cpu"')),
    Mutation("a toleration", "train: tolerations", replace('effect="NoSchedule"', 'effect="NoExecute"')),
    Mutation("the affinity", "train: affinity", replace('values=["a", "b"]', 'values=["a"]')),
    Mutation("a service account", "report: service_account", replace('"reporter"', '"trainer"')),
    Mutation("pull secrets", "load: image_pull_secrets", replace('"registry-key"', '"cuda-key"', "load")),
    Mutation("a scheduler", "train: scheduler", replace('schedulername="volcano",', "")),
    Mutation("a runtime class", "train: runtime_class", replace('runtime_class_name="nvidia",', "")),
    Mutation("a pull policy", "train: image_pull_policy", replace('image_pull_policy="Always",', "")),
    Mutation("a security context", "train: security_context", replace("run_as_user=1000", "run_as_user=0")),
    Mutation(
        "the Pod's security context",
        "train: security_context",
        replace("container_security_context", "security_context"),
    ),
    Mutation("a priority", "train: priority_class", replace('priority_class_name="high",', "")),
    Mutation("a namespace", "load: namespace", replace('namespace="ml"', 'namespace="other"', "load")),
    Mutation("a label", "load: labels.stage", replace('"stage": "load"', '"stage": "train"')),
    Mutation("an annotation", "load: annotations.owner", replace('"data science"', '"science"', "load")),
    Mutation("a mount", "load: volumes[0].read_only", replace("read_only=True,", "", "load")),
    Mutation("a volume", "load: volumes[0].source", replace('claim_name="data"', 'claim_name="other"')),
    Mutation("a mount twice", "must be unique", replace('mount_path="/tls"', 'mount_path="/data"')),
)
_TIMES = (
    Mutation("a retry limit", "load: retries.limit", replace("retries=3", "retries=4", "load")),
    Mutation("a delay", "load: retries.waits", replace("seconds=30", "seconds=31", "load")),
    Mutation("no factor", "load: retries.waits", replace("retry_exponential_backoff=True,", "", "load")),
    Mutation("a factor as a number", "(Airflow 2.11)", replace("backoff=True", "backoff=3.0", "load")),
    Mutation("a longest wait", "load: retries.waits", replace(
        "retries=3,", "retries=3, max_retry_delay=timedelta(seconds=40),", "load"
    )),
    Mutation("retries where none are", "report: retries", replace("retries=0", "retries=1", "report")),
    Mutation("retries left to the configuration", "expected `retries`", replace("retries=0,", "", "report")),
    Mutation("a step's timeout", "train: timeout", replace("timedelta(hours=6)", "timedelta(hours=5)")),
)  # fmt: skip
_SCHEDULE = (
    Mutation("an hour", "schedule: cron.hour", replace('"*/15 3', '"*/15 4')),
    Mutation("a weekday", "schedule: cron.weekday", replace("* * 1-5", "* * 1-4")),
    Mutation("seconds", "schedule: cron", replace('1-5"', '1-5 30"')),
    Mutation("a zone", "schedule: timezone", replace('1-5", timezone="Europe/Berlin"', '1-5", timezone="UTC"')),
    Mutation("no zone", "import error: ", replace('1-5", timezone="Europe/Berlin"', '1-5", timezone="Mars/X"')),
    Mutation("a bare line", "schedule: timetable", replace(_CRON, '"*/15 3 * * 1-5"')),
    Mutation("no schedule", "schedule: timetable", replace(_CRON, "None")),
    Mutation("the start", "schedule: start", replace("2026, 2, 1,", "2026, 2, 2,")),
    Mutation("a moving start", "the next import", replace(_START, "pendulum.now()")),
    Mutation("catch-up", "schedule: catchup", replace("catchup=False", "catchup=True")),
    Mutation("catch-up by default", "expected `catchup`", replace("catchup=False,", "")),
    Mutation("a suspended schedule", "schedule: suspended", replace(
        "catchup=False,", "catchup=False, is_paused_upon_creation=True,"
    )),
)  # fmt: skip
_REFUSED = (
    Mutation("an unknown argument", "import error: ", replace("retries=3,", "retry=3,", "load")),
    Mutation("an argument of Airflow 2", "(Airflow 3.3)", replace("catchup=False,", "catchup=False, fail_stop=True,")),
    Mutation(
        "a deprecated argument", "import warning: ", replace(_TASK_ID, f"{_TASK_ID} is_delete_operator_pod=True,")
    ),
    Mutation("a module that is gone", "(Airflow 2.11, 3.3)", replace("operators.pod ", "operators.kubernetes_pod ")),
    Mutation("no Python", "import error: ", append("load >>")),
    Mutation("another layout", "ruff format", replace("retries=0,", "retries = 0,")),
    Mutation("an unused import", "ruff check: line 1: F401", replace('"""Gen', 'import re  # """Gen')),
)
MUTATIONS = (*_GRAPH, *_PROCESS, *_ENVIRONMENT, *_RESOURCES, *_PLACES, *_TIMES, *_SCHEDULE, *_REFUSED)
