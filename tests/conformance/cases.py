"""The descriptions and snapshots that are checked, and what Segue writes of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import tools
from expect import Description, load
from snapshot import load_snapshot, load_stack, on_stack


@dataclass(frozen=True)
class Input:
    """One description or snapshot: a folder of cases or an example."""

    name: str
    path: Path
    # What lies beside a snapshot, and which one of a list is meant.
    stack: Path | None = None
    build: Path | None = None
    chosen: str | None = None
    # The code by which each target refuses it, of all of them under `all`.
    refused: dict[str, str] = field(default_factory=dict)
    # Words that have to stand in a line that is told under a code, by the code.
    told: dict[str, list[str]] = field(default_factory=dict)
    # Whether a refusal that is not foreseen is a difference.
    names_refusals: bool = False

    def arguments(self) -> list[str]:
        """What `segue compile` is told beside the file."""
        given = {"--stack": self.stack, "--build": self.build, "--snapshot": self.chosen}
        return [word for option, value in given.items() if value is not None for word in (option, str(value))]

    def refusal(self, target: str) -> str | None:
        """The code by which a target has to refuse it."""
        return self.refused.get(target, self.refused.get("all"))

    def untold(self, words: str) -> list[str]:
        """What had to be told and is not in these words."""
        lines = words.splitlines()
        return [
            f"{code} {text}"
            for code, texts in self.told.items()
            for text in texts
            if not any(f"[{code}]" in line and text in line for line in lines)
        ]

    def description(self, target: str | None) -> Description | None:
        """Nothing where it is of a format that no reading here knows."""
        snapshot = load_snapshot(self.path, stack=self.stack, build=self.build, chosen=self.chosen, target=target)
        if snapshot is not None:
            return snapshot
        description = load(self.path, target)
        if not description.is_native():
            return None
        return description if self.stack is None else on_stack(description, load_stack(self.stack))


def find(root: Path) -> list[Input]:
    """All cases that Segue accepts, and all snapshots, by name."""
    found = [
        case(path.parent.name, path)
        for name in ("input.yaml", "input.json")
        for path in sorted((root / "snapshots" / "ok").glob(f"*/{name}"))
    ]
    found += [Input(f"examples/{path.name}", path) for path in sorted((root / "examples").glob("*.yaml"))]
    found += [
        case(f"examples/{path.name}", path)
        for path in sorted((root / "examples" / "zenml").glob("*.json"))
        if path.name != "build.json"
    ]
    found += snapshots(root / "tests" / "conformance" / "zenml-cases")
    return sorted(found, key=lambda item: item.name)


def snapshots(folder: Path) -> list[Input]:
    """All snapshots, also those that are refused, and descriptions with a stack file below them."""
    paths = sorted([*folder.glob("*/snapshot.json"), *folder.glob("*/description.yaml")])
    return [case(f"zenml/{path.parent.name}", path) for path in paths]


def case(name: str, path: Path) -> Input:
    """A file and what lies beside it; `case.yaml` says which of a list is meant, and what is told of it."""
    said = path.with_name("case.yaml")
    written = yaml.safe_load(said.read_text("utf-8")) if said.exists() else {}
    refused = written.get("refused", {})
    return Input(
        name,
        path,
        stack=_beside(path, "stack"),
        build=_beside(path, "build"),
        chosen=written.get("snapshot", _option(path, "--snapshot")),
        refused={"all": refused} if isinstance(refused, str) else refused,
        told=written.get("told", {}),
        names_refusals=path.stem != "input",
    )


def _option(path: Path, name: str) -> str | None:
    """What the file `options` of a case says."""
    file = path.with_name("options")
    words = file.read_text("utf-8").split() if file.exists() else []
    return words[words.index(name) + 1] if name in words else None


def _beside(path: Path, name: str) -> Path | None:
    found = (path.with_name(f"{name}.{ending}") for ending in ("yaml", "json"))
    return next((file for file in found if file.exists()), None)


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
    arguments: Sequence[str] = (),
) -> Compiled:
    """Writes `output/TARGET/…`; 1 means that the target refuses the description."""
    command = [str(program or tools.segue()), "compile", str(source), *arguments, "--target", target, "-o", str(output)]
    variables = os.environ | (variables or {})
    done = subprocess.run(command, env=variables, capture_output=True, encoding="utf-8", errors="replace", check=False)
    return Compiled(done.returncode, done.stderr.strip())


def errors(words: str) -> str:
    """The errors' own lines, each once, of all that is told; else how that begins."""
    lines = dict.fromkeys(line for line in words.splitlines() if line.startswith("error["))
    return "; ".join(lines) or words[:500]
