"""The stack file: what Segue needs beside a snapshot, made of the active stack.

It is what `zenml stack export` writes, with the environments that the export leaves out. No secret stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import zenml
from zenml.utils import secret_utils

from segue_zenml.config import SegueOrchestratorConfig, SegueOrchestratorSettings

if TYPE_CHECKING:
    from zenml.stack import Stack, StackComponent

# Names whose values Segue refuses as text in a stack file.
_SECRET = re.compile(r"TOKEN|PASSWORD|SECRET|_KEY$", re.IGNORECASE)
# They say where ZenML's secrets store is, and hold none.
_NO_SECRETS = frozenset({"ZENML_SECRETS_STORE_TYPE", "ZENML_BACKUP_SECRETS_STORE_TYPE"})

Environment = dict[str, "str | dict[str, str]"]


class PlainSecret(RuntimeError):
    """A variable that seems to hold a secret, and no reference that could stand for it."""


def stack_document(
    stack: Stack, config: SegueOrchestratorConfig, base_environment: Mapping[str, str]
) -> dict[str, Any]:
    """The stack file as a document; raises `PlainSecret` rather than write one."""
    components: dict[str, list[dict[str, Any]]] = {}
    for component in components_of(stack):
        components.setdefault(component.type.value, []).append(_component(component, config))
    return {
        "stack_name": stack.name,
        "zenml_version": zenml.__version__,
        "components": components,
        # Stacks have no environment before ZenML 0.85.
        "environment": _environment(getattr(stack, "environment", {}), config),
        "base_environment": _environment(base_environment, config),
    }


def components_of(stack: Stack) -> list[StackComponent]:
    """All of them; before ZenML 0.90 a stack has one of each type."""
    several = getattr(stack, "all_components", None)
    return list(stack.components.values() if several is None else several)


def _component(component: StackComponent, config: SegueOrchestratorConfig) -> dict[str, Any]:
    # A flavor that is derived from ours has another name and the same settings, and Segue knows ours alone.
    flavor = "segue" if isinstance(component.config, SegueOrchestratorConfig) else component.flavor
    return {
        "name": component.name,
        "type": component.type.value,
        "flavor": flavor,
        "configuration": _configuration(component),
        "environment": _environment(getattr(component, "environment", {}), config),
    }


def _configuration(component: StackComponent) -> dict[str, Any]:
    """What a component is set to, without what ZenML holds to be a secret."""
    config = component.config
    fields = type(config).model_fields
    if isinstance(config, SegueOrchestratorConfig):
        # Paths of this machine mean nothing to the files.
        chosen = {*SegueOrchestratorSettings.model_fields, "namespace"}
    else:
        chosen = {name for name, field in fields.items() if not secret_utils.is_secret_field(field)}
    # Registered on the command line, `pod_settings` has all of its keys, most of them at ZenML's defaults.
    return config.model_dump(mode="json", include=chosen, exclude_unset=True, exclude_defaults=True)


def _environment(variables: Mapping[str, Any], config: SegueOrchestratorConfig) -> Environment:
    return {name: _value(name, str(value), config.secret_environment) for name, value in variables.items()}


def _value(name: str, value: str, references: Mapping[str, str]) -> str | dict[str, str]:
    if name in references:
        return {"secret": references[name]}
    if _SECRET.search(name) and name not in _NO_SECRETS:
        raise PlainSecret(
            f"the variable `{name}` seems to hold a secret, which must not be written into a file; put it into a "
            f"Kubernetes secret and name that with `zenml orchestrator update … --secret_environment="
            f'\'{{"{name}": "NAME/KEY"}}\'`'
        )
    return value
