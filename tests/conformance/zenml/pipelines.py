"""The pipelines that are run through each orchestrator: each shows one thing that a manifest has to hold.

They are written as ZenML's users write them. Steps return numbers, so that edges are data; nothing of them is executed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from zenml import pipeline, step
from zenml.config import DockerSettings, ResourceSettings
from zenml.config.retry_config import StepRetryConfig
from zenml.config.schedule import Schedule
from zenml.enums import ExecutionMode

IMAGE = "ghcr.io/acme-ml/train:1"
CUDA_IMAGE = "ghcr.io/acme-ml/train-cuda:1"
# No image is built: what a registry would hold is named.
DOCKER = DockerSettings(skip_build=True, parent_image=IMAGE)
CUDA = DockerSettings(skip_build=True, parent_image=CUDA_IMAGE)

POD = {
    "node_selectors": {"pool": "gpu", "zone": "a"},
    "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
    "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "8Gi"}}],
    "volume_mounts": [{"name": "shm", "mountPath": "/dev/shm"}],
    "labels": {"team": "growth"},
    "annotations": {"example.com/owner": "churn"},
}


@step
def load() -> int:
    return 1


@step
def train(rows: int) -> int:
    return rows


@step
def pick(scores: list[int]) -> int:
    return max(scores)


@step(enable_cache=False)
def report(model: int) -> None:
    print(model)


@pipeline(settings={"docker": DOCKER}, tags=["nightly"], extra={"owner": "growth"})
def fan_out() -> None:
    rows = load()
    models = [train(rows, id=f"train_{number}") for number in range(3)]
    report(pick(models))


GPU = {
    "docker": CUDA,
    "resources": ResourceSettings(cpu_count=8, gpu_count=2),
    "orchestrator": {"pod_settings": POD},
}


@step(settings=GPU)
def train_on_gpu(rows: int) -> int:
    return rows


@pipeline(settings={"docker": DOCKER})
def gpu() -> None:
    report(train_on_gpu(load(), id="train"))


@step(settings={"resources": ResourceSettings(cpu_count=0.5, memory="16GB")})
def train_in_memory(rows: int) -> int:
    return rows


@pipeline(settings={"docker": DOCKER})
def memory() -> None:
    report(train_in_memory(load(), id="train"))


@pipeline(settings={"docker": DOCKER, "orchestrator": {"service_account_name": "trainer"}})
def account() -> None:
    report(load())


@step(environment={"LOG_LEVEL": "debug", "FOLDER": "/data/x y"})
def train_with_environment(rows: int) -> int:
    return rows


@pipeline(settings={"docker": DOCKER}, environment={"LOG_LEVEL": "info", "TEAM": "growth"})
def environment() -> None:
    report(train_with_environment(load(), id="train"))


@step(retry=StepRetryConfig(max_retries=3, delay=10, backoff=2))
def train_again(rows: int) -> int:
    return rows


@pipeline(settings={"docker": DOCKER})
def retries() -> None:
    report(train_again(load(), id="train"))


@pipeline(settings={"docker": DOCKER})
def alike() -> None:
    """`my_step` and `my-step` are two steps, and the second needs the first."""
    first = load(id="my_step")
    second = train(first, id="my-step")
    report(second)


@pipeline(settings={"docker": DOCKER})
def daily() -> None:
    report(load())


@pipeline(settings={"docker": DOCKER})
def bounded() -> None:
    report(load())


@pipeline(settings={"docker": DOCKER})
def every() -> None:
    report(load())


@pipeline(settings={"docker": DOCKER})
def once() -> None:
    report(load())


@pipeline(settings={"docker": DOCKER}, execution_mode=ExecutionMode.FAIL_FAST)
def fail_fast() -> None:
    report(load())


@pipeline(settings={"docker": DOCKER})
def wide() -> None:
    """201 steps: 200 beside one another, and one that needs them all."""
    pick([load(id=f"load_{number}") for number in range(200)])


def _at(day: int) -> datetime:
    return datetime(2030, 1, day, 3, tzinfo=UTC)


# The pipelines of the suite with their schedules; `wide` is for the benchmark alone.
PIPELINES: dict[str, tuple[Callable[..., Any], Schedule | None]] = {
    "fan_out": (fan_out, None),
    "gpu": (gpu, None),
    "memory": (memory, None),
    "account": (account, None),
    "environment": (environment, None),
    "retries": (retries, None),
    "alike": (alike, None),
    "daily": (daily, Schedule(cron_expression="30 3 * * 1-5")),
    "bounded": (bounded, Schedule(cron_expression="30 3 * * 1-5", start_time=_at(1), end_time=_at(31))),
    "every": (every, Schedule(interval_second=timedelta(days=1, hours=1), start_time=_at(1))),
    "once": (once, Schedule(run_once_start_time=_at(7))),
    "fail_fast": (fail_fast, None),
}

# What Tekton's CronJob has no field for.
NOT_ON_TEKTON = ("bounded", "every", "once")
# What is enough to show that the older method writes the same.
OLDER = ("fan_out", "gpu", "environment", "daily", "once")
