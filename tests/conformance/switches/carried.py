"""A description for each target in which something arrives otherwise as soon as one rule is off.

With all rules on, every target carries every text. The texts are as short as the hazard; each stands alone or beside
just what makes it one.
"""

from __future__ import annotations

from typing import Any

Node = Any

# Read otherwise where they stand bare on a line of YAML, in block or in flow.
_PLAIN = ["", "1e3", "&x", "- a", "-1", "no", "null", "a ", "a:", "a: b", "a #b", "a\tb", "a\x07b", "a\u0085b"]
_FLOW = ["a,b", "c]d", "e}f", "g{h"]
_QUESTION = ["a?b", "c"]
# Read otherwise in a block scalar.
_BLOCK = ["\n", "a\nb\n\n", "\ta\nb", " a\nb", "a\rb\nc", "a\n\u0085\nb", "a\n\x07\nb"]
# Read otherwise, or refused, in double quotes.
_QUOTED = [
    '"a": "b"',
    "a\\nb: c",
    "a\n b\n\n",
    "a\r\nb",
    "a: \u0085 b",
    "a: \u2028 b\u2029",
    "a: \x01\x1b b",
    "a: \x80\x9f b",
    "a: \ufeff b",
    "a: \ufffe\uffff b",
]
# The signs of other engines, in text that none of them has to read.
_SIGNS = ["$", "$$", "$(HOME)", "$$(HOME)", "$5 $\N{LATIN SMALL LETTER E WITH ACUTE}", "{x}", "}}", '\'a" \\ "b"\'']

_HOME = {"HOME": "/root"}


def _step(args: list[Node], **rest: Node) -> Node:
    return {"image": "busybox", "command": ["run"], "args": args} | rest


def _join(*parts: Node) -> Node:
    return {"join": list(parts)}


def _parameter(name: str) -> Node:
    return {"param": name}


_RUN = {"run": "id"}


def _everywhere(own: list[str]) -> Node:
    """Steps of texts alone, as arguments and as values."""
    texts = [*_PLAIN, *_BLOCK, *_QUOTED, *_SIGNS, *own]
    values = {f"TEXT_{number}": text for number, text in enumerate(texts)}
    return {
        "texts": _step(texts, env=_HOME | values),
        "flow": _step(_FLOW),
        "question": _step(_QUESTION),
    }


_ARGO = {
    "parameters": {
        "tag": "{{workflow.name}}",
        "brace": "{",
        "dollars": "$$a",
        "reference": "$(HOME)",
        "wide": "$\N{LATIN SMALL LETTER E WITH ACUTE}",
        "dollar": "a$",
        "control": "\x07\x7f",
        "above": "\U000f0000",
        "plain": "x",
    },
    "steps": _everywhere(["{{workflow.name}}", "{{{workflow.uid}}}", "{{=1+1}}", "\x7f", "\U000e0041 a: b"])
    | {
        "values": _step(
            [
                _parameter("tag"),
                _parameter("dollars"),
                _parameter("reference"),
                _parameter("wide"),
                _join(_parameter("dollar"), "(HOME)"),
                _join(_parameter("brace"), _parameter("brace"), "workflow.name}}"),
                _join("{", _parameter("plain"), "}}"),
                _join(_parameter("plain"), "{workflow.name}}"),
                _join("{", _RUN, "}}"),
            ],
            env=_HOME | {"SEGUE_EMPTY": "own"},
        ),
        "control": _step([_parameter("control")]),
        "above": _step([_parameter("above")]),
    },
}

_TEKTON = {
    "parameters": {
        "substitution": "$(context.pipelineRun.name)",
        "dollars": "$$a",
        "wide": "$\N{LATIN SMALL LETTER E WITH ACUTE}",
        "dollar": "a$",
        "parenthesis": "(context.pipelineRun.name)",
    },
    "steps": _everywhere(
        [
            "$(context.pipelineRun.name)",
            "$(params.substitution)",
            "$(tasks.flow.results.r)",
            "\x7f",
            "\U000e0041 a: b",
        ]
    )
    | {
        "values": _step(
            [
                _join("$", _parameter("parenthesis")),
                _join(_parameter("dollar"), "(HOME)"),
                _parameter("dollars"),
                _parameter("wide"),
                "$(x)",
            ],
            env=_HOME | {"SEGUE_DOLLAR": "own"},
        ),
        "helped": _step([_parameter("substitution")]),
        "seen $(context.pipelineRun.name)": _step(["a"]),
    },
}

_AIRFLOW = {
    "parameters": {"reference": "$(HOME)"},
    "steps": _everywhere(
        ["{{ 1 }}", "{% raw %}x{% endraw %}", "a{# x #}b", "a\r\nb", "a\n", "a\x7f", "\U000e0041", "\u2028"]
    )
    | {
        "values": _step(
            [
                _parameter("reference"),
                _join("$", _RUN),
                _join("$", {"env": "HOME"}),
                _join("{{ 1 }}{", _RUN),
                _join("a\rb", _RUN),
                _join(_RUN, "a\n"),
                _join(_RUN, '{ "a" \\x41 \\n \r\n'),
            ],
            env=_HOME,
        ),
    },
}

_KUBEFLOW = {
    "description": "words {{workflow.name}}",
    "parameters": {"brace": "{", "parenthesis": "(HOME)", "name": "{workflow.name}}"},
    "steps": _everywhere(["{{workflow.name}}", "{{$.x}}", "${{x}}", ' {"IfPresent": {}}'])
    | {
        "values": _step(
            [
                _join("{", _parameter("name")),
                _join(_parameter("brace"), "{workflow.name}}"),
                _join("$", _parameter("parenthesis")),
                _join("$", _RUN),
                _join("$", {"env": "HOME"}),
                {"env": "KUBERNETES_SERVICE_PORT"},
                "{{x}}",
            ],
            env=_HOME | {"KUBERNETES_SERVICE_PORT": "own", "SEGUE_BRACE": "own"},
            volumes=[
                {"mount": "/a/$$b", "claim": "one"},
                {"mount": "/a/$(KUBERNETES_SERVICE_PORT)", "claim": "two"},
                {"mount": "/a/$\N{LATIN SMALL LETTER E WITH ACUTE}", "claim": "three"},
            ],
        ),
    },
}

_OF = {"argo": _ARGO, "tekton": _TEKTON, "airflow": _AIRFLOW, "kubeflow": _KUBEFLOW}
DESCRIPTIONS: dict[str, Node] = {target: {"segue": 1, "name": "hostile"} | own for target, own in _OF.items()}
