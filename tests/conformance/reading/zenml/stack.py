"""The stack file: what a snapshot lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reading import Unreadable
from reading.document import Map, Node, Scalar, read
from reading.shapes import core, items, required, string, table

# What a step asks its environment for, by the flavor of the orchestrator (`get_orchestrator_run_id` of each, 0.98.0).
_RUN_ID = {
    "kubernetes": "ZENML_KUBERNETES_RUN_ID",
    "kubeflow": "KFP_RUN_ID",
    "tekton": "ZENML_TEKTON_RUN_ID",
    "airflow": "ZENML_AIRFLOW_RUN_ID",
    "vertex": "ZENML_VERTEX_RUN_ID",
    "sagemaker": "ZENML_SAGEMAKER_RUN_ID",
    "azureml": "AZUREML_ROOT_RUN_ID",
    "local_docker": "ZENML_DOCKER_ORCHESTRATOR_RUN_ID",
    "databricks": "ZENML_DATABRICKS_ORCHESTRATOR_RUN_ID",
    "lightning": "ZENML_LIGHTNING_ORCHESTRATOR_RUN_ID",
}
# Without a stack file each target sets the variable of the flavor that is most like it.
_FLAVOR_OF_TARGET = {"argo": "kubernetes", "tekton": "tekton", "airflow": "airflow", "kubeflow": "kubeflow"}


@dataclass
class Stack:
    """A stack file, or the lack of one."""

    document: Map | None = None
    orchestrator: Map = field(default_factory=Map)
    # What ZenML's client passes to its own steps.
    base_environment: Map = field(default_factory=Map)
    # The components' environments in file order, then the stack's; each over those before it.
    environments: list[Map] = field(default_factory=list)

    @property
    def flavor(self) -> str | None:
        return string(self.orchestrator.get("flavor"))

    @property
    def configuration(self) -> dict[str, Any]:
        """Static fields and default settings side by side."""
        found: dict[str, Any] = core(self.orchestrator.get("configuration") or Map())
        return found

    @property
    def targets(self) -> Map:
        return table(self.document.get("targets")) if self.document is not None else Map()

    @property
    def namespace(self) -> str | None:
        key = {"kubeflow": "user_namespace", "segue": "namespace"}.get(self.flavor or "", "kubernetes_namespace")
        name: str | None = self.configuration.get(key)
        return name

    def run_id_names(self, target: str | None) -> list[str]:
        """The variable that the flavor reads, beside Segue's own."""
        flavor = self.flavor if self.document is not None else _FLAVOR_OF_TARGET.get(target or "")
        return ["SEGUE_RUN_ID", *([_RUN_ID[flavor]] if flavor in _RUN_ID else [])]

    @property
    def service_account(self) -> str | None:
        configuration = self.configuration
        account: str | None = configuration.get("step_pod_service_account_name") or configuration.get(
            "service_account_name"
        )
        return account

    def environment(self, *, of_zenml: bool) -> dict[str, Node]:
        """Base (for ZenML's steps alone), components, stack: a later one wins, in the place of the first."""
        result: dict[str, Node] = dict(self.base_environment.items()) if of_zenml else {}
        for layer in self.environments:
            result |= dict(layer.items())
        return result


def read_stack(text: str, *, is_json: bool) -> Stack:
    document = read(text, is_json=is_json)
    if not isinstance(document, Map) or not isinstance(document.get("components"), Map):
        raise Unreadable("no stack file")
    components = [
        (kind, table(component))
        for kind, written in table(document.get("components")).items()
        for component in ([written] if isinstance(written, Map) else items(written))
    ]
    orchestrators = [component for kind, component in components if kind == "orchestrator"]
    if len(orchestrators) != 1:
        raise Unreadable(f"{len(orchestrators)} orchestrators")
    required(orchestrators[0].get("flavor"), "flavor")
    layers = [*(component.get("environment") for _, component in components), document.get("environment")]
    base, *others = (
        Map() if _is_null(layer) else table(layer) for layer in [document.get("base_environment"), *layers]
    )
    return Stack(document, orchestrators[0], base, others)


def _is_null(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.is_null)
