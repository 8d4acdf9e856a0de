"""The judge of names: each wrong name is told, right ones are not."""

from __future__ import annotations

import json
import random
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from names import engines
from names.emitted import Emitted
from names.judge import Written, compare, judge
from names.promised import RULES, groups
from names.sets import Names, random_names, twin

_STEPS = ("Train", "train", "load data", "x", "x-driver")
_NAMES = Names("Churn", _STEPS, ((), (0,), (), (2,), (3, 2)))
_TRAIN = RULES["argo"].hashed("Train", 6)
_DRIVER = RULES["kubeflow"].hashed("x-driver", 6)
_NEEDS = dict(enumerate(_NAMES.needs))


def _emitted(target: str, *names: str) -> Emitted:
    tasks = [(number, name, [names[need] for need in _NEEDS[number]]) for number, name in enumerate(names)]
    files = {"argo": ["churn.yaml"], "kubeflow": ["churn.yaml"], "airflow": ["Churn.py"]}[target]
    if target != "airflow":
        return Emitted(files, tasks, ["churn"])
    pods = [f"churn-{number}" for number in range(len(names))]
    return Emitted(files, tasks, ["Churn"], pods, [f"v{number}" for number in range(len(names))])


_TOLD = (
    f"warning[W0502]: steps `Train` and `train` collide on target `argo`, where their names are `{_TRAIN}` and `train`"
)
_RIGHT = {
    "argo": (_TRAIN, "train", "load-data", "x", "x-driver"),
    "airflow": ("Train", "train", "load-data", "x", "x-driver"),
    "kubeflow": (_TRAIN, "train", "load-data", "x", _DRIVER),
}
_WORDS = "\n".join(
    [
        _TOLD,
        _TOLD.replace("argo", "kubeflow"),
        "warning[W0502]: steps `x` and `x-driver` collide on target `kubeflow`, "
        f"where their names are `x` and `{_DRIVER}`",
    ]
)


def _written(target: str = "argo", emitted: Emitted | None = None, words: str = _WORDS) -> Written:
    targets = {name: _emitted(name, *names) for name, names in _RIGHT.items()}
    return Written(_NAMES, targets | ({} if emitted is None else {target: emitted}), words)


class Judging(unittest.TestCase):
    def _is_told(self, written: Written, words: str) -> None:
        self.assertIn(words, "\n".join(judge(written)))

    def test_right_names_are_right(self):
        self.assertEqual(list(judge(_written())), [])

    def test_a_name_for_two(self):
        wrong = _emitted("argo", "train", "train", "load-data", "x", "x-driver")
        self._is_told(_written(emitted=wrong), "the name 'train' stands for two")

    def test_a_name_that_the_target_makes_of_another(self):
        wrong = _emitted("kubeflow", _TRAIN, "train", "load-data", "x", "x-driver")
        self._is_told(_written("kubeflow", wrong), "the name 'x-driver' stands for two")

    def test_no_name(self):
        for name in ("Load-data", "-x", "1x", "in", "main", "x" * 64):
            wrong = _emitted("argo", _TRAIN, "train", name, "x", "x-driver")
            self._is_told(_written(emitted=wrong), "which is no name")

    def test_a_needless_change(self):
        wrong = _emitted("argo", _TRAIN, "train", "load-data", RULES["argo"].hashed("x", 6), "x-driver")
        self._is_told(_written(emitted=wrong), "could have kept its name")

    def test_another_name_altogether(self):
        wrong = _emitted("argo", _TRAIN, "train", "load-data-2", "x", "x-driver")
        self._is_told(_written(emitted=wrong), "neither 'load-data' nor with a hash")

    def test_an_edge_to_another(self):
        wrong = _emitted("argo", *_RIGHT["argo"])
        wrong.tasks[3] = (3, "x", ["train"])
        self._is_told(_written(emitted=wrong), "step 'x' needs ['train'], not ['load-data']")

    def test_a_step_too_few(self):
        wrong = _emitted("argo", *_RIGHT["argo"])
        wrong.tasks.pop()
        self._is_told(_written(emitted=wrong), "tasks of 5 steps")

    def test_a_collision_that_is_not_told_or_none(self):
        self._is_told(_written(words=_WORDS.replace(_TOLD, "")), "a collision is not told: steps`Train`and`train`")
        self._is_told(
            _written(words=_WORDS.replace("`Train` and `train` collide on target `argo`", "")), "is told that is none"
        )
        self._is_told(_written(words=f"{_WORDS}\n{_TOLD}"), "is told that is none")

    def test_files(self):
        for files, name in ((["con.yaml"], "con"), (["churn.yml"], "churn"), ([], "churn"), ([".x.yaml"], ".x")):
            wrong = replace(_emitted("argo", *_RIGHT["argo"]), files=files, pipeline=[name])
            self.assertTrue(list(judge(_written(emitted=wrong))), name)

    def test_pods_and_variables(self):
        for what, name in (("pods", "Churn"), ("pods", "churn-1"), ("variables", "class"), ("variables", "print")):
            wrong = _emitted("airflow", *_RIGHT["airflow"])
            getattr(wrong, what)[0] = name
            self.assertTrue(list(judge(_written("airflow", wrong))), name)


class Comparing(unittest.TestCase):
    def test_another_order(self):
        self.assertEqual(list(compare(_written(), _written())), [])
        other = _written(emitted=_emitted("argo", "train-2", "train", "load-data", "x", "x-driver"))
        self.assertIn("step 'Train'", "".join(compare(_written(), other)))
        other.targets["airflow"].pods[0] = other.targets["airflow"].variables[0] = "other"
        other.targets["airflow"].pipeline = ["Other"]
        self.assertEqual(len(list(compare(_written(), other))), 4)

    def test_a_twin_is_the_same_steps(self):
        for number in range(50):
            names = random_names(random.Random(number))
            other = twin(random.Random(number), names, set())
            edges = [
                {(it.steps[at], it.steps[need]) for at, needs in enumerate(it.needs) for need in needs}
                for it in (names, other)
            ]
            self.assertEqual(*edges)
            self.assertLessEqual(set(names.steps), set(other.steps))


class Collisions(unittest.TestCase):
    def _check(self, target: str, emitted: dict[str, str], *expected: list[str]) -> None:
        self.assertEqual(groups(RULES[target], list(emitted), emitted), list(expected))

    def test_plain_forms(self):
        self._check(
            "tekton", {"A": "a-1", "a": "a", "学": "step-1", "😀": "step-2", "b": "b"}, ["A", "a"], ["学", "😀"]
        )
        self._check("airflow", {"A": "A", "a": "a"})

    def test_what_a_target_makes(self):
        self._check("kubeflow", {"x-driver": "x-driver", "X": "x-1"}, ["x-driver", "X"])
        self._check("argo", {"x-driver": "x-driver", "x": "x"})

    def test_a_hash_that_is_taken(self):
        rule = RULES["tekton"]
        taken = rule.hashed("A", 6)
        self._check("tekton", {"A": rule.hashed("A", 8), taken: taken, "a": "a"}, ["A", taken, "a"])


class Engines(unittest.TestCase):
    def test_airflow_and_kfp_refuse(self):
        told = "\n".join(engines.ids({"airflow": {"a b", "...", "a" * 251, "ok"}, "kubeflow": {"Churn", "ok"}}))
        for version in ("2.8", "2.11", "3.3"):
            for name in ("'a b'", "'...'", f"{'a' * 251}"):
                self.assertRegex(told, f"airflow {version}: .*{name}")
        self.assertIn("kubeflow: 'Churn'", told)
        self.assertNotIn("'ok'", told)

    def test_argo_and_tekton_refuse(self):
        pipeline = {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"name": "Churn"}}
        task = {"name": "a_b", "taskSpec": {"steps": [{"name": "main", "image": "busybox", "command": ["c"]}]}}
        documents = {
            "argo/x.yaml": engines.backend_workflow(Emitted([], [(0, "in", [])], ["churn"])),
            "tekton/x.yaml": pipeline | {"spec": {"tasks": [task]}},
            "kubeflow.json": engines.backend_workflow(Emitted([], [(0, "x", []), (1, "x-driver", [])], ["churn"])),
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, document in documents.items():
                (Path(folder) / name).parent.mkdir(exist_ok=True)
                (Path(folder) / name).write_text(json.dumps(document), "utf-8")
            (told,) = engines.manifests([Path(folder)])
        for words in (
            "a word of the expression language",
            "'a_b'|\"a_b\"|a_b",
            "'Churn'|Churn",
            "kubeflow: .*x-driver",
        ):
            self.assertRegex("\n".join(told), words)
        for target in ("argo", "tekton", "kubeflow"):
            self.assertIn(f"{target}: ", "\n".join(told))
