"""A description as a file: each text on a line of its own, so that a diagnostic's place names it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from strings.slots import PLAIN, Made, Slot

_FIELDS = ("command", "args", "env", "labels", "annotations")
_SHORT = {
    "\0": "0", "\x07": "a", "\x08": "b", "\t": "t", "\n": "n", "\x0b": "v", "\x0c": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip


@dataclass
class Written:
    """The lines, and what stands on them: a text, or the beginning of a step."""

    lines: list[str] = field(default_factory=list)
    slots: dict[int, Slot] = field(default_factory=dict)
    steps: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def add(self, line: str) -> int:
        self.lines.append(line)
        return len(self.lines)


def write(made: Made) -> Written:
    """The same file for the same description."""
    random = Random(made.name)
    quoted = _in_yaml(random) if made.is_yaml else _in_json(random)
    written = Written()

    def put(slot: Slot, lead: str, last: bool) -> None:
        number = written.add(f"{lead}{_node(slot, quoted, random)}{'' if last else ','}")
        written.slots[number] = slot

    written.add("{")
    written.add(f'"segue": 1, "name": {quoted(made.name)},')
    for key, value in made.top.items():
        written.add(f'"{key}": {_plain(value, quoted)},')
    _parameters(made, written, put)
    own = made.of_step(None)
    for slot in own:
        if slot.field == "description":
            put(slot, '"description": ', False)
    _maps(own, written, put)
    written.add('"steps": {')
    for position, step in enumerate(made.steps):
        number = written.add(f'"{step.identifier}": {{')
        written.steps[number] = step.identifier
        written.add(f'"image": "i", "retries": {step.retries}, "needs": {json.dumps(step.needs)},')
        slots = made.of_step(step.identifier)
        for name in ("command", "args"):
            items = [slot for slot in slots if slot.field == name]
            # The first word is no text of ours: an image is started by it.
            written.add(f'"{name}": [' + ('"c"' + ("," if items else "") if name == "command" else ""))
            for index, slot in enumerate(items):
                put(slot, "", index + 1 == len(items))
            written.add("],")
        _maps(slots, written, put)
        written.add('"description": "a step"')
        written.add("}" if position + 1 == len(made.steps) else "},")
    written.add("}")
    written.add("}")
    return written


_Put = Callable[[Slot, str, bool], None]


def _parameters(made: Made, written: Written, put: _Put) -> None:
    names = made.parameters()
    nasty = {slot.name: slot for slot in made.slots if slot.field == "default"}
    written.add('"parameters": {')
    for index, name in enumerate(names):
        last = index + 1 == len(names)
        if name in nasty:
            put(nasty[name], f'"{name}": ', last)
        else:
            written.add(f'"{name}": "{PLAIN}"' + ("" if last else ","))
    written.add("},")


def _maps(slots: list[Slot], written: Written, put: _Put) -> None:
    for name in ("env", "labels", "annotations"):
        entries = [slot for slot in slots if slot.field == name]
        if not entries:
            continue
        written.add(f'"{name}": {{')
        for index, slot in enumerate(entries):
            put(slot, f'"{slot.name}": ', index + 1 == len(entries))
        written.add("},")


def _node(slot: Slot, quoted: Callable[[str], str], random: Random) -> str:
    nodes = [quoted(value) if kind == "text" else f'{{"{kind}": "{value}"}}' for kind, value in slot.parts]
    if len(nodes) == 1 and (not slot.is_in("command", "args", "env") or random.random() < 0.9):
        return nodes[0]
    if len(nodes) > 2 and random.random() < 0.2:
        nodes[1:] = [f'{{"join": [{", ".join(nodes[1:])}]}}']
    return f'{{"join": [{", ".join(nodes)}]}}'


def _plain(value: object, quoted: Callable[[str], str]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_plain(item, quoted)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_plain(item, quoted) for item in value) + "]"
    # Booleans are words here.
    return str(value) if value in ("true", "false") else quoted(str(value))


def _in_json(random: Random) -> Callable[[str], str]:
    return lambda text: json.dumps(text, ensure_ascii=random.random() < 0.3)


def _in_yaml(random: Random) -> Callable[[str], str]:
    """In double quotes, each character in one of its spellings."""

    def letter(sign: str) -> str:
        code = ord(sign)
        if sign in _SHORT and random.random() < 0.8:
            return f"\\{_SHORT[sign]}"
        is_plain = (
            0x20 <= code < 0x7F
            or 0xA1 <= code < 0x2028
            or 0x202A <= code < 0xD800
            or 0xE000 <= code < 0xFEFF
            or 0x10000 <= code < 0x1FFFE
        )
        if is_plain and sign not in '"\\' and random.random() < 0.95:
            return sign
        if code < 0x100 and random.random() < 0.7:
            return f"\\x{code:02x}"
        return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08x}"

    return lambda text: '"' + "".join(map(letter, text)) + '"'
