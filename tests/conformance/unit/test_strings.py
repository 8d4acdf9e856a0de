"""The run of strings: a changed byte, a refusal that nothing asks for and one that is missing are each told."""

import json
import re
import tempfile
import unittest
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from cases import Compiled
from strings import picked, refusals
from strings.describe import describe
from strings.judge import Tally, judge
from strings.settling import settle
from strings.slots import Made, Slot, Step
from strings.writing import write
from targets.argo import Argo

_MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {{name: strings}}
spec:
  entrypoint: main
  arguments: {{parameters: [{parameters}]}}
  templates:
    - name: main
      dag: {{tasks: [{{name: s, template: s}}]}}
    - name: s
      container:
        image: i
        command: [c]
        args: ["{arg}"]
        env:
          - {{name: SEGUE_EMPTY, value: ""}}
          - {{name: SEGUE_RUN_ID, value: "{{{{workflow.uid}}}}"}}
"""
_PARAMETERS = ", ".join(f"{{name: p{index}, value: plain}}" for index in range(4))


def _made(*texts, field="args"):
    slots = [
        Slot("s", field, f"V{index}" if field != "args" else "", (("text", text),)) for index, text in enumerate(texts)
    ]
    return Made("strings", [Step("s")], slots, {})


def _compiler(*ends):
    """Stands for Segue: its ends in turn, `None` where it writes what `_MANIFEST` makes of an argument."""
    rest = list(ends)

    def compile_to(source, target, output):
        end = rest.pop(0)
        if isinstance(end, Compiled):
            return end
        folder = output / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "strings.yaml").write_text(_MANIFEST.format(parameters=_PARAMETERS, arg=end), encoding="utf-8")
        return Compiled(0, "")

    return patch("cases.compile_to", compile_to)


def _refused(made, code, index=0):
    written = write(made)
    line = next(line for line, slot in written.slots.items() if slot is made.slots[index])
    return Compiled(1, f"error[{code}]: no\n  --> x.json:{line}:1\n   |\n")


class Arrivals(unittest.TestCase):
    def _tally(self, emitted):
        tally = Tally("argo")
        with _compiler(emitted):
            judge([_made("{{ ds }} $5")], Argo(), tally)
        return tally

    def test_what_arrives_is_exact(self):
        tally = self._tally("{$(SEGUE_EMPTY){ ds }} $$5")
        self.assertEqual((tally.problems, tally.exact, tally.agreement.problems), ([], 1, []))

    def test_a_changed_byte_is_told(self):
        for changed in ("{$(SEGUE_EMPTY){ dt }} $$5", "{{ ds }} $$$5", "{$(SEGUE_EMPTY){ ds }} $$5 "):
            tally = self._tally(changed)
            self.assertTrue(any("s: args[0]: expected" in line for line in tally.problems), tally.problems)
            self.assertEqual(tally.exact, 0)


class Refusals(unittest.TestCase):
    def _settled(self, made, *ends, target="argo"):
        with _compiler(*ends):
            return settle(made, target, Path(self.enterContext(tempfile.TemporaryDirectory(prefix="strings-"))))

    def test_one_that_is_foreseen_is_no_problem(self):
        made = _made("a\0b", "c")
        settled = self._settled(made, _refused(made, "E0412"), "c")
        self.assertEqual((settled.problems, list(settled.refused.values())), ([], ["E0412"]))
        self.assertEqual([slot.literal() for slot in settled.made.slots], ["c"])

    def test_one_that_nothing_asks_for_is_told(self):
        made = _made("{{ ds }}")
        (problem,) = self._settled(made, _refused(made, "E1101"), "").problems
        self.assertIn("expected it to be taken got E1101", problem)

    def test_one_under_another_code_is_told(self):
        made = _made("a\0b")
        (problem,) = self._settled(made, _refused(made, "E1101"), "").problems
        self.assertIn("expected ['E0412'] got E1101", problem)

    def test_one_that_is_not_made_is_told(self):
        (problem,) = self._settled(_made("a\0b"), "").problems
        self.assertIn("expected ['E0412'] got no refusal", problem)

    def test_one_at_no_text_is_told(self):
        end = Compiled(1, "error[E1101]: no\n  --> x.json:2:1\n")
        self.assertTrue(any("is at no text" in line for line in self._settled(_made("a"), end).problems))

    def test_an_end_without_words_is_told(self):
        self.assertTrue(self._settled(_made("a"), Compiled(101, "panicked")).problems)

    def test_each_target_has_its_own_reasons(self):
        def codes(target, text, field="args"):
            made = _made(text, field=field)
            return refusals.foreseen(target, made, made.slots[0]).must

        for target, code in refusals.TEXT.items():
            self.assertEqual(
                codes(target, "x" * 131_072, "command"), {code} | ({"E1402"} if target == "kubeflow" else set())
            )
            self.assertEqual(codes(target, "a b", "labels"), {code})
            self.assertEqual(codes(target, "{{ ds }} $(date) {% x %} \x85"), set())
        for text in ("\x7f", "\U000e0041", "{{$}}"):
            self.assertEqual(codes("kubeflow", text), {"E1401"})
            self.assertEqual(codes("tekton", text), set())
        self.assertEqual(codes("kubeflow", "{{$}}", "env"), set())
        self.assertEqual(codes("argo", "{{=1}}", "default"), {"E1101"})

    def test_only_what_typed_text_completes_is_not_promised(self):
        slot = Slot("s", "args", "", (("param", "p0"), ("text", "{$}}")))
        made = Made("strings", [Step("s")], [slot], {})
        self.assertEqual(refusals.foreseen("kubeflow", made, slot).must, set())
        self.assertFalse(refusals.is_promised("kubeflow", made, slot))
        self.assertTrue(refusals.is_promised("argo", made, slot))
        self.assertTrue(refusals.is_promised("kubeflow", _made("{{$}}"), _made("{{$}}").slots[0]))


class Descriptions(unittest.TestCase):
    def test_a_seed_is_one_run(self):
        self.assertEqual(describe(3, 5), describe(3, 5))
        self.assertNotEqual(describe(3, 5), describe(4, 5))

    def test_each_text_stands_on_its_line(self):
        for number in range(8):
            made = describe(1, number)
            written = write(made)
            self.assertEqual(set(written.slots.values()), set(made.slots))
            if not made.is_yaml:
                json.loads(written.text)

    def test_hazards_meet_references(self):
        pairs = set()
        for number in range(24):
            for slot in describe(1, number).slots:
                parts = slot.joined()
                for (kind, value), (after, next_value) in pairwise(parts):
                    pairs.add((value[-1:] if kind == "text" else kind, next_value[:1] if after == "text" else after))
        for pair in (
            ("{", "param"),
            ("param", "{"),
            ("$", "param"),
            ("param", "("),
            ("{", "run"),
            ("run", "}"),
            ("\n", "run"),
            ("$", "env"),
        ):
            self.assertIn(pair, pairs)


class Table(unittest.TestCase):
    def test_a_wrong_cell_is_told(self):
        (row,) = [row for row in picked.picked() if row.text == "{{$}}"]
        self.assertEqual(row.promised["kubeflow"], ("E1401", "exact"))
        for occurred, is_told in ((("E1401", "exact"), False), (("exact", "exact"), True), (("E1402", "exact"), True)):
            found = {("{{$}}", "args"): {occurred[0]}, ("{{$}}", "env"): {occurred[1]}}
            with (
                patch.object(picked, "picked", lambda: [row]),
                patch.object(picked, "occurrences", lambda *_, found=found: (found, [])),
            ):
                self.assertEqual(bool(picked.check({"kubeflow": None}, ["kubeflow"]).problems), is_told)

    def test_it_is_large_and_complete(self):
        rows = picked.picked()
        self.assertGreaterEqual(len({row.text for row in rows}), 80)
        for row in rows:
            for cells in row.promised.values():
                for cell in cells:
                    self.assertTrue(cell == "exact" or re.fullmatch(r"E[0-9]{4}", cell), cell)
