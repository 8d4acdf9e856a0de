"""The table of what ZenML's orchestrators and Segue keep: no cell says `kept` of what is not there."""

from __future__ import annotations

import unittest
from fractions import Fraction

from integration import kept
from integration.kept import Outcome
from integration.manifest import Manifest, Retry, Schedule, Step

_ROWS = {row.thing: row for row in kept.ROWS}


def _cell(
    thing: str, manifest: Manifest | None, log: str = "", target: str | None = None, error: str | None = None
) -> str:
    return kept.cell(_ROWS[thing], Outcome(manifest, error, log), target)


def _train(**fields: object) -> Manifest:
    return Manifest({"train": Step("image", [], [], **fields)})


class Cells(unittest.TestCase):
    def test_a_limit_alone_asks_for_gpus_too(self) -> None:
        self.assertEqual(_cell("2 GPUs", _train(limits={"nvidia.com/gpu": Fraction(2)})), kept.KEPT)

    def test_another_number_is_lost(self) -> None:
        self.assertEqual(_cell("2 GPUs", _train(limits={"nvidia.com/gpu": Fraction(1)})), kept.LOST)

    def test_what_is_absent_is_lost(self) -> None:
        for thing in (
            "2 GPUs",
            "8 CPUs",
            "16 GB of memory",
            "node selectors",
            "a toleration",
            "shared memory (a volume)",
        ):
            self.assertEqual(_cell(thing, _train()), kept.LOST)

    def test_a_lost_need_is_named(self) -> None:
        steps = {name: Step("image", [], []) for name in ("my_step", "my-step", "report")}
        steps["my-step"].needs = {"my_step"}
        steps["report"].needs = {"my_step"}
        cell = _cell("the needs of steps `my_step` and `my-step`", Manifest(steps))
        self.assertEqual(cell, "`report` does not wait for `my-step`")

    def test_an_interval_without_its_day_is_shown(self) -> None:
        manifest = Manifest({}, Schedule(seconds=3600))
        self.assertEqual(_cell("every 25 hours", manifest), "every 3600 s")

    def test_a_wait_that_does_not_grow_is_lost(self) -> None:
        manifest = _train(retry=Retry(3, Fraction(10)))
        self.assertEqual(_cell("10 s before a retry, then twice as long", manifest), kept.LOST)

    def test_only_messages_of_the_target_count(self) -> None:
        log = "warning: warning[W0362]: target `tekton` tries again at once"
        manifest = _train(retry=Retry(3))
        thing = "10 s before a retry, then twice as long"
        self.assertEqual(_cell(thing, manifest, log, "tekton"), "told (W0362)")
        self.assertEqual(_cell(thing, manifest, log, "argo"), kept.LOST)

    def test_a_code_of_something_else_does_not_count(self) -> None:
        log = "warning: warning[W0350]: target `kubeflow` names no namespace in its files"
        self.assertEqual(_cell("2 GPUs", _train(), log, "kubeflow"), kept.LOST)

    def test_an_error_is_no_file_or_a_refusal(self) -> None:
        self.assertEqual(_cell("every 25 hours", None, error="TypeError: no"), "no file (TypeError)")
        error = "Refused: error[E0384]: target `tekton` knows no start of a schedule"
        self.assertEqual(_cell("every 25 hours", None, error, "tekton", error), "refused (E0384)")


if __name__ == "__main__":
    unittest.main()
