"""What a description promises: read from `segue: 1` documents by the language's specification, never from Segue.

    python3 expect.py FILE [--target argo] [--run-id ID]   prints the promises as JSON

A promise is a field with a plain value, so that two sides compare with `==`: quantities are exact numbers, durations
seconds, cron lines five sets. What only the cluster knows (a secret's value) is a token. The same fields come from the
targets' own code (`targets/`) and from the IR (`ir.py`).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reading import Unreadable
from reading.document import Map, Node, Scalar, read
from reading.duration import seconds
from reading.merge import merged
from reading.quantity import exact
from reading.schedule import schedule
from reading.shapes import integer, required, string, string_map, strings, table
from reading.step import step_facts
from reading.text import Scenario


@dataclass
class Description:
    """A document, and the settings of the target that is asked for (none: the neutral reading)."""

    document: Map
    target: str | None = None

    @property
    def settings(self) -> Map:
        targets = table(self.document.get("targets"))
        return table(targets.get(self.target)) if self.target is not None else Map()

    def step_settings(self, identifier: str, *, of_the_run: frozenset[str] = frozenset()) -> Map:
        """The pipeline's settings under the defaults' under the step's; no step inherits those that are the run's."""
        layers = [self.document, table(self.document.get("defaults")), table(_steps(self.document).get(identifier))]
        found = Map()
        for number, layer in enumerate(layers):
            targets = table(layer.get("targets"))
            if number == 0:
                own = {key: node for key, node in self.settings.items() if key not in of_the_run}
                targets = Map({self.target: Map(own)} if self.target is not None else {})
            found = merged(found, targets)
        return table(found.get(self.target)) if self.target is not None else Map()

    def is_native(self) -> bool:
        """Other inputs (ZenML's snapshots) are read by Segue, but not here."""
        return self.document.get("segue") is not None

    def parameters(self) -> dict[str, dict[str, str | None]]:
        result: dict[str, dict[str, str | None]] = {}
        for name, node in table(self.document.get("parameters")).items():
            written = Map({"default": node}) if isinstance(node, Scalar) else table(node)
            result[name] = {
                "default": string(written.get("default")),
                "description": string(written.get("description")) or None,
            }
        return result

    def run_id_names(self) -> list[str]:
        neutral = self.document.get("run_id_env")
        names = ["SEGUE_RUN_ID"] if neutral is None else strings(neutral)
        return list(dict.fromkeys([*names, *strings(self.settings.get("run_id_env"))]))

    def pipeline(self) -> dict[str, Any]:
        """What is promised of the pipeline as a whole."""
        document = self.document
        timeout = string(document.get("timeout"))
        return {
            "name": required(document.get("name"), "name"),
            "description": string(document.get("description")) or None,
            "namespace": string(self.settings.get("namespace")) or string(document.get("namespace")),
            "labels": string_map(document.get("labels")),
            "annotations": string_map(document.get("annotations")),
            "parameters": self.parameters(),
            "timeout": None if timeout is None else exact(seconds(timeout)),
            "parallelism": integer(document.get("parallelism")),
            "on_failure": string(document.get("on_failure")),
            "run_id_env": self.run_id_names(),
            "schedule": schedule(document.get("schedule")),
        }

    def steps(self, scenario: Scenario, *, with_run_id: bool = True) -> dict[str, dict[str, Any]]:
        """What is promised of each step, by its id. `with_run_id`: the run id's variables stand in `env`."""
        if scenario.parameters is not None:
            declared = {name: value["default"] for name, value in self.parameters().items()}
            known = {name: value for name, value in declared.items() if value is not None}
            scenario = Scenario(scenario.run_id, known | scenario.parameters)
        # The pipeline's labels and annotations are one more layer under the defaults.
        shared = {key: node for key, node in self.document.items() if key in ("labels", "annotations")}
        defaults = merged(Map(shared), table(self.document.get("defaults")))
        names = self.run_id_names() if with_run_id else []
        return {
            identifier: step_facts(merged(defaults, table(node)), names, scenario)
            for identifier, node in _steps(self.document).items()
        }


def _steps(document: Map) -> Map:
    return table(document.get("steps"))


def describe(text: str, *, is_json: bool, target: str | None = None) -> Description:
    node: Node = read(text, is_json=is_json)
    if not isinstance(node, Map):
        raise Unreadable("the document is no map")
    return Description(node, target)


def load(path: Path, target: str | None = None) -> Description:
    return describe(path.read_text(encoding="utf-8"), is_json=path.suffix == ".json", target=target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--target", help="apply this target's `namespace` and `run_id_env`")
    parser.add_argument("--run-id", help="resolve texts for the run of this id; without it tokens stand in them")
    options = parser.parse_args()
    description = load(options.file, options.target)
    scenario = Scenario() if options.run_id is None else Scenario(options.run_id, {})
    answer = {"pipeline": description.pipeline(), "steps": description.steps(scenario)}
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    main()
