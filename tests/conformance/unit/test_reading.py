"""The reading against the sentences of the language's specification."""

import unittest
from fractions import Fraction

from expect import describe
from reading import Unreadable
from reading.cron import cron
from reading.document import Map, Scalar, read
from reading.duration import seconds
from reading.quantity import quantity
from reading.schedule import schedule
from reading.text import Scenario

_HEAD = "segue: 1\nname: p\n"
_RUN = Scenario("run-1", {})


def _step(text, is_json=False):
    steps = describe(text if is_json else _HEAD + text, is_json=is_json).steps(_RUN)
    return next(iter(steps.values()))


class Documents(unittest.TestCase):
    def test_scalars_keep_their_spelling(self):
        step = _step("steps: {a: {image: i, command: [3.10, 1_000, yes, 0o17, 1e3, 012, 12:30:45, '']}}")
        self.assertEqual(step["command"], ["3.10", "1_000", "yes", "0o17", "1e3", "012", "12:30:45", ""])

    def test_json_numbers_keep_their_spelling(self):
        step = _step(
            '{"segue": 1, "name": "p", "steps": {"a": {"image": "i", "args": [1.50, 1e3, true]}}}', is_json=True
        )
        self.assertEqual(step["args"], ["1.50", "1e3", "true"])

    def test_a_merge_key_is_one_only_if_plain(self):
        node = read('base: &b {x: 1, y: 2}\nover: {<<: *b, y: 3}\nquoted: {"<<": 4}', is_json=False)
        assert isinstance(node, Map)
        self.assertEqual(node.get("over"), Map({"x": Scalar("1", True), "y": Scalar("3", True)}))
        self.assertEqual(node.get("quoted"), Map({"<<": Scalar("4", True)}))


class Merging(unittest.TestCase):
    def test_maps_merge_and_an_overridden_key_keeps_its_place(self):
        step = _step("defaults: {image: i, env: {A: 1, B: 2}}\nsteps: {s: {env: {C: 3, A: 4}}}")
        self.assertEqual(step["env"], [["SEGUE_RUN_ID", "run-1"], ["A", "4"], ["B", "2"], ["C", "3"]])

    def test_null_removes(self):
        step = _step("defaults: {image: i, env: {A: 1}, retries: 2}\nsteps: {s: {retries: null, env: {A: ~}}}")
        self.assertIsNone(step["retries"])
        self.assertEqual(step["env"], [["SEGUE_RUN_ID", "run-1"]])

    def test_settings_of_a_step(self):
        text = _HEAD + (
            "targets: {t: {a: 1, b: 1, m: {x: 1, y: 1}, run: 1}}\n"
            "defaults: {targets: {t: {b: 2, m: {y: 2}}}}\n"
            "steps: {s: {image: i, targets: {t: {a: ~, m: {x: ~, z: 3}}}}, bare: {image: i, targets: {t: ~}}}\n"
        )
        description = describe(text, is_json=False, target="t")
        merged = Map({"y": Scalar("2", True), "z": Scalar("3", True)})
        settings = description.step_settings("s", of_the_run=frozenset({"run"}))
        self.assertEqual(settings, Map({"b": Scalar("2", True), "m": merged}))
        self.assertEqual(description.step_settings("bare"), Map())

    def test_a_short_form_counts_as_its_long_form(self):
        text = "defaults: {image: i, retries: {limit: 3, delay: 30s}, resources: {gpu: {count: 1, product: X}}}\n"
        step = _step(text + "steps: {s: {retries: 2, resources: {gpu: 4}}}")
        self.assertEqual(step["retries"], {"limit": 2, "waits": ["30", "30"]})
        self.assertEqual(step["requests"], {"nvidia.com/gpu": "4"})
        self.assertEqual(step["node_selector"], {"nvidia.com/gpu.product": "X"})

    def test_a_script_removes_the_command_of_the_defaults(self):
        step = _step("defaults: {image: i, command: [a], args: [b]}\nsteps: {s: {script: echo}}")
        self.assertEqual((step["command"], step["args"]), (["/bin/sh", "-eu", "-c", "echo"], None))
        step = _step("defaults: {image: i, script: echo}\nsteps: {s: {args: [b]}}")
        self.assertEqual((step["command"], step["args"]), (None, ["b"]))

    def test_a_reference_is_one_value(self):
        step = _step("defaults: {image: i, env: {A: {secret: n/k}}}\nsteps: {s: {env: {A: {config: m/l}}}}")
        self.assertEqual(step["env"][1], ["A", "⟦config m/l⟧"])
        step = _step("defaults: {image: i, env: {A: {secret: n/k}}}\nsteps: {s: {env: {A: {field: status.podIP}}}}")
        self.assertEqual(step["env"][1], ["A", "⟦field status.podIP⟧"])

    def test_the_labels_of_the_pipeline_are_a_layer_below(self):
        text = "labels: {a: p, b: p, c: p}\ndefaults: {image: i, labels: {b: d, c: d}}\n"
        self.assertEqual(_step(text + "steps: {s: {labels: {a: null, c: s}}}")["labels"], {"b": "d", "c": "s"})

    def test_lists_are_replaced(self):
        step = _step("defaults: {image: i, image_pull_secrets: [a]}\nsteps: {s: {image_pull_secrets: [b]}}")
        self.assertEqual(step["image_pull_secrets"], ["b"])
        step = _step("defaults: {image: i, env_from: [{secret: a}]}\nsteps: {s: {env_from: [{config: b, prefix: P_}]}}")
        self.assertEqual(step["env_from"], [{"config": "b", "prefix": "P_", "optional": False}])


class Texts(unittest.TestCase):
    def test_forms(self):
        text = "parameters: {x: d}\nsteps: {s: {image: i, env: {A: a, B: {join: [{env: A}, '-', {run: id}]}}, "
        step = _step(text + "args: [{param: x}, {env: B}, '$(A) {{x}} $$', {join: ['{', {join: ['{', {run: id}]}]}]}}")
        self.assertEqual(step["args"], ["d", "a-run-1", "$(A) {{x}} $$", "{{run-1"])

    def test_tokens_stand_for_what_only_a_run_knows(self):
        description = describe(
            _HEAD + "steps: {s: {image: i, args: [{join: [a, {param: p}, {run: id}]}]}}", is_json=False
        )
        self.assertEqual(description.steps(Scenario())["s"]["args"], ["a⟦param p⟧⟦run id⟧"])


class Resources(unittest.TestCase):
    def test_units(self):
        for one, other in (("16GB", "16G"), ("16GiB", "16Gi"), ("0.5", "500m"), ("2GiB", "2147483648"), ("1e3", "1k")):
            self.assertEqual(quantity(one), quantity(other))

    def test_memory_is_limited_and_cpu_is_not(self):
        step = _step("steps: {s: {image: i, resources: {cpu: 2, memory: 1GiB, storage: 1GB}}}")
        self.assertEqual(step["requests"], {"cpu": "2", "memory": "1073741824", "ephemeral-storage": "1000000000"})
        self.assertEqual(step["limits"], {"memory": "1073741824", "ephemeral-storage": "1000000000"})

    def test_a_limit_without_a_request_is_both(self):
        step = _step("steps: {s: {image: i, resources: {limits: {cpu: 2, memory: 1Gi}}}}")
        self.assertEqual(step["requests"], step["limits"])

    def test_gpus(self):
        step = _step('steps: {s: {image: i, resources: {gpu: {product: [A, B], memory: 40GB, cuda: "12.4"}}}}')
        required = step["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        terms = required["nodeSelectorTerms"]
        self.assertEqual(len(terms), 2)
        memory = {"key": "nvidia.com/gpu.memory", "operator": "Gt", "values": ["38145"]}
        self.assertTrue(all(memory in term["matchExpressions"] for term in terms))
        self.assertEqual(_step("steps: {s: {image: i, resources: {gpu: 0}}}")["limits"], {})


class Times(unittest.TestCase):
    def test_durations(self):
        for text, length in (("90s", 90), ("1h30m", 5400), ("2d", 172800), ("PT1H30M", 5400), ("P1DT2H", 93600)):
            self.assertEqual(seconds(text), Fraction(length))
        for text in ("90", "1y", "P1M", ""):
            self.assertRaises(Unreadable, seconds, text)

    def test_cron(self):
        self.assertEqual(cron("5/15 * * * *").minute, {5, 20, 35, 50})
        self.assertEqual(cron("0 0 * * 7").weekday, {0})
        self.assertEqual(cron("0 0 * * 5-7").weekday, {5, 6, 0})
        self.assertEqual(cron("0 0 * * SAT-SUN").weekday, {6, 0})
        self.assertEqual(cron("0 0 * jan-Mar *").month, {1, 2, 3})
        self.assertEqual(cron("@weekly"), cron("0 0 * * 0"))
        self.assertNotEqual(cron("0 0 * * 1"), cron("0 0 1-31 * 1"))
        for text in ("* * * * * *", "0 0 * * 6-2", "60 * * * *"):
            self.assertRaises(Unreadable, cron, text)

    def test_local_times_are_read_in_the_zone(self):
        written = read("{at: '2026-07-01T12:00', timezone: Europe/Berlin}", is_json=False)
        found = schedule(written)
        assert found is not None
        self.assertEqual(found["at"], "2026-07-01T10:00:00Z")
