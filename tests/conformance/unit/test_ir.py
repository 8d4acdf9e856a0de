"""The IR against the reading, by the example of the language's specification."""

import copy
import json
import tempfile
import unittest
from pathlib import Path

from expect import describe
from ir import ir_differences

_TEXT = """\
segue: 1
name: churn-training
namespace: ml
schedule: {cron: "0 3 * * *", timezone: Europe/Berlin}
parameters:
  since: {default: "2026-01-01", description: first day of training data}
defaults: {image: "ghcr.io/acme/churn:1", env: {LOG_LEVEL: info}, service_account: trainer}
steps:
  load:
    command: [python, -m, churn.load]
    args: [--since, {param: since}, --note, "{{ plain text, on every target }}"]
    env: {DB_PASSWORD: {secret: warehouse/password}}
    resources: {cpu: 500m, memory: 2GiB}
    retries: {limit: 3, delay: 30s, backoff: 2}
"""
_IR = """\
{"ir": 1, "name": "churn-training", "namespace": "ml",
 "parameters": {"since": {"default": "2026-01-01", "description": "first day of training data"}},
 "run_id_env": ["SEGUE_RUN_ID"],
 "schedules": [{"cron": "0 3 * * *", "timezone": "Europe/Berlin", "overlap": "forbid", "catchup": false,
    "suspended": false, "at": "schedule"}],
 "steps": {"load": {"at": "steps.load", "needs": [], "work": {"image": "ghcr.io/acme/churn:1",
    "command": [[{"text": "python"}], [{"text": "-m"}], [{"text": "churn.load"}]],
    "args": [[{"text": "--since"}], [{"param": "since"}], [{"text": "--note"}],
      [{"text": "{{ plain text, on every target }}"}]],
    "env": [{"name": "LOG_LEVEL", "value": [{"text": "info"}]},
      {"name": "DB_PASSWORD", "secret": {"name": "warehouse", "key": "password", "optional": false}}],
    "resources": {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"memory": "2Gi"}},
    "service_account": "trainer"},
    "retry": {"limit": 3, "delay": 30, "backoff": 2}, "settings": {}}},
 "settings": {}}
"""


def _problems(document):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return ir_differences("c", describe(_TEXT, is_json=False), path)


class Ir(unittest.TestCase):
    def test_the_example(self):
        self.assertEqual(_problems(json.loads(_IR)), [])

    def test_each_change_is_named(self):
        changes = {
            "load: image": ("image", "other"),
            "load: args": ("args", [[{"text": "--since"}]]),
            "load: env": ("env", []),
            "load: env_from": ("env_from", [{"secret": "s", "optional": False}]),
            "load: requests": ("resources", {}),
            "load: service_account": ("service_account", None),
            "load: volumes": ("volumes", [{"mount": "/a", "claim": "b", "read_only": False}]),
        }
        for named, (key, value) in changes.items():
            document = copy.deepcopy(json.loads(_IR))
            document["steps"]["load"]["work"][key] = value
            problems = _problems(document)
            self.assertTrue(any(named in line for line in problems), problems)

    def test_a_parameter_is_not_its_default(self):
        document = json.loads(_IR)
        document["steps"]["load"]["work"]["args"][1] = [{"text": "2026-01-01"}]
        self.assertEqual(
            _problems(document), ["c: ir: load: args[1]: expected '\\u27e6param since\\u27e7' got '2026-01-01'"]
        )
