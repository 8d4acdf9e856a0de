"""The targets' own code on names: each says what it takes.

Argo and Tekton read the whole files. Of Kubeflow kfp judges the pipeline's name, and Argo the tasks that the backend
makes of each step, `x-driver` and `x` (argocompiler/dag.go; rewritten here). Airflow's `validate_key` judges ids, and
the label that its operator makes of one has to be a pod's (`keys.py`, in the environment of each version).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import airflow_environments
import tools
from names.emitted import Emitted
from targets import argo, tekton

_AIRFLOWS = ("2.8", "2.11", "3.3")
# `argo/rules.go` holds names of tasks to 63, as Segue's templates have them too; those of the backend have not, and
# Argo itself takes 128 (workflow/validate, v4.0.8).
_LONG_DRIVER = re.compile(r'task name "[a-z][-a-z0-9]{0,120}-driver"$')


def manifests(folders: list[Path]) -> Iterator[list[str]]:
    """What Argo and Tekton have against the files in each folder, and Argo against its `kubeflow.json`."""
    asked = [
        ("argo", argo.engine(), [sorted((folder / "argo").iterdir()) for folder in folders]),
        ("tekton", tekton.engine(), [sorted((folder / "tekton").iterdir()) for folder in folders]),
        ("kubeflow", argo.engine(), [[folder / "kubeflow.json"] for folder in folders]),
    ]
    found: list[list[str]] = [[] for _ in folders]
    for target, engine, files in asked:
        requests = [json.dumps({"name": target, "files": [str(file) for file in each]}) for each in files]
        for errors, line in zip(found, engine.ask(requests), strict=True):
            told = json.loads(line)["errors"]
            errors += [f"{target}: {error}" for error in told if target != "kubeflow" or not _LONG_DRIVER.search(error)]
    yield from found


def backend_workflow(emitted: Emitted) -> dict[str, Any]:
    """A workflow with the tasks that Kubeflow's backend makes of the steps, waiting for each other as it writes it."""
    container = {"name": "c", "container": {"image": "busybox", "command": ["c"]}}
    tasks = []
    for _, name, needs in emitted.tasks:
        driver = {"name": f"{name}-driver", "template": "c"}
        tasks += [
            driver | ({"depends": " && ".join(f"{need}.Succeeded" for need in needs)} if needs else {}),
            {"name": name, "template": "c", "depends": f"{name}-driver.Succeeded"},
        ]
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "WorkflowTemplate",
        "metadata": {"name": emitted.pipeline[0]},
        "spec": {"entrypoint": "root", "templates": [{"name": "root", "dag": {"tasks": tasks}}, container]},
    }


def ids(names: dict[str, set[str]]) -> Iterator[str]:
    """What Airflow has against ids of DAGs and tasks, and kfp against names of pipelines."""
    keys = sorted(names["airflow"])
    for version in _AIRFLOWS:
        python = airflow_environments.program(version, "python")
        yield from (f"airflow {version}: {line}" for line in _ask(python, "airflow", keys))
    yield from (
        f"kubeflow: {line}"
        for line in _ask(tools.tool("kubeflow") / "bin" / "python", "kfp", sorted(names["kubeflow"]))
    )


def _ask(python: Path, kind: str, names: Iterable[str]) -> Iterator[str]:
    engine = tools.engine(str(python), str(tools.HERE / "names" / "keys.py"), kind)
    (line,) = engine.ask([json.dumps(list(names))])
    return chain(json.loads(line))
