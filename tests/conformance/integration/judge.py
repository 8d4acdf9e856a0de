"""Segue as a ZenML orchestrator: registers the flavor, runs pipelines through it, and judges what is left.

    python3 run.py --target zenml [--write]

`--write` puts the table of what is kept into the package's README; without it the table there has to be the one that is
computed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tools
import zenml_environment
from count import Count
from integration import airflow, argo, bite, comparing, kept, kubeflow, tekton
from integration.kept import Outcome
from integration.manifest import Manifest
from integration.running import FLAVOR, HIDDEN, PACKAGE, TARGETS, ZenML
from targets import Case, Target

NAME = "zenml"
READERS: dict[str, Callable[[Path], Manifest]] = {
    "argo": argo.read,
    "tekton": tekton.read,
    "airflow": airflow.read,
    "kubeflow": kubeflow.read,
}
# ZenML's own, with the same pipelines.
THEIRS: dict[str, Callable[[Path], Manifest]] = {
    "kubeflow": kubeflow.read_of_zenml,
    "airflow": airflow.read_of_zenml,
}
# The ways of older versions of ZenML, and the method that each takes.
OLDER = {"segue_middle": "middle", "segue_older": "older"}
_NOT_ON_TEKTON = ("bounded", "every", "once")
# Some are quoted, since they begin like a number.
_IDENTIFIER = re.compile(r"\"?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"?")
_README = PACKAGE / "README.md"
_BEGIN, _END = "<!-- kept: begin -->\n", "<!-- kept: end -->\n"


def check(known: dict[str, Target], *, write: bool = False) -> Count:
    """One count for all of it."""
    zenml_environment.python()
    count = Count(NAME)
    with tempfile.TemporaryDirectory(prefix="zenml-") as folder:
        zenml = ZenML(Path(folder))
        listed = zenml.register(tools.segue())
        row = ["segue", "custom", FLAVOR]
        is_listed = any(words[: len(row)] == row for words in listed)
        count.judge([] if is_listed else [f"flavor list: expected {row} got {listed}"])
        work = Path(folder) / "work"
        zenml.python(str(zenml_environment.SOURCES / "produce.py"), str(work))
        _judge_behaviour(comparing.read_json(work / "behaviour.json"), count)
        for target in TARGETS:
            _judge_target(work, known[target], count)
            bite.judge(work / "segue" / bite.PIPELINE, target, READERS[target], count)
        _judge_refusals(work, count)
        _judge_older(work, count)
        _judge_secrets(work, count)
        _judge_table(_cells(work), count, write=write)
    checks = count.passed + count.failed
    count.summary = f"{checks} checks, {len(count.problems)} differences"
    return count


def _judge_behaviour(facts: dict[str, Any], count: Count) -> None:
    wanted = {
        "run id": "run-1",
        "properties": {
            "is_schedulable": True,
            "is_synchronous": False,
            "handles_step_retries": True,
            "supports_client_side_caching": False,
        },
        "is_remote": True,
        "execution modes": ["fail_fast", "stop_on_failure", "continue_on_failure"],
    }
    for name, value in wanted.items():
        count.judge([] if facts[name] == value else [f"behaviour: {name}: expected {value} got {facts[name]}"])
    for name, error in facts["refusals"].items():
        count.judge([] if error else [f"behaviour: {name}: expected a refusal got none"])
    told = {
        "without run id": "SEGUE_RUN_ID",
        "missing program": "--binary=PATH",
        "plain secret": "ZENML_STORE_API_TOKEN",
        "secret by reference": '"ZENML_STORE_API_TOKEN": {"secret": "zenml/token"}',
    }
    for name, words in told.items():
        text = facts[name] or ""
        wrong = words not in text or HIDDEN in text
        count.judge([f"behaviour: {name}: expected {words!r} got {text!r}"] if wrong else [])


def _judge_target(work: Path, target: Target, count: Count) -> None:
    """What the reader finds against the snapshot, and the verdict of the target's own code."""
    cases: list[Case] = []
    for folder in _folders(work, target.name):
        output = folder / "manifests" / target.name
        name = f"{folder.parent.name}/{folder.name}/{target.name}"
        if not any(output.rglob("*")):
            result = comparing.read_json(folder / "result.json")
            count.judge([f"{name}: expected files got {result['error'] or 'none'}"])
            continue
        try:
            found = READERS[target.name](output)
            # The older method gets no environments of steps: its files are compared with those of the newer one.
            environments = folder / "environments.json"
            given = comparing.read_json(environments) if environments.exists() else None
            lines = comparing.differences(found, comparing.read_json(folder / "snapshot.json"), given)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            lines = [f"the files cannot be read: {error!r}"]
        count.judge([f"{name}: {line}" for line in lines])
        # No reading of the snapshot by the language's own rules: the target's code alone judges.
        cases.append(Case(name, None, output))
    for verdict in target.check(cases):
        count.files += verdict.files
        count.judge(verdict.problems)


def _folders(work: Path, target: str) -> list[Path]:
    """The runs that have to leave files for this target."""
    ways = ("segue", *OLDER, "segue_three")
    found = [folder for way in ways for folder in sorted((work / way).iterdir())]
    return [
        folder
        for folder in found
        if _is_taken(folder) and not (folder.parent.name == "segue_three" and target == "tekton")
    ]


def _is_taken(folder: Path) -> bool:
    return folder.parent.name == "segue_three" or folder.name not in _NOT_ON_TEKTON


def _judge_refusals(work: Path, count: Count) -> None:
    """What a target refuses ends the run in Segue's words, and leaves nothing."""
    for way in ("segue", "segue_older"):
        for folder in (work / way / name for name in _NOT_ON_TEKTON):
            if not folder.exists():
                continue
            name = folder.name
            error = comparing.read_json(folder / "result.json")["error"] or ""
            is_told = error.startswith("Refused: ") and "error[E038" in error and "target `tekton`" in error
            lines = [] if is_told else [f"{way}/{name}: expected Segue's refusal got {error!r}"]
            if any((folder / "manifests").rglob("*")):
                lines.append(f"{way}/{name}: expected no files got some")
            count.judge(lines)


def _judge_secrets(work: Path, count: Count) -> None:
    """No file that Segue reads or writes holds a secret; what ZenML handed over does."""
    for folder in (folder for way in work.glob("segue*") for folder in way.iterdir()):
        paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "environments.json"]
        found = [path.name for path in paths if HIDDEN in path.read_text(encoding="utf-8")]
        count.judge([f"{folder.parent.name}/{folder.name}: a secret stands in {name}" for name in found])


def _judge_older(work: Path, count: Count) -> None:
    """The older methods write what the newer one writes, but for the ids of ZenML's own objects."""
    for folder in (folder for way in OLDER for folder in sorted((work / way).iterdir())):
        newer = work / "segue" / folder.name
        name = f"{folder.parent.name}/{folder.name}"
        methods = [(path / "method").read_text(encoding="utf-8") for path in (newer, folder)]
        count.judge([] if methods == ["newer", OLDER[folder.parent.name]] else [f"{name}: methods: got {methods}"])
        texts = [_texts(path / "manifests") for path in (newer, folder)]
        count.judge([] if texts[0] == texts[1] else [f"{name}: the older method writes other files"])


def _texts(folder: Path) -> dict[str, str]:
    """The files, with each id replaced by the number of its first place."""
    found = {}
    for path in sorted(folder.rglob("*.*")):
        seen: dict[str, str] = {}
        text = path.read_text(encoding="utf-8")
        found[str(path.relative_to(folder))] = _IDENTIFIER.sub(
            lambda m, seen=seen: seen.setdefault(m[0], f"id{len(seen)}"), text
        )
    return found


def _cells(work: Path) -> dict[str, list[str]]:
    """The columns: beside each of ZenML's own orchestrators Segue's files for the same one, then the other targets."""
    cells: dict[str, list[str]] = {}
    for name in [*THEIRS, *(name for name in READERS if name not in THEIRS)]:
        if name in THEIRS:
            outcomes = [_outcome(work / name / row.pipeline, THEIRS[name], None) for row in kept.ROWS]
            cells[f"ZenML, {name}"] = [kept.cell(row, end, None) for row, end in zip(kept.ROWS, outcomes, strict=True)]
        column = []
        for row in kept.ROWS:
            is_apart = row.pipeline in _NOT_ON_TEKTON and name != "tekton"
            folder = work / ("segue_three" if is_apart else "segue") / row.pipeline
            column.append(kept.cell(row, _outcome(folder, READERS[name], name), name))
        cells[f"Segue, {name}"] = column
    return cells


def _outcome(folder: Path, read: Callable[[Path], Manifest], target: str | None) -> Outcome:
    result = comparing.read_json(folder / "result.json")
    error, log = result["error"], "\n".join([*result["log"], result["error"] or ""])
    if error is not None:
        return Outcome(None, error, log)
    return Outcome(read(folder if target is None else folder / "manifests" / target), None, log)


def _judge_table(cells: dict[str, list[str]], count: Count, *, write: bool) -> None:
    for column, found in cells.items():
        for row, cell in zip(kept.ROWS, found, strict=True):
            if column.startswith("Segue"):
                silent = not cell.startswith((kept.KEPT, "told", "refused"))
                count.judge([f"{column}: {row.thing}: expected it kept or told got {cell!r}"] if silent else [])
    table = kept.table(cells)
    text = _README.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    current = f"{before}{_BEGIN}{table}{_END}{after}"
    if write and current != text:
        _README.write_text(current, encoding="utf-8")
        text = current
    stale = (
        "the table of integrations/zenml/README.md is not current; run tests/conformance/run.py --target zenml --write"
    )
    count.judge([] if text == current else [stale])
