"""Other names for things, from `other_names.txt`: what people say, what it is called here, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from alder.model.stems import parts


@dataclass(frozen=True, slots=True)
class OtherName:
    """`said` is a phrase as people type it, `meant` what it is called here."""

    said: tuple[str, ...]
    meant: tuple[tuple[str, ...], ...]
    shown: str
    why: str


@cache
def other_names() -> dict[tuple[str, ...], OtherName]:
    """By the words that people type."""
    text = files("alder.web.search").joinpath("other_names.txt").read_text(encoding="utf-8")
    found: dict[tuple[str, ...], OtherName] = {}
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        if line.startswith("#"):
            continue
        said, meant, why = (part.strip() for part in line.split("|"))
        names = [name.strip() for name in meant.split(";")]
        for phrase in said.split(","):
            words = tuple(parts(phrase))
            found[words] = OtherName(words, tuple(tuple(parts(name)) for name in names), names[0], why)
    return found


@cache
def longest() -> int:
    """How many words the longest phrase has."""
    return max(len(words) for words in other_names())
