"""Where the conformance tools lie: one folder, named after everything that they are built from.

    python3 tools.py key      prints the folder's key
    python3 tools.py path     prints the folder

Nothing is ever skipped for want of a tool: what is missing ends the run with the command that installs it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
INSTALL = "tests/conformance/install.sh"
_LOCKS = ("requirements.txt", "install.sh", "argo/go.mod", "argo/go.sum", "kubelet/go.mod", "kubelet/go.sum")


def key() -> str:
    """A change of a version or of a Go source is another folder."""
    digest = hashlib.sha256()
    sources = sorted(HERE.glob("argo/*.go")) + sorted(HERE.glob("kubelet/*.go"))
    for path in [*(HERE / lock for lock in _LOCKS), *sources]:
        digest.update(f"{path.relative_to(HERE)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def folder() -> Path:
    return REPOSITORY / ".cache" / f"conformance-{key()}"


def tool(name: str) -> Path:
    """A built program or installed file; ends the run where it is missing."""
    path = folder() / name
    if not path.exists():
        missing(f"the conformance tool `{name}` is not installed")
    return path


def missing(what: str) -> NoReturn:
    print(f"{what}; run {INSTALL}", file=sys.stderr)
    sys.exit(2)


def enter() -> None:
    """Goes on in the installed Python environment."""
    environment = folder() / "venv"
    python = environment / "bin" / "python"
    if not (folder() / "complete").exists():
        missing("the conformance tools are not installed")
    if Path(sys.prefix).resolve() != environment.resolve():
        os.execv(python, [str(python), *sys.argv])


def segue() -> Path:
    """The program under test, from `SEGUE`."""
    given = os.environ.get("SEGUE")
    if given is None:
        print("`SEGUE` is not set; run `cargo build` and set it to `target/debug/segue`", file=sys.stderr)
        sys.exit(2)
    path = Path(given).resolve()
    if not path.is_file():
        print(f"`SEGUE` names `{given}`, which is no file; run `cargo build`", file=sys.stderr)
        sys.exit(2)
    return path


def converse(command: list[str], lines: list[str]) -> list[str]:
    """One process for all requests: a line each, and a line of answer each."""
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        missing(f"`{command[0]}` failed: {done.stderr.strip()}")
    # Not `splitlines`: U+0085 and its like stand unescaped in the answers.
    answers = done.stdout.removesuffix("\n").split("\n")
    if len(answers) != len(lines):
        missing(f"`{command[0]}` answered {len(answers)} of {len(lines)} requests")
    return answers


if __name__ == "__main__":
    print(folder() if sys.argv[1:] == ["path"] else key())
