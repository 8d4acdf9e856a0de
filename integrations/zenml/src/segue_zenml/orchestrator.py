"""The orchestrator: hands a snapshot to `segue`, which writes the files, and tells what was lost.

It starts no run. Whoever applies the files does, and each step then asks here for the id of its run.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from zenml.enums import StackComponentType
from zenml.logger import get_logger
from zenml.orchestrators import ContainerizedOrchestrator
from zenml.stack import StackValidator

from segue_zenml.config import SegueOrchestratorConfig, SegueOrchestratorSettings
from segue_zenml.program import Program, ProgramMissing
from segue_zenml.stack_file import components_of, stack_document

if TYPE_CHECKING:
    from zenml.enums import ExecutionMode
    from zenml.models import PipelineRunResponse, PipelineSnapshotResponse
    from zenml.orchestrators import SubmissionResult
    from zenml.stack import Stack

logger = get_logger(__name__)

# Every target sets it in every step, to the run id of its own.
RUN_ID_VARIABLE = "SEGUE_RUN_ID"


class Refused(RuntimeError):
    """Segue wrote nothing; the text is what it said."""


class SegueOrchestrator(ContainerizedOrchestrator):
    """Compiles pipelines to the files of the component's targets."""

    @property
    def config(self) -> SegueOrchestratorConfig:
        """The component's configuration."""
        return cast(SegueOrchestratorConfig, self._config)

    @property
    def settings_class(self) -> type[SegueOrchestratorSettings]:
        """What pipelines and steps may override."""
        return SegueOrchestratorSettings

    @property
    def supported_execution_modes(self) -> list[ExecutionMode]:
        """All of them; Segue tells where a target cannot keep one."""
        # The enumeration is younger than the oldest ZenML that this package works with.
        from zenml.enums import ExecutionMode

        return list(ExecutionMode)

    @property
    def validator(self) -> StackValidator:
        """Wants the program and, for files that are to run, images and artifacts that a cluster can reach."""
        needed = {StackComponentType.CONTAINER_REGISTRY, StackComponentType.IMAGE_BUILDER}
        return StackValidator(
            required_components=set() if self.config.local else needed,
            custom_validation_function=self._validate,
        )

    def submit_pipeline(
        self,
        snapshot: PipelineSnapshotResponse | None = None,
        stack: Stack | None = None,
        base_environment: dict[str, str] | None = None,
        step_environments: dict[str, dict[str, str]] | None = None,
        placeholder_run: PipelineRunResponse | None = None,
        *,
        deployment: PipelineSnapshotResponse | None = None,
        environment: dict[str, str] | None = None,
    ) -> SubmissionResult | None:
        """Writes the files. The steps' environments are made by Segue, of the same parts as ZenML makes them.

        `deployment` and `environment` are the names of the snapshot and of the base environment in ZenML 0.84.
        """
        from zenml.orchestrators import SubmissionResult

        chosen = snapshot or deployment
        if chosen is None or stack is None:
            raise TypeError("`submit_pipeline` needs a snapshot and a stack")
        return SubmissionResult(metadata=self._compile(chosen, stack, base_environment or environment or {}))

    def prepare_or_run_pipeline(
        self,
        deployment: PipelineSnapshotResponse,
        stack: Stack,
        environment: dict[str, str],
        placeholder_run: PipelineRunResponse | None = None,
    ) -> Iterator[dict[str, Any]] | None:
        """Writes the files, for versions of ZenML that know no `submit_pipeline`."""
        # No generator: its body would not run before somebody asks for the first item.
        return iter([self._compile(deployment, stack, environment)])

    def get_orchestrator_run_id(self) -> str:
        """The id of the run that this step is part of: unique to the run, and the same in each of its steps."""
        run = os.environ.get(RUN_ID_VARIABLE)
        if not run:
            raise RuntimeError(
                f"the variable `{RUN_ID_VARIABLE}` is not set, which the files that Segue writes set in each step; "
                "run this step from those files, or set the variable to an id of the run"
            )
        return run

    def _validate(self, stack: Stack) -> tuple[bool, str]:
        try:
            unknown = Program(self.config.binary).unknown(self.config.targets_asked)
        except ProgramMissing as missing:
            return False, str(missing)
        if unknown:
            return False, "\n".join(unknown)
        if self.config.local:
            return True, ""
        for component in components_of(stack):
            if component.config.is_local:
                return False, (
                    f"the {component.type.value} `{component.name}` is local, so steps in a cluster cannot reach it; "
                    "use another, or `zenml orchestrator update … --local=true` to have the files only to look at"
                )
        return True, ""

    def _compile(
        self, snapshot: PipelineSnapshotResponse, stack: Stack, base_environment: Mapping[str, str]
    ) -> dict[str, Any]:
        document = stack_document(stack, self.config, base_environment)
        program = Program(self.config.binary)
        # Before anything is written.
        program.locate()
        output = Path(self.config.output_dir).absolute()
        kept = self.config.inputs_dir is not None
        inputs = Path(self.config.inputs_dir or tempfile.mkdtemp(prefix="segue-")).absolute()
        inputs.mkdir(parents=True, exist_ok=True)
        snapshot_file, stack_file = inputs / f"{snapshot.id}.json", inputs / f"{snapshot.id}.stack.json"
        # In lines, since messages show the line that they are about.
        snapshot_file.write_text(snapshot.model_dump_json(indent=2), encoding="utf-8")
        stack_file.write_text(json.dumps(document, indent=2), encoding="utf-8")
        end = program.compile(snapshot_file, stack_file, self.config.targets_asked, output)
        if end.code != 0:
            raise Refused(f"Segue wrote nothing (its input is kept in {inputs}):\n{end.words}")
        if not kept:
            shutil.rmtree(inputs, ignore_errors=True)
        if end.words:
            # Notes alone are no reason to worry.
            level = logging.WARNING if "warning[" in end.words else logging.INFO
            logger.log(level, "%s", end.words)
        logger.info("Segue wrote the files of %s into `%s`.", ", ".join(self.config.targets_asked), output)
        return {"segue_targets": self.config.targets_asked, "segue_output": str(output)}
