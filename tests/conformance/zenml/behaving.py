"""What the component does by itself: what it refuses when it is registered, the run id, and where secrets go."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from typing import Any

import stacks
from segue_zenml.config import SegueOrchestratorConfig
from segue_zenml.orchestrator import SegueOrchestrator
from segue_zenml.stack_file import stack_document
from zenml.client import Client
from zenml.enums import StackComponentType

# Each is refused, by the key that is wrong in it.
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "no target": {},
    "no name of a target": {"target": "argo,Tekton!"},
    "a target twice": {"target": ["argo", "argo"]},
    "no namespace": {"target": "argo", "namespace": "Not_A_Label"},
    "a remote folder": {"target": "argo", "output_dir": "s3://acme/manifests"},
    "no reference to a secret": {"target": "argo", "secret_environment": {"A_TOKEN": "hunter2"}},
    "unknown key": {"target": "argo", "node_pool": "a"},
    "settings of another type": {"target": "argo", "max_parallelism": "many"},
}
_PASSWORD = {"REGISTRY_PASSWORD": "registry/password"}
_TOKEN = "a-value-that-nobody-may-see"


def facts() -> dict[str, Any]:
    component = Client().get_stack_component(StackComponentType.ORCHESTRATOR, stacks.SEGUE)
    orchestrator = SegueOrchestrator.from_model(component)
    return {
        "refusals": {name: _error(lambda given=given: _register(given)) for name, given in CONFIGURATIONS.items()},
        "run id": _with_run_id("run-1", orchestrator.get_orchestrator_run_id),
        "without run id": _error(lambda: _with_run_id(None, orchestrator.get_orchestrator_run_id)),
        "missing program": _missing_program(),
        "plain secret": _error(lambda: _stack_file(_PASSWORD)),
        "secret by reference": _stack_file(_PASSWORD | {"ZENML_STORE_API_TOKEN": "zenml/token"}),
        "properties": {
            name: getattr(orchestrator.config, name)
            for name in ("is_schedulable", "is_synchronous", "handles_step_retries", "supports_client_side_caching")
        },
        "is_remote": SegueOrchestratorConfig(target="argo").is_remote,
        "execution modes": [mode.value for mode in orchestrator.supported_execution_modes],
    }


def _register(configuration: dict[str, Any]) -> None:
    name = f"refused-{len(configuration)}"
    Client().create_stack_component(name, "segue", StackComponentType.ORCHESTRATOR, configuration)


def _error(call: Callable[[], Any]) -> str | None:
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def _with_run_id(value: str | None, call: Callable[[], str]) -> str:
    old = os.environ.pop("SEGUE_RUN_ID", None)
    try:
        if value is not None:
            os.environ["SEGUE_RUN_ID"] = value
        return call()
    finally:
        os.environ.pop("SEGUE_RUN_ID", None)
        if old is not None:
            os.environ["SEGUE_RUN_ID"] = old


def _missing_program() -> str | None:
    client = Client()
    with tempfile.TemporaryDirectory() as folder:
        configuration = {"target": "argo", "local": True, "binary": f"{folder}/segue"}
        client.create_stack_component("orch_missing", "segue", StackComponentType.ORCHESTRATOR, configuration)
    components = {StackComponentType.ORCHESTRATOR: "orch_missing", StackComponentType.ARTIFACT_STORE: "default"}
    client.create_stack("missing", components)
    stack = client.get_stack("missing")
    from zenml.stack import Stack

    return _error(lambda: Stack.from_model(stack).validate())


def _stack_file(references: dict[str, str]) -> str:
    """The stack file of an environment that ZenML passes with a server."""
    config = SegueOrchestratorConfig(target="argo", secret_environment=references)
    from zenml.stack import Stack

    stack = Stack.from_model(Client().get_stack("segue"))
    base = {"ZENML_STORE_TYPE": "rest", "ZENML_SECRETS_STORE_TYPE": "none", "ZENML_STORE_API_TOKEN": _TOKEN}
    return json.dumps(stack_document(stack, config, base))
