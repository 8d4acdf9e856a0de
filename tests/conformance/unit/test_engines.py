"""The engines on manifests written by hand: what has to arrive arrives, and what breaks is told."""

import json
import tempfile
import unittest
from pathlib import Path

import yaml

import pods
import tools
from expect import describe, load
from targets import Case
from targets.argo import Argo, engine

_HAND = Path(__file__).parent / "hand"
_DAG = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: p}
spec:
  entrypoint: main
  arguments: {parameters: [{name: since, value: "a"}]}
  templates:
    - name: main
      dag: {tasks: [{name: s, template: s}]}
    - name: s
      %s
      container:
        image: i
        command: [c]
        args: %s
        env: %s
"""


def _flow(value):
    return yaml.safe_dump(value, default_flow_style=True, width=10**6).strip()


def _simulated(args, env=(), retry="inputs: {}", typed=None):
    """What the container gets of arguments and variables as they stand in a manifest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(_DAG % (retry, _flow(args), _flow(list(env))), encoding="utf-8")
        run = {"id": "r", "by": "person", "uid": "uid-1", "parameters": typed or {}}
        request = json.dumps({"name": "c", "files": [str(path)], "runs": [run]})
        answer = json.loads(engine().ask([request])[0])
    if answer["errors"]:
        return answer["errors"]
    (started,) = pods.start(answer["runs"][0]["tasks"][0]["pods"][-1:], "main")
    return started.args


class Strings(unittest.TestCase):
    def test_what_is_not_escaped_is_changed(self):
        self.assertEqual(_simulated(["{{workflow.uid}}"]), ["uid-1"])
        self.assertNotEqual(_simulated(["{{workflow.name}}"]), ["{{workflow.name}}"])
        self.assertEqual(_simulated(["$$"]), ["$"])
        self.assertEqual(_simulated(["$(KUBERNETES_SERVICE_PORT)"]), ["443"])
        self.assertEqual(_simulated(["$(LATER)"], [{"name": "LATER", "value": "x"}]), ["x"])
        self.assertEqual(_simulated(["{{= 1 + 1 }}"]), ["2"])

    def test_what_is_escaped_arrives(self):
        empty = [{"name": "SEGUE_EMPTY", "value": ""}]
        for retry in ("inputs: {}", "retryStrategy: {limit: 2}"):
            self.assertEqual(_simulated(["{$(SEGUE_EMPTY){workflow.name}}"], empty, retry), ["{{workflow.name}}"])
            self.assertEqual(_simulated(["$$$$ $$(A) {{ ds }}"], empty, retry), ["$$ $(A) {{ ds }}"])

    def test_odd_characters_arrive(self):
        text = "\x07\x1b\x7f\x85\u2028\ufeff\U0001f600'\"\\n\t"
        self.assertEqual(_simulated([text]), [text])

    def test_a_value_that_came_in_is_expanded_again(self):
        typed = {"since": "{{workflow.uid}}"}
        self.assertEqual(_simulated(["{{workflow.parameters.since}}"], typed=typed), ["uid-1"])

    def test_exact_parameters(self):
        tag = "{{=sprig.replace('{','{$(SEGUE_EMPTY)',sprig.replace('$','$$',workflow.parameters['since']))}}"
        empty = [{"name": "SEGUE_EMPTY", "value": ""}]
        for value in ("{{workflow.uid}}", "$$ $(SEGUE_EMPTY)", "{{{x", 'say "hi"\n'):
            self.assertEqual(_simulated([tag], empty, typed={"since": value}), [value])


class Verdicts(unittest.TestCase):
    def _problems(self, folder, description):
        (verdict,) = Argo().check([Case("hand", description, folder)])
        return verdict.problems

    def test_manifests_by_hand_keep_every_promise(self):
        self.assertEqual(self._problems(_HAND, load(tools.HERE / "bite" / "input.yaml", "argo")), [])

    def test_another_description_is_told(self):
        text = (tools.HERE / "bite" / "input.yaml").read_text(encoding="utf-8")
        other = describe(text.replace("LOG_LEVEL: info", "LOG_LEVEL: debug"), is_json=False, target="argo")
        problems = self._problems(_HAND, other)
        self.assertTrue(problems)
        self.assertTrue(any("hand: report: env[2][1]: expected 'debug' got 'info'" in line for line in problems))

    def test_nothing_written_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            problems = self._problems(Path(folder), load(tools.HERE / "bite" / "input.yaml", "argo"))
        self.assertIn("hand: no manifest is written", problems)

    def test_what_is_no_yaml_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.yaml").write_text("a: [\n", encoding="utf-8")
            self.assertIn("not readable", "".join(self._problems(Path(folder), None)))
