"""The flavor as older versions of ZenML call it.

ZenML 0.98 still calls `prepare_or_run_pipeline` where a class leaves `submit_pipeline` as the base has it, so its own
code takes that way here. The one of 0.84, a `submit_pipeline` with other names, is called as its `run` does.
"""

from __future__ import annotations

from typing import Any

from segue_zenml.flavor import SegueOrchestratorFlavor
from segue_zenml.orchestrator import SegueOrchestrator
from zenml.orchestrators import BaseOrchestrator


class OlderOrchestrator(SegueOrchestrator):
    """Has only the older method."""

    submit_pipeline = BaseOrchestrator.submit_pipeline


class MiddleOrchestrator(SegueOrchestrator):
    """Gets what ZenML 0.84.3 hands over (`base_orchestrator.py`)."""

    def submit_pipeline(self, *, snapshot: Any, stack: Any, base_environment: Any, **_: Any) -> Any:
        return super().submit_pipeline(deployment=snapshot, stack=stack, environment=base_environment)


class OlderFlavor(SegueOrchestratorFlavor):
    """The same configuration under another name."""

    @property
    def name(self) -> str:
        return "segue_older"

    @property
    def implementation_class(self) -> type[SegueOrchestrator]:
        return OlderOrchestrator


class MiddleFlavor(SegueOrchestratorFlavor):
    """The same configuration under another name."""

    @property
    def name(self) -> str:
        return "segue_middle"

    @property
    def implementation_class(self) -> type[SegueOrchestrator]:
        return MiddleOrchestrator
