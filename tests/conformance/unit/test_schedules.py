"""Schedules that Argo has no word for, as the manifests that stand in for them."""

import tempfile
import unittest
from pathlib import Path

import yaml

from expect import describe
from targets import Case
from targets.argo import Argo

_ENV = [{"name": "SEGUE_RUN_ID", "value": "{{workflow.uid}}"}]
_SPEC = {
    "entrypoint": "main",
    "templates": [
        {"name": "main", "dag": {"tasks": [{"name": "s", "template": "s"}]}},
        {"name": "s", "container": {"image": "i", "command": ["c"], "env": _ENV}},
    ],
}


def _object(kind, metadata, spec):
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def _problems(schedule, cron, objects=None):
    text = f"segue: 1\nname: p\nsteps: {{s: {{image: i, command: [c]}}}}\n{schedule}"
    description = describe(text, is_json=False, target="argo")
    written = objects or [_object("WorkflowTemplate", {"name": "p"}, _SPEC)]
    if cron is not None:
        reference = {"workflowTemplateRef": {"name": "p"}}
        spec = {
            "timezone": "UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 600,
            "workflowSpec": reference,
        } | cron
        written = [*written, _object("CronWorkflow", {"name": "p"}, spec)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yaml").write_text(yaml.safe_dump_all(written), encoding="utf-8")
        (verdict,) = Argo().check([Case("p", description, Path(folder))])
    return verdict.problems


class Schedules(unittest.TestCase):
    def test_an_interval_as_lines(self):
        right = {"schedules": ["0 0,3,6,9,12,15,18,21 * * *", "30 1,4,7,10,13,16,19,22 * * *"]}
        self.assertEqual(_problems("schedule: {every: 90m}\n", right), [])
        wrong = {"schedules": ["0 0,3,6,9,12,15,18,21 * * *", "30 1,4,7,10,13,16,19 * * *"]}
        self.assertIn("schedule: every", "".join(_problems("schedule: {every: 90m}\n", wrong)))

    def test_an_interval_keeps_its_anchor(self):
        text = "schedule: {every: 1h, start: '2026-01-01T00:20:00Z'}\n"
        when = "{{= now() >= date('2026-01-01T00:20:00Z') }}"
        self.assertEqual(_problems(text, {"schedules": ["20 * * * *"], "when": when}), [])
        self.assertTrue(_problems(text, {"schedules": ["0 * * * *"], "when": when}))

    def test_an_interval_that_no_lines_say(self):
        self.assertEqual(_problems("schedule: {every: 100m}\n", {"schedules": ["@every 100m"]}), [])
        self.assertTrue(_problems("schedule: {every: 100m}\n", {"schedules": ["@every 90m"]}))

    def test_once(self):
        text = "schedule: {at: '2026-06-01T12:30', timezone: Europe/Berlin}\n"
        date = "date('2026-06-01T10:30:00Z')"
        late = "date('2026-06-02T10:30:00Z')"
        stop = {"expression": f"cronworkflow.succeeded + cronworkflow.failed >= 1 or now() > {late}"}
        cron = {"schedules": ["30 12 1 6 *"], "timezone": "Europe/Berlin", "when": f"{{{{= now() >= {date} }}}}"}
        self.assertEqual(_problems(text, cron | {"stopStrategy": stop}), [])
        self.assertTrue(_problems(text, cron))
        self.assertTrue(_problems(text, cron | {"stopStrategy": stop, "schedules": ["30 11 1 6 *"]}))

    def test_the_end(self):
        text = "schedule: {cron: '@daily', end: '2027-01-01T00:00:00Z'}\n"
        stop = {"expression": "now() >= date('2027-01-01T00:01:00Z')"}
        self.assertEqual(_problems(text, {"schedules": ["0 0 * * *"], "stopStrategy": stop}), [])
        # The run that is due at the end would not start.
        early = {"expression": "now() > date('2027-01-01T00:00:00Z')"}
        self.assertTrue(_problems(text, {"schedules": ["0 0 * * *"], "stopStrategy": early}))
        self.assertTrue(_problems(text, {"schedules": ["0 0 * * *"]}))

    def test_before_lists_of_lines(self):
        text = "schedule: '@daily'\ntargets: {argo: {version: '3.5'}}\n"
        self.assertEqual(_problems(text, {"schedule": "0 0 * * *"}), [])
        self.assertIn("does not know `schedules`", "".join(_problems(text, {"schedules": ["0 0 * * *"]})))
        self.assertTrue(_problems("schedule: '@daily'\n", {"schedule": "0 0 * * *"}))

    def test_none_is_asked_for(self):
        self.assertEqual(_problems("", None), [])
        self.assertTrue(_problems("", {"schedules": ["0 0 * * *"]}))

    def test_other_kinds(self):
        workflow = _object("Workflow", {"generateName": "p-"}, _SPEC)
        one, all_ = "targets: {argo: {kind: Workflow}}\n", "targets: {argo: {kind: ClusterWorkflowTemplate}}\n"
        self.assertEqual(_problems(one, None, [workflow]), [])
        self.assertIn("kinds", "".join(_problems("", None, [workflow])))
        inline = {"schedules": ["0 0 * * *"], "workflowSpec": _SPEC}
        self.assertEqual(_problems(one + "schedule: '@daily'\n", inline, [workflow]), [])
        template = _object("ClusterWorkflowTemplate", {"name": "p"}, _SPEC)
        reference = {"workflowTemplateRef": {"name": "p", "clusterScope": True}}
        by_name = {"schedules": ["0 0 * * *"], "workflowSpec": reference}
        self.assertEqual(_problems(all_ + "schedule: '@daily'\n", by_name, [template]), [])
        long = _object("Workflow", {"generateName": "p" * 58 + "-"}, _SPEC)
        self.assertIn("the server cuts", "".join(_problems(one, None, [long])))

    def test_sub_dags(self):
        spec = {
            "entrypoint": "main",
            "templates": [
                {"name": "main", "dag": {"tasks": [
                    {"name": "one", "template": "part"},
                    {"name": "last", "template": "body", "dependencies": ["one"]},
                ]}},
                {"name": "part", "dag": {"tasks": [
                    {"name": "a", "template": "body"}, {"name": "b", "template": "body", "dependencies": ["a"]},
                ]}},
                _SPEC["templates"][1] | {"name": "body"},
            ],
        }  # fmt: skip
        body = "image: i, command: [c]"
        text = f"segue: 1\nname: p\nsteps: {{a: {{{body}}}, b: {{{body}, needs: a}}, last: {{{body}, needs: b}}}}\n"
        description = describe(text, is_json=False, target="argo")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "p.yaml").write_text(yaml.safe_dump(_object("WorkflowTemplate", {"name": "p"}, spec)))
            (verdict,) = Argo().check([Case("p", description, Path(folder))])
        self.assertEqual(verdict.problems, [])
