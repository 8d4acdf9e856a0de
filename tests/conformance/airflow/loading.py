"""A DAG file through Airflow's own import, and through the form in which the scheduler stores it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:  # before 3.2
    from airflow.models.dagbag import DagBag
try:
    from airflow.serialization.serialized_objects import DagSerialization as Serialized
except ImportError:  # Airflow 2
    from airflow.serialization.serialized_objects import SerializedDAG as Serialized


@dataclass
class Loaded:
    """The DAG as a worker has it and as the scheduler does; none where Airflow refuses the file."""

    errors: list[str]
    dag: Any = None
    stored: Any = None


def load(path: Path) -> Loaded:
    """Imports the file twice: a file that is another one at each reading never rests."""
    first, second = _import(path), _import(path)
    if first.dag is None or second.dag is None:
        return first
    try:
        stored = Serialized.to_dict(first.dag)
        Serialized.validate_schema(stored)
        if Serialized.to_dict(second.dag) != stored:
            first.errors.append("the stored DAG is another one at the next import")
        first.stored = Serialized.from_dict(stored)
    except Exception as error:
        first.errors.append(f"the DAG cannot be stored: {type(error).__name__}: {error}")
    return first


def _import(path: Path) -> Loaded:
    with warnings.catch_warnings(record=True) as heard:
        # Whatever the interpreter would say only once is said for every file.
        warnings.simplefilter("always")
        bag = DagBag(dag_folder=str(path.parent), collect_dags=False)
        bag.process_file(str(path), only_if_updated=False, safe_mode=True)
    errors = [f"import error: {_last_line(text)}" for text in bag.import_errors.values()]
    # Only those of our own lines: Airflow and its libraries warn each other too.
    errors += [
        f"import warning: line {warning.lineno}: {warning.category.__name__}: {warning.message}"
        for warning in heard
        if warning.filename == str(path)
    ]
    if len(bag.dags) != 1:
        return Loaded([*errors, f"expected one DAG in the file got {len(bag.dags)}"])
    (dag,) = bag.dags.values()
    return Loaded(errors, dag)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else text
