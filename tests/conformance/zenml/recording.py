"""Keeps what ZenML hands to an orchestrator, and what it would send to a cluster that does not exist here."""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from zenml.models import PipelineSnapshotResponse
from zenml.orchestrators import BaseOrchestrator
from zenml.zen_stores.base_zen_store import BaseZenStore


class Log(logging.Handler):
    """What the orchestrators say, as they say it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname.lower()}: {record.getMessage()}")


def keep_submissions(orchestrator: type[BaseOrchestrator]) -> None:
    """Writes the snapshot, and the environment of each step, before the orchestrator gets them."""
    newer, older = orchestrator.submit_pipeline, orchestrator.prepare_or_run_pipeline

    def submit(self: Any, **named: Any) -> Any:
        if "snapshot" in named:
            _keep("newer", named["snapshot"])
            Path("environments.json").write_text(json.dumps(named["step_environments"]), encoding="utf-8")
        else:
            _keep("middle", named["deployment"])
        return newer(self, **named)

    def prepare(self: Any, deployment: PipelineSnapshotResponse, **named: Any) -> Any:
        _keep("older", deployment)
        return older(self, deployment=deployment, **named)

    orchestrator.submit_pipeline = submit
    orchestrator.prepare_or_run_pipeline = prepare


def _keep(method: str, snapshot: PipelineSnapshotResponse) -> None:
    Path("method").write_text(method, encoding="utf-8")
    Path("snapshot.json").write_text(snapshot.model_dump_json(), encoding="utf-8")


class Cluster:
    """Kubeflow's client as far as ZenML asks it for anything; the file it would upload is kept."""

    def __init__(self, **_: Any) -> None:
        pass

    def get_experiment(self, *_: Any, **__: Any) -> Any:
        return type("Experiment", (), {"experiment_id": "experiment"})

    def create_recurring_run(self, pipeline_package_path: str, **schedule: Any) -> Any:
        self._keep(pipeline_package_path)
        Path("recurring.json").write_text(json.dumps(schedule, default=str), encoding="utf-8")
        return type("Recurring", (), {"recurring_run_id": "run"})

    def create_run_from_pipeline_package(self, pipeline_package_path: str, **_: Any) -> Any:
        self._keep(pipeline_package_path)
        return type("Run", (), {"run_id": "run"})

    def wait_for_run_completion(self, **_: Any) -> None:
        pass

    @staticmethod
    def _keep(package: str) -> None:
        shutil.copy(package, "pipeline.yaml")


def without_a_cluster() -> None:
    """ZenML's own orchestrators want a server and artifacts that a cluster reaches, Kubeflow's also a cluster."""
    from zenml.integrations.kubeflow.orchestrators import KubeflowOrchestrator

    os.environ["ZENML_SKIP_STACK_VALIDATION"] = "true"
    BaseZenStore.is_local_store = lambda _: False
    KubeflowOrchestrator._get_kfp_client = lambda _, settings: Cluster()
