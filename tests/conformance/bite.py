"""Shows that the run can fail: each mistake of a target's `mutations`, made alone, has to be told by its name."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cases
import mutations
import mutations_airflow
import mutations_airflow_settings
import mutations_kubeflow
import mutations_kubeflow_objects
import mutations_tekton
import mutations_zenml
import tools
from broken import Broken, Mistake, Unmakeable, broken
from count import Count
from targets import Case, Target

_SNAPSHOT = "zenml/snapshot.json"
# The descriptions that are broken for a target, and how.
_BROKEN: dict[str, tuple[tuple[str, Sequence[Mistake]], ...]] = {
    "argo": (("input.yaml", mutations.MUTATIONS), (_SNAPSHOT, mutations_zenml.ARGO)),
    "tekton": (("tekton.yaml", mutations_tekton.MUTATIONS), (_SNAPSHOT, mutations_zenml.TEKTON)),
    "airflow": (
        ("input.yaml", mutations_airflow.MUTATIONS),
        ("airflow.yaml", mutations_airflow_settings.MUTATIONS),
        (_SNAPSHOT, mutations_zenml.AIRFLOW),
    ),
    "kubeflow": (
        ("kubeflow.yaml", mutations_kubeflow.MUTATIONS),
        ("kubeflow-objects.yaml", mutations_kubeflow_objects.MUTATIONS),
        (_SNAPSHOT, mutations_zenml.KUBEFLOW),
    ),
}
# The targets that can be broken.
TARGETS = tuple(_BROKEN)


def bite(target: Target, files: Path | None) -> Count:
    """Breaks what Segue writes of the target's descriptions, or the whole files of the first, in `files`."""
    descriptions = _BROKEN[target.name]
    count = Count(f"bite {target.name}")
    results = []
    with tempfile.TemporaryDirectory(prefix="bite-") as place:
        for number, (name, mistakes) in enumerate(descriptions if files is None else descriptions[:1]):
            folder = Path(place) / str(number)
            folder.mkdir()
            source = cases.case("bite", tools.HERE / "bite" / name)
            results.append(_bite(target, files, source, mistakes, folder, count))
    mistakes, made, told = (sum(numbers) for numbers in zip(*results, strict=True))
    count.summary = f"{mistakes} mistakes, {made} made, {told} told by name"
    return count


def _bite(
    target: Target, whole: Path | None, source: cases.Input, mistakes: Sequence[Mistake], folder: Path, count: Count
) -> tuple[int, int, int]:
    """How many mistakes there are, how many could be made, and how many were told."""
    if whole is None:
        compiled = cases.compile_to(source.path, target.name, folder / "whole", arguments=source.arguments())
        whole = folder / "whole" / target.name
        if compiled.code != 0:
            count.judge([f"bite: compile: expected exit 0 got {compiled.code}: {compiled.words}"])
            return len(mistakes), 0, 0
    files: Broken = broken(whole)
    description = source.description(target.name)
    prepared = [Case("bite", description, whole)]
    made = []
    for number, mistake in enumerate(mistakes):
        output = folder / str(number)
        output.mkdir()
        try:
            files.write(mistake, output)
        except Unmakeable as error:
            count.judge([f"bite: {mistake.title}: {error}"])
            continue
        prepared.append(Case("bite", description, output))
        made.append(mistake)
    untouched, *verdicts = target.check(prepared)
    count.judge([f"unchanged: {problem}" for problem in untouched.problems])
    told = 0
    for mistake, verdict in zip(made, verdicts, strict=True):
        if any(mistake.names in problem for problem in verdict.problems):
            told += 1
            count.judge([])
        else:
            got = verdict.problems or "no difference"
            count.judge([f"bite: {mistake.title}: expected `{mistake.names}` got {got}"])
    return len(mistakes), len(made), told
