"""Random hostile names: of one pipeline and its steps, with edges between them."""

from __future__ import annotations

import builtins
import hashlib
import keyword
import random
import unicodedata
from dataclasses import dataclass

_WORDS = [
    *("in", "not", "and", "or", "matches", "contains", "startsWith", "let", "if", "else", "nil", "true", "false"),
    *(
        "main",
        "root",
        "entrypoint",
        "system-dag-driver",
        "system-x",
        "step",
        "pipeline",
        "null",
        "yes",
        "no",
        "~",
        "on",
    ),
    *("dag", "airflow", "pendulum", "literal", "k8s", "datetime", "timedelta", "params", "DAG", "Param", "FAIL_FAST"),
    *("1st", "0", "1e3", "0x1F", "007", ".5", "-1", "1.0", "12:30:45", "2026-01-01"),
    *("con", "CON", "aux.x", "NUL", "Com1", "lpt9.tar.gz", "prn-", "com\N{SUPERSCRIPT ONE}", "con-cron", "CON."),
    *(
        "..",
        ".",
        "...",
        "-",
        "--",
        "_",
        "__",
        "-x",
        "x-",
        "_x_",
        ".x.",
        "../../etc/passwd",
        "/",
        "\\",
        "C:\\x",
        "~root",
    ),
    *(
        "{{ ds }}",
        "{% raw %}",
        "{# x #}",
        "{{=1}}",
        "{{workflow.name}}",
        "$(params.x)",
        "$$",
        "$(date)",
        "`id`",
        "${x}",
    ),
    *(
        "a\nb",
        "a\tb",
        "a\r\n",
        " a ",
        "a  b",
        '"',
        "'",
        "a`b",
        "<b>",
        "&amp;",
        "a,b",
        "[a]",
        "# a",
        "- a",
        "a: b",
        "*a",
    ),
    *(
        "学习",
        "学習",
        "训练",
        "обучение",
        "θ",
        "Über",
        "Ünï",
        "naïve",
        "İ",
        "ı",
        "\N{KELVIN SIGN}",
        "ß",
        "ﬁ",
        "ａ",
        "Ⅷ",
    ),
    *(
        "😀",
        "🎉",
        "👩‍💻",
        "\u202eabc",
        "\ufeff",
        "\u200b",
        "a\u0301",
        "\x7f",
        "\x1b[31m",
        "\U000e0041",
        "\ue000",
        "\u0085",
    ),
    *("x-driver-driver", "load-driver", "Load-Driver", "load", "Load", "LOAD", "lo ad", "lo_ad", "lo-ad", "lo.ad"),
]
_PYTHON = [*keyword.kwlist, *keyword.softkwlist, *(name for name in dir(builtins) if name.isascii())]
_STEMS = ["train", "Train", "TRAIN", "train_", "x", "X", "a-b", "a_b", "A.b", "in", "s-in", "1", "学", "s-main", "步"]
_LETTERS = "abAB01-_. /é学😀\u0301{}$()\"'\\"
_LONG = [40, 57, 58, 63, 64, 121, 200, 250, 251]


@dataclass(frozen=True)
class Names:
    """A pipeline's name, its steps and what each needs, by position in `steps`."""

    pipeline: str
    steps: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]


def random_names(source: random.Random) -> Names:
    steps = _distinct(_one(source, []) for _ in range(source.randint(1, 7)))
    for _ in range(source.randint(0, 3)):
        steps = _distinct([*steps, _one(source, steps)])
    source.shuffle(steps)
    needs = [tuple(sorted(source.sample(range(at), source.randint(0, min(at, 2))))) for at in range(len(steps))]
    (pipeline,) = _distinct([_one(source, steps)])
    return Names(pipeline, tuple(steps), tuple(needs))


def twin(source: random.Random, names: Names, plain_forms: set[str]) -> Names:
    """The same steps in another order, among others that clash with none."""
    extras = []
    for number in source.sample(range(1000, 10_000), source.randint(0, 3)):
        extra = source.choice(["extra-{}", "Extra {}", "Ex!tra__{}", "extra_{}-" + "y" * 200]).format(number)
        if not any(str(number) in form for form in plain_forms):
            extras.append(extra)
    steps = [*names.steps, *extras]
    source.shuffle(steps)
    at = {step: position for position, step in enumerate(steps)}
    needs: list[tuple[int, ...]] = [()] * len(steps)
    for step, old in zip(names.steps, names.needs, strict=True):
        needs[at[step]] = tuple(sorted(at[names.steps[position]] for position in old))
    return Names(names.pipeline, tuple(steps), tuple(needs))


def _one(source: random.Random, others: list[str]) -> str:
    kind = source.randrange(9)
    if kind == 0:
        return source.choice(_WORDS)
    if kind == 1:
        return source.choice(_PYTHON)
    if kind == 2:
        return "".join(source.choices(_LETTERS, k=source.randint(1, 12)))
    if kind == 3:
        return "".join(source.choices(source.choice(["a", "aB-", "ab_", "学", "a😀"]), k=source.choice(_LONG)))
    if kind == 4:
        return source.choice(_STEMS) + source.choice(["", "-driver", "-Driver", "-driver-driver", "_", ".", "-", "!"])
    if kind == 5 or not others:
        return source.choice(_STEMS)
    return _near(source, source.choice(others))


def _near(source: random.Random, other: str) -> str:
    """A name that may become the same: in other cases, by other signs, or just what `other` would become."""
    digest = hashlib.sha256(other.encode("utf-8")).hexdigest()[: source.choice([6, 6, 8])]
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in other.lower()).strip("-")
    return source.choice(
        [
            other.upper(),
            other.lower(),
            other.swapcase(),
            f"{other}_",
            f"_{other}",
            f"{other} ",
            f"s-{other}",
            f"{other}-driver",
            other.removesuffix("-driver") or "x",
            stem or "step",
            f"{stem or 'step'}-{digest}",
            f"{stem or 'step'}_{digest}",
            f"{stem or 'step'}-{digest}-driver",
            f"{stem[:50]}-{digest}",
        ]
    )


def _distinct(names) -> list[str]:
    """Without blank ones, and without two that only normalisation tells apart: those are errors of their own."""
    found: dict[str, str] = {}
    for name in names:
        if not name.isspace() and name != "":
            found.setdefault(unicodedata.normalize("NFC", name), name)
    return list(found.values()) or ["x"]
