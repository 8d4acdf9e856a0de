"""Shows that the run can fail: each mistake of `mutations.py`, made alone, has to be told by its name."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import yaml

import cases
import tools
from count import Count
from expect import load
from mutations import MUTATIONS, Documents
from mutations_kubeflow import MUTATIONS as OF_KUBEFLOW
from targets import Case, Target

# For each target the description that it carries whole, and the mistakes made in what is written of it.
BITES = {
    "argo": (tools.HERE / "bite" / "input.yaml", MUTATIONS),
    "kubeflow": (tools.HERE / "bite" / "kubeflow.yaml", OF_KUBEFLOW),
}


def bite(target: Target, files: Path | None) -> Count:
    """Breaks what Segue writes of the target's description, or the whole manifests that lie in `files`."""
    source, mutations = BITES[target.name]
    count = Count(f"bite {target.name}")
    with tempfile.TemporaryDirectory(prefix="bite-") as name:
        folder = Path(name)
        whole = files
        if whole is None:
            compiled = cases.compile_to(source, target.name, folder / "whole")
            whole = folder / "whole" / target.name
            if compiled.code != 0:
                count.judge([f"bite: compile: expected exit 0 got {compiled.code}: {compiled.words}"])
                return count
        documents: Documents = [
            item for path in sorted(whole.rglob("*.yaml")) for item in yaml.safe_load_all(path.read_text("utf-8"))
        ]
        beside = len(documents)
        documents += [json.loads(path.read_text("utf-8")) for path in sorted(whole.rglob("*.json"))]
        description = load(source, target.name)
        prepared = [Case("bite", description, whole)]
        made = []
        for number, mutation in enumerate(mutations):
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
    count.summary = f"{len(mutations)} mistakes, {len(made)} made, {told} told by name"
    return count
