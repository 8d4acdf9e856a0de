"""Kubeflow's engines on texts written by hand: what has to arrive arrives, and what breaks is told."""

import tempfile
import unittest
from pathlib import Path

import yaml

from expect import describe
from targets import Case
from targets.kubeflow import Kubeflow
from targets.kubeflow_backend import resolved

_DESCRIPTION = """\
segue: 1
name: p
run_id_env: []
parameters: {since: {default: "2026"}}
steps: {s: {image: i, command: [c, "%s"], env: {A: "%s"}}}
"""


def _pipeline(arg, value, **task):
    helper = [{"name": "SEGUE_BRACE", "value": "{"}] if "SEGUE_BRACE" in arg + value else []
    container = {"image": "i", "command": ["c", arg], "env": [*helper, {"name": "A", "value": value}]}
    since = {"parameters": {"since": {"parameterType": "STRING", "defaultValue": "2026"}}}
    uses = "inputs.parameters['since']" in arg
    component = {"executorLabel": "exec-s"}
    if uses:
        component["inputDefinitions"] = {"parameters": {"since": {"parameterType": "STRING"}}}
        task["inputs"] = {"parameters": {"since": {"componentInputParameter": "since"}}}
    tasks = {"s": {"componentRef": {"name": "comp-s"}, "taskInfo": {"name": "s"}} | task}
    return {
        "components": {"comp-s": component},
        "deploymentSpec": {"executors": {"exec-s": {"container": container}}},
        "pipelineInfo": {"name": "p"},
        "root": {"dag": {"tasks": tasks}, "inputDefinitions": since},
        "schemaVersion": "2.1.0",
        "sdkVersion": "kfp-2.17.0",
    }


def _problems(written, arg="", value=""):
    """What is told of a document, for a description with these texts."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
        description = describe(_DESCRIPTION % (arg, value), is_json=False)
        (verdict,) = Kubeflow().check([Case("c", description, Path(folder))])
    return verdict.problems


class Texts(unittest.TestCase):
    def test_what_is_escaped_arrives(self):
        for text, written in (
            ("{{workflow.name}}", "$(SEGUE_BRACE){workflow.name}}"),
            ("$(A) $$ ${{x}}", "$$$$(A) $$$$$ $$$$$(SEGUE_BRACE){x}}"),
            ("$é", "$$$$é"),
            ("$5 {x}", "$5 {x}"),
        ):
            self.assertEqual(_problems(_pipeline(written, written), text, text), [], text)

    def test_what_is_not_escaped_is_told(self):
        for text in ("{{workflow.name}}", "$$", "$(KUBERNETES_SERVICE_PORT)", "{{=1+1}}", "$é"):
            self.assertTrue(_problems(_pipeline(text, ""), text), text)
            self.assertTrue(_problems(_pipeline("", text), "", text), text)

    def test_one_kubelet_is_not_enough(self):
        self.assertTrue(_problems(_pipeline("$$(A)", ""), "$(A)"))
        self.assertTrue(_problems(_pipeline("$$$$", ""), "$$"))

    def test_what_the_launcher_replaces_is_told(self):
        self.assertTrue(_problems(_pipeline("$(SEGUE_BRACE){$}}", ""), "{{$}}"))
        self.assertEqual(_problems(_pipeline("", "$(SEGUE_BRACE){$}}"), "", "{{$}}"), [])

    def test_a_conditional_is_one_behind_what_go_trims(self):
        for blank in ("", " \n", "\xa0", "\u2003"):
            self.assertRaises(ValueError, resolved, [f'{blank}{{"IfPresent": 1}}'], {})
        for text in ('\x1c{"IfPresent": 1}', '\u200b{"IfPresent": 1}'):
            self.assertEqual(resolved([text], {}), [text])

    def test_a_character_that_argo_cannot_quote_is_told(self):
        self.assertTrue(_problems(_pipeline("\x7f", ""), r"\x7f"))
        self.assertTrue(_problems(_pipeline("\U000e0041", ""), r"\U000e0041"))


class Documents(unittest.TestCase):
    def test_references_are_looked_at(self):
        self.assertTrue(_problems(_pipeline("a", "", dependentTasks=["nobody"]), "a"))
        broken = _pipeline("a", "")
        broken["components"]["comp-s"]["executorLabel"] = "exec-x"
        self.assertTrue(_problems(broken, "a"))

    def test_an_unknown_field_is_told(self):
        broken = _pipeline("a", "")
        broken["deploymentSpec"]["executors"]["exec-s"]["container"]["workingDir"] = "/app"
        self.assertTrue(any("workingDir" in problem for problem in _problems(broken, "a")))
