"""CPU time for a pipeline of 201 steps: Segue to each target, and ZenML's own orchestrators, in one run.

    SEGUE=target/release/segue python3 benches/peers/compare.py

Ends with 1 where Segue needs more than a hundredth of the time of either.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parents[1] / "tests" / "conformance"))

import tools
from integration.running import TARGETS, ZenML

WAYS = ("kubeflow", "airflow")
STEPS = 201
# Segue's share of the time of ZenML's orchestrators, at most.
LIMIT = 1 / 100
# Of one call in milliseconds the clock is too coarse.
CALLS = 20
RUNS = 2


def main() -> None:
    program = tools.segue()
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        folder = Path(name)
        zenml = ZenML(folder)
        emit = str(_HERE / "emit.py")
        zenml.python(emit, "prepare")
        zenml.python(emit, "keep", name)
        # The best of some runs, since other work on the machine only adds.
        theirs = {way: min(_user_seconds(lambda way=way: zenml.python(emit, way)) for _ in range(RUNS)) for way in WAYS}
        ours = {target: _of_segue(program, target, folder) for target in TARGETS}
    print(f"user CPU seconds for {STEPS} steps, from the start of the process to the manifest")
    for way, seconds in theirs.items():
        print(f"ZenML 0.98.0, {way}: {seconds:.2f}")
    worst = 0.0
    for target, seconds in ours.items():
        ratios = {way: seconds / other for way, other in theirs.items()}
        worst = max(worst, *ratios.values())
        told = ", ".join(f"1/{1 / ratio:.0f} of {way}" for way, ratio in ratios.items())
        print(f"Segue, {target}: {seconds:.4f} ({told})")
    print(f"at most 1/{1 / worst:.0f}; the claim is 1/{1 / LIMIT:.0f}")
    sys.exit(1 if worst > LIMIT else 0)


def _of_segue(program: Path, target: str, folder: Path) -> float:
    files = [str(folder / "snapshot.json"), "--stack", str(folder / "stack.json")]
    command = [str(program), "compile", *files, "--target", target, "-o", str(folder / "out")]

    def calls() -> None:
        for _ in range(CALLS):
            subprocess.run(command, check=True, capture_output=True)

    first = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if first.returncode != 0:
        print(first.stderr, file=sys.stderr)
        raise RuntimeError(f"`segue compile` refuses the snapshot for `{target}`")
    return min(_user_seconds(calls) / CALLS for _ in range(RUNS))


def _user_seconds(call: Callable[[], object]) -> float:
    """Of the processes that the call starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    call()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
