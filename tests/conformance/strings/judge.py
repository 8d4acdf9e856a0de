"""The run: descriptions full of nasty strings, each through every target's engines until enough of them have arrived.

    run.py --strings 200000 --seed 7 [--target argo]

One process a target, since most of the time goes by in the targets' engines; in it batch after batch, of which nothing
is kept but counts and differences.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from count import Count
from expect import load
from readers.agree import Agreement, agreement
from strings.describe import TEXTS, describe
from strings.settling import Settled, settle
from strings.slots import Made
from targets import Case, Target, registry

DEFAULT_STRINGS, DEFAULT_SEED = 20_000, 1
# Descriptions judged at once: more of them start engines less often, fewer hold less.
_BATCH = 16
# A broken escape breaks many texts in the same way.
_TOLD = 60


@dataclass
class Tally:
    """What one target made of its strings."""

    target: str
    strings: int = 0
    descriptions: int = 0
    exact: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)
    differences: int = 0
    agreement: Agreement = field(default_factory=Agreement)
    seconds: float = 0.0

    def tell(self, problems: list[str]) -> None:
        self.differences += len(problems)
        self.problems += problems[: max(0, _TOLD - len(self.problems))]

    def count(self) -> Count:
        count = Count(
            f"strings {self.target}", problems=self.problems, failed=self.differences, passed=self.exact + self.refused
        )
        count.summary = (
            f"{self.strings:,} strings in {self.descriptions} descriptions, {self.exact:,} exact, {self.refused:,} "
            f"refused, {self.differences:,} differences ({self.seconds:.0f} s)"
        )
        return count


def run(targets: list[str], wanted: int, seed: int) -> list[Count]:
    """A count for each target and one for the readers of their YAML."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(targets), mp_context=context) as pool:
        tallies = list(pool.map(_whole, targets, repeat(wanted), repeat(seed)))
    read = Agreement()
    for tally in tallies:
        read.add(tally.agreement)
    return [*(tally.count() for tally in tallies), read.count("strings readers")]


def _whole(name: str, wanted: int, seed: int) -> Tally:
    """In a process of its own: the end of a tool that is missing is a difference here."""
    tally = Tally(name)
    begun = time.monotonic()
    try:
        target = registry()[name]
        while tally.exact < wanted and not tally.problems:
            # No more than are likely to be wanted still.
            count = min(_BATCH, 1 + (wanted - tally.exact) // TEXTS)
            numbers = range(tally.descriptions, tally.descriptions + count)
            judge([describe(seed, number) for number in numbers], target, tally)
            tally.seconds = time.monotonic() - begun
            if wanted > DEFAULT_STRINGS:
                print(f"{tally.count().name}: {tally.count().summary}", file=sys.stderr, flush=True)
    except SystemExit as end:
        tally.tell([f"strings {name}: a tool is missing (exit {end.code})"])
    return tally


def judge(batch: list[Made], target: Target, tally: Tally) -> list[Settled]:
    """Compiles, lets the target judge, and counts."""
    with tempfile.TemporaryDirectory(prefix="strings-") as folder, ThreadPoolExecutor(2) as pool:
        settled = list(pool.map(settle, batch, repeat(target.name), repeat(Path(folder))))
        cases = [Case(item.made.name, load(item.source, target.name), item.output / target.name) for item in settled]
        verdicts = target.check(cases)
        files = [path for case in cases for path in sorted(case.output.rglob("*"))]
        tally.agreement.add(agreement(files))
    for item, verdict in zip(settled, verdicts, strict=True):
        left = len(item.made.slots)
        tally.descriptions += 1
        tally.strings += left + len(item.refused)
        tally.refused += len(item.refused)
        problems = [*item.problems, *verdict.problems]
        tally.exact += max(0, left - len(problems))
        tally.tell(problems)
    return settled
