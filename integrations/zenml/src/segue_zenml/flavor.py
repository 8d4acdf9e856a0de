"""What ZenML registers: the flavor `segue`, with its configuration and its implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zenml.orchestrators import BaseOrchestratorFlavor

from segue_zenml.config import SegueOrchestratorConfig

if TYPE_CHECKING:
    from segue_zenml.orchestrator import SegueOrchestrator


class SegueOrchestratorFlavor(BaseOrchestratorFlavor):
    """The flavor `segue`."""

    @property
    def name(self) -> str:
        """The name in `zenml orchestrator register … --flavor segue`, and in the stack file that Segue reads."""
        return "segue"

    @property
    def config_class(self) -> type[SegueOrchestratorConfig]:
        """The static facts of a component, checked when it is registered."""
        return SegueOrchestratorConfig

    @property
    def implementation_class(self) -> type[SegueOrchestrator]:
        """Imported late: listing flavors must not need what only submitting needs."""
        from segue_zenml.orchestrator import SegueOrchestrator

        return SegueOrchestrator
