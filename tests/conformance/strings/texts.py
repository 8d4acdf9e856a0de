"""Random nasty texts: fragments, whole, broken and joined, and characters of all planes."""

from __future__ import annotations

from random import Random

from strings.fragments import ALL, LOST, SEAMS

# First and last of each plane's part that is asked for; surrogates are no characters.
_RANGES = (
    (0x01, 0x1F), (0x20, 0x7E), (0x7F, 0xA0), (0xA1, 0x2FF), (0x300, 0x36F), (0x370, 0x1FFF), (0x2000, 0x206F),
    (0x2070, 0xD7FF), (0xE000, 0xFFFF), (0x10400, 0x1044F), (0x1D400, 0x1D454), (0x1F300, 0x1F5FF), (0x20000, 0x2A6DF),
    (0x30000, 0x3134A), (0xE0100, 0xE01EF), (0x10000, 0x10FFFF),
)  # fmt: skip


def text(random: Random) -> str:
    """One text; seldom a long one, more seldom one that Kubeflow or every target refuses."""
    kind = random.random()
    if kind < 0.2:
        result = _fragment(random)
    elif kind < 0.65:
        result = _joined(random)
    elif kind < 0.8:
        result = _broken(random)
    elif kind < 0.95:
        result = _characters(random)
    else:
        result = _signs(random)
    if random.random() < 0.004:
        at = random.randint(0, len(result))
        result = result[:at] + random.choice((*LOST, "\x00")) + result[at:]
    return result


def long(random: Random, length: int) -> str:
    """A text of about so many characters, all of whose parts are nasty."""
    parts: list[str] = []
    size = 0
    while size < length:
        part = text(random).replace("\x00", "")
        parts.append(part)
        size += len(part)
    return "".join(parts)


def _fragment(random: Random) -> str:
    return random.choice(random.choice(ALL))


def _joined(random: Random) -> str:
    parts = []
    for _ in range(random.randint(2, 4)):
        parts += [random.choice(SEAMS) if random.random() < 0.5 else "", _fragment(random)]
    return "".join([*parts, random.choice(SEAMS) if random.random() < 0.3 else ""])


def _broken(random: Random) -> str:
    """A joined one in which characters are gone, doubled, moved or replaced."""
    letters = list(_joined(random))
    for _ in range(random.randint(1, 3)):
        if not letters:
            break
        at = random.randrange(len(letters))
        change = random.randrange(4)
        if change == 0:
            del letters[at]
        elif change == 1:
            letters.insert(at, letters[at])
        elif change == 2:
            letters.insert(at, random.choice(SEAMS))
        else:
            letters[at] = _character(random)
    return "".join(letters)


def _characters(random: Random) -> str:
    return "".join(_character(random) for _ in range(random.randint(1, 8)))


def _character(random: Random) -> str:
    # Go can print little of the planes above the first, so all of them are seldom asked for.
    low, high = random.choice(_RANGES[:-1]) if random.random() < 0.997 else _RANGES[-1]
    letter = random.randint(low, high)
    return chr(letter) if letter != 0x7F or random.random() < 0.02 else "x"


def _signs(random: Random) -> str:
    return "".join(random.choice("{}$()[]'\"\\%#&*!|>-:?,=@`~ \n\r\t.") for _ in range(random.randint(1, 24)))
