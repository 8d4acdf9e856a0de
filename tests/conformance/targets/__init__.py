"""The targets that are checked with their own code. A new one is a module here and a line in `TARGETS`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from expect import Description


@dataclass
class Case:
    """One description and the folder with what Segue wrote of it for one target."""

    name: str
    # Nothing where the input is of a format that `expect.py` does not read: then only the target judges.
    description: Description | None
    output: Path


@dataclass
class Verdict:
    """What a target's own code says of one case."""

    files: int = 0
    problems: list[str] = field(default_factory=list)


class Target(Protocol):
    """One orchestrator."""

    name: str

    def check(self, cases: list[Case]) -> list[Verdict]:
        """Judges all cases, in their order. Every problem is a line that begins with the case's name."""

    def arrivals(self, output: Path, runs: list[dict[str, str]]) -> list[list[str] | None]:
        """The last step's arguments in a run with each of these parameters; nothing where the run fails."""


def registry() -> dict[str, Target]:
    from targets.airflow import Airflow
    from targets.argo import Argo
    from targets.kubeflow import Kubeflow
    from targets.tekton import Tekton

    targets: tuple[Target, ...] = (Argo(), Tekton(), Airflow(), Kubeflow())
    return {target.name: target for target in targets}
