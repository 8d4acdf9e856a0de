"""The DAG file as text: ruff's verdict, and the arguments that have to stand there since versions differ without."""

from __future__ import annotations

import ast
import json
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

from airflow_environments import folder, program

_RULES = "E4,E7,E9,F,I,UP,B,PLE,S"
# The folder `/dev/shm`, and the names of secrets.
_IGNORED = "S108,S106"
# The oldest Python that Airflow 2.8 runs on, and the newest of 3.3.
_VERSIONS = ("py38", "py313")
# Their defaults differ by version or configuration.
_ALWAYS = {
    "DAG": {"schedule", "start_date", "catchup", "max_active_runs"},
    "KubernetesPodOperator": {"retries"},
}


def ruff(paths: list[Path]) -> dict[Path, list[str]]:
    """What ruff's formatter and linter say, by file."""
    found: dict[Path, list[str]] = defaultdict(list)
    if not paths:
        return found
    for item in _ruff("format", "--check", "--target-version", _VERSIONS[0], paths=paths):
        if item["code"] == "unformatted":
            line = item["location"]["row"]
            found[Path(item["filename"])].append(f"ruff format: line {line}: {item['message']}")
    for version in _VERSIONS:
        rules = ["--select", _RULES, "--ignore", _IGNORED, "--target-version", version]
        for item in _ruff("check", *rules, paths=paths):
            line = item["location"]["row"]
            found[Path(item["filename"])].append(f"ruff check: line {line}: {item['code']}: {item['message']}")
    return found


def _ruff(command: str, *options: str, paths: list[Path]) -> list[dict[str, Any]]:
    given = [str(program("ruff", "ruff")), command, "--isolated", "--no-cache", "--line-length", "88"]
    # Beside a folder of that name `airflow` would count as the project's own package.
    done = subprocess.run(
        [*given, "--output-format", "json", *options, *map(str, paths)],
        cwd=folder("ruff"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def missing_arguments(path: Path) -> list[str]:
    """Arguments that are left to a default that is not the same everywhere."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return []
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ALWAYS:
            given = {keyword.arg for keyword in node.keywords}
            for name in sorted(_ALWAYS[node.func.id] - given):
                lines.append(f"line {node.lineno}: {node.func.id}: expected `{name}` to be written got nothing")
    return lines
