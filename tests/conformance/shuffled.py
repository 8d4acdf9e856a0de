"""Each snapshot again with its steps in other orders: the names, and the edges between them, have to be the same.

The graph of the order that ZenML wrote is judged with the other cases; here two files of Segue's are compared.
"""

from __future__ import annotations

import json
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import cases
import tools
from count import Count
from graphs import Task, graph

_ORDERS = 2


def check(targets: list[str], inputs: list[cases.Input] | None = None) -> Count:
    """`inputs`: all snapshots unless given."""
    found = cases.snapshots(tools.HERE / "zenml-cases") if inputs is None else inputs
    found = [item for item in found if item.path.suffix == ".json"]
    pairs = [(item, target) for item, target in product(found, targets) if item.refusal(target) is None]
    count = Count("shuffled")
    with tempfile.TemporaryDirectory(prefix="shuffled-") as folder, ThreadPoolExecutor() as pool:
        numbered = [(Path(folder) / str(number), *pair) for number, pair in enumerate(pairs)]
        tasks = 0
        for lines, told in pool.map(lambda pair: _judged(*pair), numbered):
            tasks += told
            count.judge(lines)
    wrong = len(count.problems)
    count.summary = f"{len(pairs)} outputs in {_ORDERS} further orders, {tasks} tasks, {wrong} differences"
    return count


def _judged(folder: Path, item: cases.Input, target: str) -> tuple[list[str], int]:
    graphs: list[frozenset[Task]] = []
    for order in range(_ORDERS + 1):
        source = folder / f"{order}.json"
        source.parent.mkdir(exist_ok=True)
        document = json.loads(item.path.read_text("utf-8"))
        if order:
            shuffle(document, random.Random(f"{item.name}/{order}"))
        source.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        output = folder / str(order)
        end = cases.compile_to(source, target, output, arguments=replace(item, path=source).arguments())
        if end.code != 0:
            return [f"{item.name}: {target}: order {order}: expected exit 0 got {end.code}"], 0
        graphs.append(graph(output / target, target))
    return differences(f"{item.name}: {target}", graphs), len(graphs[0])


def differences(where: str, graphs: list[frozenset[Task]]) -> list[str]:
    """What other orders have otherwise than the first; a graph without tasks says nothing."""
    lines = [] if graphs[0] else [f"{where}: expected tasks got none"]
    for order, found in enumerate(graphs[1:], 1):
        if found != graphs[0]:
            wrong = sorted(ascii(task) for task in found ^ graphs[0])
            lines.append(f"{where}: order {order}: expected the same graph got {wrong[:4]}")
    return lines


def shuffle(document: dict[str, Any], source: random.Random) -> None:
    """Changes the order of the steps of a snapshot, or of each in a list."""
    for snapshot in document.get("items", [document]):
        steps = list(snapshot["metadata"]["step_configurations"].items())
        source.shuffle(steps)
        snapshot["metadata"]["step_configurations"] = dict(steps)
