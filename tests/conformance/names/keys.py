"""Airflow's or kfp's own checks of names: a JSON list of names a line in, a JSON list of complaints a line out.

keys.py airflow|kfp     in the environment of one version
"""

import json
import os
import re
import sys
import tempfile

# Kubernetes' rule for a label's value (k8s.io/apimachinery, util/validation), which the API server applies to a pod.
_LABEL = re.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


def _airflow():
    home = tempfile.mkdtemp(prefix="airflow-home-")
    os.environ.update(AIRFLOW_HOME=home, AIRFLOW__LOGGING__LOGGING_LEVEL="CRITICAL")
    from airflow.providers.cncf.kubernetes.pod_generator import make_safe_label_value

    try:
        from airflow.sdk.definitions._internal.node import validate_key
    except ImportError:  # Airflow 2
        from airflow.utils.helpers import validate_key

    def check(name):
        validate_key(name)
        label = make_safe_label_value(name)
        if not _LABEL.fullmatch(label):
            raise ValueError(f"the pod's label of {name!r} is {label!r}")

    return check


def _kfp():
    from kfp.dsl.utils import validate_pipeline_name

    return validate_pipeline_name


def main():
    # Libraries print to stdout as they please: the answers keep the real one for themselves.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    check = {"airflow": _airflow, "kfp": _kfp}[sys.argv[1]]()
    for line in sys.stdin:
        complaints = []
        for name in json.loads(line):
            try:
                check(name)
            except Exception as error:
                complaints.append(f"{name!r}: {error}")
        answers.write(json.dumps(complaints) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
