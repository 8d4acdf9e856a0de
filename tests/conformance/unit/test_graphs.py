"""Orders of steps are compared by graphs that are read from the files, and a difference is told."""

import json
import random
import tempfile
import unittest
from pathlib import Path

import tools
from graphs import Task, graph
from shuffled import differences, shuffle

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
