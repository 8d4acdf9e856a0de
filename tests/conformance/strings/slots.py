"""The places of a description in which nasty texts stand, and which of them still do."""

from __future__ import annotations

from dataclasses import dataclass, field

# As in `reading.text`: `text`, `param`, `run`, `env`, and what it is of.
Part = tuple[str, str]
# What a default is where the nasty one was refused.
PLAIN = "plain"


@dataclass(frozen=True)
class Slot:
    """One text: an item of a step's command or arguments, or a value under a name."""

    # Nothing for what is the pipeline's.
    step: str | None
    # `command`, `args`, `env`, `labels`, `annotations`, `description`, `default`.
    field: str
    # Of a variable, a label, an annotation or a parameter; of an item any that tells it from its equals.
    name: str
    parts: tuple[Part, ...]

    def is_in(self, *fields: str) -> bool:
        return self.field in fields

    def literal(self) -> str:
        """What is written here, without what only a run knows."""
        return "".join(value for kind, value in self.parts if kind == "text")

    def joined(self) -> list[Part]:
        """The parts with neighbouring texts as one, and none that is empty."""
        parts: list[Part] = []
        for kind, value in self.parts:
            if kind == "text" and parts and parts[-1][0] == "text":
                parts[-1] = ("text", parts[-1][1] + value)
            elif kind != "text" or value:
                parts.append((kind, value))
        return parts


@dataclass
class Step:
    """A step around its slots."""

    identifier: str
    retries: int = 0
    needs: list[str] = field(default_factory=list)


@dataclass
class Made:
    """A description: steps and slots, in the order in which they are written."""

    name: str
    steps: list[Step]
    slots: list[Slot]
    # Settings of targets, and what else stands at the top.
    top: dict[str, object]
    # As YAML in double quotes; else as JSON.
    is_yaml: bool = False

    def without(self, refused: set[Slot]) -> Made:
        """The same without these texts."""
        kept = [slot for slot in self.slots if slot not in refused]
        return Made(self.name, self.steps, kept, self.top, self.is_yaml)

    def of_step(self, step: str | None) -> list[Slot]:
        return [slot for slot in self.slots if slot.step == step]

    def parameters(self) -> list[str]:
        """The declared ones: those of which some slot is the default, and those that are referred to."""
        return sorted({"p0", "p1", "p2", "p3"})

    def defaults(self) -> dict[str, str]:
        nasty = {slot.name: slot.literal() for slot in self.slots if slot.field == "default"}
        return {name: nasty.get(name, PLAIN) for name in self.parameters()}

    def variables(self, step: str | None) -> dict[str, Slot]:
        return {slot.name: slot for slot in self.of_step(step) if slot.field == "env"}
