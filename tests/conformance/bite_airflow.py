"""Shows that the run of `airflow` can fail: each mistake of its mutations, made alone, has to be told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import tools
from count import Count
from expect import load
from mutations_airflow import MUTATIONS, Absent, Mutation
from mutations_airflow_settings import MUTATIONS as SETTINGS
from targets import Case, Target

# The descriptions that are broken, and how.
_BROKEN = (("input.yaml", MUTATIONS), ("airflow.yaml", SETTINGS))


def bite(target: Target, files: Path | None) -> Count:
    """Breaks what Segue writes of the descriptions, or the whole DAG file of the first that lies in `files`."""
    count = Count("bite airflow")
    results = []
    with tempfile.TemporaryDirectory(prefix="bite-") as name:
        for number, (source, mutations) in enumerate(_BROKEN if files is None else _BROKEN[:1]):
            folder = Path(name) / str(number)
            folder.mkdir()
            results.append(_bite(target, files, tools.HERE / "bite" / source, mutations, folder, count))
    mistakes, made, told = (sum(numbers) for numbers in zip(*results, strict=True))
    count.summary = f"{mistakes} mistakes, {made} made, {told} told by name"
    return count


def _bite(
    target: Target, whole: Path | None, source: Path, mutations: tuple[Mutation, ...], folder: Path, count: Count
) -> tuple[int, int, int]:
    """How many mistakes there are, how many could be made, and how many were told."""
    if whole is None:
        compiled = cases.compile_to(source, target.name, folder / "whole")
        whole = folder / "whole" / target.name
        if compiled.code != 0:
            count.judge([f"bite: compile: expected exit 0 got {compiled.code}: {compiled.words}"])
            return len(mutations), 0, 0
    (path,) = whole.rglob("*.py")
    text = path.read_text("utf-8")
    description = load(source, target.name)
    prepared = [Case("bite", description, whole)]
    made = []
    for number, mutation in enumerate(mutations):
        try:
            changed = mutation.change(text)
        except Absent as error:
            count.judge([f"bite: {mutation.title}: cannot be made in this file: it has no `{error}`"])
            continue
        output = folder / str(number)
        output.mkdir()
        (output / path.name).write_text(changed, "utf-8")
        prepared.append(Case("bite", description, output))
        made.append(mutation)
    untouched, *verdicts = target.check(prepared)
    count.judge([f"unchanged: {problem}" for problem in untouched.problems])
    told = 0
    for mutation, verdict in zip(made, verdicts, strict=True):
        if any(mutation.names in problem for problem in verdict.problems):
            told += 1
            count.judge([])
        else:
            got = verdict.problems or "no difference"
            count.judge([f"bite: {mutation.title}: expected `{mutation.names}` got {got}"])
    return len(mutations), len(made), told
