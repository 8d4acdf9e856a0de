"""Starts the program `segue` and hands on what it says."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


class ProgramMissing(RuntimeError):
    """There is no such program on this machine."""


@dataclass(frozen=True)
class Ended:
    """How a call ended: 0, files are written; 1, the pipeline is refused; 2, the call itself is wrong."""

    code: int
    words: str


@dataclass(frozen=True)
class Program:
    """The program by its name or path."""

    name: str

    def compile(self, snapshot: Path, stack: Path, targets: list[str], output: Path) -> Ended:
        """Writes `output/TARGET/…`, of all targets or of none."""
        return self._run(
            "compile", str(snapshot), "--stack", str(stack), "--target", ",".join(targets), "-o", str(output)
        )

    def unknown(self, targets: list[str]) -> list[str]:
        """What the program says of each target that it does not know."""
        ends = [self._run("targets", target) for target in targets if target != "all"]
        return [end.words for end in ends if end.code != 0]

    def locate(self) -> str:
        """Its path; raises `ProgramMissing`."""
        found = shutil.which(self.name)
        if found is None:
            raise ProgramMissing(
                f"the program `{self.name}` is not found; install Segue, or set its path with "
                "`zenml orchestrator update … --binary=PATH`"
            )
        return found

    def _run(self, *arguments: str) -> Ended:
        # No shell: names and paths are arguments as they are.
        done = subprocess.run(
            [self.locate(), "--color", "never", *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return Ended(done.returncode, done.stderr.strip())
