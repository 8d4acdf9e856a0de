"""What the rules for names promise, written anew from their text alone (docs/names.md): which names are kept, what the
plain form of another is, and who collides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_EXPRESSIONS = frozenset(["in", "not", "and", "or", "matches", "contains", "let", "if", "else", "nil", "true", "false"])


@dataclass(frozen=True)
class Rule:
    """The names that a target keeps, and what it makes of others."""

    kept: re.Pattern[str]
    alphabet: str
    most: int
    small: bool = True
    reserved: Callable[[str], bool] = lambda name: False
    first: str = "[a-z0-9]"
    # What the target appends to a name for further names of its own.
    derived: tuple[str, ...] = ()

    def is_kept(self, name: str) -> bool:
        return self.kept.fullmatch(name) is not None and not self.reserved(name)

    def plain(self, name: str) -> str:
        """The name itself where it is kept; else of the right signs, at any length."""
        if self.is_kept(name):
            return name
        text = re.sub(f"(?:(?!{self.alphabet}).|-)+", "-", name.lower() if self.small else name, flags=re.DOTALL)
        text = text.strip("-")
        if not re.search("[A-Za-z0-9]", text):
            return "step"
        return text if re.match(self.first, text) and not self.reserved(text) else f"s-{text}"

    def hashed(self, name: str, digits: int) -> str:
        cut = self.plain(name)[: self.most - digits - 1].rstrip("-")
        return f"{cut}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:digits]}"


RULES = {
    "argo": Rule(
        re.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?"),
        "[a-z0-9-]",
        63,
        reserved=lambda name: name == "main" or name in _EXPRESSIONS,
        first="[a-z]",
    ),
    "tekton": Rule(re.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"), "[a-z0-9-]", 63),
    "airflow": Rule(
        re.compile("(?=.*[A-Za-z0-9])[A-Za-z0-9_.-]{1,250}"), "[A-Za-z0-9_.-]", 250, small=False, first="[A-Za-z0-9_.]"
    ),
    "kubeflow": Rule(
        re.compile("[a-z]([-a-z0-9]{0,55}[a-z0-9])?"),
        "[a-z0-9-]",
        57,
        reserved=lambda name: name in {"root", "entrypoint", *_EXPRESSIONS} or name.startswith("system-"),
        first="[a-z]",
        derived=("-driver",),
    ),
}


def groups(rule: Rule, steps: Sequence[str], emitted: dict[str, str]) -> list[list[str]]:
    """The steps that collide, in their order: equal plain forms, one that the target makes of another, and whoever
    has the name with the hash that another would have got.
    """
    group = {step: {step} for step in steps}

    def join(one: str, other: str) -> None:
        both = group[one] | group[other]
        for step in both:
            group[step] = both

    plains: dict[str, list[str]] = {}
    for step in steps:
        plains.setdefault(rule.plain(step), []).append(step)
    for plain, members in plains.items():
        made = [plains.get(plain + suffix, []) for suffix in rule.derived if len(plain + suffix) <= rule.most]
        for other in [*members[1:], *(step for found in made for step in found)]:
            join(members[0], other)
    holders = {name: step for step, name in emitted.items()}
    for step in steps:
        name = emitted[step]
        for digits in range(6, 64, 2):
            wish = rule.hashed(step, digits)
            if name in (rule.plain(step), wish):
                break
            for taken in (wish, *(wish + suffix for suffix in rule.derived)):
                if taken in holders:
                    join(step, holders[taken])
    told = {id(members): members for members in group.values() if len(members) > 1}
    return sorted(([step for step in steps if step in members] for members in told.values()), key=lambda it: it[0])
