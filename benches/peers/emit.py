"""Emits the manifest of 201 steps through one of ZenML's own orchestrators, in this one process.

python emit.py prepare FOLDER       makes the stacks, which is not measured
python emit.py keep FOLDER          keeps the snapshot and its stack file for Segue, which is not measured
python emit.py kubeflow|airflow     from the start of Python to the manifest in the current folder
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "conformance" / "zenml"))

import recording
import stacks
from pipelines import wide
from zenml.client import Client

WAYS = ("kubeflow", "airflow")


def main() -> None:
    task = sys.argv[1]
    if task == "prepare":
        stacks.make(list(WAYS))
        return
    recording.without_a_cluster()
    if task == "keep":
        _keep(Path(sys.argv[2]))
        return
    Client().activate_stack(task)
    wide()


def _keep(folder: Path) -> None:
    """The snapshot of Kubeflow's stack, and all that ZenML puts into each container beside it."""
    from segue_zenml.config import SegueOrchestratorConfig
    from segue_zenml.stack_file import stack_document
    from zenml.integrations.kubeflow.orchestrators import KubeflowOrchestrator

    def submit(self: object, snapshot: object, stack: object, base_environment: dict, **_: object) -> None:
        config = SegueOrchestratorConfig(target="all", secret_environment={"REGISTRY_PASSWORD": "registry/password"})
        document = stack_document(stack, config, base_environment)
        # Argo's full CRDs take 200 tasks.
        document["targets"] = {"argo": {"minimal_crds": True}}
        (folder / "snapshot.json").write_text(snapshot.model_dump_json(), encoding="utf-8")
        (folder / "stack.json").write_text(json.dumps(document), encoding="utf-8")

    KubeflowOrchestrator.submit_pipeline = submit
    Client().activate_stack("kubeflow")
    wide()


if __name__ == "__main__":
    main()
