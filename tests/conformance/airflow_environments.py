"""Where the Python environments of the Airflow checks lie: one folder each, named after its lock file.

`python3 airflow_environments.py NAME` prints the folder.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import tools

LOCKS = tools.HERE / "airflow"


def folder(name: str) -> Path:
    """A change of a lock is another folder, for this environment alone."""
    digest = hashlib.sha256((LOCKS / f"requirements-{name}.txt").read_bytes())
    digest.update(f"{sys.version_info[:2]}".encode())
    return tools.REPOSITORY / ".cache" / f"airflow-{name}-{digest.hexdigest()[:16]}"


def program(name: str, program: str) -> Path:
    """A program of an environment; ends the run where it is not installed."""
    if not (folder(name) / "complete").exists():
        tools.missing(f"the environment of airflow/requirements-{name}.txt is not installed")
    return folder(name) / "bin" / program


if __name__ == "__main__":
    print(folder(sys.argv[1]))
