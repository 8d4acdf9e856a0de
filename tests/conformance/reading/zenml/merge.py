"""How ZenML lays settings over settings (`recursive_update` with `ignore_none`, utils/dict_utils.py, 0.98.0)."""

from __future__ import annotations

from typing import Any

from reading import Unreadable

Settings = dict[str, Any]
# What a pipeline's configuration gives to its steps, of the fields that are read here.
_SHARED = ("settings", "environment", "secrets", "extra", "retry")


def over(below: Settings, above: Settings) -> Settings:
    """Maps merge deep, lists are replaced, null is ignored; an overridden key keeps its place."""
    result = dict(below)
    for key, value in above.items():
        if value is None:
            continue
        own = result.get(key)
        result[key] = over(own if isinstance(own, dict) else {}, value) if isinstance(value, dict) else value
    return result


def step_config(step: Settings, pipeline: Settings) -> Settings:
    """The merged configuration as it stands, else made of the pipeline's and the step's own part."""
    written = step.get("config")
    if written is not None:
        return dict(written)
    own = step.get("step_config_overrides") or {}
    shared = {key: pipeline[key] for key in _SHARED if pipeline.get(key) is not None}
    result = over(dict(own) | shared, {key: own[key] for key in shared if own.get(key) is not None})
    return result | {"secrets": [*shared.get("secrets", []), *(own.get("secrets") or [])]}


def orchestrator_settings(config: Settings, flavor: str | None, component: Settings) -> Settings:
    """The settings of the orchestrator, over those that its component has."""
    settings = config.get("settings") or {}
    found = [value for key, value in settings.items() if _is_of_orchestrator(key, flavor)]
    if len(found) > 1:
        raise Unreadable(f"several settings of one orchestrator: {list(settings)}")
    if found and flavor is None:
        raise Unreadable("the flavor of the settings is not known")
    return over(component, found[0]) if found else component


def _is_of_orchestrator(key: str, flavor: str | None) -> bool:
    """`orchestrator`, `orchestrator:NAME`, or before 0.94.3 `orchestrator.FLAVOR`."""
    return key == "orchestrator" or key.startswith("orchestrator:") or key == f"orchestrator.{flavor}"
