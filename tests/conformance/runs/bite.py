"""Shows that the comparison of run times can fail: each emitted file, broken in one place, has to be told."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from count import Count
from runs.judge import Compiled, compile_all, judge
from runs.table import items


@dataclass(frozen=True)
class Mistake:
    """One place of what is emitted of a schedule for a target: a pattern, and what stands there instead."""

    target: str
    schedule: str
    pattern: str
    instead: str


MISTAKES = (
    Mistake("argo", "berlin-morning", r"timezone: Europe/Berlin", "timezone: Europe/Moscow"),
    Mistake("argo", "hourly", r"0 \* \* \* \*", "1 * * * *"),
    Mistake("argo", "each-90m", r', "30 1-23/3 \* \* \*"', ""),
    Mistake("argo", "each-15m-off-phase", r"7-59/15", "*/15"),
    Mistake("argo", "each-100m", r"@every 100m", "@every 99m"),
    Mistake("argo", "start-on-a-tick", r"2026-01-11T06:00:00Z", "2026-01-11T06:00:01Z"),
    Mistake("argo", "start-beside-a-tick", r"2026-01-11T06:00:01Z", "2026-01-11T06:00:00Z"),
    Mistake("argo", "end-on-a-tick", r"now\(\) >= date\('2026-07-06T06:01:00Z", "now() >= date('2026-07-06T06:00:00Z"),
    Mistake("argo", "end-beside-a-tick", r" *stopStrategy:\n[^\n]*\n", ""),
    Mistake(
        "argo",
        "once",
        r"cronworkflow.succeeded \+ cronworkflow.failed >= 1 or now\(\) > date\('2026",
        "now() > date('2028",
    ),
    Mistake("argo", "once", r" *when: [^\n]*\n", ""),
    Mistake("tekton", "berlin-morning", r"timeZone: Europe/Berlin", "timeZone: UTC"),
    Mistake("tekton", "range-to-seven", r"0,5,6|0,5-6", "5-6"),
    Mistake("tekton", "each-6h-from-a-zone", r"5-23/6", "*/6"),
    Mistake("airflow", "berlin-morning", r'timezone="Europe/Berlin"', 'timezone="UTC"'),
    Mistake("airflow", "hourly", r'"0 \* \* \* \*"', '"1 * * * *"'),
    Mistake("airflow", "each-100m-off-phase", r"2026, 1, 10, 11, 20", "2026, 1, 10, 13"),
    Mistake("airflow", "each-100m-to-an-end", r"2026, 1, 11, 4", "2026, 1, 11, 5, 40"),
    Mistake("airflow", "end-on-a-tick", r"2026, 7, 6, 6", "2026, 7, 6, 5"),
    Mistake("airflow", "line-made-up-for", r"catchup=True", "catchup=False"),
    Mistake("airflow", "once-at-a-repeated-hour", r'25, 0, 30, tz="UTC"', '25, 2, 30, tz="Europe/Berlin"'),
    Mistake("kubeflow", "hourly", r'"0 0 \* \* \* \*"', '"0 * * * *"'),
    Mistake("kubeflow", "start-on-a-tick", r"2026-01-11T05:59:59Z", "2026-01-11T06:00:00Z"),
    Mistake("kubeflow", "end-on-a-tick", r"2026-07-06T06:00:00Z", "2026-07-06T05:59:59Z"),
    Mistake("kubeflow", "each-100m-made-up-for", r"2026-01-09T11:20:00Z", "2026-01-09T13:00:00Z"),
    Mistake("kubeflow", "line-made-up-for", r'"no_catchup": false', '"no_catchup": true'),
    Mistake("kubeflow", "each-5h", r'"18000"', '"18001"'),
)


def bite() -> Count:
    """Breaks the files one by one; a mistake in a place that is not there fails too."""
    count = Count("bite runs")
    names = {mistake.schedule for mistake in MISTAKES}
    with tempfile.TemporaryDirectory(prefix="bite-runs-") as folder:
        compiled, wrong = compile_all(Path(folder), [item for item in items() if item.name in names])
        whole = {(one.target, one.item.name): one for one in compiled if not one.refused}
        broken = []
        for number, mistake in enumerate(MISTAKES):
            one = _broken(mistake, whole, Path(folder) / f"broken-{number}")
            if one is None:
                wrong.append(f"bite: runs: {mistake}: cannot be made in this file")
            else:
                broken.append(one)
        problems = judge(broken).problems
    count.judge(wrong)
    told = [one for one in broken if any(f"runs: {one.item.name}: " in problem for problem in problems)]
    for one in broken:
        count.judge([] if one in told else [f"bite: runs: {one.item.name} on {one.target}: no difference is told"])
    count.summary = f"{len(MISTAKES)} mistakes, {len(broken)} made, {len(told)} told"
    return count


def _broken(mistake: Mistake, whole: dict[tuple[str, str], Compiled], folder: Path) -> Compiled | None:
    one = whole.get((mistake.target, mistake.schedule))
    if one is None:
        return None
    made = 0
    folder.mkdir()
    for path in (path for path in one.folder.rglob("*") if path.is_file()):
        text, changed = re.subn(mistake.pattern, mistake.instead, path.read_text("utf-8"))
        (folder / path.name).write_text(text, "utf-8")
        made += changed
    # The name tells the mistakes of one schedule apart.
    item = replace(one.item, name=f"{one.item.name} with {mistake.instead!r}")
    return replace(one, item=item, folder=folder) if made else None
