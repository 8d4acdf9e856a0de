"""The descriptions that are checked, and what Segue writes of them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import tools


@dataclass(frozen=True)
class Input:
    """One description: a folder of the snapshots or an example."""

    name: str
    path: Path


def find(root: Path) -> list[Input]:
    """All cases that Segue accepts, by name."""
    found = [
        Input(path.parent.name, path)
        for name in ("input.yaml", "input.json")
        for path in sorted((root / "snapshots" / "ok").glob(f"*/{name}"))
    ]
    found += [Input(f"examples/{path.name}", path) for path in sorted((root / "examples").glob("*.yaml"))]
    return sorted(found, key=lambda item: item.name)


@dataclass(frozen=True)
class Compiled:
    """The end of one `segue compile`."""

    code: int
    words: str


def compile_to(
    source: Path,
    target: str,
    output: Path,
    program: Path | None = None,
    variables: dict[str, str] | None = None,
) -> Compiled:
    """Writes `output/TARGET/…`; 1 means that the target refuses the description."""
    command = [str(program or tools.segue()), "compile", str(source), "--target", target, "-o", str(output)]
    variables = os.environ | (variables or {})
    done = subprocess.run(command, env=variables, capture_output=True, encoding="utf-8", errors="replace", check=False)
    return Compiled(done.returncode, done.stderr.strip())
