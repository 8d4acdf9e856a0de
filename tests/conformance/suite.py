"""Compiles every case, lets the targets' own code judge, and prints each difference."""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import unittest
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import yaml

import bite
import cases
import converted
import integration.judge
import names.check
import runs.bite
import runs.judge
import shuffled
import sweep
import switches.by_chance
import switches.judge
import tools
import typed
from count import Count
from ir import ir_differences
from readers.agree import Agreement, agreement
from reading import Unreadable
from strings import judge as strings
from strings import picked
from targets import Case, Target, registry

# What a reading raises on a document that is none, or on an IR or manifest of another shape.
_BROKEN = (Unreadable, yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError)


def main() -> None:
    known = registry()
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__)
    parser.add_argument("--case", metavar="NAME", help="only this case (a folder of snapshots/ok, or examples/FILE)")
    parser.add_argument("--input", type=Path, help="check this description, which is no case of the repository")
    parser.add_argument("--files", type=Path, metavar="DIR", help="check these files, written for --case or --input")
    parser.add_argument("--target", action="append", choices=[*known, "ir", "runs", "zenml"], help="default: all")
    parser.add_argument("--write", action="store_true", help="with --target zenml: rewrites the table of what is kept")
    parser.add_argument("--bite", action="store_true", help="only show that mistakes are told (in --files, if given)")
    parser.add_argument("--names", type=int, metavar="N", help="only so many random sets of names")
    strings_help = "only so many random strings, on each target; with --switches for each rule"
    parser.add_argument("--strings", type=int, metavar="N", help=strings_help)
    parser.add_argument("--snapshots", type=int, metavar="N", help="only so many random snapshots of ZenML")
    parser.add_argument("--seed", type=int, help="of --names, --strings or --snapshots; default: that of a plain run")
    parser.add_argument("--switches", action="store_true", help="only switch off each rule, which has to be told")
    parser.add_argument("--self", action="store_true", dest="checks", help="only check the checkers; needs no Segue")
    options = parser.parse_args()
    is_whole = options.case is None and options.input is None
    is_part = options.files or options.bite or options.checks
    is_random = any(number is not None for number in (options.names, options.strings, options.snapshots))
    is_all = is_whole and options.target is None and not is_part and not is_random
    if options.files is None and not options.checks and not options.switches:
        tools.segue()
    if options.switches or is_all:
        tools.switches()
    chosen = [name for name in options.target or known if name in known]
    if options.checks:
        counts = [_self_checks()]
    elif options.names is not None:
        counts = [names.check.check(options.names, options.seed or names.check.SEED)]
    elif options.snapshots is not None:
        counts = [sweep.check(options.snapshots, options.seed or sweep.SEED)]
    elif options.switches:
        counts = [switches.judge.run(known, chosen)]
        if options.strings is not None:
            counts.append(switches.by_chance.run(chosen, options.strings, options.seed or strings.DEFAULT_SEED))
    elif options.strings is not None:
        counts = strings.run(chosen, options.strings, options.seed or strings.DEFAULT_SEED)
    elif options.bite:
        bitten = [name for name in options.target or bite.TARGETS if name in bite.TARGETS]
        counts = [bite.bite(known[name], options.files) for name in bitten]
        if "runs" in (options.target or ["runs"]):
            counts.append(runs.bite.bite())
    elif options.files is not None:
        if options.case is None and options.input is None:
            parser.error("--files needs --case or --input")
        counts = run(_inputs(options.case, options.input), chosen[:1], known, options.files)
    else:
        wanted = [name for name in options.target or [*known, "ir"] if name not in ("runs", "zenml")]
        counts = run(_inputs(options.case, options.input), wanted, known) if wanted else []
        if is_whole and "runs" in (options.target or ["runs"]):
            counts.append(runs.judge.run())
        if is_whole and "zenml" in (options.target or ["zenml"]):
            counts.append(integration.judge.check(known, write=options.write))
        if is_whole and options.target is None:
            counts += [
                *(bite.bite(known[name], None) for name in bite.TARGETS),
                runs.bite.bite(),
                _self_checks(),
            ]
            counts.append(switches.judge.run(known, list(known)))
            counts += [shuffled.check(list(known)), converted.check(list(known)), sweep.check()]
            counts.append(typed.check(known, list(known)))
            counts.append(names.check.check())
            counts.append(picked.check(known, list(known)))
            counts += strings.run(list(known), strings.DEFAULT_STRINGS, strings.DEFAULT_SEED)
    for count in counts:
        count.print()
    failed = sum(count.failed for count in counts)
    print(f"{sum(count.passed for count in counts)} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _self_checks() -> Count:
    """The unit checks of the reading and of the engines."""
    count = Count("self")
    suite = unittest.defaultTestLoader.discover(str(tools.HERE / "unit"), top_level_dir=str(tools.HERE))
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    count.problems = [f"{test}: {trace}" for test, trace in [*result.failures, *result.errors]]
    count.failed = len(count.problems)
    count.passed = result.testsRun - count.failed
    count.summary = f"{result.testsRun} checks, {count.failed} failed"
    return count


def _inputs(name: str | None, path: Path | None) -> list[cases.Input]:
    if path is not None:
        return [cases.Input(path.stem, path)]
    found = cases.find(tools.REPOSITORY)
    if name is not None:
        found = [item for item in found if item.name == name]
    if not found:
        print(f"no case {name or ''} in snapshots/ok and examples", file=sys.stderr)
        sys.exit(2)
    return found


def run(
    inputs: list[cases.Input], chosen: list[str], known: dict[str, Target], files: Path | None = None
) -> list[Count]:
    """One count for each target, one for the IR, and one for the readers of the YAML."""
    read = Agreement()
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = []
        for name in chosen:
            count = Count(name)
            outputs = [files or Path(folder) / name / str(number) for number in range(len(inputs))]
            ends: Iterable[cases.Compiled] = [cases.Compiled(0, "")]
            if files is None:
                ends = pool.map(_compile, inputs, repeat(name), outputs)
            written = list(_accepted(inputs, outputs, ends, count))
            if name == "ir":
                _judge_ir(written, count)
            else:
                _judge_target(written, known[name], files, count)
                folders = [files or output / name for _, output in written]
                read.add(agreement([path for folder in folders for path in sorted(folder.rglob("*"))]))
            if len(count.refused) == len(inputs) > 1:
                count.judge([f"{name}: conformance: expected some manifests got only refusals"])
            counts.append(count)
    return [*counts, read.count("readers")] if read.files else counts


def _compile(item: cases.Input, target: str, output: Path) -> cases.Compiled:
    return cases.compile_to(item.path, target, output, arguments=item.arguments())


def _accepted(
    inputs: list[cases.Input], outputs: list[Path], compiled: Iterable[cases.Compiled], count: Count
) -> Iterable[tuple[cases.Input, Path]]:
    for item, output, end in zip(inputs, outputs, compiled, strict=True):
        code = item.refusal(count.name)
        if code is not None:
            if end.code == 1 and f"error[{code}]" in end.words:
                count.judge([])
                count.refused.append(item.name)
            else:
                got = f"exit {end.code}: {cases.errors(end.words)}"
                count.judge([f"{item.name}: {count.name}: expected a refusal by {code} got {got}"])
        elif end.code == 0:
            for text in item.untold(end.words):
                count.judge([f"{item.name}: {count.name}: told: expected {text} got nothing of it"])
            yield item, output
        elif end.code == 1 and count.name != "ir" and not item.names_refusals:
            count.refused.append(item.name)
        else:
            got = f"{end.code}: {cases.errors(end.words)}"
            count.judge([f"{item.name}: {count.name}: compile: expected exit 0 got {got}"])


def _judge_target(written: list[tuple[cases.Input, Path]], target: Target, files: Path | None, count: Count) -> None:
    ready = []
    for item, output in written:
        try:
            description = item.description(target.name)
        except _BROKEN as error:
            count.judge([f"{item.name}: the expectation cannot be made: {error!r}"])
            continue
        if description is None:
            count.unread.append(item.name)
        ready.append(Case(item.name, description, files or output / target.name))
    for verdict in target.check(ready):
        count.files += verdict.files
        count.judge(verdict.problems)


def _judge_ir(written: list[tuple[cases.Input, Path]], count: Count) -> None:
    for item, output in written:
        found = sorted((output / "ir").glob("*.json"))
        count.files += len(found)
        if len(found) != 1:
            count.judge([f"{item.name}: ir: expected one file got {len(found)}"])
            continue
        try:
            description = item.description(None)
            if description is None:
                count.unread.append(item.name)
            count.judge([] if description is None else ir_differences(item.name, description, found[0]))
        except _BROKEN as error:
            count.judge([f"{item.name}: ir: the comparison cannot be made: {error!r}"])
