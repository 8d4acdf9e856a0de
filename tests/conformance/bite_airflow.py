"""Shows that the run of `airflow` can fail: each mistake of `mutations_airflow.py`, made alone, has to be told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import tools
from count import Count
from expect import load
from mutations_airflow import MUTATIONS, Absent
from targets import Case, Target

_INPUT = tools.HERE / "bite" / "input.yaml"


def bite(target: Target, files: Path | None) -> Count:
    """Breaks what Segue writes of `bite/input.yaml`, or the whole DAG file that lies in `files`."""
    count = Count("bite airflow")
    with tempfile.TemporaryDirectory(prefix="bite-") as name:
        folder = Path(name)
        whole = files
        if whole is None:
            compiled = cases.compile_to(_INPUT, target.name, folder / "whole")
            whole = folder / "whole" / target.name
            if compiled.code != 0:
                count.judge([f"bite: compile: expected exit 0 got {compiled.code}: {compiled.words}"])
                return count
        (path,) = whole.rglob("*.py")
        text = path.read_text("utf-8")
        description = load(_INPUT, target.name)
        prepared = [Case("bite", description, whole)]
        made = []
        for number, mutation in enumerate(MUTATIONS):
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
    count.summary = f"{len(MUTATIONS)} mistakes, {len(made)} made, {told} told by name"
    return count
