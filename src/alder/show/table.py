"""The neutral table: its dimensions with their members, its measures and its figures, and these in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from alder.look.words import in_sentence, listed, with_minus
from alder.model.symbols import OLDER, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PLACE, TIME, INDICATOR = "place", "time", "indicator"
"""Names of the dimensions that every table has. Those of groups are the ids of their filters."""

Member = int | tuple[str, int]
"""The code of a member: a number, or a level of places with the number of a place there."""
Key = tuple[Member, ...]
"""Of a figure the member of each dimension; the last is the number of its measure."""


class MeasureColumn(Protocol):
    """What a column of figures is."""

    @property
    def label(self) -> str: ...

    @property
    def unit(self) -> str:
        """`%`, `pp`, `£`, `£m`, `string` for text, or nothing for plain numbers."""

    @property
    def decimals(self) -> int | None:
        """None where figures stand as they were written."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which figures are told apart. Members are codes with their words."""

    name: str
    title: str
    members: tuple[tuple[Member, str], ...]


@dataclass(frozen=True)
class Outline:
    """What a table is about, without its figures: enough for its title, its notes and its size."""

    dimensions: tuple[Dimension, ...]
    measures: Sequence[MeasureColumn]
    """All that figures may be of; a member of the last dimension is a place in here."""

    def dimension(self, name: str) -> Dimension:
        return next(d for d in self.dimensions if d.name == name)

    @property
    def split(self) -> tuple[Dimension, ...]:
        """The dimensions with more than one member: those that need headings. What divides another follows it."""
        return tuple(self.dimensions[n] for n in self.order() if len(self.dimensions[n].members) > 1)

    @property
    def fixed(self) -> tuple[Dimension, ...]:
        """The dimensions with one member, which is said once above the table."""
        return tuple(d for d in self.dimensions if len(d.members) == 1)

    def order(self) -> Sequence[int]:
        """Positions of the dimensions as they follow each other in a head: those that divide each other together."""
        return range(len(self.dimensions))

    def ids(self, dimension: Dimension) -> list[str]:
        """What addresses and files call the members of a dimension, as these stand."""
        return [str(member) for member, _ in dimension.members]

    def area_code(self, place: tuple[str, int]) -> str:
        """The code by which the area of a place is known, for maps; nothing where it has none."""
        return ""

    def usual_layout(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the dimensions of rows and of columns: times and measures run along the top."""
        split = [d.name for d in self.split]
        columns = [name for name in (TIME, INDICATOR) if name in split]
        rows = [name for name in split if name not in columns]
        if not rows and len(columns) > 1:
            rows = [columns.pop(0)]
        return tuple(rows), tuple(columns)


@dataclass(frozen=True)
class StatisticalTable(Outline):
    """Figures by the members of every dimension, in the order of `dimensions`.

    A table has up to a million figures, so each is the text that was published, and what goes with one (its interval)
    is worked out when it is asked for.
    """

    figures: Mapping[Key, str]
    rows_found: int
    """How many rows of the data set were chosen; more than are in `figures` where the table was cut."""
    rows_read: int

    @property
    def is_cut(self) -> bool:
        return self.rows_found > self.rows_read

    def interval(self, key: Key) -> tuple[float, float] | None:
        """The ends of a figure's interval, where the table has them."""
        return None

    def time_line(self, codes: Sequence[Member]) -> tuple[list[str], list[int]]:
        """The labels of all times from the first of these to the last, and where each of these stands among them."""
        words = dict(self.dimension(TIME).members)
        return [words[code] for code in codes], list(range(len(codes)))

    def kinds_of_time(self, codes: Sequence[Member]) -> set[str]:
        """What kinds of times these are, such as academic years: no line joins times of several kinds."""
        return set()


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NO_ROW = "the data set has no figure for this"
"""What an empty cell means."""


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def shown(text: str, measure: MeasureColumn, *, with_unit: bool = False) -> str:
    """Whole thousands get a comma. Decimals are those of the indicator, where it says so."""
    if not is_number(text) or measure.unit == "string":
        return text
    if measure.decimals is None:
        whole, point, part = text.partition(".")
        words = f"{int(whole):,}{point}{part}" if whole not in ("-0",) else text
    else:
        words = f"{float(text):,.{measure.decimals}f}" if "." in text or measure.decimals else f"{int(text):,}"
    words = with_minus(words)
    return _with_unit(words, measure.unit) if with_unit else words


def decimals_shown(measure: MeasureColumn, text: str) -> int:
    """How many decimals the figures of a measure have; where it does not say so, as many as this one."""
    return measure.decimals if measure.decimals is not None else len(text.partition(".")[2])


def unit_in_words(measure: MeasureColumn) -> str:
    """The unit for the head of a column, or nothing for plain numbers."""
    return {"": "", "string": "", "pp": "percentage points", "£m": "£ million"}.get(measure.unit, measure.unit)


def meaning(text: str) -> str:
    """What a symbol stands for; nothing for what is none."""
    return SYMBOLS.get(OLDER.get(text, text), "")


def used(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The symbols among these cells with what they mean, in the order in which the key lists them."""
    found = set(texts)
    order = (*SYMBOLS, *OLDER)
    return [(symbol, meaning(symbol)) for symbol in order if symbol in found]


def _with_unit(words: str, unit: str) -> str:
    if unit.startswith("£"):
        return f"£{words}{unit[1:]}"
    if unit == "pp":
        return f"{words} points"
    return f"{words}{unit}"


def title_of(table: Outline) -> str:
    """Enrolments by place and sex, 2019/20 to 2023/24."""
    measures = [words for _, words in table.dimension(INDICATOR).members]
    what = (
        listed([measures[0], *(in_sentence(words) for words in measures[1:])])
        if len(measures) < 4
        else f"{len(measures)} measures"
    )
    by = [in_sentence(d.title) for d in table.split if d.name not in (INDICATOR, TIME)]
    where = table.dimension(PLACE).members
    place = f" in {where[0][1]}" if len(where) == 1 else ""
    times = [words for _, words in table.dimension(TIME).members]
    when = times[0] if len(times) == 1 else f"{times[0]} to {times[-1]}"
    return f"{what}{place}{f' by {listed(by)}' if by else ''}, {when}"


def indicators_of(table: Outline) -> list[MeasureColumn]:
    """The indicators that the table has, in its order."""
    return [table.measures[n] for n, _ in table.dimension(INDICATOR).members if isinstance(n, int)]


TOTAL_WORDS = ("total", "all")
"""What publishers call the group of everybody, in small letters."""


def is_total(words: str) -> bool:
    """Whether these words name the group of everybody."""
    return words.casefold() in TOTAL_WORDS
