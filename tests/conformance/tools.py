"""Where the conformance tools lie: one folder, named after everything that they are built from.

    python3 tools.py key      prints the folder's key
    python3 tools.py path     prints the folder

Nothing is ever skipped for want of a tool: what is missing ends the run with the command that installs it.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
INSTALL = "tests/conformance/install.sh"
_MODULES = ("argo", "cron", "kubelet", "tekton", "yaml")
_LOCKS = (
    "requirements.txt",
    "kubeflow/requirements.txt",
    "install.sh",
    *(f"{name}/go.{kind}" for name in _MODULES for kind in ("mod", "sum")),
)


def key() -> str:
    """A change of a version or of a Go source is another folder."""
    digest = hashlib.sha256()
    sources = [path for name in _MODULES for path in sorted(HERE.glob(f"{name}/*.go"))]
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
    return _program("SEGUE", "cargo build", "target/debug/segue")


def switches() -> Path:
    """The same with rules that can be switched off, from `SEGUE_SWITCHES`."""
    build = "cargo build --features switches --target-dir target/switches"
    return _program("SEGUE_SWITCHES", build, "target/switches/debug/segue")


def _program(variable: str, build: str, usual: str) -> Path:
    given = os.environ.get(variable)
    if given is None:
        print(f"`{variable}` is not set; run `{build}` and set it to `{usual}`", file=sys.stderr)
        sys.exit(2)
    path = Path(given).resolve()
    if not path.is_file():
        print(f"`{variable}` names `{given}`, which is no file; run `{build}`", file=sys.stderr)
        sys.exit(2)
    return path


class Engine:
    """A program that answers one line of JSON with another, started once and kept."""

    def __init__(self, command: list[str]) -> None:
        self._name = command[0]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, lines: list[str]) -> list[str]:
        """Answers in the order of the requests; these are written aside, since neither side may wait for the other."""
        assert self._process.stdin is not None and self._process.stdout is not None
        writer = threading.Thread(target=self._write, args=(lines,))
        writer.start()
        answers: list[str] = []
        for _ in lines:
            answer = self._process.stdout.readline()
            if not answer:
                missing(f"`{self._name}` ended after {len(answers)} of {len(lines)} requests")
            answers.append(answer.decode("utf-8"))
        writer.join()
        return answers

    def _write(self, lines: list[str]) -> None:
        assert self._process.stdin is not None
        # A program that has ended is told by the reading side.
        with contextlib.suppress(BrokenPipeError):
            for line in lines:
                self._process.stdin.write(line.encode("utf-8") + b"\n")
            self._process.stdin.flush()

    def close(self) -> None:
        """Its input ends, so it does."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


_engines: dict[tuple[str, ...], Engine] = {}


def engine(*command: str, number: int = 0) -> Engine:
    """The engine of this command; further numbers are further processes of it."""
    key = (*command, str(number))
    if key not in _engines:
        _engines[key] = Engine(list(command))
        atexit.register(_engines[key].close)
    return _engines[key]


if __name__ == "__main__":
    print(folder() if sys.argv[1:] == ["path"] else key())
