"""The stacks that the pipelines run through: one for each way in, with equal components beside the orchestrator."""

from __future__ import annotations

from zenml.client import Client
from zenml.enums import StackComponentType

# The component that `zenml orchestrator register` has made before, by the command line.
SEGUE = "orch_segue"
REGISTRY = "registry"
# The password comes from a secret: the orchestrator's `secret_environment` names it.
REGISTRY_ENVIRONMENT = {"REGISTRY_REGION": "eu", "TEAM": "platform", "REGISTRY_PASSWORD": "a-value-that-nobody-may-see"}
_FLAVORS = {"segue_older": "older.OlderFlavor", "segue_middle": "older.MiddleFlavor"}
STACK_ENVIRONMENT = {"STACK_TIER": "gold"}


def make(ways: list[str]) -> None:
    """Registers what is missing, and a stack of the name of each way."""
    client = Client()
    types = StackComponentType
    client.create_stack_component(
        REGISTRY, "default", types.CONTAINER_REGISTRY, {"uri": "ghcr.io/acme-ml"}, environment=REGISTRY_ENVIRONMENT
    )
    client.create_stack_component("builder", "local", types.IMAGE_BUILDER, {})
    for way in ways:
        name = SEGUE if way == "segue" else f"orch_{way}"
        if way.startswith("segue_"):
            configuration = dict(client.get_stack_component(types.ORCHESTRATOR, SEGUE).configuration)
            flavor = way
            if way == "segue_three":
                configuration["target"] = [target for target in configuration["target"] if target != "tekton"]
                flavor = "segue"
            else:
                client.create_flavor(_FLAVORS[way], types.ORCHESTRATOR)
            client.create_stack_component(name, flavor, types.ORCHESTRATOR, configuration)
        elif way == "kubeflow":
            host = {"kubeflow_hostname": "https://kubeflow.example.com/pipeline"}
            client.create_stack_component(name, "kubeflow", types.ORCHESTRATOR, host)
        elif way == "airflow":
            # The operator that has resources at all; with the others they are ignored.
            choice = {"operator": "kubernetes_pod", "dag_output_dir": "dags", "local": False}
            client.create_stack_component(name, "airflow", types.ORCHESTRATOR, choice)
        components = {
            types.ORCHESTRATOR: name,
            types.ARTIFACT_STORE: "default",
            types.CONTAINER_REGISTRY: REGISTRY,
            types.IMAGE_BUILDER: "builder",
        }
        client.create_stack(way, components)
        client.update_stack(way, environment=STACK_ENVIRONMENT)
