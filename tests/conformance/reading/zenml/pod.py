"""`pod_settings`: ZenML's keys, with Kubernetes' own shapes below them.

What has no word in Segue's language is lost, which `segue compile` says: `host_ipc`, amounts as values of variables,
volumes of other kinds, further fields of the pod.
"""

from __future__ import annotations

from typing import Any

from reading import Unreadable
from reading.quantity import exact, quantity
from reading.text import token

Pod = dict[str, Any]
_SHARED_MEMORY = "/dev/shm"


# What ZenML's Airflow flavor hands to the operator of each step, by its key in `pod_settings`.
_OPERATOR = {
    "node_selectors": "node_selector",
    "tolerations": "tolerations",
    "affinity": "affinity",
    "labels": "labels",
    "annotations": "annotations",
}


def pod_of(settings: dict[str, Any]) -> Pod:
    """`pod_settings`, or the arguments of Airflow's operator that say the same.

    Kubeflow's and Tekton's older settings have node selectors beside `pod_settings`.
    """
    own, given = settings.get("pod_settings") or {}, settings.get("operator_args") or {}
    pod = {key: given[argument] for key, argument in _OPERATOR.items() if given.get(argument) is not None} | own
    if given.get("priority_class_name") is not None:
        pod["additional_pod_spec_args"] = {"priority_class_name": given["priority_class_name"]}
    older = settings.get("node_selectors") or {}
    return pod | {"node_selectors": older | (pod.get("node_selectors") or {})}


def service_account(settings: dict[str, Any]) -> str | None:
    names = (settings.get("step_pod_service_account_name"), settings.get("service_account_name"))
    own, given = next((name for name in names if name), None), settings.get("operator_args") or {}
    return own or given.get("service_account_name")


def variables(pod: Pod) -> list[tuple[str, str]]:
    found = []
    for entry in pod.get("env") or []:
        source = entry.get("valueFrom")
        if source is None:
            found.append((entry["name"], entry.get("value") or ""))
            continue
        for key, form in (("secretKeyRef", "secret"), ("configMapKeyRef", "config")):
            if key in source:
                at = source[key]
                value = token(form, at["name"], at["key"], optional=bool(at.get("optional")))
                found.append((entry["name"], value))
        if "fieldRef" in source:
            found.append((entry["name"], f"⟦field {source['fieldRef']['fieldPath']}⟧"))
    return found


def whole_sources(pod: Pod) -> list[dict[str, Any]]:
    """Secrets and config maps of which each entry is a variable."""
    found = []
    for entry in pod.get("env_from") or []:
        for key, kind in (("secretRef", "secret"), ("configMapRef", "config")):
            if entry.get(key) is not None:
                optional = bool(entry[key].get("optional"))
                found.append({kind: entry[key]["name"], "prefix": entry.get("prefix") or "", "optional": optional})
    return found


def scheduler(settings: dict[str, Any], pod: Pod) -> str | None:
    """The pod's own field wins, as with ZenML."""
    given = settings.get("operator_args") or {}
    return further(pod, "scheduler_name", "schedulerName") or pod.get("scheduler_name") or given.get("schedulername")


def further(pod: Pod, *names: str) -> str | None:
    """A field of `additional_pod_spec_args`, in either spelling."""
    fields = pod.get("additional_pod_spec_args") or {}
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def security_context(settings: dict[str, Any], pod: Pod) -> dict[str, Any]:
    """`privileged` is a setting of its own, which the container's context wins over.

    Kubernetes refuses it beside a context that forbids escalation, so there it is lost.
    """
    own = pod.get("container_security_context") or {}
    is_privileged = settings.get("privileged") and own.get("allowPrivilegeEscalation") is not False
    return ({"privileged": True} if is_privileged else {}) | own


def shared_memory(pod: Pod) -> str | None:
    """The size of a memory volume at `/dev/shm`."""
    for mount, source in _mounts(pod):
        if _is_shared_memory(mount, source):
            return exact(quantity(str(source["emptyDir"]["sizeLimit"])))
    return None


def volumes(pod: Pod) -> list[dict[str, Any]]:
    """One line a mount, without the shared memory."""
    result: list[dict[str, Any]] = []
    groups: dict[object, int] = {}
    for mount, volume in _mounts(pod):
        source = _source(volume)
        if source is None or _is_shared_memory(mount, volume):
            continue
        identity: object = len(result) if "empty" in source else tuple(source.items())
        claim = volume.get("persistentVolumeClaim") or {}
        result.append(
            {
                "mount": mount["mountPath"],
                "read_only": bool(mount.get("readOnly") or claim.get("readOnly")),
                "sub_path": mount.get("subPath") or "",
                "source": source,
                "volume": groups.setdefault(identity, len(groups)),
            }
        )
    return result


def _mounts(pod: Pod) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    named = {volume["name"]: volume for volume in pod.get("volumes") or []}
    return [(mount, named[mount["name"]]) for mount in pod.get("volume_mounts") or []]


def _is_shared_memory(mount: dict[str, Any], volume: dict[str, Any]) -> bool:
    empty = volume.get("emptyDir") or {}
    return mount["mountPath"] == _SHARED_MEMORY and empty.get("medium") == "Memory" and "sizeLimit" in empty


def _source(volume: dict[str, Any]) -> dict[str, Any] | None:
    """The four kinds that the language has."""
    if "persistentVolumeClaim" in volume:
        return {"claim": volume["persistentVolumeClaim"]["claimName"]}
    if "secret" in volume:
        return {"secret": volume["secret"]["secretName"]}
    if "configMap" in volume:
        return {"config": volume["configMap"]["name"]}
    if "emptyDir" in volume:
        empty = volume["emptyDir"] or {}
        if not isinstance(empty, dict):
            raise Unreadable(f"{empty!r} is no emptyDir")
        size = empty.get("sizeLimit")
        return {
            "empty": {
                "size": None if size is None else exact(quantity(str(size))),
                "memory": empty.get("medium") == "Memory",
            }
        }
    return None
