"""Each snapshot as a description that `segue convert` writes of it: both have to compile to the same bytes.

Where a target refuses the snapshot it has to refuse the description too.
"""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases
import tools
from count import Count


def check(targets: list[str]) -> Count:
    """All snapshots that any target may take, on these targets."""
    found = [item for item in cases.find(tools.REPOSITORY) if item.refusal("all") is None]
    found = [item for item in found if item.path.suffix == ".json" or item.stack is not None]
    count = Count("convert")
    with tempfile.TemporaryDirectory(prefix="converted-") as folder, ThreadPoolExecutor() as pool:
        numbered = [(Path(folder) / str(number), item, targets) for number, item in enumerate(found)]
        files = 0
        for lines, compared in pool.map(lambda entry: _judged(*entry), numbered):
            files += compared
            count.judge(lines)
    wrong = len(count.problems)
    count.summary = f"{len(found)} inputs converted, {files} files compared, {wrong} differences"
    return count


def _judged(folder: Path, item: cases.Input, targets: list[str]) -> tuple[list[str], int]:
    folder.mkdir()
    description = folder / "converted.yaml"
    command = [str(tools.segue()), "convert", str(item.path), *item.arguments(), "-o", str(description)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode != 0:
        return [f"{item.name}: convert: expected exit 0 got {done.returncode}: {cases.errors(done.stderr)}"], 0
    lines, compared = [], 0
    for target in targets:
        before, after = folder / "before" / target, folder / "after" / target
        ends = (
            cases.compile_to(item.path, target, before, arguments=item.arguments()).code,
            cases.compile_to(description, target, after).code,
        )
        if ends[0] != ends[1]:
            lines.append(f"{item.name}: {target}: convert: expected exit {ends[0]} got {ends[1]}")
        elif contents(before) != contents(after):
            lines.append(f"{item.name}: {target}: convert: expected the same bytes got others")
        compared += len(contents(before))
    return lines, compared


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
