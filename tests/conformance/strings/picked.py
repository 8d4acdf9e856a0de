"""The table of picked strings (`picked.yaml`): what becomes of each, on each target, as an argument and in a variable.

The run compiles all of them, takes out what is refused as everywhere here, and holds the table to what occurs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from count import Count
from strings.judge import Tally, judge
from strings.slots import Made, Slot, Step
from targets import Target

TABLE = Path(__file__).with_name("picked.yaml")
EXACT = "exact"
TARGETS = ("argo", "tekton", "airflow", "kubeflow")


@dataclass(frozen=True)
class Picked:
    """One string, and for each target `exact` or the code of its refusal, as an argument and in a variable."""

    text: str
    promised: dict[str, tuple[str, str]]


def picked() -> list[Picked]:
    """The rows of the table."""
    rows: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return [Picked(_text(row["text"]), {target: _promise(row[target]) for target in TARGETS}) for row in rows]


def _text(written: Any) -> str:
    """A text, or `[part, times]` for one that is long."""
    if isinstance(written, list):
        part, times = written
        return str(part) * int(times)
    if not isinstance(written, str):
        raise ValueError(f"picked.yaml: {written!r} is no text")
    return written


def _promise(cell: str) -> tuple[str, str]:
    """`exact`, a code, or both kinds apart: `argument / variable`."""
    argument, _, variable = cell.partition(" / ")
    return argument, variable or argument


def descriptions(texts: list[str]) -> list[Made]:
    """Short ones together, with and without a retry, each as argument and variable; long ones apart."""
    short = [text for text in texts if len(text) < 1_000]
    steps = [Step("once"), Step("again", retries=1)]
    slots = [
        Slot(step.identifier, field, f"V{index}", (("text", text),))
        for step in steps
        for field in ("args", "env")
        for index, text in enumerate(short)
    ]
    made = [Made("picked", steps, slots, {})]
    for number, text in enumerate(text for text in texts if len(text) >= 1_000):
        for field in ("args", "env"):
            slot = Slot("s", field, "A" if field == "env" else "", (("text", text),))
            made.append(Made(f"picked-{number}-{field}", [Step("s")], [slot], {}))
    return made


def check(known: dict[str, Target], chosen: list[str]) -> Count:
    """Compares the table with what occurs."""
    rows = picked()
    count = Count("picked")
    for name in chosen:
        occurred, problems = occurrences(known[name], [row.text for row in rows])
        count.problems += problems
        for row in rows:
            for field, promised in zip(("args", "env"), row.promised[name], strict=True):
                got = occurred.get((row.text, field))
                count.judge(
                    []
                    if got == {promised}
                    else [f"picked.yaml: {ascii(row.text)[:80]}: {name}: {field}: expected {promised} got {got}"]
                )
    count.failed = len(count.problems)
    count.summary = f"{len(rows)} strings on {len(chosen)} targets, {len(count.problems)} differences"
    return count


def occurrences(target: Target, texts: list[str]) -> tuple[dict[tuple[str, str], set[str]], list[str]]:
    """By text and field: `exact`, or the codes under which it is refused."""
    tally = Tally(target.name)
    settled = judge(descriptions(texts), target, tally)
    found: dict[tuple[str, str], set[str]] = {}
    for item in settled:
        for slot in item.made.slots:
            found.setdefault((slot.literal(), slot.field), set()).add(EXACT)
        for slot, code in item.refused.items():
            found.setdefault((slot.literal(), slot.field), set()).add(code)
    return found, tally.problems + tally.agreement.problems
