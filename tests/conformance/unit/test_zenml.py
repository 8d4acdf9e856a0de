"""The reading of snapshots against what ZenML's documents say of their own examples."""

import json
import unittest
from pathlib import Path

import cases
import tools
from compare import AsJson, differences
from reading import Unreadable
from reading.cron import cron
from reading.text import Scenario
from reading.zenml.document import is_snapshot
from reading.zenml.resources import requests_and_limits
from reading.zenml.schedule import schedule
from reading.zenml.stack import Stack, read_stack
from snapshot import describe_snapshot

_RUN = Scenario("run-1", {})
_CASES = tools.HERE / "zenml-cases"
_STACK = "stack_name: s\ncomponents: {orchestrator: {name: o, flavor: kubernetes, configuration: {%s}}}\n"


def _case(name, target=None):
    (item,) = [item for item in cases.snapshots(_CASES) if item.name == f"zenml/{name}"]
    return item.description(target)


def _steps(name):
    return _case(name).steps(_RUN)


def _text(name):
    return (_CASES / name / "snapshot.json").read_text("utf-8")


def _stack(configuration="", more=""):
    return read_stack(_STACK % configuration + more, is_json=False)


def _own(step):
    """The variables without those of the run's id."""
    return {name: value for name, value in step["env"] if not name.endswith("_RUN_ID")}


class Documents(unittest.TestCase):
    def test_the_command_of_a_step(self):
        step = _steps("train-fan")["train_0"]
        self.assertEqual(step["command"], ["python", "-m", "zenml.entrypoints.entrypoint"])
        source = "zenml.entrypoints.step_entrypoint_configuration.StepEntrypointConfiguration"
        self.assertEqual(step["args"][:2], ["--entrypoint_config_source", source])
        written = json.loads(_text("train-fan"))
        self.assertEqual(step["args"][2:], ["--snapshot_id", written["id"], "--step_name", "train_0"])

    def test_a_command_step_is_its_command(self):
        step = _steps("command-step")["notify"]
        self.assertEqual((step["command"][0], step["args"]), ("/bin/sh", None))

    def test_older_documents_want_the_older_argument(self):
        self.assertIn("--deployment_id", _steps("deployment-era")["load"]["args"])

    def test_edges_are_those_of_upstream_steps(self):
        steps = _steps("diamond")
        self.assertEqual(steps["join"]["needs"], ["left", "right"])
        self.assertEqual(steps["independent_tail"]["needs"], ["join", "right"])

    def test_a_key_of_images_is_looked_up_whole(self):
        self.assertEqual(_steps("image-of-each-step")["train.v2"]["image"], "ghcr.io/acme-ml/train:2")
        self.assertEqual(_steps("gpu-training")["evaluate"]["image"], "python:3.11-slim")
        with self.assertRaises(Unreadable):
            _steps("image-of-a-step-missing")

    def test_the_rest_form_is_the_dump(self):
        self.assertEqual(_steps("rest-gpu-training"), _steps("gpu-training"))

    def test_one_of_a_list(self):
        self.assertEqual(_case("list-by-id").pipeline()["name"], "first")
        self.assertEqual(_case("list-by-name").pipeline()["name"], "second")
        self.assertEqual(_case("list-of-one").pipeline()["name"], "first")

    def test_a_description_is_no_snapshot(self):
        self.assertFalse(is_snapshot({"segue": 1, "name": "p", "steps": {}}))
        self.assertTrue(is_snapshot({"items": [], "total": 0}))


class Settings(unittest.TestCase):
    def test_the_example_of_precedence(self):
        steps = _steps("precedence")
        step = steps["uses_step_settings"]
        self.assertEqual(step["node_selector"], {"a": "step", "c": "component", "p": "pipeline", "s": "step"})
        self.assertEqual(step["tolerations"], [{"key": "s", "operator": "Exists"}])
        self.assertEqual(step["requests"], {"cpu": "2", "memory": "4000000000"})
        self.assertEqual(steps["inherits"]["tolerations"], [{"key": "p", "operator": "Exists"}])
        self.assertEqual(step["service_account"], "from-pipeline")

    def test_a_missing_configuration_is_merged(self):
        step = _steps("config-missing")["train"]
        self.assertEqual(step["node_selector"], {"a": "step", "p": "pipeline", "s": "step"})
        self.assertEqual(step["tolerations"], [{"key": "s", "operator": "Exists"}])
        self.assertEqual(step["requests"], {"cpu": "2", "memory": "4000000000"})
        self.assertEqual(_own(step), {"LEVEL": "step", "STEP": "1", "PIPE": "1"})
        self.assertEqual(step["annotations"]["zenml.io/extra"], AsJson({"ticket": "ML-42", "owner": "ml"}))

    def test_the_component_is_the_lowest_layer(self):
        steps = _steps("settings-of-the-component")
        self.assertEqual(steps["load"]["node_selector"], {"a": "component", "c": "component"})
        self.assertEqual(steps["train"]["node_selector"], {"a": "step", "c": "component", "s": "step"})
        self.assertEqual(steps["train"]["tolerations"], [{"key": "s", "operator": "Exists"}])
        self.assertEqual(steps["load"]["service_account"], "steps")

    def test_settings_need_a_flavor_and_stand_once(self):
        for name in ("settings-without-stack", "settings-twice"):
            with self.assertRaises(Unreadable):
                _steps(name)

    def test_the_pod_of_the_example(self):
        step = _steps("gpu-training")["train_gpu"]
        self.assertEqual(step["shared_memory"], str(8 * 2**30))
        self.assertEqual([line["source"] for line in step["volumes"]], [{"claim": "training-data"}])
        self.assertEqual(step["security_context"], {"runAsUser": 1000, "allowPrivilegeEscalation": False})
        self.assertEqual(_steps("pods")["load"]["security_context"], {"privileged": True})
        self.assertEqual((step["priority_class"], step["image_pull_secrets"]), ("high", ["regcred"]))
        self.assertEqual(step["limits"]["ephemeral-storage"], str(20 * 2**30))
        self.assertEqual(step["retries"], {"limit": 2, "waits": ["30", "90"]})

    def test_modes_and_limits(self):
        self.assertEqual(_case("execution-mode-stop").pipeline()["on_failure"], "stop")
        self.assertEqual(_case("execution-mode-fail-fast").pipeline()["on_failure"], "cancel")
        pipeline = _case("limits-of-kubernetes").pipeline()
        self.assertEqual((pipeline["on_failure"], pipeline["parallelism"]), ("continue", 4))
        self.assertEqual(pipeline["schedule"]["overlap"], "replace")


class Environments(unittest.TestCase):
    def test_what_zenml_passed(self):
        """Base and step environments as ZenML itself made them, against the same layers in a stack file."""
        passed = json.loads((Path(__file__).parent / "zenml" / "gpu_training.env.json").read_text("utf-8"))
        base, steps = passed["base_environment"], passed["step_environments"]
        own = {name: value for name, value in steps["prepare"].items() if name not in base}
        more = f"environment: {json.dumps(own)}\nbase_environment: {json.dumps(base)}\n"
        snapshot = describe_snapshot(_text("gpu-training"), stack=_stack(more=more))
        for name, step in snapshot.steps(_RUN).items():
            of_pod = {"POD_IP": "⟦field status.podIP⟧", "SEED": "from-pod-settings"}
            self.assertEqual(_own(step), steps[name] | (of_pod if name == "train_gpu" else {}))

    def test_later_ones_win(self):
        steps = _steps("environments")
        load, train = (_own(steps[name]) for name in ("load", "train"))
        self.assertEqual(
            (load["ORDER"], load["TEAM"], load["STACK"], load["LAKE"]), ("pipeline", "growth", "1_000", "yes")
        )
        self.assertEqual((train["ORDER"], train["TEAM"], train["EMPTY"]), ("pod", "step", ""))
        self.assertEqual(train["KEY"], "⟦secret wandb/key optional⟧")
        self.assertEqual(train["SITE"], "⟦config site/name⟧")
        self.assertEqual(load["ZENML_STORE_API_TOKEN"], "⟦secret zenml/token⟧")
        names = [name for name, _ in steps["train"]["env"]]
        self.assertEqual(len(names), len(set(names)))

    def test_variables_of_the_run_id(self):
        flavors = {
            "kubeflow": "KFP_RUN_ID",
            "tekton": "ZENML_TEKTON_RUN_ID",
            "airflow": "ZENML_AIRFLOW_RUN_ID",
            "vertex": "ZENML_VERTEX_RUN_ID",
        }
        for flavor, variable in flavors.items():
            self.assertEqual(_case(f"flavor-{flavor}", "argo").run_id_names(), ["SEGUE_RUN_ID", variable])
        self.assertEqual(_case("flavor-segue", "argo").run_id_names(), ["SEGUE_RUN_ID"])
        targets = {"argo": "ZENML_KUBERNETES_RUN_ID", "kubeflow": "KFP_RUN_ID", "tekton": "ZENML_TEKTON_RUN_ID"}
        for target, variable in targets.items():
            self.assertEqual(_case("no-stack", target).run_id_names(), ["SEGUE_RUN_ID", variable])
        self.assertEqual(_case("no-stack").run_id_names(), ["SEGUE_RUN_ID"])

    def test_a_value_is_a_text(self):
        with self.assertRaises(Unreadable):
            _steps("value-that-is-no-text")


class Resources(unittest.TestCase):
    def test_units(self):
        sizes = {"16GB": 16 * 10**9, "16GiB": 16 * 2**30, "512KB": 512_000, "7B": 7, "1TB": 10**12}
        for text, size in sizes.items():
            self.assertEqual(requests_and_limits({"memory": text}, {})[1], {"memory": str(size)})
        for text in ("1.5GB", "16Gi", "16G"):
            with self.assertRaises(Unreadable):
                requests_and_limits({"memory": text}, {})

    def test_no_limit_of_cpu_and_no_gpu_of_zero(self):
        self.assertEqual(requests_and_limits({"cpu_count": 0.5, "gpu_count": 0}, {}), ({"cpu": "1/2"}, {}))

    def test_two_places_of_one_number(self):
        pod = {"resources": {"limits": {"nvidia.com/gpu": "4"}, "requests": {"cpu": "6"}}}
        requests, limits = requests_and_limits({"cpu_count": 8.0, "gpu_count": 4}, pod)
        self.assertEqual((requests, limits), ({"nvidia.com/gpu": "4", "cpu": "6"}, {"nvidia.com/gpu": "4"}))
        with self.assertRaises(Unreadable):
            requests_and_limits({"gpu_count": 2}, pod)

    def test_a_step_operator_asks_for_nothing(self):
        step = _steps("step-operator")["train"]
        self.assertEqual((step["requests"], step["limits"], step["retries"]["limit"]), ({}, {}, 2))


class Schedules(unittest.TestCase):
    def test_the_examples(self):
        line = _case("schedule-cron").pipeline()["schedule"]
        self.assertEqual((line["cron"], line["timezone"]), (cron("0 3 * * 1-5").facts(), "UTC"))
        self.assertEqual((line["start"], line["end"]), ("2026-01-01T01:00:00Z", "2027-01-01T00:00:00Z"))
        interval = _case("schedule-interval").pipeline()["schedule"]
        self.assertEqual((interval["every"], interval["catchup"]), ("90000", True))
        self.assertEqual(_case("schedule-once").pipeline()["schedule"]["at"], "2026-12-24T18:00:00Z")
        both = _case("cron-and-interval").pipeline()["schedule"]
        self.assertEqual((both["cron"], both["every"]), (cron("@hourly").facts(), None))

    def test_days_and_seconds_of_an_interval(self):
        self.assertEqual(schedule({"interval_second": "PT1M30S"}, None)["every"], "90")
        self.assertEqual(schedule({"interval_second": 90}, None)["every"], "90")

    def test_none_of_what_is_not_active(self):
        for name in ("schedule-inactive", "schedule-archived"):
            self.assertIsNone(_case(name).pipeline()["schedule"])


class Stacks(unittest.TestCase):
    def test_settings_of_targets(self):
        settings = _case("flavor-segue", "argo").settings
        self.assertEqual(settings.get("priority").text, "5")
        self.assertEqual(
            {key: node.text for key, node in settings.get("pod_gc").items()},
            {"strategy": "OnPodSuccess", "delay": "10s"},
        )
        self.assertEqual(_case("flavor-segue", "tekton").pipeline()["namespace"], "tekton-runs")

    def test_a_description_may_stand_on_one(self):
        description = _case("stack-below-a-description", "argo")
        load, train = description.steps(_RUN).values()
        self.assertEqual(_own(load), {"ORDER": "defaults", "PROXY": "http://proxy.example:3128", "LEVEL": "info"})
        self.assertEqual(_own(train)["ORDER"], "step")
        self.assertEqual((load["service_account"], train["service_account"]), ("trainer", "own"))
        self.assertEqual(description.pipeline()["namespace"], "ml")
        self.assertEqual(description.settings.get("priority").text, "7")
        self.assertEqual(description.settings.get("archive_logs").text, "true")

    def test_one_orchestrator(self):
        with self.assertRaises(Unreadable):
            read_stack("stack_name: s\ncomponents: {}\n", is_json=False)

    def test_without_one(self):
        self.assertEqual((Stack().flavor, Stack().environment(of_zenml=True), Stack().namespace), (None, {}, None))


class Cases(unittest.TestCase):
    def test_what_is_said_beside_a_snapshot(self):
        found = {item.name: item for item in cases.snapshots(_CASES)}
        item = found["zenml/cron-and-interval"]
        self.assertEqual((item.refusal("tekton"), item.refusal("argo"), item.refusal("ir")), ("E0384", None, None))
        self.assertEqual(found["zenml/nasty"].refusal("ir"), "E0413")
        self.assertEqual(found["zenml/list-by-name"].arguments()[-2:], ["--snapshot", "weekly"])
        self.assertIn("--build", found["zenml/rest-gpu-training"].arguments())

    def test_what_is_not_told_is_named(self):
        item = cases.Input("c", Path("c"), told={"W8110": ["host_ipc", "env_from"]})
        told = "warning[W8110]: `host_ipc` is lost\n  env_from\nwarning[W8114]: `env_from` is lost\n"
        self.assertEqual(item.untold(told), ["W8110 env_from"])

    def test_errors_are_shown_without_their_places(self):
        words = "warning[W0001]: a\nerror[E0001]: b\n --> c\nerror[E0001]: b\nerror: 2 errors\n"
        self.assertEqual(cases.errors(words), "error[E0001]: b")


class Comparing(unittest.TestCase):
    def test_json_is_compared_as_its_value(self):
        promised = {"annotations": {"zenml.io/extra": AsJson({"a": 1, "b": [2]})}}
        self.assertEqual(differences("c", promised, {"annotations": {"zenml.io/extra": '{"b":[2], "a":1}'}}), [])
        for wrong in ('{"a": 1}', "{", None, {"a": 1, "b": [2]}):
            self.assertEqual(len(differences("c", promised, {"annotations": {"zenml.io/extra": wrong}})), 1)
