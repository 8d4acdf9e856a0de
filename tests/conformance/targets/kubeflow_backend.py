"""What Kubeflow's backend does between the file and the containers, as small as it can be.

Each function names the file of kubeflow/pipelines (7b70c7b9) that it follows. Argo's templates and the kubelet are not
here: their own code runs over what these functions make.
"""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]

LAUNCHER = "/kfp-launcher/launch"
# Where installations publish logs, each step has this artifact (driver/util.go, provisionOutputs).
_LOGS = {"executor-logs": {"artifacts": [{"name": "executor-logs", "uri": "minio://mlpipeline/v2/logs"}]}}
_INPUT = re.compile(r"\{\{\$\.inputs\.parameters\['(.+?)']}}")
# What Go trims (unicode.IsSpace); Python takes U+001C to U+001F for blanks as well.
_SPACE = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace() and letter not in "\x1c\x1d\x1e\x1f")
_UNQUOTED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_MACRO = re.compile(r"\[\[(RunUUID|CurrentTime)]]")
# Images that ask the driver for a volume (dummyImages, driver/driver.go).
_DRIVERS_OWN = ("argostub/createpvc", "argostub/deletepvc")
# What the compiler sets on each step's container (argocompiler/container.go).
HARDENED: Json = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def go_json(value: Any) -> str:
    """As Go's encoding/json writes a map (stablyMarshalJSON, argocompiler/argo.go)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return "".join(_UNQUOTED.get(letter, letter) for letter in text)


def _workflow(name: str, namespace: str, arguments: Json, tasks: list[Json], templates: list[Json]) -> Json:
    main = {"name": "entrypoint", "dag": {"tasks": tasks}}
    parameters = [{"name": key, "value": value} for key, value in arguments.items()]
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": f"{name}-a1b2c", "namespace": namespace},
        "spec": {"entrypoint": "entrypoint", "arguments": {"parameters": parameters}, "templates": [main, *templates]},
    }


def _inputs(names: list[str]) -> Json:
    return {"parameters": [{"name": name} for name in names]}


def drivers(parsed: Json, namespace: str) -> Json:
    """The drivers' tasks (containerDriverTask, argocompiler/container.go): JSON as parameters, then as arguments."""
    spec = parsed["spec"]
    arguments: Json = {}
    tasks = []
    for name, task in spec["root"]["dag"]["tasks"].items():
        component = task["componentRef"]["name"]
        label = spec["components"][component]["executorLabel"]
        arguments[f"components-{component}"] = go_json(spec["components"][component])
        arguments[f"implementations-{component}"] = go_json(parsed["executors"][label])
        arguments[f"kubernetes-{component}"] = go_json(parsed["configs"].get(label, {}))
        given = {
            "component": f"{{{{workflow.parameters.components-{component}}}}}",
            "task": go_json(task),
            "container": f"{{{{workflow.parameters.implementations-{component}}}}}",
            "kubernetes-config": f"{{{{workflow.parameters.kubernetes-{component}}}}}",
        }
        parameters = [{"name": key, "value": value} for key, value in given.items()]
        # The name of the step's own task: the driver's edges are the step's.
        tasks.append({"name": name, "template": "system-container-driver", "arguments": {"parameters": parameters}})
    args = [item for key in ("component", "task", "container", "kubernetes-config") for item in (f"--{key}", _tag(key))]
    container = {"image": "kfp-driver", "command": ["driver"], "args": args}
    names = ["component", "task", "container", "kubernetes-config"]
    template = {"name": "system-container-driver", "inputs": _inputs(names), "container": container}
    root = go_json({"inputDefinitions": spec["root"].get("inputDefinitions", {})})
    return _workflow(spec["pipelineInfo"]["name"], namespace, arguments | {"components-root": root}, tasks, [template])


def _tag(name: str) -> str:
    return f"{{{{inputs.parameters.{name}}}}}"


def read_arguments(args: list[str]) -> Json:
    """The driver's flags (driver/main.go)."""
    flags = dict(zip(args[::2], args[1::2], strict=True))
    return {key.removeprefix("--"): json.loads(value) for key, value in flags.items()}


def formatted(value: str) -> str:
    """The API server's macros in the values that a run is created with (common/util/parameter_formatter.go).

    Those of a schedule are not replaced in a run of a person.
    """
    return _MACRO.sub(lambda found: {"RunUUID": "argo-uid", "CurrentTime": "20260102030405"}[found[1]], value)


def step_inputs(flags: Json, root: Json, typed: dict[str, str]) -> dict[str, str]:
    """The values of a step's parameters (resolveInputs, driver/resolve.go); clients give the defaults back too."""
    declared = root.get("inputDefinitions", {}).get("parameters", {})
    defaults = {name: entry["defaultValue"] for name, entry in declared.items() if "defaultValue" in entry}
    known = {name: formatted(value) for name, value in (defaults | typed).items()}
    wanted = flags["task"].get("inputs", {}).get("parameters", {})
    return {name: known[entry["componentInputParameter"]] for name, entry in wanted.items()}


def resolved(args: list[str], inputs: dict[str, str]) -> list[str]:
    """resolveContainerArgs and isConditionClause (driver/util.go)."""
    result = []
    for arg in args:
        if "$.outputs" in arg:
            result.append(arg)
        elif arg.strip(_SPACE).startswith('{"IfPresent":'):
            raise ValueError(f"the driver takes {arg!r} for a conditional")
        else:
            result.append(_INPUT.sub(lambda found: inputs[found[1]], arg))
    return result


def pod_patch(flags: Json, inputs: dict[str, str]) -> Json:
    """initPodSpecPatch (driver/driver.go) and extendPodSpecPatch (driver/k8s.go)."""
    container, config = flags["container"], flags["kubernetes-config"]
    if container["image"] in _DRIVERS_OWN:
        raise ValueError(f"the driver takes the image {container['image']} for work of its own and starts no container")
    executor_input = {"inputs": {"parameterValues": inputs}, "outputs": {"artifacts": _LOGS}}
    launcher = [
        LAUNCHER,
        "--executor_input",
        go_json(executor_input),
        "--component_spec",
        go_json(flags["component"]),
        "--",
    ]
    main: Json = {
        "name": "main",
        "image": container["image"],
        "command": launcher,
        "args": resolved([*container.get("command", []), *container.get("args", [])], inputs),
        "env": [{"name": entry["name"], "value": entry.get("value", "")} for entry in container.get("env", [])],
        "resources": _resources(container.get("resources", {})),
        "volumeMounts": [],
    }
    pod: Json = {"containers": [main], "volumes": []}
    if "imagePullPolicy" in config:
        main["imagePullPolicy"] = config["imagePullPolicy"]
    if "nodeSelector" in config:
        pod["nodeSelector"] = config["nodeSelector"]["labels"]
    if "tolerations" in config:
        pod["tolerations"] = [
            entry | ({"tolerationSeconds": int(entry["tolerationSeconds"])} if "tolerationSeconds" in entry else {})
            for entry in config["tolerations"]
        ]
    if "imagePullSecret" in config:
        pod["imagePullSecrets"] = [{"name": entry["secretName"]} for entry in config["imagePullSecret"]]
    if int(config.get("activeDeadlineSeconds", 0)) > 0:
        pod["activeDeadlineSeconds"] = int(config["activeDeadlineSeconds"])
    _variables(config, main)
    _volumes(config, pod, main)
    _affinity(config, pod)
    context = config.get("securityContext", {})
    users = {key: int(context[key]) for key in ("runAsUser", "runAsGroup") if key in context}
    flag = {"runAsNonRoot": context["runAsNonRoot"]} if "runAsNonRoot" in context else {}
    main["securityContext"] = HARDENED | users | flag
    return pod


def _resources(asked: Json) -> Json:
    fields = {"resourceCpuRequest": "cpu", "resourceMemoryRequest": "memory"}
    requests = {name: asked[field] for field, name in fields.items() if field in asked}
    fields = {"resourceCpuLimit": "cpu", "resourceMemoryLimit": "memory"}
    limits = {name: asked[field] for field, name in fields.items() if field in asked}
    accelerator = asked.get("accelerator", {})
    if accelerator.get("resourceType") and accelerator.get("resourceCount"):
        limits[accelerator["resourceType"]] = accelerator["resourceCount"]
    return {"requests": requests, "limits": limits}


def _variables(config: Json, main: Json) -> None:
    for kind, name, reference in (
        ("secretAsEnv", "secretName", "secretKeyRef"),
        ("configMapAsEnv", "configMapName", "configMapKeyRef"),
    ):
        for entry in config.get(kind, []):
            for key in entry["keyToEnv"]:
                source = {
                    "name": entry[name],
                    "key": key.get("secretKey") or key.get("configMapKey"),
                    "optional": entry.get("optional", False),
                }
                main["env"].append({"name": key["envVar"], "valueFrom": {reference: source}})
    for entry in config.get("fieldPathAsEnv", []):
        main["env"].append({"name": entry["name"], "valueFrom": {"fieldRef": {"fieldPath": entry["fieldPath"]}}})


def _volumes(config: Json, pod: Json, main: Json) -> None:
    def add(name: str, mount: str, sub_path: str | None, source: Json) -> None:
        pod["volumes"].append({"name": name} | source)
        main["volumeMounts"].append({"name": name, "mountPath": mount} | ({"subPath": sub_path} if sub_path else {}))

    for entry in config.get("pvcMount", []):
        claim = {"persistentVolumeClaim": {"claimName": entry["constant"]}}
        add(entry["constant"], entry["mountPath"], entry.get("subPath"), claim)
    for entry in config.get("secretAsVolume", []):
        add(entry["secretName"], entry["mountPath"], None, {"secret": {"secretName": entry["secretName"]}})
    for entry in config.get("configMapAsVolume", []):
        add(entry["configMapName"], entry["mountPath"], None, {"configMap": {"name": entry["configMapName"]}})
    for entry in config.get("emptyDirMounts", []):
        empty = {key: entry[key] for key in ("medium", "sizeLimit") if key in entry}
        add(entry["volumeName"], entry["mountPath"], None, {"emptyDir": empty})


def _affinity(config: Json, pod: Json) -> None:
    required, preferred = [], []
    for entry in config.get("nodeAffinity", []):
        term = {key: entry[key] for key in ("matchExpressions", "matchFields") if key in entry}
        if "weight" in entry:
            preferred.append({"weight": entry["weight"], "preference": term})
        else:
            required.append(term)
    node: Json = {}
    if required:
        node["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": required}
    if preferred:
        node["preferredDuringSchedulingIgnoredDuringExecution"] = preferred
    if node:
        pod["affinity"] = {"nodeAffinity": node}


def steps(parsed: Json, namespace: str, patches: dict[str, Json]) -> Json:
    """The tasks of the steps (containerExecutorTask, addContainerExecutorTemplate, argocompiler/container.go).

    The backend shares a template between steps with as many labels and annotations; here each has its own. A patch is
    the output of the driver's task, and stands here as a task's argument, which Argo reads once more.
    """
    spec = parsed["spec"]
    tasks, templates = [], []
    for name, task in spec["root"]["dag"]["tasks"].items():
        given = {"pod-spec-patch": go_json(patches[name])}
        metadata: Json = {}
        # The compiler reads these itself, so no driver's kubelet does.
        label = spec["components"][task["componentRef"]["name"]]["executorLabel"]
        written = parsed["configs"].get(label, {}).get("podMetadata", {})
        for kind in ("labels", "annotations"):
            for number, (key, value) in enumerate(written.get(kind, {}).items()):
                given[f"{kind}-{number}"] = value
                metadata.setdefault(kind, {})[key] = _tag(f"{kind}-{number}")
        parameters = [{"name": key, "value": value} for key, value in given.items()]
        entry = {"name": name, "template": f"impl-{name}", "arguments": {"parameters": parameters}}
        if task.get("dependentTasks"):
            entry["dependencies"] = task["dependentTasks"]
        tasks.append(entry)
        container = {"image": "overridden", "command": ["overridden"]}
        template = {
            "name": f"impl-{name}",
            "inputs": _inputs(list(given)),
            "podSpecPatch": _tag("pod-spec-patch"),
            "container": container,
        }
        if metadata:
            template["metadata"] = metadata
        if "retryPolicy" in task:
            template["retryStrategy"] = _retry_strategy(task["retryPolicy"])
        templates.append(template)
    workflow = _workflow(spec["pipelineInfo"]["name"], namespace, {}, tasks, templates)
    if "activeDeadlineSeconds" in parsed["run"]:
        workflow["spec"]["activeDeadlineSeconds"] = parsed["run"]["activeDeadlineSeconds"]
    return workflow


def _retry_strategy(policy: Json) -> Json:
    """getTaskRetryStrategy (argocompiler/container.go)."""
    backoff = {
        "duration": str(int(float(policy.get("backoffDuration", "0s").removesuffix("s")))),
        "factor": str(policy.get("backoffFactor", 0)).removesuffix(".0"),
        "maxDuration": str(int(float(policy.get("backoffMaxDuration", "0s").removesuffix("s")))),
    }
    strategy: Json = {"limit": str(policy.get("maxRetryCount", 0))}
    # Argo waits for nothing at "0"; our own rule for its manifests wants a wait where a back-off stands.
    return strategy if backoff["duration"] == "0" else strategy | {"backoff": backoff}


def launched(command: list[str], args: list[str]) -> list[str]:
    """compileCmdAndArgs and getPlaceholders (component/launcher_v2.go): what the launcher starts."""
    if command[0] != LAUNCHER or command[-1] != "--":
        raise ValueError(f"the pod starts {command[:1]}, not the launcher")
    text = command[2]
    executor_input = json.loads(text)
    uri = executor_input["outputs"]["artifacts"]["executor-logs"]["artifacts"][0]["uri"]
    placeholders = {"{{$}}": text}
    for part, value in (("uri", uri), ("path", "/minio/" + uri.removeprefix("minio://"))):
        placeholders[f"{{{{$.outputs.artifacts['executor-logs'].{part}}}}}"] = value
    for name, value in executor_input["inputs"]["parameterValues"].items():
        placeholders[f"{{{{$.inputs.parameters['{name}']}}}}"] = value
    result = []
    for arg in args:
        for placeholder, value in placeholders.items():
            arg = arg.replace(placeholder, value)
        result.append(arg)
    return result
