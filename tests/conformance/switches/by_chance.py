"""Switches each rule off and follows random strings, as the run of strings does, until one of them arrives otherwise.

    run.py --switches --strings 2000

This is no judgement: which rules chance finds depends on how many strings there are, and names, images and paths are
not among them. What has to find every rule are the descriptions of `carried` and `refused`, in the same run.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import tools
from count import Count
from strings.describe import describe
from strings.judge import Tally, judge
from switches.judge import SWITCH, table
from targets import registry


def run(targets: list[str], most: int, seed: int) -> Count:
    """How many rules are missed on one of their targets within so many strings, and which are not."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(targets), mp_context=context) as pool:
        tallies = list(pool.map(_missed, targets, repeat(most), repeat(seed)))
    count = Count("switches by chance")
    caught: set[str] = set()
    for names, problems in tallies:
        count.judge(problems)
        caught |= names
    rules = list(dict.fromkeys(rule.name for rule in table() if rule.target in targets))
    left = [name for name in rules if name not in caught]
    count.summary = (
        f"{len(rules)} rules switched off, {len(caught)} caught within {most} strings; not {', '.join(left)}"
    )
    return count


def _missed(name: str, most: int, seed: int) -> tuple[set[str], list[str]]:
    """The rules of a target without which strings arrive otherwise, and what does so with all of them on."""
    os.environ["SEGUE"] = str(tools.switches())
    rules = [rule.name for rule in table() if rule.target == name]
    problems = _follow(name, most, seed)
    caught = set()
    for rule in rules:
        os.environ[SWITCH] = rule
        if _follow(name, most, seed):
            caught.add(rule)
    return caught, problems


def _follow(name: str, most: int, seed: int) -> list[str]:
    """The first differences among so many strings."""
    tally = Tally(name)
    target = registry()[name]
    number = 0
    while not tally.problems and tally.strings < most:
        judge([describe(seed, number)], target, tally)
        number += 1
    return tally.problems
