"""Switches each rule off, and lets the targets' own code find what arrives otherwise.

A rule is caught where a description that the target takes with all rules on shows a difference with the rule off
(`carried`), or where one that it refuses is taken and shows one (`refused`). What Segue itself refuses because a rule
is off is no catch: it says nothing of what arrives.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cases
import tools
from count import Count
from expect import load
from switches.carried import DESCRIPTIONS
from switches.refused import REFUSED
from targets import Case, Target

SWITCH = "SEGUE_SWITCH_OFF"


@dataclass(frozen=True)
class Rule:
    """A line of the program's table."""

    target: str
    name: str
    keeps: str


@dataclass
class _Trial:
    """One description, compiled with a rule off, or with none."""

    rule: Rule | None
    source: Path
    is_refused: bool
    end: cases.Compiled
    output: Path


def run(known: dict[str, Target], chosen: list[str]) -> Count:
    """All rules of the chosen targets. One that none of its targets misses is a failure, if all of them are chosen."""
    count = Count("switches")
    everywhere = table()
    rules = [rule for rule in everywhere if rule.target in chosen]
    unasked = {rule.name for rule in everywhere if rule.target not in chosen}
    for twice in {rule for rule in rules if rules.count(rule) > 1}:
        count.judge([f"switches: {twice.target}: the rule `{twice.name}` stands twice"])
    caught: dict[str, set[str]] = {rule.name: set() for rule in rules}
    with tempfile.TemporaryDirectory(prefix="switches-") as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        sources = _sources(Path(folder))
        for target in chosen:
            own = [rule for rule in rules if rule.target == target]
            trials = _trials(target, own, sources, Path(folder), pool)
            for name in _judged(known[target], trials, count):
                caught[name].add(target)
    for rule in {rule.name: rule for rule in rules}.values():
        missed = f"switches: {rule.name} keeps {rule.keeps}, but nobody misses it"
        count.judge([] if caught[rule.name] or rule.name in unasked else [missed])
    found = sum(1 for targets in caught.values() if targets)
    pairs = sum(len(targets) for targets in caught.values())
    count.summary = (
        f"{len(caught)} rules switched off, {found} caught; of {len(rules)} with each of their targets {pairs}"
    )
    return count


def table() -> list[Rule]:
    """The rules of the program under test."""
    listed = subprocess.run([tools.switches()], env=os.environ | {SWITCH: "list"}, capture_output=True, check=True)
    return [Rule(*line.split("\t")) for line in listed.stdout.decode("utf-8").splitlines()]


def _sources(folder: Path) -> dict[str, list[tuple[Path, str | None]]]:
    """The descriptions of each target, and by which rule it refuses them."""
    found: dict[str, list[tuple[Path, str | None]]] = {}
    for target, description in DESCRIPTIONS.items():
        path = folder / f"{target}.json"
        path.write_text(json.dumps(description), encoding="utf-8")
        found[target] = [(path, None)]
    for number, refused in enumerate(REFUSED):
        path = folder / f"refused-{number}.json"
        path.write_text(json.dumps(refused.description()), encoding="utf-8")
        for target in refused.targets():
            found[target].append((path, refused.rule))
    return found


def _trials(
    target: str,
    rules: list[Rule],
    sources: dict[str, list[tuple[Path, str | None]]],
    folder: Path,
    pool: ThreadPoolExecutor,
) -> list[_Trial]:
    wanted: list[tuple[Rule | None, Path, bool]] = [
        (None, source, by is not None) for source, by in sources[target]
    ] + [(rule, source, by is not None) for rule in rules for source, by in sources[target] if by in (None, rule.name)]

    def compiled(numbered: tuple[int, tuple[Rule | None, Path, bool]]) -> _Trial:
        number, (rule, source, is_refused) = numbered
        output = folder / target / str(number)
        switch = {} if rule is None else {SWITCH: rule.name}
        end = cases.compile_to(source, target, output, program=tools.switches(), variables=switch)
        return _Trial(rule, source, is_refused, end, output / target)

    return list(pool.map(compiled, enumerate(wanted)))


def _judged(target: Target, trials: list[_Trial], count: Count) -> Iterable[str]:
    """The rules whose absence is noticed; what is noticed with all rules on is a failure."""
    taken = [trial for trial in trials if trial.end.code == 0]
    prepared = [Case(trial.source.stem, load(trial.source, target.name), trial.output) for trial in taken]
    verdicts = dict(zip(map(id, taken), target.check(prepared), strict=True))
    for trial in trials:
        verdict = verdicts.get(id(trial))
        problems = [] if verdict is None else verdict.problems
        if trial.rule is not None:
            if problems:
                yield trial.rule.name
        elif trial.end.code != int(trial.is_refused):
            expected = "refused" if trial.is_refused else "taken"
            count.judge([f"switches: {target.name}: {trial.source.stem}: expected {expected} got {trial.end}"])
        elif not trial.is_refused:
            count.judge([f"switches: {target.name}: {problem}" for problem in problems])
