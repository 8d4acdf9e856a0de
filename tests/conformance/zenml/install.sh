#!/bin/sh
# Installs a Python environment with ZenML into a folder that is keyed by its lock file. A second run does nothing.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$(python3 "$here/../zenml_environment.py")
[ -e "$folder/complete" ] && exit 0

fail() {
    echo "zenml/install.sh: $1" >&2
    exit 2
}

echo "installing zenml/requirements.txt (a minute, once)" >&2
rm -rf "$folder"
python3 -m venv "$folder" || fail "python3 -m venv failed: install the venv module (python3-venv)"
# The lock is whole, so nothing is resolved. Compiling now spares each run half of its start.
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt" ||
    fail "requirements.txt cannot be installed: is the package registry reachable?"
: >"$folder/complete"
