"""Where the Python environment with ZenML lies: a folder named after its lock file.

`python3 zenml_environment.py` prints the folder.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import tools

SOURCES = tools.HERE / "zenml"


def folder() -> Path:
    """A change of the lock is another folder, for this environment alone."""
    digest = hashlib.sha256((SOURCES / "requirements.txt").read_bytes())
    digest.update(f"{sys.version_info[:2]}".encode())
    return tools.REPOSITORY / ".cache" / f"zenml-{digest.hexdigest()[:16]}"


def python() -> Path:
    """The environment's Python; ends the run where it is not installed."""
    if not (folder() / "complete").exists():
        tools.missing("the environment of zenml/requirements.txt is not installed")
    return folder() / "bin" / "python"


if __name__ == "__main__":
    print(folder())
