"""Slips of the finger for training texts and for the typo form of the quality sets."""

import random

NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xvs", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "mb", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "adz", "t": "ry",
    "u": "yi", "v": "bc", "w": "qe", "x": "zc", "y": "tu", "z": "sx",
}  # fmt: skip
HEARD_ALIKE = (("h", ""), ("b", "v"), ("v", "b"), ("c", "s"), ("z", "s"), ("ll", "y"), ("qu", "k"), ("s", "c"))


def mistype(text: str, rng: random.Random, *, every: int = 8) -> str:
    """About one slip per `every` letters: a neighbour, a loss, a doubling, a swap or a spelling by ear."""
    letters = list(text)
    for i in [i for i, c in enumerate(letters) if c.isalpha()]:
        if rng.random() < 1 / every:
            letters[i] = _slip(letters, i, rng)
    return "".join(letters)


def _slip(letters: list[str], i: int, rng: random.Random) -> str:
    letter, kind = letters[i], rng.random()
    if kind < 0.3:
        return rng.choice(NEIGHBOURS.get(letter.lower(), letter))
    if kind < 0.5:
        return ""
    if kind < 0.6:
        return letter * 2
    if kind < 0.8 and i + 1 < len(letters) and letters[i + 1].isalpha():
        following, letters[i + 1] = letters[i + 1], letter
        return following
    return dict(HEARD_ALIKE).get(letter.lower(), letter)
