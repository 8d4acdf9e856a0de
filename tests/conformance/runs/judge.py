"""Compares the runs of the emitted files with those that the language promises, as far as a diagnostic leaves them."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import cases
from count import Count
from runs.allowed import CHANGES, STANDING, meant
from runs.emitted import Emitted, all_runs
from runs.promised import COUNT, Meaning, time
from runs.table import Item, changes, items

TARGETS = ("argo", "tekton", "airflow", "kubeflow")
_DAY = timedelta(days=1)
# The codes of a schedule's features.
_SCHEDULE = re.compile(r"[WN](03(8\d|9[01])|1206)$")
_TOLD = re.compile(r"^(?:error|warning|note)\[([EWN]\d+)\]: (.*)$", re.MULTILINE)


@dataclass
class Compiled:
    """One schedule for one target: what Segue said by code, and where it wrote."""

    item: Item
    target: str
    told: dict[str, str]
    folder: Path
    refused: bool


def compile_all(folder: Path, chosen: list[Item]) -> tuple[list[Compiled], list[str]]:
    """Every schedule for every target; and what went wrong otherwise than by a refusal."""
    written = {item.name: item.write(folder) for item in chosen}
    pairs = [(item, target) for item in chosen for target in TARGETS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = pool.map(lambda pair: cases.compile_to(written[pair[0].name], pair[1], folder / pair[0].name), pairs)
        result, wrong = [], []
        for (item, target), end in zip(pairs, ends, strict=True):
            told = dict(_TOLD.findall(end.words))
            if end.code not in (0, 1) or (end.code == 1 and not any(code.startswith("E") for code in told)):
                wrong.append(f"runs: {item.name}: {target}: compile: {end.words}")
                continue
            result.append(Compiled(item, target, told, folder / item.name / target, end.code == 1))
    return result, wrong


@dataclass
class Outcome:
    """What the comparisons came to."""

    problems: list[str] = field(default_factory=list)
    compared: int = 0
    equal: int = 0
    # By code and target: comparisons whose difference it explains.
    explained: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_warning: int = 0


def judge(compiled: list[Compiled]) -> Outcome:
    outcome = Outcome()
    # Airflow's versions are asked for the same.
    promises: dict[tuple[str, str, str], Promise] = {}
    accepted = {target: [one for one in compiled if one.target == target and not one.refused] for target in TARGETS}
    emitted = {
        target: [Emitted(one.folder, one.item.clocks) for one in found] for target, found in accepted.items() if found
    }
    for engine, found in all_runs(emitted).items():
        for one, runs in zip(accepted[engine.partition(" ")[0]], found, strict=True):
            for clock, got in runs.items():
                key = (one.item.name, one.target, clock)
                promises[key] = promises.get(key) or promise(one, clock)
                _compare(f"runs: {one.item.name}: {engine}: created at {clock}", promises[key], got, outcome)
    return outcome


@dataclass(frozen=True)
class Promise:
    """The runs by the language, and what the diagnostics leave of it."""

    target: str
    language: list[str]
    left: Meaning
    left_runs: list[str]
    codes: list[str]


def promise(one: Compiled, clock: str) -> Promise:
    language = Meaning(one.item.schedule, time(clock), all_missed=one.item.schedule["catchup"])
    left, runs, codes = meant(one.target, one.told, language)
    return Promise(one.target, language.runs(), left, runs, codes)


def _compare(where: str, promised: Promise, got: list[str], outcome: Outcome) -> None:
    outcome.compared += 1
    expected, found = promised.left_runs, got
    if promised.left.changes_open:
        expected, found = _beside_changes(expected, got, promised.left)
    if expected != found:
        outcome.problems.append(f"{where}: {_first(expected, found)}")
    elif got == promised.language:
        outcome.equal += 1
    else:
        outcome.by_warning += 1
        outcome.explained.update((code, promised.target) for code in promised.codes)


def _beside_changes(expected: list[str], got: list[str], meaning: Meaning) -> tuple[list[str], list[str]]:
    """Both without the days on which clocks change, as far as both tell."""
    around = list(changes(meaning.schedule["timezone"]))
    last = min([*expected[-1:], *got[-1:]], default="")

    def kept(runs: list[str]) -> list[str]:
        return [run for run in runs if run <= last and all(abs(time(run) - moment) > _DAY for moment in around)]

    return kept(expected), kept(got)


def _first(expected: list[str], got: list[str]) -> str:
    """The first run that is another one, with one before and two after."""
    pairs = zip([*expected, *[""] * len(got)], [*got, *[""] * len(expected)], strict=True)
    number = next(number for number, (one, other) in enumerate(pairs) if one != other)
    part = slice(max(0, number - 1), number + 3)
    return f"run {number + 1}: expected {expected[part]} got {got[part]}"


def run() -> Count:
    """The whole table."""
    count = Count("runs")
    chosen = items()
    with tempfile.TemporaryDirectory(prefix="runs-") as folder:
        compiled, wrong = compile_all(Path(folder), chosen)
        outcome = judge(compiled)
    problems = [*wrong, *outcome.problems, *idle(compiled, outcome)]
    count.problems, count.failed = problems, len(problems)
    count.passed = outcome.compared - len(outcome.problems)
    refused = Counter(code for one in compiled if one.refused for code in one.told if code.startswith("E"))
    clocks = max(len(item.clocks) for item in chosen)
    count.summary = (
        f"{len(chosen)} schedules x {len(TARGETS)} targets x up to {clocks} clocks: {outcome.compared} comparisons of "
        f"{COUNT} runs, {outcome.equal} equal, {outcome.by_warning} explained by a warning, "
        f"{sum(one.refused for one in compiled)} refused, {len(outcome.problems)} differences"
    )
    told = [f"{code} on {target} {number}" for (code, target), number in sorted(outcome.explained.items())]
    count.summary += f"\n  explained: {', '.join(told)}"
    count.summary += f"\n  refused: {', '.join(f'{code} {number}' for code, number in sorted(refused.items()))}"
    return count


def idle(compiled: list[Compiled], outcome: Outcome) -> list[str]:
    """Diagnostics of schedules that no comparison shows to be true, unless they are about something else."""
    told = {(one.target, code) for one in compiled if not one.refused for code in one.told if _SCHEDULE.match(code)}
    shown = {(target, code) for code, target in outcome.explained}
    lines = [
        f"runs: {code} on {target}: told, but it changes no run of any schedule"
        for target, code in sorted(told - shown - set(STANDING))
    ]
    unused = sorted((set(CHANGES) | set(STANDING)) - told)
    return lines + [f"runs: {code} on {target}: stands in allowed.py, and is never told" for target, code in unused]
