"""A DAG file through Airflow's own import, and through the form in which the scheduler stores it."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kubernetes.client import Configuration

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:  # before 3.2
    from airflow.models.dagbag import DagBag
try:
    from airflow.serialization.serialized_objects import DagSerialization as Serialized
except ImportError:  # Airflow 2
    from airflow.serialization.serialized_objects import SerializedDAG as Serialized

# What every file imports; here, so that its bytecode is kept.
import_module("airflow.providers.cncf.kubernetes.operators.pod")

# Every Kubernetes object makes a client configuration of its own, copied with it: three quarters of the time here.
# Only whether values are checked is read from it, so one serves all.
_CONFIGURATION = Configuration()
Configuration.get_default_copy = classmethod(lambda cls: _CONFIGURATION)
Configuration.__deepcopy__ = lambda self, memo: self


@dataclass
class Loaded:
    """The DAG as workers have it, one an import, and as the scheduler has it; none where Airflow refuses the file.

    A worker's DAG is good for one run: rendering writes into the objects of a task.
    """

    errors: list[str]
    dags: list[Any] = field(default_factory=list)
    stored: Any = None


def load(path: Path) -> Loaded:
    """Imports the file twice: a file that is another one at each reading never rests."""
    errors, dag = _import(path)
    if dag is None:
        return Loaded(errors)
    again, second = _import(path)
    errors += [error for error in again if error not in errors]
    loaded = Loaded(errors, [dag, second])
    try:
        stored = Serialized.to_dict(dag)
        Serialized.validate_schema(stored)
        if second is None or Serialized.to_dict(second) != stored:
            errors.append("the stored DAG is another one at the next import")
        loaded.stored = Serialized.from_dict(stored)
    except Exception as error:
        errors.append(f"the DAG cannot be stored: {type(error).__name__}: {error}")
    return loaded


def _import(path: Path) -> tuple[list[str], Any]:
    with warnings.catch_warnings(record=True) as heard:
        # Whatever the interpreter would say only once is said for every file.
        warnings.simplefilter("always")
        bag = DagBag(dag_folder=str(path.parent), collect_dags=False)
        # Nothing is written beside the file.
        with patch.object(sys, "dont_write_bytecode", True):
            bag.process_file(str(path), only_if_updated=False, safe_mode=True)
    errors = [f"import error: {_last_line(text)}" for text in bag.import_errors.values()]
    # Only those of our own lines: Airflow and its libraries warn each other too.
    errors += [
        f"import warning: line {warning.lineno}: {warning.category.__name__}: {warning.message}"
        for warning in heard
        if warning.filename == str(path)
    ]
    if len(bag.dags) != 1:
        return [*errors, f"expected one DAG in the file got {len(bag.dags)}"], None
    (dag,) = bag.dags.values()
    return errors, dag


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else text
