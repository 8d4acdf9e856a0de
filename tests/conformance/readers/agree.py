"""Files on which the readers do not agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import tools
from count import Count


@dataclass
class Agreement:
    """How much was read, and what was not the same."""

    files: int = 0
    texts: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Agreement) -> None:
        self.files += other.files
        self.texts += other.texts
        self.problems += other.problems

    def count(self, name: str) -> Count:
        count = Count(name, self.files, self.files - len(self.problems), len(self.problems), self.problems)
        count.summary = f"{self.files} files, {self.texts:,} texts, three readers, {len(self.problems)} differences"
        return count


def agreement(paths: list[Path]) -> Agreement:
    """Reads the YAML files among these."""
    chosen = [path for path in paths if path.suffix == ".yaml"]
    result = Agreement(files=len(chosen))
    requests = [json.dumps({"file": str(path)}) for path in chosen]
    for path, line in zip(chosen, engine().ask(requests), strict=True):
        by_reader = {f"go-yaml {name}": answer for name, answer in json.loads(line).items()}
        by_reader["PyYAML"] = _by_pyyaml(path)
        where = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        result.problems += [
            f"{where}: {name}: {answer['error']}" for name, answer in by_reader.items() if answer["error"]
        ]
        documents = {name: {"list": answer["documents"]} for name, answer in by_reader.items()}
        result.texts += sum(1 for _ in _texts(documents["PyYAML"]))
        result.problems += [f"{where}: {line}" for line in _differences("", documents)]
    return result


def engine() -> tools.Engine:
    """Both of Go's readers."""
    return tools.engine(str(tools.tool("yaml-check")))


def _by_pyyaml(path: Path) -> dict[str, Any]:
    try:
        documents = list(yaml.safe_load_all(path.read_bytes()))
    except yaml.YAMLError as error:
        return {"documents": [], "error": f"{error}"}
    return {"documents": [_shown(document) for document in documents], "error": ""}


def _shown(value: object) -> Any:
    """As `yaml/read.go` shows a value: a text is a text, any other scalar a list of its kind and its text."""
    if isinstance(value, dict):
        return {
            "map": {key if isinstance(key, str) else f"the key {key!r}": _shown(item) for key, item in value.items()}
        }
    if isinstance(value, list):
        return {"list": [_shown(item) for item in value]}
    if isinstance(value, str):
        return value
    if value is None:
        return ["null", ""]
    if isinstance(value, bool):
        return ["bool", "true" if value else "false"]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float64", repr(value)]
    return [type(value).__name__, str(value)]


def _texts(shown: Any) -> Iterator[str]:
    """Every text, keys too; a scalar of another kind is a list of two words."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict):
        entries = shown.get("map", {})
        yield from entries
        for item in [*entries.values(), *shown.get("list", [])]:
            yield from _texts(item)


def _differences(where: str, by_reader: dict[str, Any]) -> Iterator[str]:
    """The places at which one reader has another value."""
    values = list(by_reader.values())
    if all(value == values[0] for value in values) or _are_one_number(values):
        return
    parts = [_parts(value) for value in values]
    names = list(parts[0])
    if names and all(set(part) == set(names) for part in parts):
        for name in names:
            inner = {reader: part[name] for reader, part in zip(by_reader, parts, strict=True)}
            yield from _differences(f"{where}.{name}", inner)
        return
    told = ", ".join(f"{reader} reads {ascii(value)[:200]}" for reader, value in by_reader.items())
    yield f"{where.removeprefix('.')}: {told}"


def _parts(shown: Any) -> dict[str, Any]:
    """What lies in a map or a list; nothing in a scalar."""
    if not isinstance(shown, dict):
        return {}
    if "map" in shown:
        return {f"{key}": item for key, item in shown["map"].items()}
    return {f"{number}": item for number, item in enumerate(shown["list"])}


def _are_one_number(values: list[Any]) -> bool:
    """A fraction is spelled in more than one way."""
    if not all(isinstance(value, list) and len(value) == 2 and value[0] == "float64" for value in values):
        return False
    return len({float(value[1]) for value in values}) == 1
