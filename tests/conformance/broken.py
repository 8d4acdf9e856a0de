"""Whole files of a target, and copies of them with one mistake."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Protocol

import yaml

from changes import Documents
from mutations_airflow import Absent


class Mistake(Protocol):
    """What both kinds of mutations have."""

    @property
    def title(self) -> str: ...

    @property
    def names(self) -> str:
        """The words of the difference that has to be told."""

    @property
    def change(self) -> Any:
        """What it does to the documents, or to the text."""


class Unmakeable(Exception):
    """The files have no place for the mistake."""


class Broken(Protocol):
    """Files that can be written with a mistake."""

    def write(self, mistake: Mistake, output: Path) -> None:
        """Writes them below `output`; raises `Unmakeable`."""


def broken(whole: Path) -> Broken:
    """The files of this folder, as they can be broken."""
    sources = sorted(whole.rglob("*.py"))
    return _Source(sources[0]) if sources else _Manifests(whole)


class _Manifests:
    """YAML documents, and JSON beside them."""

    def __init__(self, whole: Path) -> None:
        texts = [path.read_text("utf-8") for path in sorted(whole.rglob("*.yaml"))]
        self._documents: Documents = [item for text in texts for item in yaml.safe_load_all(text)]
        self._beside = len(self._documents)
        self._documents += [json.loads(path.read_text("utf-8")) for path in sorted(whole.rglob("*.json"))]

    def write(self, mistake: Mistake, output: Path) -> None:
        changed = copy.deepcopy(self._documents)
        try:
            mistake.change(changed)
        except (KeyError, StopIteration, IndexError, ValueError, TypeError) as error:
            raise Unmakeable(f"cannot be made in these manifests: {error!r}") from error
        (output / "changed.yaml").write_text(yaml.safe_dump_all(changed[: self._beside], sort_keys=False), "utf-8")
        for data in changed[self._beside :]:
            (output / "changed.json").write_text(json.dumps(data), "utf-8")


class _Source:
    """One Python file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = path.read_text("utf-8")

    def write(self, mistake: Mistake, output: Path) -> None:
        try:
            changed = mistake.change(self._text)
        except Absent as error:
            raise Unmakeable(f"cannot be made in this file: it has no `{error}`") from error
        (output / self._path.name).write_text(changed, "utf-8")
