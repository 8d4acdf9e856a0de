"""Pipelines as objects of Kubernetes: taken apart, and held against what kfp's own compiler writes.

The rules that only the API server's webhook and the CRDs have (kubeflow/pipelines 7b70c7b9,
backend/src/apiserver/webhook, backend/src/crd/kubernetes/v2beta1, manifests/kustomize/base/crds) are written down
again here.
"""

import re
import tempfile
from pathlib import Path

import yaml
from kfp.compiler import pipeline_spec_builder
from kfp.compiler.compiler_utils import KubernetesManifestOptions

_API_VERSION = "pipelines.kubeflow.org/v2beta1"
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_METADATA = {"name", "namespace", "labels", "annotations"}
_FIELDS = {
    "Pipeline": {"displayName", "description"},
    "PipelineVersion": {"description", "displayName", "pipelineName", "pipelineSpec", "platformSpec"},
}


def unwrapped(documents):
    """The documents that stand in the objects, and what else the objects say."""
    kinds = [document.get("kind") for document in documents]
    if kinds != list(_FIELDS):
        raise ValueError(f"expected {list(_FIELDS)} got {kinds}")
    for document in documents:
        kind = document["kind"]
        if set(document) != {"apiVersion", "kind", "metadata", "spec"} or document["apiVersion"] != _API_VERSION:
            raise ValueError(f"{kind}: {sorted(document)} of {document.get('apiVersion')}")
        strange = (set(document["metadata"]) - _METADATA) | (set(document["spec"]) - _FIELDS[kind])
        if strange:
            raise ValueError(f"{kind} has no field {sorted(strange)}")
        name = document["metadata"]["name"]
        if not _NAME.fullmatch(name) or len(name) > 253:
            raise ValueError(f"{kind}: the name {name!r} is none")
    pipeline, version = documents
    spec = version["spec"]
    if spec["pipelineName"] != pipeline["metadata"]["name"]:
        raise ValueError(f"the version belongs to {spec['pipelineName']}, not to {pipeline['metadata']['name']}")
    parts = [spec["pipelineSpec"], *([spec["platformSpec"]] if "platformSpec" in spec else [])]
    return parts, [_facts(document) for document in documents]


def _facts(document):
    metadata = document["metadata"]
    return {
        "kind": document["kind"],
        "name": metadata["name"],
        "namespace": metadata.get("namespace"),
        "labels": metadata.get("labels", {}),
        "annotations": metadata.get("annotations", {}),
        "display_name": document["spec"].get("displayName"),
        "description": document["spec"].get("description"),
    }


def kfp_differences(documents, spec, platform):
    """What kfp's compiler writes otherwise of the same messages; it writes display names that say nothing new."""
    pipeline, version = documents
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "objects.yaml"
        options = KubernetesManifestOptions(
            pipeline_name=pipeline["metadata"]["name"],
            pipeline_version_name=version["metadata"]["name"],
            namespace=pipeline["metadata"].get("namespace"),
            include_pipeline_manifest=True,
        )
        pipeline_spec_builder.write_pipeline_spec_to_file(
            spec,
            spec.pipeline_info.description or None,
            platform,
            str(path),
            kubernetes_manifest_options=options,
            kubernetes_manifest_format=True,
        )
        written = list(yaml.safe_load_all(path.read_text("utf-8")))
    return [
        f"kfp writes {one['kind']} otherwise: {_bare(other)}"
        for one, other in zip(documents, written, strict=True)
        if _bare(one) != _bare(other)
    ]


def _bare(document):
    """Without display names, labels and annotations, and the messages, which are compared by themselves."""
    metadata = {key: value for key, value in document["metadata"].items() if key in ("name", "namespace")}
    messages = {key: key in document["spec"] for key in ("pipelineSpec", "platformSpec")}
    kept = {key: value for key, value in document["spec"].items() if key in ("description", "pipelineName")}
    return {key: document[key] for key in ("apiVersion", "kind")} | {"metadata": metadata, "spec": kept | messages}
