"""Texts: what people write as an argument or a value, and what the container gets of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from reading import Unreadable
from reading.document import Map, Node, Scalar
from reading.shapes import boolean, items, required

Pieces = list[tuple[str, str]]


@dataclass
class Scenario:
    """One run: its id and the parameters' values. Without them their names stand in the texts as tokens."""

    run_id: str | None = None
    parameters: dict[str, str] | None = None


def pieces(node: Node) -> Pieces:
    """A text as its pieces: `text`, `param`, `run`, `env`."""
    if isinstance(node, Scalar):
        return [("text", required(node, "a text"))]
    if isinstance(node, Map) and len(node.pairs) == 1:
        ((form, value),) = node.items()
        if form == "join":
            return [piece for part in items(value) for piece in pieces(part)]
        if form in ("param", "run", "env"):
            return [(form, required(value, form))]
    raise Unreadable(f"no text: {node!r}")


def reference(node: Node) -> str | None:
    """The token of a secret's or config map's entry or of a field of the pod, or nothing if the value is a text."""
    if not isinstance(node, Map) or len(node.pairs) != 1:
        return None
    ((form, value),) = node.items()
    if form == "field":
        return f"⟦field {required(value, form)}⟧"
    if form not in ("secret", "config"):
        return None
    if isinstance(value, Scalar):
        name, _, key = required(value, form).partition("/")
        return token(form, name, key, optional=False)
    assert isinstance(value, Map)
    return token(
        form,
        required(value.get("name"), "name"),
        required(value.get("key"), "key"),
        optional=boolean(value.get("optional")),
    )


def token(form: str, name: str, key: str, *, optional: bool) -> str:
    """How a value that only the cluster knows is written in what is compared."""
    return f"⟦{form} {name}/{key}{' optional' if optional else ''}⟧"


@dataclass
class Environment:
    """The variables of a step while its texts are resolved, in order."""

    scenario: Scenario
    entries: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, node: Node) -> None:
        """An entry sees those before it."""
        found = reference(node)
        self.entries.append((name, self.resolve(pieces(node)) if found is None else found))

    def resolve(self, parts: Pieces) -> str:
        return "".join(self._piece(kind, value) for kind, value in parts)

    def _piece(self, kind: str, value: str) -> str:
        if kind == "text":
            return value
        if kind == "run":
            return "⟦run id⟧" if self.scenario.run_id is None else self.scenario.run_id
        if kind == "param":
            known = self.scenario.parameters
            return f"⟦param {value}⟧" if known is None else known[value]
        if self.scenario.run_id is None:
            return f"⟦env {value}⟧"
        return dict(self.entries)[value]
