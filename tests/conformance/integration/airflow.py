"""Airflow: the file of a DAG as Python's own parser sees it, and the archive that ZenML's orchestrator writes.

Nothing is imported or run here: that is done with Airflow itself, by the checks of the target.
"""

from __future__ import annotations

import ast
import json
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from integration import manifest
from integration.manifest import Manifest, Retry, Schedule, Step
from reading import Unreadable
from reading.duration import seconds

_OPERATOR = "KubernetesPodOperator"


@dataclass
class Call:
    """A call as it stands there: its name without the module, and its arguments."""

    name: str
    args: list[Any]
    named: dict[str, Any]


def read(folder: Path) -> Manifest:
    """Segue's file."""
    (path,) = folder.rglob("*.py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.With))
    steps: dict[str, Step] = {}
    variables: dict[str, Step] = {}
    edges: list[tuple[str, str]] = []
    for node in block.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            operator = _value(node.value)
            if not isinstance(operator, Call) or operator.name != _OPERATOR:
                raise Unreadable(f"line {node.lineno} makes no {_OPERATOR}")
            step = variables[node.targets[0].id] = _step(operator.named)
            steps[manifest.named(step.args)] = step
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp):
            edges += _edges(node.value)
        else:
            raise Unreadable(f"line {node.lineno} is neither a step nor an edge")
    for before, after in edges:
        variables[after].needs.add(manifest.named(variables[before].args))
    dag = _value(block.items[0].context_expr)
    return Manifest(steps, _schedule(dag.named), cancels=dag.named.get("**") == "FAIL_FAST")


def read_of_zenml(folder: Path) -> Manifest:
    """ZenML's archive: its own generator reads the configuration in it."""
    (path,) = folder.rglob("*.zip")
    with zipfile.ZipFile(path) as archive:
        dag = json.loads(archive.read("config.json"))
    steps = {task["zenml_step_name"]: _task(task) for task in dag["tasks"]}
    schedule = None
    if dag["schedule"] != "@once":
        is_interval = dag["schedule"].startswith("P")
        schedule = Schedule(
            cron=None if is_interval else dag["schedule"],
            seconds=int(seconds(dag["schedule"])) if is_interval else None,
            start=dag["start_date"],
            end=dag["end_date"],
        )
    return Manifest(steps, schedule)


def _task(task: dict[str, Any]) -> Step:
    given = task["operator_args"]
    resources = given.get("container_resources", {})
    return Step(
        image=task["docker_image"],
        command=task["command"],
        args=task["arguments"],
        env=task["environment"],
        requests=manifest.quantities(resources.get("requests")),
        limits=manifest.quantities(resources.get("limits")),
        needs=set(task["upstream_steps"]),
        node_selector=given.get("node_selector", {}),
        tolerations=given.get("tolerations", []),
        labels=given.get("labels", {}),
        annotations=given.get("annotations", {}),
        account=given.get("service_account_name"),
        retry=Retry(given["retries"]) if "retries" in given else None,
    )


def _step(given: dict[str, Any]) -> Step:
    resources = given["container_resources"].named if "container_resources" in given else {}
    step = Step(
        image=given["image"],
        command=given.get("cmds", []),
        args=given.get("arguments", []),
        env={entry.named["name"]: _variable(entry.named) for entry in given["env_vars"]},
        requests=manifest.quantities(resources.get("requests")),
        limits=manifest.quantities(resources.get("limits")),
        node_selector=given.get("node_selector", {}),
        tolerations=[entry.named for entry in given.get("tolerations", [])],
        labels=given.get("labels", {}),
        annotations=given.get("annotations", {}),
        account=given.get("service_account_name"),
        shared_memory=_shared_memory(given),
    )
    if given["retries"]:
        delay = given.get("retry_delay")
        factor = Fraction(2) if given.get("retry_exponential_backoff") else None
        step.retry = Retry(given["retries"], None if delay is None else _span(delay), factor)
    return step


def _variable(given: dict[str, Any]) -> Any:
    source = given.get("value_from")
    if source is None:
        return given.get("value")
    reference = source.named.get("secret_key_ref")
    return source if reference is None else manifest.secret(reference.named["name"], reference.named["key"])


def _shared_memory(given: dict[str, Any]) -> Fraction | None:
    at = {mount.named["name"] for mount in given.get("volume_mounts", []) if mount.named["mount_path"] == "/dev/shm"}
    for volume in given.get("volumes", []):
        empty = volume.named.get("empty_dir")
        if volume.named["name"] in at and empty is not None and empty.named.get("medium") == "Memory":
            return manifest.number(empty.named["size_limit"])
    return None


def _schedule(dag: dict[str, Any]) -> Schedule | None:
    given = dag["schedule"]
    start, end = _moment(dag["start_date"]), _moment(dag.get("end_date"))
    if given is None:
        return None
    if given == "@once":
        return Schedule(start=start, is_once=True)
    if isinstance(given, Call) and given.name == "DeltaDataIntervalTimetable":
        return Schedule(seconds=int(_span(given.args[0])), start=start, end=end)
    return Schedule(cron=given.args[0] if isinstance(given, Call) else given, start=start, end=end)


def _moment(call: Call | None) -> str | None:
    if call is None:
        return None
    year, month, day, hour, minute, second = [*call.args, 0, 0, 0][:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"


def _span(call: Call) -> Fraction:
    units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
    return sum((Fraction(str(value)) * units[unit] for unit, value in call.named.items()), Fraction(0))


def _edges(node: ast.BinOp) -> list[tuple[str, str]]:
    if not isinstance(node.op, ast.RShift):
        raise Unreadable(f"line {node.lineno} is no edge")
    left = node.left
    before = []
    if isinstance(left, ast.BinOp):
        before, left = _edges(left), left.right
    return [*before, *((a, b) for a in _names(left) for b in _names(node.right))]


def _names(node: ast.expr) -> list[str]:
    parts = node.elts if isinstance(node, ast.List) else [node]
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _value(node: ast.expr) -> Any:
    """A literal, a name, or a call of these."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        named = {keyword.arg or "**": _value(keyword.value) for keyword in node.keywords}
        return Call(name, [_value(argument) for argument in node.args], named)
    if isinstance(node, ast.List):
        return [_value(part) for part in node.elts]
    if isinstance(node, ast.Dict):
        return {
            _value(key): _value(value) for key, value in zip(node.keys, node.values, strict=True) if key is not None
        }
    return node.id if isinstance(node, ast.Name) else ast.literal_eval(node)
