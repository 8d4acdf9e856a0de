"""Orders of steps are compared by graphs that are read from the files; random snapshots are readable and told apart."""

import json
import random
import tempfile
import unittest
from pathlib import Path

import tools
from graphs import Task, graph
from reading.text import Scenario
from reading.zenml.stack import read_stack
from shuffled import differences, shuffle
from snapshot import describe_snapshot
from sweep import make

_GRAPH = frozenset({Task("a", None, frozenset()), Task("b", "B", frozenset({"a"}))})
_FILES = {
    "argo": (
        "a.yaml",
        'metadata: {annotations: {segue.dev/steps: \'{"b": "B"}\'}}\n'
        "spec: {templates: [{name: m, dag: {tasks: [{name: a}, {name: b, dependencies: [a]}]}}, {name: a}]}\n",
    ),
    "tekton": (
        "a.yaml",
        "spec: {tasks: [{name: a, taskSpec: {}},"
        " {name: b, runAfter: [a], taskSpec: {metadata: {annotations: {segue.dev/step: B}}}}]}\n",
    ),
    "kubeflow": (
        "a.yaml",
        "root: {dag: {tasks: {a: {}, b: {dependentTasks: [a], taskInfo: {name: B}}}}}\n---\nplatforms: {}\n",
    ),
    "airflow": ("a.py", 'x = Operator(task_id="a")\ny = Operator(task_id="b", doc_md="B")\n[x] >> y\n'),
}


class Graphs(unittest.TestCase):
    def test_each_target_is_read(self):
        for target, (name, text) in _FILES.items():
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / name).write_text(text, "utf-8")
                self.assertEqual(graph(Path(folder), target), _GRAPH, target)

    def test_another_name_edge_or_step_is_told(self):
        (a,) = [task for task in _GRAPH if task.name == "a"]
        for other in (Task("b", "B", frozenset()), Task("b", "C", frozenset({"a"})), Task("c", "B", frozenset({"a"}))):
            self.assertEqual(len(differences("c: argo", [_GRAPH, _GRAPH, frozenset({a, other})])), 1)
        self.assertEqual(differences("c: argo", [_GRAPH, _GRAPH]), [])
        self.assertEqual(len(differences("c: argo", [frozenset()])), 1)

    def test_a_shuffled_snapshot_has_the_same_steps(self):
        text = (tools.HERE / "zenml-cases" / "train-fan" / "snapshot.json").read_text("utf-8")
        document, other = json.loads(text), json.loads(text)
        shuffle(other, random.Random(1))
        self.assertEqual(document, other)
        self.assertNotEqual(json.dumps(document), json.dumps(other))


class Random(unittest.TestCase):
    def test_the_same_seed_makes_the_same(self):
        self.assertEqual(make(random.Random("1/2")), make(random.Random("1/2")))
        self.assertNotEqual(make(random.Random("1/2")), make(random.Random("1/3")))

    def test_all_are_read(self):
        seen = set()
        for number in range(60):
            document, stack = make(random.Random(number))
            found = read_stack(json.dumps(stack), is_json=True)
            snapshot = describe_snapshot(json.dumps(document), stack=found)
            for facts in snapshot.steps(Scenario()).values():
                seen |= {key for key, value in facts.items() if value}
            self.assertEqual(list(snapshot.steps(Scenario())), list(document["metadata"]["step_configurations"]))
        wanted = {"env", "needs", "requests", "limits", "volumes", "tolerations", "affinity", "retries", "timeout"}
        self.assertEqual(wanted - seen, set())
