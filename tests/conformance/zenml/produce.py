"""Runs each pipeline through each orchestrator of a real ZenML, and leaves what comes of it.

    python produce.py FOLDER [--way segue]… [--pipeline gpu]…

`FOLDER/behaviour.json` says how the component behaves by itself. `FOLDER/WAY/PIPELINE/` gets the orchestrator's files,
`snapshot.json`, `environments.json`, `method` and `result.json`: the error, if it ends in one, and what was logged.
Needs the flavor `segue` and its component, which the command line registers.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import behaving
import recording
import stacks
from pipelines import NOT_ON_TEKTON, OLDER, PIPELINES
from segue_zenml.orchestrator import SegueOrchestrator
from zenml.client import Client
from zenml.config.schedule import Schedule
from zenml.integrations.airflow.orchestrators import AirflowOrchestrator
from zenml.integrations.kubeflow.orchestrators import KubeflowOrchestrator

WAYS = ("segue", "segue_three", "segue_middle", "segue_older", "kubeflow", "airflow")
# ZenML's own want a remote server; to Segue's the store stays local, as it is.
_REMOTE = ("kubeflow", "airflow")
_CHOSEN = {"segue_three": NOT_ON_TEKTON, "segue_middle": ("gpu",), "segue_older": OLDER}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--way", action="append", choices=WAYS)
    parser.add_argument("--pipeline", action="append", choices=list(PIPELINES))
    options = parser.parse_args()
    ways = options.way or list(WAYS)
    log = recording.Log()
    for name in ("segue_zenml", "zenml"):
        logging.getLogger(name).addHandler(log)
    for orchestrator in (SegueOrchestrator, KubeflowOrchestrator, AirflowOrchestrator):
        recording.keep_submissions(orchestrator)
    options.folder.mkdir(parents=True, exist_ok=True)
    stacks.make(ways)
    behaviour = json.dumps(behaving.facts(), indent=2)
    (options.folder / "behaviour.json").write_text(behaviour, encoding="utf-8")
    for way in sorted(ways, key=lambda name: name in _REMOTE):
        if way in _REMOTE:
            recording.without_a_cluster()
        Client().activate_stack(way)
        for name in options.pipeline or _CHOSEN.get(way, tuple(PIPELINES)):
            folder = options.folder.absolute() / way / name
            folder.mkdir(parents=True)
            os.chdir(folder)
            log.lines = []
            pipeline, schedule = PIPELINES[name]
            error = _run(pipeline, schedule)
            result = {"error": error, "log": log.lines}
            (folder / "result.json").write_text(json.dumps(result, indent=2), encoding="utf-8")


def _run(pipeline: Callable[..., Any], schedule: Schedule | None) -> str | None:
    try:
        # Each way wants a schedule of its own.
        chosen = pipeline if schedule is None else pipeline.with_options(schedule=schedule.model_copy())
        chosen()
    except Exception as error:
        # What an orchestrator cannot do is a result, not the end.
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    main()
