"""Shows that the run can fail: each mistake of a target's `mutations`, made alone, has to be told by its name."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import yaml

import cases
import mutations
import mutations_kubeflow
import mutations_kubeflow_objects
import mutations_tekton
import tools
from changes import Documents, Mutation
from count import Count
from expect import load
from targets import Case, Target

# The descriptions that are broken for a target, and how.
_BROKEN: dict[str, tuple[tuple[str, tuple[Mutation, ...]], ...]] = {
    "argo": (("input.yaml", mutations.MUTATIONS),),
    "tekton": (("tekton.yaml", mutations_tekton.MUTATIONS),),
    "kubeflow": (
        ("kubeflow.yaml", mutations_kubeflow.MUTATIONS),
        ("kubeflow-objects.yaml", mutations_kubeflow_objects.MUTATIONS),
    ),
}


def bite(target: Target, files: Path | None) -> Count:
    """Breaks what Segue writes of the target's descriptions, or the whole manifests of the first, in `files`."""
    descriptions = _BROKEN[target.name]
    count = Count(f"bite {target.name}")
    results = []
    with tempfile.TemporaryDirectory(prefix="bite-") as place:
        for number, (name, broken) in enumerate(descriptions if files is None else descriptions[:1]):
            folder = Path(place) / str(number)
            folder.mkdir()
            results.append(_bite(target, files, tools.HERE / "bite" / name, broken, folder, count))
    mistakes, made, told = (sum(numbers) for numbers in zip(*results, strict=True))
    count.summary = f"{mistakes} mistakes, {made} made, {told} told by name"
    return count


def _bite(
    target: Target, whole: Path | None, source: Path, broken: tuple[Mutation, ...], folder: Path, count: Count
) -> tuple[int, int, int]:
    """How many mistakes there are, how many could be made, and how many were told."""
    if whole is None:
        compiled = cases.compile_to(source, target.name, folder / "whole")
        whole = folder / "whole" / target.name
        if compiled.code != 0:
            count.judge([f"bite: compile: expected exit 0 got {compiled.code}: {compiled.words}"])
            return len(broken), 0, 0
    texts = [path.read_text("utf-8") for path in sorted(whole.rglob("*.yaml"))]
    documents: Documents = [item for text in texts for item in yaml.safe_load_all(text)]
    beside = len(documents)
    documents += [json.loads(path.read_text("utf-8")) for path in sorted(whole.rglob("*.json"))]
    description = load(source, target.name)
    prepared = [Case("bite", description, whole)]
    made = []
    for number, mutation in enumerate(broken):
        changed = copy.deepcopy(documents)
        try:
            mutation.change(changed)
        except (KeyError, StopIteration, IndexError, ValueError, TypeError) as error:
            count.judge([f"bite: {mutation.title}: cannot be made in these manifests: {error!r}"])
            continue
        output = folder / str(number)
        output.mkdir()
        (output / "changed.yaml").write_text(yaml.safe_dump_all(changed[:beside], sort_keys=False), "utf-8")
        for data in changed[beside:]:
            (output / "changed.json").write_text(json.dumps(data), "utf-8")
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
    return len(broken), len(made), told
