"""What a target refuses by a rule: with the rule off it is taken, and arrives otherwise than written, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Node = Any

_ALL = ("argo", "tekton", "airflow", "kubeflow")
# The longest argument that Linux takes is a byte shorter (MAX_ARG_STRLEN, include/uapi/linux/binfmts.h).
_LONGEST = 131_072


@dataclass(frozen=True)
class Refused:
    """A step, and what stands around it, that a rule refuses."""

    rule: str
    step: Node
    around: Node = field(default_factory=dict)

    def targets(self) -> tuple[str, ...]:
        """The targets that refuse it."""
        owner = self.rule.split("/")[0]
        return _ALL if owner == "kube" else (owner,)

    def description(self) -> Node:
        """The step alone; all else of it is what no target minds."""
        plain = {"image": "busybox", "command": ["run"]}
        return {"segue": 1, "name": "refused", "steps": {"hostile": plain | self.step}} | self.around


def _argument(text: Node) -> Node:
    return {"args": [text]}


def _default(rule: str, text: str, *behind: Node) -> Refused:
    """A default, with something behind the reference to it."""
    refers = {"param": "value"}
    home = {"env": {"HOME": "/root"}}
    return Refused(rule, _argument({"join": [refers, *behind]}) | home, {"parameters": {"value": text}})


def _mounted(path: str) -> Node:
    return {"volumes": [{"mount": "/data", "sub_path": path, "claim": "data"}]}


_RUN = {"run": "id"}
# Tekton's own name for the name of a run, which Kubernetes takes for a variable's.
_NAME = "context.pipelineRun.name"

REFUSED = (
    Refused("kube/text-length", _argument("x" * _LONGEST)),
    Refused("kube/entry-length", {"env": {"LONG": "x" * (_LONGEST - 2)}}),
    Refused("kube/object-name", {"env": {"A": {"secret": {"name": "My Secret", "key": "k"}}}}),
    Refused("kube/data-key", {"env": {"A": {"secret": {"name": "s", "key": "k/v"}}}}),
    Refused("kube/label-key", {"labels": {"a/b/c": "x"}}),
    Refused("kube/label-value", {"labels": {"a": "x y"}}),
    Refused("argo/refused-tags", {"working_dir": "/a/{{workflow.name}}"}),
    _default("argo/refused-expression", "{{=(}}"),
    Refused("tekton/refused-reference", _argument({"env": _NAME}) | {"env": {_NAME: "x"}}),
    Refused("tekton/refused-substitution", {"working_dir": "/a/$(context.pipelineRun.name)"}),
    Refused("airflow/refused-expression", _mounted("a/{{ 1 }}")),
    Refused("airflow/refused-statement", _mounted("a/{% if 1 %}b{% endif %}")),
    Refused("airflow/refused-comment", _mounted("a/{# b #}")),
    Refused("airflow/refused-carriage-return", _mounted("a\rb")),
    Refused("airflow/refused-last-break", _mounted("a\n")),
    Refused("kubeflow/refused-unprintable", _argument("a\x7f")),
    Refused("kubeflow/refused-unprintable", _argument("a\U000f0000")),
    _default("kubeflow/default-with-tag", "{{workflow.name}}"),
    _default("kubeflow/default-with-dollars", "$$"),
    _default("kubeflow/default-with-reference", "$(HOME)"),
    _default("kubeflow/default-with-macro", "[[RunUUID]]"),
    _default("kubeflow/default-with-wide", "$\N{LATIN SMALL LETTER E WITH ACUTE}"),
    _default("kubeflow/default-before-text", "$", "(HOME)"),
    _default("kubeflow/default-before-value", "{", {"param": "value"}, "workflow.name}}"),
    Refused("kubeflow/refused-image", {"image": "argostub/createpvc"}),
    Refused("kubeflow/refused-control", {"annotations": {"a": "b\x07c"}}),
    Refused("kubeflow/refused-tags", {"annotations": {"a": "{{workflow.name}}"}}),
    Refused("kubeflow/refused-parameter", {"env": {"A": _RUN}}),
    Refused("kubeflow/refused-variable", {"env": {"A": {"secret": "s/k"}, "B": {"env": "A"}}}),
    Refused("kubeflow/refused-placeholder", _argument("{{$}}")),
    Refused(
        "kubeflow/refused-input",
        {"args": [{"param": "value"}, "{{$.inputs.parameters['value']}}"]},
        {"parameters": {"value": "x"}},
    ),
)
