#!/bin/sh
# Installs one Python environment for each Airflow version, and ruff, into folders that are keyed by their own lock
# files: a new lock builds its own environment again and nothing else.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

install() {
    folder=$(python3 "$here/../airflow_environments.py" "$1")
    [ -e "$folder/complete" ] && return
    echo "installing airflow/requirements-$1.txt (a minute, once)" >&2
    rm -rf "$folder"
    python3 -m venv "$folder"
    # The lock is whole, so nothing is resolved.
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
        -r "$here/requirements-$1.txt"
    # A first answer compiles what is imported, a third of the whole.
    [ "$1" = ruff ] || warm_up "$folder/bin/python"
    : >"$folder/complete"
}

warm_up() {
    printf '{"file": "%s", "clocks": [], "runs": [{"id": "a", "run_id": "r", "parameters": {}}]}\n' \
        "$here/../unit/hand-airflow/churn-training.py" |
        PYTHONDONTWRITEBYTECODE='' "$1" "$here/check.py" >/dev/null 2>&1
}

for name in 2.8 2.11 3.3 ruff; do
    install "$name" || {
        echo "airflow/install.sh: requirements-$name.txt cannot be installed: is the package registry reachable?" >&2
        exit 2
    }
done
