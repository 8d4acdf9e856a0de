"""The component's configuration and the settings that pipelines and steps may override.

Both are checked by ZenML: the configuration at `zenml orchestrator register`, settings when a pipeline is compiled.
Neither reads the disk or starts a program, since each step's container makes them again, where there is no `segue`.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field, field_validator
from zenml.integrations.kubernetes.flavors.kubernetes_orchestrator_flavor import KubernetesOrchestratorSettings
from zenml.orchestrators import BaseOrchestratorConfig

_TARGET = re.compile(r"[a-z][a-z0-9-]*")
# A DNS label, as Kubernetes wants of a namespace (RFC 1123).
_NAMESPACE = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_REFERENCE = re.compile(r"[^/\s]+/[^/\s]+")
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://")


class SegueOrchestratorSettings(KubernetesOrchestratorSettings):
    """What a pipeline or a step may override.

    These are the settings of ZenML's own Kubernetes orchestrator, by its own class, so that a pipeline moves from that
    flavor to this one without a change. Segue tells key by key which of them a target does not have.
    """

    targets: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="Segue's settings of each target, such as `{'tekton': {'schedule_image': 'example.com/kubectl'}}`.",
    )


class SegueOrchestratorConfig(BaseOrchestratorConfig, SegueOrchestratorSettings):
    """Where the files go, and what their steps need to run."""

    # A list as one text is ZenML's command line: it would read a field of lists as JSON.
    target: str | list[str] = Field(
        description="Targets, as a list or separated by commas: `argo`, `tekton`, `airflow`, `kubeflow`, or `all`."
    )
    output_dir: str = Field(
        "manifests",
        description="The local folder for the files, as `DIR/TARGET/…`; other files in it are left alone.",
    )
    namespace: str | None = Field(None, description="The Kubernetes namespace of everything that is written.")
    binary: str = Field("segue", description="The program `segue`: a path, or a name to be found in PATH.")
    secret_environment: dict[str, str] = Field(
        default_factory=dict,
        description="Variables that steps get from a Kubernetes secret instead of as text, each as `NAME/KEY`, such "
        "as `{'ZENML_STORE_API_TOKEN': 'zenml/token'}`. A token is never written into a file.",
    )
    inputs_dir: str | None = Field(
        None,
        description="A folder in which the snapshot and the stack file are kept, for `segue compile` and `segue "
        "convert` by hand. Without it they are kept only where Segue refuses them.",
    )
    local: bool = Field(
        False,
        description="Whether the files are only to be looked at. ZenML then takes a local store and local components, "
        "which steps in a cluster cannot reach.",
    )

    @field_validator("target")
    @classmethod
    def _targets_are_names(cls, value: str | list[str]) -> list[str]:
        names = [name.strip() for name in (value.split(",") if isinstance(value, str) else value)]
        for name in names:
            if not _TARGET.fullmatch(name):
                raise ValueError(f"`{name}` is no target; write names such as `argo,tekton`")
        if len(set(names)) != len(names):
            raise ValueError(f"a target stands twice in `{','.join(names)}`")
        if not names:
            raise ValueError("there is no target; write names such as `argo,tekton`")
        return names

    @field_validator("namespace")
    @classmethod
    def _namespace_is_a_label(cls, value: str | None) -> str | None:
        if value is not None and not _NAMESPACE.fullmatch(value):
            raise ValueError(f"`{value}` is no name of a namespace: small letters, digits and `-`, at most 63")
        return value

    @field_validator("output_dir", "inputs_dir")
    @classmethod
    def _folder_is_local(cls, value: str | None) -> str | None:
        if value == "":
            raise ValueError("an empty path is no folder")
        if value is not None and _REMOTE.match(value):
            raise ValueError(f"`{value}` is no local folder; copy the files there afterwards")
        return value

    @field_validator("secret_environment")
    @classmethod
    def _references_are_names(cls, value: dict[str, str]) -> dict[str, str]:
        for variable, reference in value.items():
            if not _REFERENCE.fullmatch(reference):
                # The value is not repeated: it may be the secret itself.
                raise ValueError(f"`{variable}` does not name a secret; write `NAME/KEY` of a Kubernetes secret")
        return value

    @property
    def targets_asked(self) -> list[str]:
        """The targets in the order in which they are written."""
        return [self.target] if isinstance(self.target, str) else self.target

    @property
    def is_remote(self) -> bool:
        """Steps run in a cluster, so ZenML wants a server that they can reach."""
        return not self.local

    @property
    def is_local(self) -> bool:
        """Whether local components may be used."""
        return self.local

    @property
    def is_synchronous(self) -> bool:
        """Nothing runs at submission: files are written, whoever applies them starts the run."""
        return False

    @property
    def is_schedulable(self) -> bool:
        """Every target has schedules."""
        return True

    @property
    def supports_client_side_caching(self) -> bool:
        """The files run more than once, so steps that are cached today must be in them."""
        return False

    @property
    def handles_step_retries(self) -> bool:
        """The target retries. Were the step's own process to retry as well, the attempts would multiply."""
        return True
