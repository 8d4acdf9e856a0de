"""One set of names against what the targets' files hold of it."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

from names.emitted import Emitted
from names.promised import RULES, Rule, groups
from names.sets import Names

_FILES = {"argo": ("",), "tekton": ("-run", ""), "airflow": ("",), "kubeflow": ("",)}
_STEM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_POD = re.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?")
_TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "DAG", "FAIL_FAST", "KubernetesPodOperator", "Param"}
_TAKEN |= {
    "CronTriggerTimetable",
    "airflow",
    "dag",
    "datetime",
    "k8s",
    "kubernetes",
    "literal",
    "pendulum",
    "timedelta",
}
_TOLD = re.compile(r"^warning\[W0502\]: (.*)$", re.MULTILINE)


@dataclass
class Written:
    """A set of names, what Segue wrote of it, and what it said."""

    names: Names
    targets: dict[str, Emitted]
    words: str


def judge(written: Written) -> Iterator[str]:
    """What is wrong with what was written, apart from what only the targets' own code says."""
    told = [_readable(words) for words in _TOLD.findall(written.words)]
    promised = []
    for target, emitted in written.targets.items():
        rule = RULES[target]
        yield from (f"{target}: {line}" for line in _tasks(rule, written.names, emitted))
        yield from (f"{target}: {line}" for line in _pipeline(target, emitted))
        if target == "airflow":
            yield from (f"airflow: {line}" for line in _python(emitted))
        by_step = {written.names.steps[number]: name for number, name in emitted.by_number().items()}
        if len(by_step) == len(written.names.steps):
            for group in groups(rule, written.names.steps, by_step):
                promised.append(_readable(_collision(target, group, by_step)))
    yield from (f"a collision is not told: {words}" for words in _less(promised, told))
    yield from (f"a collision is told that is none: {words}" for words in _less(told, promised))


def compare(written: Written, other: Written) -> Iterator[str]:
    """The names of the same steps in another order and among more."""
    for target, emitted in written.targets.items():
        other_emitted = other.targets[target]
        theirs = {other.names.steps[number]: name for number, name in other_emitted.by_number().items()}
        for number, name in emitted.by_number().items():
            step = written.names.steps[number]
            if theirs.get(step) != name:
                yield f"{target}: step {step!r} is {name!r}, and {theirs.get(step)!r} among others"
        for what in ("pods", "variables"):
            if lost := set(getattr(emitted, what)) - set(getattr(other_emitted, what)):
                yield f"{target}: {what} {sorted(lost)} have other names among others"
        if emitted.pipeline != other_emitted.pipeline:
            yield f"{target}: the pipeline is {emitted.pipeline}, and {other_emitted.pipeline} among other steps"


def _tasks(rule: Rule, names: Names, emitted: Emitted) -> Iterator[str]:
    numbers = [number for number, _, _ in emitted.tasks]
    if sorted(numbers) != list(range(len(names.steps))):
        yield f"tasks of {len(names.steps)} steps have the commands {numbers}"
        return
    by_number = emitted.by_number()
    for number, name, needs in emitted.tasks:
        step = names.steps[number]
        wanted = sorted(by_number[need] for need in names.needs[number])
        if sorted(needs) != wanted:
            yield f"step {step!r} needs {sorted(needs)}, not {wanted}"
        if not rule.is_kept(name):
            yield f"step {step!r} is {name!r}, which is no name"
        if rule.is_kept(step) and name != step and not _gives_way(rule, step, names):
            yield f"step {step!r} is {name!r}, and could have kept its name"
        plain = rule.plain(step)
        if name != plain and not any(name == rule.hashed(step, digits) for digits in range(6, 64, 2)):
            yield f"step {step!r} is {name!r}, neither {plain!r} nor with a hash"
    taken = [made for name in by_number.values() for made in (name, *(name + suffix for suffix in rule.derived))]
    for name in sorted({name for name in taken if taken.count(name) > 1}):
        yield f"the name {name!r} stands for two"


def _gives_way(rule: Rule, step: str, names: Names) -> bool:
    """Whether the target makes this very name of another step that is kept."""
    stems = [step.removesuffix(suffix) for suffix in rule.derived if step.endswith(suffix)]
    return any(stem in names.steps and rule.is_kept(stem) for stem in stems)


def _pipeline(target: str, emitted: Emitted) -> Iterator[str]:
    stem, *others = emitted.pipeline
    if any(other != stem for other in others):
        yield f"the pipeline is {stem!r} and {others}"
    if not _STEM.fullmatch(stem) or _DEVICE.fullmatch(stem):
        yield f"the pipeline is {stem!r}, which is no file's name"
    kind = "py" if target == "airflow" else "yaml"
    wanted = sorted(f"{stem}{ending}.{kind}" for ending in _FILES[target])
    if sorted(emitted.files) != wanted:
        yield f"the files are {emitted.files}, not {wanted}"


def _python(emitted: Emitted) -> Iterator[str]:
    for kind, found in (("pod", emitted.pods), ("variable", emitted.variables)):
        yield from (f"two have the {kind} {name!r}" for name in sorted({it for it in found if found.count(it) > 1}))
    yield from (f"the pod {name!r} has no pod's name" for name in emitted.pods if not _POD.fullmatch(name))
    for name in emitted.variables:
        if not name.isidentifier() or not name.isascii() or name in _TAKEN or name.startswith("_"):
            yield f"the variable {name!r} is none, or hides another"


def _collision(target: str, steps: list[str], names: dict[str, str]) -> str:
    emitted = [names[step] for step in steps]
    return f"steps {_listed(steps)} collide on target `{target}`, where their names are {_listed(emitted)}"


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _readable(words: str) -> str:
    """Without what a terminal does not show, which is told otherwise."""
    words = re.sub(r"[\x00-\x1f\x7f-\x9f]|\\[rnt]|\\u\{[0-9a-f]+\}", "", words)
    return "".join(letter for letter in words if letter.isalnum() or letter in "`-_.,")


def _less(some: list[str], others: list[str]) -> list[str]:
    rest = list(others)
    return [item for item in some if item not in rest or rest.remove(item)]
