"""The aims that fit what is asked, the best first, with how many there are of each level, subject, kind and body."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from alder.model.word_stems import parts
from alder.sources.aims.aim_list import LEVELS, subject_name

if TYPE_CHECKING:
    from datetime import date

    from alder.sources.aims.aim_list import AimList, CodedColumn

PAGE_SIZE = 20

Truths = np.ndarray[Any, Any]
Choices = list[tuple[str, str, int]]
"""Values of a filter, what each is called, and how many aims of what was found have it."""


@dataclass(frozen=True)
class AimResults:
    """A page of what was found. `instead` are the words as they are probably meant, where nothing has them."""

    total: int
    rows: list[dict[str, Any]]
    page: int
    pages: int
    levels: Choices
    subjects: Choices
    bodies: Choices
    kinds: Choices
    instead: str = ""
    level_in_words: str = ""
    """The level that the words asked for, which was taken for a filter."""


def find(aims: AimList, asked: AimQuery, *, size: int = PAGE_SIZE) -> AimResults:
    """What fits. A reference, or the beginning of one, is found by it; other words must all be in the title or kind."""
    words, level = asked.split()
    by_number = _by_number(aims, asked.number)
    if by_number.any():
        fits, scores, level = by_number, np.zeros(len(aims)), ""
    else:
        fits, scores = _by_words(aims, words)
    narrowed = {
        "level": _has(aims.level, asked.level or level),
        "subject": _has(aims.subject if "." in asked.subject else aims.area, asked.subject),
        "body": _has(aims.body, asked.body),
        "kind": _has(aims.kind, asked.kind),
    }
    if asked.on:
        fits = fits & aims.open_on(asked.on)
    matches = np.flatnonzero(_all(fits, narrowed))
    sort = "reference" if by_number.any() else asked.sort if words or asked.sort != "best" else "title"
    order = _ordered(aims, matches, scores, sort)
    pages = max(1, -(-len(order) // size))
    page = min(max(1, asked.page), pages)
    of_level = [(code, LEVELS.get(code, code), n) for code, n in _counts(aims.level, fits, narrowed, "level")]
    return AimResults(
        total=len(order),
        rows=[aims.said(int(n)) for n in order[(page - 1) * size : page * size]],
        page=page,
        pages=pages,
        levels=sorted(of_level, key=lambda pair: list(LEVELS).index(pair[0]) if pair[0] in LEVELS else 99),
        subjects=_subjects(aims, fits, narrowed),
        bodies=_by_label(_counts(aims.body, fits, narrowed, "body")),
        kinds=_by_label(_counts(aims.kind, fits, narrowed, "kind")),
        instead=_instead(aims, words) if not len(order) else "",
        level_in_words=level,
    )


def _by_number(aims: AimList, number: str) -> Truths:
    if not number:
        return np.zeros(len(aims), dtype=bool)
    begins: Truths = pc.starts_with(aims.rows["ref"], pattern=number).to_numpy()
    return begins


def _by_words(aims: AimList, words: list[str]) -> tuple[Truths, Truths]:
    fits = np.ones(len(aims), dtype=bool)
    total = np.zeros(len(aims))
    for word in words:
        scores = aims.titles.scores(word)
        fits &= scores > 0
        total += scores
    return fits, total


def _ordered(aims: AimList, matches: Truths, scores: Truths, sort: str) -> Truths:
    """By what the sort says; what is alike then by title, and by reference."""
    keys: list[Truths] = [(aims.by_reference if sort == "reference" else aims.by_title)[matches]]
    if sort == "level":
        order = {code: n for n, code in enumerate(LEVELS)}
        places = np.array([order.get(value, 99) for value in aims.level.values] or [0])
        keys.append(places[aims.level.codes[matches]])
    elif sort == "newest":
        keys.append(-aims.first_start[matches])
    elif sort == "best":
        keys += [aims.titles.lengths[matches], -scores[matches]]
    ordered: Truths = matches[np.lexsort(keys)]
    return ordered


def _has(coded: CodedColumn, value: str) -> Truths | None:
    return coded.codes == coded.place(value) if value else None


def _all(fits: Truths, narrowed: dict[str, Truths | None], but: str = "") -> Truths:
    for name, these in narrowed.items():
        if these is not None and name != but:
            fits = fits & these
    return fits


def _counts(coded: CodedColumn, fits: Truths, narrowed: dict[str, Truths | None], name: str) -> list[tuple[str, int]]:
    """How many there would be of each value, whichever of this filter is chosen now."""
    codes = coded.codes[_all(fits, narrowed, name)]
    counts = np.bincount(codes[codes >= 0], minlength=len(coded.values))
    return [(value, int(n)) for value, n in zip(coded.values, counts, strict=True) if n]


def _by_label(counts: list[tuple[str, int]]) -> Choices:
    return sorted(((value, value, n) for value, n in counts), key=lambda choice: choice[0].casefold())


def _subjects(aims: AimList, fits: Truths, narrowed: dict[str, Truths | None]) -> Choices:
    """Areas of the first tier, each followed by those of the second within it."""
    both = [*_counts(aims.area, fits, narrowed, "subject"), *_counts(aims.subject, fits, narrowed, "subject")]
    named = [(code, subject_name(code), n) for code, n in dict(both).items()]
    return sorted(named, key=lambda subject: (int(subject[0].split(".")[0]), float(subject[0])))


def _instead(aims: AimList, words: list[str]) -> str:
    """The words with those that no title has put right, where something is then found."""
    meant = [word if aims.titles.scores(word).any() else aims.titles.nearest(word) for word in words]
    if not all(meant) or meant == words:
        return ""
    return " ".join(meant) if _by_words(aims, meant)[0].any() else ""


SORTS = {"best": "Best match", "title": "A to Z", "level": "Level", "newest": "Newest first"}
"""Orders by name. Without words the best match is from A to Z."""

_LEVEL = re.compile(r"\blevels? ?([1-8])\b|\b(entry)(?: level)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class AimQuery:
    """`subject` is a sector subject area of either tier, `7` or `7.30`; `kind` and `body` are as lists show them.

    `on` keeps aims that learners could begin on that day.
    """

    words: str = ""
    level: str = ""
    subject: str = ""
    body: str = ""
    kind: str = ""
    on: date | None = None
    sort: str = "best"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.level or self.subject or self.body or self.kind or self.on)

    @property
    def number(self) -> str:
        """The words as a reference without slashes, where they could be one or the beginning of one; else nothing."""
        text = re.sub(r"[\s/.-]+", "", self.words).upper()
        return text if re.fullmatch(r"(?=.*\d)[A-Z0-9]{4,8}", text) else ""

    def but(self, **changes: object) -> AimQuery:
        return replace(self, **changes)  # type: ignore[arg-type]

    def split(self) -> tuple[list[str], str]:
        """The words of titles, and the level that is among them: "level 3 hairdressing" asks for level 3."""
        level = _LEVEL.search(self.words)
        if level is None or self.level:
            return parts(self.words), ""
        rest = self.words[: level.start()] + " " + self.words[level.end() :]
        return parts(rest), level[1] or "E"
