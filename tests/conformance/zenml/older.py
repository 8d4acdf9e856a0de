"""The flavor as a version of ZenML without `submit_pipeline` sees it.

ZenML 0.98 still calls `prepare_or_run_pipeline` where a class leaves `submit_pipeline` as the base has it, so its own
code takes the older way here.
"""

from __future__ import annotations

from segue_zenml.flavor import SegueOrchestratorFlavor
from segue_zenml.orchestrator import SegueOrchestrator
from zenml.orchestrators import BaseOrchestrator


class OlderOrchestrator(SegueOrchestrator):
    """Has only the older method."""

    submit_pipeline = BaseOrchestrator.submit_pipeline


class OlderFlavor(SegueOrchestratorFlavor):
    """The same configuration under another name."""

    @property
    def name(self) -> str:
        return "segue_older"

    @property
    def implementation_class(self) -> type[SegueOrchestrator]:
        return OlderOrchestrator
