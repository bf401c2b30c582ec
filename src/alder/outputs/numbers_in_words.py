"""Numbers that are written in words, such as `seven`, `a dozen` or `one hundred and twenty`, in cells and sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS += [f"{word}teen" for word in ("thir", "four", "fif", "six", "seven", "eigh", "nine")]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ADDED = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_ADDED |= {"a": 1, "an": 1, "nil": 0}
_TIMES = {"pair": 2, "couple": 2, "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ONE_OF = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_MANY_OF = "|".join(_TIMES)

NUMBER_IN_WORDS = (
    rf"(?:a\s+single|(?:half\s+)?a\s+(?:dozen|couple|pair)(?:\s+of)?|(?:(?:an?|(?:{_ONE_OF})(?:[\s-]+(?:{_ONE_OF}))?)[\s-]+)?"
    rf"(?:dozen|hundred|thousand|million)(?:(?:,?\s+and\s+|,?\s+|-)(?:{_ONE_OF}|{_MANY_OF})\b){{0,8}}"
    rf"|(?:{_ONE_OF})(?:[\s-]+(?:{_ONE_OF}))?)\b"
)
"""A pattern of what may be such a number; whether it is one, `value_of_words` says."""
GOES_ON = re.compile(
    rf"(?:(?:{'|'.join(_TENS)})[\s-]+|\b(?:{_MANY_OF})(?:,?\s+and|,)?\s+|\bhalf\s+|\b(?:{_ONE_OF}|an?)\s+(?=\Z))\Z",
    re.IGNORECASE,
)
"""What stands before a word that goes on a number, and begins none."""

_WORD = re.compile(r"[a-z]+")
_LONGEST = 120


@lru_cache(maxsize=1 << 14)
def value_of_words(text: str) -> int | None:
    """The number that words are; None where they are none."""
    if len(text) > _LONGEST or not re.fullmatch(r"[a-z\s,-]+", text, re.IGNORECASE):
        return None
    words = [word for word in _WORD.findall(text.lower()) if word not in ("and", "of", "single")]
    is_half = words[:1] == ["half"]
    words = words[1:] if is_half else words
    if not words or (words in (["a"], ["an"]) and "single" not in text.lower()):
        return None
    whole, group, last = 0, 0, 0
    for word in words:
        times = _TIMES.get(word) or _TIMES.get(word.removesuffix("s"))
        if times is None:
            value = _ADDED.get(word)
            if value is None or (last and (last < 20 or value > 9 or not value)):
                return None  # `seven nine` are two numbers, `twenty nine` is one
            group, last = group + value, value
        elif times >= 1_000:
            whole, group, last = whole + max(group, 1) * times, 0, 0
        else:
            group, last = max(group, 1) * times, 0
    return (whole + group) // 2 if is_half else whole + group


_CELL = re.compile(
    r"(?:(?:about|around|approximately|roughly|nearly|only|just|some) )?(?P<bound>(?:fewer|less) than |under |below )?"
    r"(?P<number>[a-z][a-z ,-]{0,80}?)(?: (?:learners?|people|persons?|pupils?|students?|apprentices?|leavers?))?"
    r"(?P<share> ?(?:per ?cent|%))?(?P<more> ?\([^()]{0,40}\))?",
    re.IGNORECASE,
)
_BEGINS = frozenset([*_ADDED, *_TIMES, "half"])
_BEFORE = re.compile(r"(?:about|around|approximately|roughly|nearly|only|just|some|fewer|less|than|under|below)\s")


@lru_cache(maxsize=1 << 14)
def in_digits(cell: str) -> str | None:
    """A cell in words as it would be in figures: `7` for `seven`, `<10` for `fewer than ten`; None where it is none."""
    if not cell or len(cell) > _LONGEST:
        return None
    words = " ".join(cell.split())
    begins = _WORD.search(_BEFORE.sub("", words.lower()))
    found = _CELL.fullmatch(words) if begins and begins[0] in _BEGINS else None
    value = value_of_words(found["number"]) if found else None
    if found is None or value is None:
        return None
    return f"{'<' if found['bound'] else ''}{value}{'%' if found['share'] else ''}{found['more'] or ''}"


_COUNTS = re.compile(
    r"\b(?:learners?|pupils?|people|persons?|students?|apprentices?|leavers?|headcount|counts?|n|freq\w*)\b",
    re.IGNORECASE,
)
"""Headings of columns that count people, wherever in a row they stand."""
_NO_COUNTS = re.compile(
    r"\b(?:values?|codes?|categories|levels?|meaning|answers?|responses?|description)\b", re.IGNORECASE
)
"""Headings of what is said about answers or codes, in words."""
_IS_FIGURE = re.compile(
    r"[<>~≈£]?\d[\d,.]{0,20}%?(?: ?\([^()]{0,40}\))?|\[?[a-z]\]?|\*{1,4}|-{1,4}|[–—]|n/?a|\.{1,3}", re.IGNORECASE
)
_DIGITS = re.compile(r"\d")


def rows_in_digits(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows of a sheet with figures in digits, where columns of figures have theirs in words.

    What heads a column and what is a label stays: the first column, and one that says `one`, `two`, `three` beside
    others that are in digits.
    """
    read = [
        {n: said for n, cell in enumerate(row) if not cell[:1].isdecimal() and (said := in_digits(cell)) is not None}
        for row in rows
    ]
    if not any(read):
        return rows
    found = [list(row) for row in rows]
    worded = [_WordedRow.of(row, said) if said else None for row, said in zip(rows, read, strict=True)]
    for first, after in _blocks(rows):
        for column in sorted({n for at in range(first, after) for n in read[at]}):
            for at in _figures(rows, worded, range(first, after), column):
                found[at][column] = read[at][column]
    return found


class _WordedRow(NamedTuple):
    """A row with figures in words."""

    read: dict[int, str]
    """Those figures in digits, by their columns."""
    first: int
    """The first column that says something."""
    last: int
    """The last column with a figure."""
    is_heading: bool
    """Whether its words count up from nothing or one, as headings do."""

    @classmethod
    def of(cls, row: Sequence[str], read: dict[int, str]) -> _WordedRow:
        first = next(n for n, cell in enumerate(row) if cell.strip())
        last = next(n for n in reversed(range(len(row))) if n in read or _DIGITS.search(row[n]))
        return cls(read, first, last, _counts_up([said for n, said in sorted(read.items()) if n]))


def _counts_up(values: Sequence[str]) -> bool:
    return values in ([str(n) for n in range(1, len(values) + 1)], [str(n) for n in range(len(values))])


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """From where to where rows go on without a blank one."""
    first = 0
    for at, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            if at > first:
                yield first, at
            first = at + 1
    if first < len(rows):
        yield first, len(rows)


def _figures(
    rows: Sequence[Sequence[str]], worded: Sequence[_WordedRow | None], block: range, column: int
) -> list[int]:
    """The rows of a block in which a column says a figure in words."""
    cells = {at: rows[at][column].strip() for at in block if column < len(rows[at]) and rows[at][column].strip()}
    own = {at: row for at in cells if (row := worded[at]) is not None and column in row.read}
    digits = [at for at in cells if at not in own and _IS_FIGURE.fullmatch(cells[at]) and _DIGITS.search(cells[at])]
    top = min(cells)
    begun = min([*own, *digits])
    heading = " ".join(cells[at] for at in cells if at < begun)
    if top in own and (len(own) == 1 or own[top].is_heading):
        del own[top]  # `One`, `Two`, `Three` head columns
        heading = cells[top]
    if not own:
        return []
    counts = bool(_COUNTS.search(heading))
    if not counts and all(row.first >= column for row in own.values()):
        return []
    if len(digits) >= len(own):
        return list(own)
    begun = min([*own, *digits])
    others = any(at > begun and at not in own and not _IS_FIGURE.fullmatch(cells[at]) for at in cells)
    values = sorted({row.read[column] for row in own.values()}, key=lambda said: (len(said), said))
    is_label = not counts and _counts_up(values) and all(row.last > column for row in own.values())
    return [] if others or is_label or _NO_COUNTS.search(heading) else list(own)
