"""Which texts a target refuses, by what its engines do, and under which codes: foreseen without looking at Segue.

Sources are the rules of the engines, not of the compiler: what Linux takes of one argument, Kubernetes of a label, what
Argo evaluates in every form, what it quotes into JSON that is none, what Kubeflow's driver and launcher replace.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import tools
from strings.slots import Made, Slot
from targets.runs import typed

TEXT = {"argo": "E1101", "airflow": "E1201", "tekton": "E1301", "kubeflow": "E1401"}
TOO_LARGE = ("E1102", "E1202", "E1302", "E1402")
NUL = "E0412"
_MOST = 131_071
# Bytes of JSON of a container's arguments above which Argo moves them into a file; on Kubeflow those of a driver.
_ARGUMENTS = 131_072
_LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_RUN_ID = "0" * 36


@dataclass
class Foreseen:
    """Codes of which one has to be told, and codes that may be: near a limit that counts what an escape adds."""

    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)


def foreseen(target: str, made: Made, slot: Slot) -> Foreseen:
    """Why this text cannot be carried as the description stands."""
    result = Foreseen()
    text = slot.literal()
    if "\0" in text:
        result.must.add(NUL)
    if slot.is_in("labels") and (len(text) > 63 or not _LABEL.fullmatch(text)):
        result.must.add(TEXT[target])
    if slot.is_in("command", "args", "env"):
        _length(target, slot, result)
    if target == "argo":
        _argo(made, slot, result)
    if target == "kubeflow":
        _kubeflow(made, slot, result)
    return result


def _length(target: str, slot: Slot, result: Foreseen) -> None:
    size = len(slot.name) + 1 if slot.is_in("env") else 0
    size += len(slot.literal().encode()) + len(_RUN_ID) * sum(1 for kind, _ in slot.parts if kind == "run")
    if size > _MOST:
        result.must.add(TEXT[target])


def _helpers(slot: Slot) -> int:
    """Bytes that a reference in place of each sign that an engine reads may add."""
    return 18 * sum(slot.literal().count(sign) for sign in "${")


def go_json(text: str) -> bytes:
    """The text as Go's encoding/json writes it."""
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", written).encode()


def _argo(made: Made, slot: Slot, result: Foreseen) -> None:
    text = slot.literal()
    if slot.is_in("default") and "{{=" in text:
        result.must.add(TEXT["argo"])
    # None of the kubelet's fields, so nothing hides a tag.
    if slot.is_in("annotations") and "{{" in text:
        result.must.add(TEXT["argo"])
    if slot.is_in("args"):
        others = [other for other in made.of_step(slot.step) if other.is_in("args")]
        size = sum(len(go_json(other.literal())) + 1 for other in others) + 1
        if size > _ARGUMENTS:
            result.must.add(TEXT["argo"])
        elif size + sum(map(_helpers, others)) > _ARGUMENTS:
            result.may.add(TEXT["argo"])


@cache
def _unprintable() -> re.Pattern[str]:
    """DEL, and what Go's `strconv.IsPrint` denies above U+FFFF, by Go itself."""
    found = subprocess.run([str(tools.tool("yaml-check")), "-unprintable"], capture_output=True, check=True)
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in json.loads(found.stdout))
    return re.compile(f"[\x7f{ranges}]")


_MACROS = ("[[RunUUID", "[[CurrentTime", "[[ScheduledTime", "[[Index")
_PLACEHOLDERS = (
    "{{$}}",
    "{{$.outputs.artifacts['executor-logs'].uri}}",
    "{{$.outputs.artifacts['executor-logs'].path}}",
)


def _kubeflow(made: Made, slot: Slot, result: Foreseen) -> None:
    text = slot.literal()
    carried = TEXT["kubeflow"]
    if not slot.is_in("labels") and _unprintable().search(text):
        result.must.add(carried)
    if slot.is_in("annotations") and ("{{" in text or re.search(r"[\x00-\x1f\x7f-\x9f]", text)):
        result.must.add(carried)
    if slot.is_in("default") and _is_read_again(made, slot.name, text):
        result.must.add(carried)
    if slot.is_in("env"):
        kinds = {kind for kind, _ in slot.parts}
        result.must |= {code for kind, code in (("param", "E0311"), ("run", "E0310")) if kind in kinds}
    if slot.is_in("command", "args") and any(word in final(made, slot) for word in _replaced(made, slot.step)):
        result.must.add(carried)
    if slot.is_in("command", "args", "env"):
        slots = [other for other in made.of_step(slot.step) if other.is_in("command", "args", "env")]
        # The container's JSON is a text in the JSON of the driver's arguments; each kubelet halves a dollar.
        size = sum(len(go_json(go_json(other.literal()).decode())) for other in slots)
        if size > _ARGUMENTS:
            result.must.add("E1402")
        elif size + 2_000 + sum(_helpers(other) + 40 for other in slots) > _ARGUMENTS:
            result.may.add("E1402")


def _is_read_again(made: Made, name: str, text: str) -> bool:
    """The driver puts the value in, and Argo, the kubelet and the launcher come after it."""
    if any(part in text for part in ("{{", "$$", "$(", *_MACROS)):
        return True
    # The kubelet takes one byte of it for a character.
    if re.search(r"\$[^\x00-\x7f]", text):
        return True
    behind = [
        after
        for slot in made.slots
        if slot.is_in("command", "args")
        for (kind, value), (after, _) in pairwise(slot.joined())
        if (kind, value) == ("param", name)
    ]
    return (text.endswith("$") and bool(behind)) or (text.endswith("{") and any(kind != "text" for kind in behind))


def _replaced(made: Made, step: str | None) -> list[str]:
    """What the launcher replaces in the texts of this step: its own words, and the component's inputs."""
    slots = [slot for slot in made.of_step(step) if slot.is_in("command", "args")]
    inputs = {value for slot in slots for kind, value in slot.parts if kind == "param"}
    return [*_PLACEHOLDERS, *(f"{{{{$.inputs.parameters['{name}']}}}}" for name in inputs)]


def is_promised(target: str, made: Made, slot: Slot) -> bool:
    """Typed text may complete a placeholder of Kubeflow's launcher, which no compiler can know: docs/parameters.md says
    that it is read by the target's rules.
    """
    if target != "kubeflow" or not slot.is_in("command", "args"):
        return True
    seen = final(made, slot, typed(made.parameters()))
    return not any(word in seen for word in _replaced(made, slot.step)) or bool(foreseen(target, made, slot).must)


def final(made: Made, slot: Slot, values: dict[str, str] | None = None) -> str:
    """The text when the launcher sees it, but for the run id, with which no placeholder goes on."""
    variables, parameters = made.variables(slot.step), made.defaults() | (values or {})

    def read(kind: str, value: str) -> str:
        if kind == "text":
            return value
        if kind == "param":
            return parameters[value]
        return final(made, variables[value]) if kind == "env" and value in variables else "\0"

    return "".join(read(kind, value) for kind, value in slot.parts)
