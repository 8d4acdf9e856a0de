"""The runs that each case is started with, and what of an object's metadata is the user's."""

from __future__ import annotations

from expect import Description
from reading.text import Scenario


def scenarios(description: Description | None) -> dict[str, tuple[str, Scenario]]:
    """Who starts the run, and with which id and parameters."""
    if description is None:
        return {"first": ("person", Scenario("0f5e0c1a-run-1", {}))}
    declared = description.parameters()
    missing = {name: f"typed {name}" for name, value in declared.items() if value["default"] is None}
    # It may begin and end with what makes a hazard of the text beside it.
    typed = {name: f"(other {name}) {{" for name in declared}
    runs = {
        "first": ("person", Scenario("0f5e0c1a-run-1", missing)),
        "second": ("person", Scenario("7b21d9ee-run-2", typed)),
    }
    if description.pipeline()["schedule"] is not None:
        runs["scheduled"] = ("schedule", Scenario("c3c3aa50-run-3", {}))
    return runs


def users(written: dict[str, str] | None, promised: dict[str, str], own_keys: tuple[str, ...]) -> dict[str, str]:
    """Labels or annotations without those that a controller or Segue adds beside the user's."""
    return {key: value for key, value in (written or {}).items() if key in promised or not key.startswith(own_keys)}
