"""Descriptions full of nasty texts: the one of a number and a seed is always the same."""

from __future__ import annotations

from random import Random

from strings import texts
from strings.slots import Made, Part, Slot, Step

# How many texts stand in a description of the usual kind.
TEXTS = 320
# One in so many is of long texts, one in so many is YAML.
_LONG, _YAML = 16, 8
# Variables to refer to, carried by every target: what they hold meets what stands beside them.
_HELD = ("{", "$", "(", "{{x}}", "$(B0)", "}}", "a\n", "$$", "{$", "x", "", "\u00e9", "%}", "'")
# Defaults that meet what stands beside a reference to them.
_DEFAULTS = ("{", "$", "(X)", "{x}}", "$\u00e9", "\u00e9", "a\n", "$(", "{{", "}", "", "a$", "a{", "{$", "\r")
# What stands on either side of a reference.
_BEFORE = ("", "{", "{{", "$", "$$", "{$", "a\n", "a\r", "'", '"', "\\", "{%", "{#", "}", "x", "${")
_BEHIND = (
    "",
    "{",
    "{x}}",
    "{{x}}",
    "}",
    "}}",
    "(",
    "(X)",
    "$(X)",
    "$",
    "$$",
    "\n",
    "\r\n",
    "%}",
    "\u00e9",
    "'",
    "\\",
    "x",
)
_LABELS = ("true", "no", "1e3", "0o14", "08", "12", "null", "y", "1_000", "A_b.c", "a--b", "0x1F", "2001-01-01", "")
_NO_LABELS = ("a b", "{{x}}", "$(X)", "-a", "\u00e9", "x" * 64, "a\n")


def describe(seed: int, number: int) -> Made:
    random = Random(f"{seed}/{number}")
    name = f"strings-{number}"
    if number % _LONG == _LONG - 1:
        return _of_long_texts(random, name)
    count = random.choice((1, 1, 2, 4, 32))
    steps = [Step(f"s{index}", random.choice((0, 0, 2)), _needs(random, index)) for index in range(count)]
    slots = [*_of_pipeline(random)]
    for step in steps:
        slots += _of_step(random, step.identifier, TEXTS // count)
    return Made(name, steps, slots, _top(random), is_yaml=number % _YAML == _YAML - 2)


def _needs(random: Random, index: int) -> list[str]:
    return [f"s{random.randrange(index)}"] if index and random.random() < 0.5 else []


def _top(random: Random) -> dict[str, object]:
    top: dict[str, object] = {}
    targets = {
        "argo": random.choice(({}, {"kind": "Workflow"}, {"kind": "ClusterWorkflowTemplate"}, {"parameters": "exact"})),
        "tekton": random.choice(({}, {"embedded": "true"})),
        "kubeflow": random.choice(({}, {"manifests": "true"})),
    }
    top["targets"] = {target: settings for target, settings in targets.items() if settings}
    if random.random() < 0.2:
        top["run_id_env"] = ["SEGUE_BRACE", "SEGUE_DOLLAR", "SEGUE_EMPTY"]
    return top


def _of_pipeline(random: Random) -> list[Slot]:
    def slot(field: str, name: str, text: str) -> Slot:
        return Slot(None, field, name, (("text", text),))

    def default() -> str:
        return random.choice(_DEFAULTS) if random.random() < 0.4 else texts.text(random)

    slots = [slot("default", f"p{index}", default()) for index in (1, 2, 3) if random.random() < 0.8]
    if random.random() < 0.5:
        slots.append(slot("description", "", texts.text(random)))
    slots += [slot("annotations", f"a{index}", texts.text(random)) for index in range(random.randint(0, 2))]
    slots += [slot("labels", f"l{index}", _label(random)) for index in range(random.randint(0, 2))]
    return slots


def _label(random: Random) -> str:
    return random.choice(_LABELS) if random.random() < 0.9 else random.choice(_NO_LABELS)


def _of_step(random: Random, step: str, count: int) -> list[Slot]:
    slots = [Slot(step, "env", f"B{index}", (("text", random.choice(_HELD)),)) for index in range(random.randint(1, 3))]
    known = [slot.name for slot in slots]
    extra = random.choice(("", "", "HOME", "SEGUE_X", "_"))
    if extra:
        slots.append(Slot(step, "env", extra, (("text", "held"),)))
    for index in range(count - len(slots)):
        kind = random.random()
        if kind < 0.1:
            slots.append(Slot(step, "command", f"{index}", _parts(random, known, 0.3)))
        elif kind < 0.6:
            slots.append(Slot(step, "args", f"{index}", _parts(random, known, 0.3)))
        elif kind < 0.96:
            slots.append(Slot(step, "env", f"V{index}", _parts(random, known, 0.1)))
        elif kind < 0.98:
            slots.append(Slot(step, "annotations", f"b{index}", (("text", texts.text(random)),)))
        else:
            slots.append(Slot(step, "labels", f"m{index}", (("text", _label(random)),)))
    return slots


def _parts(random: Random, known: list[str], joins: float) -> tuple[Part, ...]:
    """A text as one piece, in two, or beside references."""
    kind = random.random()
    if kind > joins + 0.1:
        return (("text", texts.text(random)),)
    if kind > joins:
        whole = texts.text(random) or "{{x}}"
        at = random.randint(0, len(whole))
        return (("text", whole[:at]), ("text", whole[at:]))
    parts: list[Part] = [("text", texts.text(random) if random.random() < 0.3 else "")]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        parts += [("text", random.choice(_BEFORE)), _reference(random, known), ("text", random.choice(_BEHIND))]
    if random.random() < 0.3:
        parts.append(("text", texts.text(random)))
    return tuple(part for part in parts if part[1]) or (("text", ""),)


def _reference(random: Random, known: list[str]) -> Part:
    kind = random.random()
    if kind < 0.4:
        return ("param", random.choice(("p0", "p1", "p2", "p3")))
    if kind < 0.65:
        return ("run", "id")
    return ("env", random.choice(known))


# Bytes of one argument or of `NAME=value` that Linux takes.
_MOST = 131_071
# What is one byte, or several, or more as JSON, as Go's JSON, or for the kubelet.
_FILLERS = ("x", "\u00e9", "<", "$", "\n", '"')


def _of_long_texts(random: Random, name: str) -> Made:
    """A text a step: of some kilobytes, and near what Linux, Argo and Kubeflow take of one."""
    slots = []
    fillers = iter(random.sample(_FILLERS, 3))
    for index in range(12):
        slots.append(
            _alone(
                f"s{index}", random.choice(("args", "env", "command")), texts.long(random, random.randint(500, 9000))
            )
        )
    for index, field in enumerate(("args", "env", "command"), start=12):
        filler = next(fillers)
        # So many of what is six bytes to Go that all of them together leave room in every target's objects.
        most = _MOST // 3 if filler == "<" else _MOST
        room = most - (2 if field == "env" else 0) - random.choice((-1, 0, 0, 1, 4, 5, 2_000, most // 2, most - 21_000))
        count, rest = divmod(room, len(filler.encode()))
        slots.append(_alone(f"s{index}", field, filler * count + "y" * rest))
    steps = [Step(slot.step or "", random.choice((0, 2))) for slot in slots]
    return Made(name, steps, slots, {})


def _alone(step: str, field: str, text: str) -> Slot:
    return Slot(step, field, "A" if field == "env" else "", (("text", text),))
