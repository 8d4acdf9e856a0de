"""Compiles random sets of names for all targets, each a second time in another order among more steps; judges both."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import tools
from count import Count
from names import emitted, engines
from names.emitted import Emitted
from names.judge import Written, compare, judge
from names.promised import RULES
from names.sets import Names, random_names, twin

COUNT, SEED = 10_000, 8
# Sets that one process takes at a time.
_PART = 100
# So many are shown; the rest is counted.
_SHOWN = 20


def check(count: int = COUNT, seed: int = SEED) -> Count:
    """All sets, by as many processes as there are processors."""
    result = Count("names")
    keys: dict[str, set[str]] = {"airflow": set(), "kubeflow": set()}
    names = collisions = 0
    # Files of a part live for a second: where there is a disk in memory, they need no other.
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(prefix="names-", dir=memory if memory.is_dir() else None) as folder,
        # A fork would share the pipes of engines that the rest of the run has started.
        ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        parts = range(0, count, _PART)
        ends = pool.map(_part, repeat(seed), parts, (min(_PART, count - at) for at in parts), repeat(folder))
        for problems, found, told in ends:
            names += sum(len(some) for some in found.values())
            collisions += told
            for target, some in keys.items():
                some.update(found[target])
            for lines in problems:
                result.judge(lines)
    complaints = list(engines.ids(keys))
    if complaints:
        result.judge(complaints)
    wrong = len(result.problems)
    result.problems = result.problems[:_SHOWN]
    result.summary = (
        f"{count} sets with seed {seed}, {names} names written, {collisions} collisions told, {wrong} differences"
    )
    if not collisions and count >= COUNT:
        result.judge(["names: expected some collisions got none"])
    return result


def _part(seed: int, first: int, count: int, folder: str) -> tuple[list[list[str]], dict[str, set[str]], int]:
    """The differences of each set, all names written for each target, and how many collisions were told."""
    place = Path(folder) / str(first)
    found: dict[str, set[str]] = {target: set() for target in RULES}
    told = 0
    problems: list[list[str]] = []
    folders = []
    for number in range(first, first + count):
        source = random.Random(f"{seed}/{number}")
        names = random_names(source)
        plain_forms = {rule.plain(step) for rule in RULES.values() for step in names.steps}
        other = twin(source, names, plain_forms)
        output = place / str(number)
        lines, written = _compiled(names, output / "it", emitted.read)
        more, twin_written = _compiled(other, output / "twin", emitted.skim)
        lines += more
        if written is not None and twin_written is not None:
            lines += [*judge(written), *compare(written, twin_written)]
            for target, some in written.targets.items():
                found[target].update(some.by_number().values(), some.pipeline)
            told += written.words.count("warning[W0502]")
            workflow = engines.backend_workflow(written.targets["kubeflow"])
            (output / "it" / "kubeflow.json").write_text(json.dumps(workflow), "utf-8")
            folders.append((output / "it", len(problems)))
        problems.append(_of(names, lines))
    for (_, index), lines in zip(folders, engines.manifests([folder for folder, _ in folders]), strict=True):
        problems[index] += lines
    shutil.rmtree(place)
    return problems, found, told


def _of(names: Names, lines: list[str]) -> list[str]:
    return [f"names {json.dumps([names.pipeline, *names.steps])}: {line}" for line in lines]


def _compiled(names: Names, output: Path, read: Callable[[Path, str], Emitted]) -> tuple[list[str], Written | None]:
    """What is written of a set; where it cannot be read, that is a difference."""
    output.mkdir(parents=True)
    source = output / "input.json"
    source.write_text(json.dumps(description(names)), "utf-8")
    command = [str(tools.segue()), "compile", str(source), "--target", "all", "-o", str(output)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        return [f"compile: exit {done.returncode}: {done.stderr.strip()[:500]}"], None
    try:
        targets = {target: read(output, target) for target in RULES}
    except Exception as error:
        return [f"the files cannot be read: {error!r}"], None
    return [], Written(names, targets, done.stderr)


def description(names: Names) -> dict[str, object]:
    """A description in which each step's command is its position."""
    steps = {
        step: {"command": [str(number)], "needs": [names.steps[need] for need in needs]}
        for number, (step, needs) in enumerate(zip(names.steps, names.needs, strict=True))
    }
    return {"segue": 1, "name": names.pipeline, "run_id_env": [], "defaults": {"image": "busybox"}, "steps": steps}
