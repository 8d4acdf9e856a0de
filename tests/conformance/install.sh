#!/bin/sh
# Builds what the conformance checks need into one ignored folder, keyed by the lock files and Go sources.
# A second run finds it there and does nothing. Needs Go, Python and the usual package registries.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

fail() {
    echo "install.sh: $1" >&2
    exit 2
}

command -v python3 >/dev/null || fail "python3 is missing: install Python 3.11 or later"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or later is needed, this is $(python3 --version)"
# Airflow's environments and ZenML's have folders and locks of their own.
"$here/airflow/install.sh"
"$here/zenml/install.sh"
folder=$(python3 "$here/tools.py" path)
if [ -e "$folder/complete" ]; then
    exit 0
fi

command -v go >/dev/null || fail "go is missing: install Go 1.26.4 or later"
python3 - "$(go env GOVERSION)" <<'PY' || fail "Go 1.26.4 or later is needed, this is $(go env GOVERSION)"
import re, sys
version = tuple(int(part) for part in re.findall(r"[0-9]+", sys.argv[1])[:3])
sys.exit(version < (1, 26, 4))
PY

echo "building the conformance tools (some minutes, once)" >&2
work="$folder.part"
rm -rf "$work"
mkdir -p "$work"

python3 -m venv "$work/venv" || fail "python3 -m venv failed: install the venv module (python3-venv)"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" ||
    fail "pip could not install requirements.txt: is the package registry reachable?"

python3 -m venv "$work/kubeflow" || fail "python3 -m venv failed: install the venv module (python3-venv)"
"$work/kubeflow/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/kubeflow/requirements.txt" ||
    fail "pip could not install kubeflow/requirements.txt: is the package registry reachable?"

for module in argo cron kubelet tekton yaml; do
    (cd "$here/$module" && CGO_ENABLED=0 GOWORK=off go build -mod=readonly -buildvcs=false -trimpath -o "$work/$module-check" .) ||
        fail "go build of $module failed: is the Go module proxy reachable?"
done

# Argo's full CRDs, from the module that the checker is built with.
crds=$(cd "$here/argo" && GOWORK=off go list -mod=readonly -m -f '{{.Dir}}' github.com/argoproj/argo-workflows/v4)/manifests/base/crds/full
mkdir "$work/crds"
for kind in workflow workflowtemplate clusterworkflowtemplate cronworkflow; do
    cp "$crds/argoproj.io_${kind}s.yaml" "$work/crds/"
done

rm -rf "$folder"
mv "$work" "$folder"
: >"$folder/complete"
