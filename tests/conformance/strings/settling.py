"""Compiling a description until the target takes it: each text that it refuses is one that was foreseen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import cases
from strings.refusals import TOO_LARGE, foreseen, is_promised
from strings.slots import Made, Slot
from strings.writing import Written, write

_TOLD = re.compile(r"^error\[(E\d+)\][^\n]*\n(?:[^\n]*\n){0,3}?\s*--> [^\n]*?:(\d+):(\d+)$", re.MULTILINE)
# More rounds than kinds of diagnostics would need, a hundred of a code in each.
_ROUNDS = 12


@dataclass
class Settled:
    """What is left of a description, where its file and output lie, and what was not as foreseen."""

    made: Made
    source: Path
    output: Path
    refused: dict[Slot, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def settle(made: Made, target: str, folder: Path) -> Settled:
    """Takes out what is refused, as often as something is, and first what nobody promises."""
    made = made.without({slot for slot in made.slots if not is_promised(target, made, slot)})
    source = folder / f"{made.name}.{'yaml' if made.is_yaml else 'json'}"
    result = Settled(made, source, folder / made.name)
    for _ in range(_ROUNDS):
        written = write(result.made)
        source.write_bytes(written.text.encode())
        end = cases.compile_to(source, target, result.output)
        if end.code == 0:
            result.problems += accepted_problems(target, result.made)
            return result
        told = refusals(end.words) if end.code == 1 else []
        gone = _taken_out(target, result, written, told)
        if not gone:
            result.problems.append(
                f"{made.name}: compile: expected refused texts got exit {end.code}: {end.words[:2000]}"
            )
            break
        result.made = result.made.without(gone)
    result.problems.append(f"{made.name}: compile: expected an end of refusals got none")
    result.made = result.made.without(set(result.made.slots))
    return result


def refusals(words: str) -> list[tuple[str, int, int]]:
    """Code, line and column of each error that is told."""
    return [(code, int(line), int(column)) for code, line, column in _TOLD.findall(words)]


def _taken_out(target: str, result: Settled, written: Written, told: list[tuple[str, int, int]]) -> set[Slot]:
    gone: set[Slot] = set()
    at_steps = any(line in written.steps for _, line, _ in told)
    for code, line, column in told:
        slots = _at(result.made, written, line, column)
        if not slots and at_steps and code in TOO_LARGE:
            # A step that is too large may make the whole too large; without it that would be told again.
            continue
        if not slots:
            result.problems.append(
                f"{result.made.name}: {code} at {line}:{column} is at no text: {written.lines[line - 1][:200]}"
            )
        for slot in slots:
            problem = refused_problem(target, result.made, slot, code)
            if problem is not None:
                result.problems.append(problem)
            result.refused[slot] = code
            gone.add(slot)
    return gone


def _at(made: Made, written: Written, line: int, column: int) -> list[Slot]:
    """The text on a line, or those of the step that begins there."""
    if line in written.slots:
        text = written.lines[line - 1]
        return [written.slots[line]] if 1 <= column <= len(text) else []
    step = written.steps.get(line)
    return [] if step is None else [slot for slot in made.of_step(step) if slot.is_in("command", "args", "env")]


def refused_problem(target: str, made: Made, slot: Slot, code: str) -> str | None:
    """A refusal that nothing asks for, or another one than that."""
    expected = foreseen(target, made, slot)
    if code in expected.must | expected.may:
        return None
    return f"{made.name}: {shown(slot)}: expected {sorted(expected.must) or 'it to be taken'} got {code}"


def accepted_problems(target: str, made: Made) -> list[str]:
    """Texts that are taken, though they cannot arrive."""
    problems = []
    for slot in made.slots:
        expected = foreseen(target, made, slot)
        if expected.must:
            problems.append(f"{made.name}: {shown(slot)}: expected {sorted(expected.must)} got no refusal")
    return problems


def shown(slot: Slot) -> str:
    text = ascii(slot.parts)
    return f"{slot.step or 'pipeline'}: {slot.field} {slot.name}: {text if len(text) <= 300 else text[:300] + '…'}"
