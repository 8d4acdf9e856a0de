"""The table of docs/parameters.md: what a container gets of a parameter that a person types at start.

Each cell is what the target's own engines make of that text; the page has to show just that.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import cases
import tools
from count import Count
from pods import RUN_ID
from targets import Target

_PAGE = tools.REPOSITORY / "docs" / "parameters.md"
# Argo twice: its setting decides how a step refers to a parameter.
_COLUMNS = {"argo": "plain", "argo, `parameters: exact`": "exact", "tekton": "", "airflow": "", "kubeflow": ""}
_TYPED = [
    "2026-02-01",
    '{"since": [1, 2]}',
    "caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SNAKE} \N{FIRST PLACE MEDAL}",
    "two\nlines\n",
    "costs $5",
    "costs $$5",
    "costs $\N{EURO SIGN}5",
    "$(HOME)",
    "$(REGION)",
    "{{ ds }}",
    "{{workflow.uid}}",
    "{{workflow.nothing}}",
    "{{=1+1}}",
    "{{=(}}",
    "$(params.since)",
    "$(context.pipelineRun.name)",
    "$(tasks.load.results.r)",
    "{{$.inputs.parameters['since']}}",
    "a \x7f b",
]
# What a run makes up, in words.
_OWN = {RUN_ID: "the run id", "argo-uid": "the workflow's uid", "typed-x7k2p": "the run's name"}
_SOURCE = """\
segue: 1
name: typed
parameters: {{since: "x"}}
targets: {{argo: {{parameters: {form}}}}}
steps:
  load:
    image: busybox
    command: [load]
    args: ["--since", {{param: since}}]
    env: {{REGION: eu}}
"""


def check(known: dict[str, Target], chosen: list[str]) -> Count:
    """Compares the page's table with what arrives."""
    count = Count("typed")
    shown = _shown()
    names = [title for title in _COLUMNS if title.split(",")[0] in chosen]
    different = 0
    for title in names:
        got = [_cell(typed, arrived) for typed, arrived in zip(_TYPED, _arrived(known, title), strict=True)]
        for typed, cell in zip(_TYPED, got, strict=True):
            row = shown.get(_code(typed), {})
            problems = (
                [] if row.get(title) == cell else [f"{title}: {typed!r}: the page says {row.get(title)}, got {cell}"]
            )
            different += len(problems)
            count.judge([f"docs/parameters.md: {problem}" for problem in problems])
    if set(shown) != {_code(typed) for typed in _TYPED}:
        count.judge([f"docs/parameters.md: expected the rows {[_code(typed) for typed in _TYPED]} got {list(shown)}"])
    count.summary = f"{len(_TYPED)} texts on {len(names)} targets, {different} differences"
    return count


def _arrived(known: dict[str, Target], title: str) -> list[str | None]:
    target = title.split(",")[0]
    with tempfile.TemporaryDirectory(prefix="typed-") as folder:
        source = Path(folder) / "typed.yaml"
        source.write_text(_SOURCE.format(form=_COLUMNS[title] or "plain"), encoding="utf-8")
        end = cases.compile_to(source, target, Path(folder) / "out")
        if end.code != 0:
            raise ValueError(end.words)
        found = known[target].arrivals(Path(folder) / "out" / target, [{"since": typed} for typed in _TYPED])
    return [None if arguments is None else arguments[-1] for arguments in found]


def _cell(typed: str, arrived: str | None) -> str:
    if arrived is None:
        return "the run fails"
    return "as typed" if arrived == typed else _OWN.get(arrived) or _code(arrived)


def _code(text: str) -> str:
    """The text as code in a cell of Markdown; what cannot be printed as Python writes it."""
    plain = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return f"`{plain}`"


def _shown() -> dict[str, dict[str, str]]:
    """The page's table: its rows by their first cell."""
    lines = [line for line in _PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    start = next((number for number, line in enumerate(lines) if line.startswith("| typed |")), None)
    if start is None:
        return {}
    head = _cells(lines[start])
    rows = [_cells(line) for line in lines[start + 1 :]]
    return {cells[0]: dict(zip(head[1:], cells[1:], strict=True)) for cells in rows if len(cells) == len(head)}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
