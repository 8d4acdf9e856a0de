"""Kubeflow's own SDK on what Segue wrote: strict protocol buffers for both documents and what is nested in them.

Reads one JSON request a line (`pipeline`, a file, and `recurring_run`, a file or null) and writes one JSON answer a
line: what kfp, kfp-kubernetes and the server's API have against the files, and the parsed messages in their JSON form.
Runs in the environment of `requirements.txt` beside it.
"""

import io
import json
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

import kfp_server_api
import yaml
from google.protobuf import json_format
from kfp import components
from kfp.compiler import pipeline_spec_builder
from kfp.dsl import utils
from kfp.kubernetes import kubernetes_executor_config_pb2 as kubernetes
from kfp.pipeline_spec import pipeline_spec_pb2 as spec_pb2
from objects import kfp_differences, unwrapped


class _Loader(yaml.SafeLoader):
    """PyYAML takes the last of two equal keys, the backend's reader refuses them."""


def _mapping(loader, node):
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _strict(document, message):
    return json_format.ParseDict(document, message, ignore_unknown_fields=False)


def _plain(message):
    return json_format.MessageToDict(message)


def _pipeline(path, answer):
    documents = list(yaml.load_all(Path(path).read_text("utf-8"), _Loader))
    written = documents
    if any("kind" in document for document in written):
        documents, answer["objects"] = unwrapped(written)
    if len(documents) not in (1, 2):
        raise ValueError(f"{len(documents)} documents")
    spec = _strict(documents[0], spec_pb2.PipelineSpec())
    deployment = _strict(_plain(spec.deployment_spec), spec_pb2.PipelineDeploymentConfig())
    platform = spec_pb2.PlatformSpec()
    configs = {}
    if len(documents) == 2:
        _strict(documents[1], platform)
        if list(platform.platforms) != ["kubernetes"]:
            raise ValueError(f"platforms {list(platform.platforms)}")
        for label, config in platform.platforms["kubernetes"].deployment_spec.executors.items():
            configs[label] = _plain(_strict(_plain(config), kubernetes.KubernetesExecutorConfig()))
    utils.validate_pipeline_name(spec.pipeline_info.name)
    components.load_component_from_text(yaml.safe_dump_all(documents))
    _written_again(spec, platform)
    if answer["objects"] is not None:
        answer["errors"] += kfp_differences(written, spec, platform)
    answer |= {
        "spec": _plain(spec),
        "executors": {label: _plain(executor.container) for label, executor in deployment.executors.items()},
        "configs": configs,
        "run": _plain(platform).get("platforms", {}).get("kubernetes", {}).get("pipelineConfig", {}),
    }
    answer["errors"] += list(_references(answer))


def _written_again(spec, platform):
    """What kfp writes of the messages reads as the same messages.

    But for its comment, in which defaults and descriptions stand raw: behind a line break they are no comment any more.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "again.yaml")
        no_comment = patch.object(pipeline_spec_builder, "extract_comments_from_pipeline_spec", lambda *_: "")
        with redirect_stdout(io.StringIO()), no_comment:
            pipeline_spec_builder.write_pipeline_spec_to_file(spec, spec.pipeline_info.description, platform, path)
        documents = list(yaml.safe_load_all(Path(path).read_text("utf-8")))
    if _strict(documents[0], spec_pb2.PipelineSpec()) != spec:
        raise ValueError("kfp writes the pipeline's specification otherwise")
    if len(documents) == 2 and _strict(documents[1], spec_pb2.PlatformSpec()) != platform:
        raise ValueError("kfp writes the platform's document otherwise")


def _references(answer):
    """What none of kfp's checks looks at."""
    spec, executors = answer["spec"], answer["executors"]
    if spec.get("schemaVersion") != "2.1.0":
        yield f"schemaVersion is {spec.get('schemaVersion')}, and the backend reads 2.1.0"
    tasks, components_ = spec["root"]["dag"]["tasks"], spec["components"]
    for name, task in tasks.items():
        if task.get("componentRef", {}).get("name") not in components_:
            yield f"task {name}: no component {task.get('componentRef')}"
        yield from (f"task {name}: no task {other}" for other in task.get("dependentTasks", []) if other not in tasks)
        if not task.get("taskInfo", {}).get("name"):
            yield f"task {name}: no taskInfo.name, without which the driver fails"
    used = {task.get("componentRef", {}).get("name") for task in tasks.values()}
    yield from (f"component {name}: no task uses it" for name in components_ if name not in used)
    labels = {component.get("executorLabel") for component in components_.values()}
    yield from (f"no executor {label}" for label in labels - set(executors))
    yield from (f"executor {label}: no component uses it" for label in set(executors) - labels)
    yield from (f"platform: no executor {label}" for label in answer["configs"] if label not in executors)
    containers = {}
    for name, component in components_.items():
        container = executors.get(component.get("executorLabel"), {})
        if not container.get("command"):
            yield f"component {name}: no command, and the entrypoint is never used"
        written = json.dumps(container, sort_keys=True)
        inputs = component.get("inputDefinitions")
        if containers.setdefault(written, inputs) != inputs:
            yield f"component {name}: an equal container has other inputs"
    for label, container in executors.items():
        config = answer["configs"].get(label, {})
        names = [entry["name"] for entry in container.get("env", []) + config.get("fieldPathAsEnv", [])]
        for entry in config.get("secretAsEnv", []) + config.get("configMapAsEnv", []):
            names += [key["envVar"] for key in entry["keyToEnv"]]
        yield from (
            f"executor {label}: variable {name} stands twice" for name in {n for n in names if names.count(n) > 1}
        )


def _known(data, model, where):
    kind = getattr(kfp_server_api, model)
    fields = {kind.attribute_map[name]: written for name, written in kind.openapi_types.items()}
    for key, value in data.items():
        if key not in fields:
            raise ValueError(f"{where} has no field {key}")
        if isinstance(value, dict):
            _known(value, fields[key], f"{where}.{key}")


def _recurring_run(path, answer):
    data = json.loads(Path(path).read_text("utf-8"))
    _known(data, "V2beta1RecurringRun", "recurring run")
    answer["recurring_run"] = data


def main():
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"errors": [], "spec": None, "objects": None, "recurring_run": None}
        for key, read in (("pipeline", _pipeline), ("recurring_run", _recurring_run)):
            try:
                if request[key] is not None:
                    read(request[key], answer)
            except Exception as error:
                answer["errors"].append(f"{key}: {type(error).__name__}: {error}")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
