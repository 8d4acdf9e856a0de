"""Tekton's engine on manifests written by hand: what has to arrive arrives, and what breaks is told."""

import json
import tempfile
import unittest
from pathlib import Path

import yaml

import pods
from expect import describe
from targets import Case
from targets.tekton import Tekton, engine

_DOLLAR = {"name": "SEGUE_DOLLAR", "value": "$$"}
_HELPED = "$(SEGUE_DOLLAR)"


def _pipeline(args, env=(), params=(), **task):
    step = {"name": "main", "image": "i", "command": ["c"], "args": args, "env": list(env)}
    tasks = [{"name": "s", "timeout": "0s", "taskSpec": {"steps": [step]}} | task]
    spec = {"params": list(params), "tasks": tasks}
    return {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"name": "p"}, "spec": spec}


def _run(**spec):
    spec = {"pipelineRef": {"name": "p"}, "timeouts": {"pipeline": "0s"}} | spec
    return {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun", "metadata": {"generateName": "p-"}, "spec": spec}


def _answer(documents, typed=None):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
        run = {"id": "r", "by": "person", "uid": "uid-1", "parameters": typed or {}}
        return json.loads(engine().ask([json.dumps({"name": "c", "files": [str(path)], "runs": [run]})])[0])


def _arrives(args, env=(), params=(), typed=None):
    """What the container gets of arguments as they stand in a manifest, or what is told."""
    answer = _answer([_pipeline(args, env, params), _run()], typed)
    if answer["errors"]:
        return " ".join(answer["errors"])
    (started,) = pods.start(answer["runs"][0]["tasks"][0]["pods"], "step-main")
    return started.args[started.args.index("--") + 1 :]


class Strings(unittest.TestCase):
    def test_what_is_not_escaped_is_changed_or_refused(self):
        self.assertEqual(_arrives(["$(context.pipelineRun.uid)"]), ["uid-1"])
        self.assertEqual(_arrives(["$$"]), ["$"])
        self.assertEqual(_arrives(["$(KUBERNETES_SERVICE_PORT)"]), ["443"])
        self.assertNotEqual(_arrives(["$(credentials.path)"]), ["$(credentials.path)"])
        self.assertIn("non-existent variable", _arrives(["$$(params.x)"]))
        self.assertIn("r", _arrives(["$(tasks.other.results.r)"]))

    def test_what_is_escaped_arrives(self):
        for text in ("params.x", "context.pipelineRun.uid", "tasks.s.results.r", "credentials.path", "A"):
            self.assertEqual(_arrives([f"{_HELPED}({text}) $$5"], [_DOLLAR]), [f"$({text}) $5"])

    def test_odd_characters_arrive(self):
        text = "\x07\x1b\x7f\x85\u2028\ufeff\U0001f600'\"\\n\t{{x}}"
        self.assertEqual(_arrives([text]), [text])

    def test_a_default_in_the_escape_arrives(self):
        params = [{"name": "x", "type": "string", "default": f"{_HELPED}(params.x) $$$${_HELPED}"}]
        self.assertEqual(_arrives(["$(params.x)"], [_DOLLAR], params), ["$(params.x) $$$"])
        raw = [{"name": "x", "type": "string", "default": "$(params.y)"}]
        self.assertIn("params.y", _arrives(["$(params.x)"], [], raw))

    def test_a_parameter_without_a_value_is_told(self):
        params = [{"name": "x", "type": "string"}]
        self.assertIn("missing", _arrives(["$(params.x)"], [], params))
        self.assertEqual(_arrives(["$(params.x)"], [], params, {"x": "typed"}), ["typed"])


class Manifests(unittest.TestCase):
    def _told(self, words, pipeline, run):
        self.assertIn(words, " ".join(_answer([pipeline, run])["errors"]))

    def test_what_tekton_refuses_is_told(self):
        self._told("unknown field", _pipeline([], retry=3), _run())
        self._told("unknown field", _pipeline([]), _run(serviceAccountName="a"))
        self._told("negative", _pipeline([], retries=-1), _run())
        self._told("wrong taskName", _pipeline([]), _run(taskRunSpecs=[{"pipelineTaskName": "other"}]))
        self._told("unknown field", _pipeline([]) | {"metadata": {"name": "p", "label": {}}}, _run())
        self._told("server cuts", _pipeline([]), _run() | {"metadata": {"generateName": "p" * 58 + "-"}})

    def test_a_tasks_pod_template_replaces_field_by_field(self):
        shared = {"podTemplate": {"nodeSelector": {"a": "1"}, "priorityClassName": "high"}}
        own = [{"pipelineTaskName": "s", "podTemplate": {"nodeSelector": {"b": "2"}}}]
        answer = _answer([_pipeline([]), _run(taskRunTemplate=shared, taskRunSpecs=own)])
        spec = answer["runs"][0]["tasks"][0]["pods"][0]["spec"]
        self.assertEqual((spec["nodeSelector"], spec["priorityClassName"]), ({"b": "2"}, "high"))

    def test_a_right_case_passes_and_another_description_does_not(self):
        env = [{"name": "SEGUE_RUN_ID", "value": "$(context.pipelineRun.uid)"}]
        text = "segue: 1\nname: p\nsteps: {s: {image: i, command: [c], args: [a]}}\n"
        for description, is_right in ((text, True), (text.replace("[a]", "[b]"), False)):
            with tempfile.TemporaryDirectory() as folder:
                manifests = [_pipeline(["a"], env), _run()]
                (Path(folder) / "p.yaml").write_text(yaml.safe_dump_all(manifests), encoding="utf-8")
                described = describe(description, is_json=False, target="tekton")
                (verdict,) = Tekton().check([Case("hand", described, Path(folder))])
            self.assertEqual(verdict.problems == [], is_right, verdict.problems)
