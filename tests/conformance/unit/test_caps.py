"""The caps of Argo's full CRDs, and the setting that lifts them."""

import tempfile
import unittest
from pathlib import Path

import yaml

from expect import describe
from targets import Case
from targets.argo import Argo


def _manifest(count):
    env = [{"name": "SEGUE_RUN_ID", "value": "{{workflow.uid}}"}]
    tasks = [{"name": f"s{number}", "template": "s0"} for number in range(count)]
    body = {"name": "s0", "container": {"image": "i", "command": ["c"], "env": env}}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "WorkflowTemplate",
        "metadata": {"name": "p"},
        "spec": {"entrypoint": "main", "templates": [{"name": "main", "dag": {"tasks": tasks}}, body]},
    }


def _problems(count, head=""):
    steps = "".join(f"  s{number}: {{image: i, command: [c]}}\n" for number in range(count))
    description = describe(f"segue: 1\nname: p\n{head}steps:\n{steps}", is_json=False, target="argo")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yaml").write_text(yaml.safe_dump(_manifest(count)), encoding="utf-8")
        (verdict,) = Argo().check([Case("caps", description, Path(folder))])
    return verdict.problems


class Caps(unittest.TestCase):
    def test_two_hundred_tasks_pass(self):
        self.assertEqual(_problems(200), [])

    def test_one_more_is_refused(self):
        self.assertIn("must have at most 200 items", "".join(_problems(201)))

    def test_minimal_crds_know_no_cap(self):
        self.assertEqual(_problems(201, "targets: {argo: {minimal_crds: true}}\n"), [])
