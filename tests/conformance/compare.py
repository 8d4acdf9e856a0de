"""Differences between what is promised and what a target's code makes of the output."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True)
class AsJson:
    """A value that is promised as a text of JSON, however that is written."""

    value: Any

    def shown(self) -> str:
        return json.dumps(self.value, ensure_ascii=False)

    def is_said_by(self, got: Any) -> bool:
        try:
            return isinstance(got, str) and bool(json.loads(got) == self.value)
        except ValueError:
            return False


def differences(where: str, promised: Facts, got: Facts) -> list[str]:
    """One line a difference, for the fields that are promised: `where: field: expected … got …`."""
    lines: list[str] = []
    for field, value in promised.items():
        lines += _walk(f"{where}: {field}", value, got.get(field))
    return lines


def step_differences(case: str, promised: dict[str, Facts], got: dict[str, Facts]) -> list[str]:
    """All promised steps and no more."""
    lines: list[str] = []
    for step, facts in promised.items():
        if step in got:
            lines += differences(f"{case}: {step}", facts, got[step])
        else:
            lines.append(f"{case}: {step}: step: expected one got none")
    lines += [f"{case}: {step}: step: expected none got one" for step in got if step not in promised]
    return lines


def _walk(where: str, promised: Any, got: Any) -> list[str]:
    if isinstance(promised, AsJson):
        return [] if promised.is_said_by(got) else [f"{where}: expected {_shown(promised.shown())} got {_shown(got)}"]
    if promised == got and type(promised) is type(got):
        return []
    if isinstance(promised, dict) and isinstance(got, dict):
        lines: list[str] = []
        for key in [*promised, *(key for key in got if key not in promised)]:
            lines += _walk(f"{where}.{key}", promised.get(key), got.get(key))
        return lines
    if isinstance(promised, list) and isinstance(got, list) and len(promised) == len(got):
        lines = []
        for index, (one, other) in enumerate(zip(promised, got, strict=True)):
            lines += _walk(f"{where}[{index}]", one, other)
        return lines
    return [f"{where}: expected {_shown(promised)} got {_shown(got)}"]


def _shown(value: Any) -> str:
    text = "nothing" if value is None else ascii(value)
    return text if len(text) <= 400 else f"{text[:400]}… ({len(text)} characters)"
