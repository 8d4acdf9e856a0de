"""Answers what Airflow itself makes of DAG files: one JSON request a line in, one JSON answer a line out.

Runs in the environment of one Airflow version (`install.sh`); everything that counts is Airflow's and its Kubernetes
provider's own code. It knows no cluster and no scheduler: where Airflow would ask for them, a stub answers.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path


def _home() -> None:
    """An empty home of this process's own; has to be set before `airflow` is imported."""
    home = tempfile.mkdtemp(prefix="airflow-home-")
    atexit.register(shutil.rmtree, home, True)
    os.environ.update(
        AIRFLOW_HOME=home,
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__DAGS_FOLDER=home,
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{home}/airflow.db",
        AIRFLOW__LOGGING__LOGGING_LEVEL="CRITICAL",
        AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK="False",
        TZ="UTC",
    )
    time.tzset()


def main() -> None:
    # Airflow prints to stdout as it pleases: the answers keep the real one for themselves.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _home()
    from facts import dag_facts
    from loading import load
    from rendering import pods
    from ticks import ticks

    # Airflow warns of its own calls; those that the file makes are recorded where it is imported.
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        loaded = load(Path(request["file"]))
        answer = {"errors": loaded.errors, "dag": None, "ticks": {}, "runs": []}
        if loaded.stored is not None:
            try:
                answer["dag"] = dag_facts(loaded.dags[0], loaded.stored)
                answer["ticks"] = {now: ticks(loaded.stored, now) for now in request["clocks"]}
                answer["runs"] = [
                    pods(dag, run, answer["errors"]) for dag, run in zip(loaded.dags, request["runs"], strict=False)
                ]
            except Exception as error:
                answer["errors"].append(f"{type(error).__name__}: {error}")
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
