"""Pods as facts: what the kubelet starts and what the Pod says besides. For every target that runs Pods."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tools
from compare import Facts
from reading.placement import bare, canonical_affinity, in_any_order
from reading.quantity import exact, quantity

# The id of a run of which only the arguments are asked.
RUN_ID = "0f5e0c1a-run"
# What the kubelet adds to every container of a cluster, though nobody declared it.
SERVICES = {
    "KUBERNETES_SERVICE_HOST": "10.96.0.1",
    "KUBERNETES_SERVICE_PORT": "443",
    "KUBERNETES_PORT": "tcp://10.96.0.1:443",
}
# In characters, of which each takes four bytes at most.
_NEVER_TOO_LONG = 30_000


@dataclass
class Started:
    """What the main container gets, and what the API server says against its Pod."""

    command: list[str] | None
    args: list[str] | None
    env: list[list[str]]
    errors: list[str]


def start(pods: list[dict[str, Any]], container: str) -> list[Started]:
    """Asks Kubernetes' own code about all Pods at once."""
    requests = [
        json.dumps({"id": str(number), "container": container, "services": SERVICES, "pod": pod})
        for number, pod in enumerate(pods)
    ]
    started = []
    for line in tools.engine(str(tools.tool("kubelet-check"))).ask(requests):
        answer = json.loads(line)
        env = [[entry["name"], entry["value"]] for entry in answer["env"] or []]
        process = Started(answer["command"] or None, answer["args"] or None, env, answer["errors"])
        process.errors += _too_long(process)
        started.append(process)
    return started


def _too_long(process: Started) -> Iterator[str]:
    """What the kernel says to each long text. The sum of all has a limit too, far above what a file holds."""
    for text in [*(process.command or []), *(process.args or [])]:
        if len(text) > _NEVER_TOO_LONG and not _is_taken([text], {}):
            yield f"an argument of {len(text.encode())} bytes: argument list too long"
    for name, value in process.env:
        if len(value) > _NEVER_TOO_LONG and not _is_taken([], {name: value}):
            yield f"the variable {name} of {len(value.encode())} bytes: argument list too long"


def _is_taken(arguments: list[str], env: dict[str, str]) -> bool:
    """Whether Linux starts a program with these."""
    program = shutil.which("true") or tools.missing("the program `true` is missing")
    try:
        process = os.posix_spawn(program, [program, *arguments], env)
    except OSError as error:
        if error.errno != errno.E2BIG:
            raise
        return False
    os.waitpid(process, 0)
    return True


def arguments(pods: list[list[dict[str, Any]] | None], container: str) -> list[list[str] | None]:
    """What the container of the last Pod of each run is started with; nothing of a run that fails."""
    last = [found[-1] if found else None for found in pods]
    started = iter(start([pod for pod in last if pod is not None], container))
    processes = [None if pod is None else next(started) for pod in last]
    return [None if process is None or process.errors else process.args or [] for process in processes]


def pod_facts(pod: dict[str, Any], container: str, own_volumes: set[str]) -> Facts:
    """The fields of a step that stand in its Pod; `own_volumes` are the target's, not the user's."""
    spec = pod["spec"]
    main = next(item for item in spec["containers"] if item["name"] == container)
    asked = main.get("resources", {})
    limits = {name: exact(quantity(text)) for name, text in asked.get("limits", {}).items()}
    # The API server sets a request that is not there to the limit.
    requests = limits | {name: exact(quantity(text)) for name, text in asked.get("requests", {}).items()}
    mounts = [mount for mount in main.get("volumeMounts", []) if mount["name"] not in own_volumes]
    sources = {volume["name"]: volume for volume in spec.get("volumes", [])}
    shared = [mount for mount in mounts if mount["name"].startswith("segue-shm")]
    return {
        "image": main["image"],
        "working_dir": main.get("workingDir"),
        "env_from": [_env_source(source) for source in main.get("envFrom", [])],
        "requests": requests,
        "limits": limits,
        "shared_memory": _shared_memory(shared, sources),
        "node_selector": spec.get("nodeSelector", {}),
        "tolerations": in_any_order([bare(item) for item in spec.get("tolerations", [])]),
        "affinity": canonical_affinity(spec.get("affinity", {})),
        "priority_class": spec.get("priorityClassName"),
        "runtime_class": spec.get("runtimeClassName"),
        "scheduler": spec.get("schedulerName"),
        "service_account": spec.get("serviceAccountName"),
        "image_pull_policy": main.get("imagePullPolicy"),
        "image_pull_secrets": sorted({item["name"] for item in spec.get("imagePullSecrets", [])}),
        "security_context": bare(main.get("securityContext", {})),
        "volumes": _volumes([mount for mount in mounts if mount not in shared], sources),
    }


def _env_source(source: dict[str, Any]) -> dict[str, Any]:
    """A secret or config map whose entries are variables; the kubelet adds them by the keys that it finds there."""
    kinds = {"secretRef": "secret", "configMapRef": "config"}
    found = [key for key in kinds if key in source]
    if len(found) != 1:
        return source
    (key,) = found
    reference = source[key]
    return {
        kinds[key]: reference["name"],
        "prefix": source.get("prefix", ""),
        "optional": reference.get("optional", False),
    }


def _shared_memory(mounts: list[dict[str, Any]], sources: dict[str, Any]) -> str | None:
    if not mounts:
        return None
    (mount,) = mounts
    source = sources[mount["name"]].get("emptyDir", {})
    if mount["mountPath"] != "/dev/shm" or source.get("medium") != "Memory" or "sizeLimit" not in source:
        return f"{mount} of {source}"
    return exact(quantity(source["sizeLimit"]))


def _volumes(mounts: list[dict[str, Any]], sources: dict[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, int] = {}
    return [
        {
            "mount": mount["mountPath"],
            "read_only": mount.get("readOnly", False),
            "sub_path": mount.get("subPath", ""),
            "source": _source(sources[mount["name"]]),
            "volume": groups.setdefault(mount["name"], len(groups)),
        }
        for mount in mounts
    ]


def _source(volume: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in volume.items() if key != "name"}
    if set(rest) == {"persistentVolumeClaim"} and set(rest["persistentVolumeClaim"]) == {"claimName"}:
        return {"claim": rest["persistentVolumeClaim"]["claimName"]}
    if set(rest) == {"secret"} and set(rest["secret"]) == {"secretName"}:
        return {"secret": rest["secret"]["secretName"]}
    if set(rest) == {"configMap"} and set(rest["configMap"]) == {"name"}:
        return {"config": rest["configMap"]["name"]}
    if set(rest) == {"emptyDir"} and set(rest["emptyDir"]) <= {"medium", "sizeLimit"}:
        empty = rest["emptyDir"]
        size = exact(quantity(empty["sizeLimit"])) if "sizeLimit" in empty else None
        return {"empty": {"size": size, "memory": empty.get("medium") == "Memory"}}
    return rest
