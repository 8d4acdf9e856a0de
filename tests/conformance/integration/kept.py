"""What is kept of a pipeline by ZenML's own orchestrators and by Segue: a table that is computed from what they write.

Each row is one thing that a pipeline of the suite asks for, and a question to the manifest. A cell is `kept`; or what
came of it instead, read from the file; or the code under which Segue told that it is not kept. Segue may lose nothing
silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from integration.manifest import Manifest, Schedule, Step
from reading import Unreadable

KEPT = "kept"
LOST = "lost"
_CODE = re.compile(r"\[([EWN][0-9]{4})\]")


@dataclass(frozen=True)
class Row:
    """One thing; `codes` are those under which a target may say that it has it otherwise, or not."""

    thing: str
    pipeline: str
    # Nothing: it is kept. Else what there is instead.
    instead: Callable[[Manifest], str | None]
    codes: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What one orchestrator made of one pipeline."""

    manifest: Manifest | None
    error: str | None
    log: str


def _train(question: Callable[[Step], str | None]) -> Callable[[Manifest], str | None]:
    return lambda manifest: question(manifest.steps["train"])


def _equal(got: object, wanted: object) -> str | None:
    return None if got == wanted else LOST


def _schedule(question: Callable[[Schedule], str | None]) -> Callable[[Manifest], str | None]:
    return lambda manifest: LOST if manifest.schedule is None else question(manifest.schedule)


def _retries(step: Step) -> str | None:
    return "in the step's process only" if step.retry is None else _equal(step.retry.limit, 3)


def _waits(step: Step) -> str | None:
    if step.retry is None:
        return "in the step's process only"
    return _equal((step.retry.delay, step.retry.factor), (10, 2))


def _needs(manifest: Manifest) -> str | None:
    wanted = {"my_step": set(), "my-step": {"my_step"}, "report": {"my-step"}}
    found = {name: step.needs for name, step in manifest.steps.items()}
    missing = [f"`{name}` does not wait for `{need}`" for name in wanted for need in wanted[name] - found[name]]
    return None if found == wanted else "; ".join(missing) or "needs too many"


def _bounds(schedule: Schedule) -> str | None:
    start, end = (schedule.start or "")[:10], (schedule.end or "")[:10]
    # A start is exclusive on Kubeflow, so it may lie a moment earlier.
    return _equal((start, end), ("2030-01-01", "2030-01-31"))


def _every(schedule: Schedule) -> str | None:
    wanted = 90000
    return None if schedule.seconds == wanted else f"every {schedule.seconds} s"


def _once(schedule: Schedule) -> str | None:
    if schedule.is_once:
        return None
    # A cron line of the one minute, that ends before it comes again.
    is_bound = schedule.cron == "0 3 7 1 *" and (schedule.end or "").startswith("2030-01-08")
    return None if is_bound else LOST


ROWS = (
    Row("2 GPUs", "gpu", _train(lambda step: _equal(step.asked("nvidia.com/gpu"), 2))),
    Row("8 CPUs", "gpu", _train(lambda step: _equal(step.asked("cpu"), 8))),
    Row("16 GB of memory", "memory", _train(lambda step: _equal(step.asked("memory"), Fraction(16 * 10**9)))),
    Row("node selectors", "gpu", _train(lambda step: _equal(step.node_selector, {"pool": "gpu", "zone": "a"}))),
    Row(
        "a toleration",
        "gpu",
        _train(lambda step: _equal([item["key"] for item in step.tolerations], ["nvidia.com/gpu"])),
    ),
    Row("shared memory (a volume)", "gpu", _train(lambda step: _equal(step.shared_memory, 8 * 2**30))),
    Row(
        "labels and annotations of a pod",
        "gpu",
        _train(
            lambda step: _equal(
                (step.labels.get("team"), step.annotations.get("example.com/owner")), ("growth", "churn")
            )
        ),
    ),
    Row(
        "the service account",
        "account",
        lambda manifest: _equal({step.account for step in manifest.steps.values()}, {"trainer"}),
        ("W0351",),
    ),
    Row("3 retries, by new pods", "retries", _train(_retries)),
    Row("10 s before a retry, then twice as long", "retries", _train(_waits), ("W0362", "W0363")),
    Row("the needs of steps `my_step` and `my-step`", "alike", _needs),
    Row("a cron line", "daily", _schedule(lambda schedule: _equal(schedule.cron, "30 3 * * 1-5"))),
    Row("its first and last day", "bounded", _schedule(_bounds), ("E0384", "E0385")),
    Row("every 25 hours", "every", _schedule(_every), ("E0381", "E0384")),
    Row("one run at a time of its own", "once", _schedule(_once), ("E0382",)),
    Row("an end of all steps when one fails", "fail_fast", lambda found: None if found.cancels else LOST, ("W0369",)),
)


def cell(row: Row, outcome: Outcome, target: str | None) -> str:
    """`target`: Segue's, whose messages name it; none for ZenML's own orchestrators."""
    told = [code for code in _codes(outcome.log, target) if code in row.codes]
    if outcome.error is not None:
        return f"refused ({', '.join(told)})" if told else f"no file ({outcome.error.partition(':')[0]})"
    if outcome.manifest is None:
        raise Unreadable(f"`{row.pipeline}` has neither a file nor an error")
    instead = row.instead(outcome.manifest)
    if instead is None:
        return KEPT
    return f"told ({', '.join(told)})" if told else instead


def _codes(log: str, target: str | None) -> list[str]:
    if target is None:
        return []
    lines = [line for line in log.splitlines() if f"target `{target}`" in line]
    return sorted({code for line in lines for code in _CODE.findall(line)})


def table(cells: dict[str, list[str]]) -> str:
    """Markdown, a column an orchestrator."""
    columns = list(cells)
    lines = ["| of a pipeline | " + " | ".join(columns) + " |", "|-" * (len(columns) + 1) + "|"]
    for number, row in enumerate(ROWS):
        lines.append(f"| {row.thing} | " + " | ".join(cells[column][number] for column in columns) + " |")
    return "\n".join(lines) + "\n"
