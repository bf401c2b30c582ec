"""What is counted and how it is laid out: indicators, filters, match rates, and the unprotected answer, `Counts`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal
from warnings import warn

import pyarrow as pa

from alder.errors import NotProtected, UsageError, unknown_name
from alder.model import frame
from alder.model.coverage import UNKNOWN_GROUP, Group
from alder.model.interval import Interval, wilson
from alder.model.made_up import COLUMN, MadeUp
from alder.model.period import years_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.model.period import AcademicYear
    from alder.model.quality import Grade, Quality

Figure = int | Decimal | str
"""What stands in a cell: a count, a rate, a mean or median, or a symbol."""

NOT_APPLICABLE = "z"
"""The symbol of a cell in which nothing can stand: no such group exists, or nobody is in it to be a share of."""

PROVIDER = "provider"
"""The filter of providers, a geographic level of its own in files. They are never ranked: `provider_bands` says why."""

TOTAL = "Total"
"""The code of the category that stands for all categories of a filter."""

POUNDS = "pounds"
"""The unit of amounts of money."""

SCOPE = "scope"
"""The filter of kinds of provision that a measure judges by rules of their own. It has a total only where one has a
meaning."""

TIME = "time_period"
"""The filter of a table over several years. Its codes are years as people write them; it never has a total."""


ONLY_THOSE_WHERE = "only_those_where"
"""The column with the filter of the question, where it had one: figures of a part are never taken for the whole."""

QUALITY_GRADE = "quality_grade"
"""The column with the grade of the cells of each row."""


@dataclass(frozen=True)
class Period:
    """One of the years that a question is about. A `missing` one has no figures: not all that it needs is held."""

    year: AcademicYear
    provisional: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Indicator:
    """One figure of a table: a count of `unit`s, a rate in % of two counts in the same table, or a mean or median.

    `of` is None for a count, else (numerator id, denominator id). A rate is worked out from unrounded counts;
    a rate with denominator 0 is missing, not 0, and halves are rounded up, unless the query set `halves` to "even"
    or `nothing` to "zero". `shown` is False for a count that a rate needs but no reader sees.

    `average` is `mean` or `median` of the values of those in the count `rests_on`, in `unit`s; of nobody it is missing.
    It is rounded to `decimals`, or to multiples of `nearest`.
    """

    id: str
    label: str
    unit: str
    of: tuple[str, str] | None = None
    decimals: int = 0
    shown: bool = True
    halves: str = "up"
    nothing: str = "missing"
    average: Literal["", "mean", "median"] = ""
    rests_on: str = ""
    nearest: int = 1

    @property
    def is_rate(self) -> bool:
        return self.of is not None

    @property
    def is_count(self) -> bool:
        return not self.is_rate and not self.average

    @property
    def symbol(self) -> str:
        """The unit of a rate or an average as files have it: `%`, `£`, or nothing where it has no sign."""
        return "%" if self.is_rate else "£" if self.unit == POUNDS else ""

    def worked_out(self, numerator: int, denominator: int) -> Decimal | None:
        """The rate of two unrounded counts, in the way this indicator rounds."""
        return rate(numerator, denominator, self.decimals, halves=self.halves, nothing=self.nothing)

    def rounded(self, average: float | None) -> Decimal | None:
        """A mean or median as it is told; halves are rounded away from 0."""
        if average is None:
            return None
        exact = Decimal(f"{average / self.nearest:.9f}")  # what a sum of fractions is off by must not break a tie
        return exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP) * self.nearest


def headed(i: Indicator) -> str:
    """Its label as the head of a column, with the unit of what is no count."""
    return i.label if i.is_count else f"{i.label} ({'%' if i.is_rate else i.unit})"


@dataclass(frozen=True)
class Category:
    """One value of a filter, or its total.

    Where a publication fixed what it is called, `label` is that, word for word: figures are laid beside the published
    ones by it. `formerly` has what it was called in earlier releases, which a filter goes on understanding.
    """

    code: str
    label: str
    formerly: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Moments:
    """What holds along a filter whose categories are moments of one cohort, in their order.

    The counts in `falling` hold at a moment some of those whom they held before, and never anybody new. `gone` is the
    count of those whom the count `of` has lost since the first moment. At the first moment nobody is gone, and the
    numerator of every rate is all of its denominator.
    """

    falling: tuple[str, ...]
    of: str
    gone: str


@dataclass(frozen=True)
class Filter:
    """A characteristic by which figures are split.

    `additive` says that every counted unit falls in exactly one category, so categories sum to the total; where a
    learner may appear in several rows (level, provider, scope) it is False, and rows may add to more than the total.
    `has_total` is False where a total has no meaning. `parent` maps a category code to the code of the category it
    is part of, for a filter with levels; codes not in it hang under the total. `moments` is given where the categories
    are moments of one cohort, and none of them its parts.
    """

    id: str
    label: str
    categories: tuple[Category, ...]
    additive: bool = True
    has_total: bool = True
    total_label: str = "All"
    parent: Mapping[str, str] = field(default_factory=dict)
    moments: Moments | None = None

    def label_of(self, code: str) -> str:
        if code == TOTAL:
            return self.total_label
        return next(c.label for c in self.categories if c.code == code)


FrameRows = Literal["cells", "totals", "all"]
"""Which rows a frame of figures has: those that are in no total of each other, the totals of these, or both."""


class FrameCaution(UserWarning):
    """Of a frame whose rows do not add up to its totals."""


def _level_of_caller() -> int:
    """How many calls up from the one that asks somebody else than Alder called, so that a warning names their line."""
    level, place = 1, sys._getframe(1)
    while place.f_back is not None and place.f_globals.get("__name__", "").partition(".")[0] == "alder":
        level, place = level + 1, place.f_back
    return level


@dataclass(frozen=True)
class FrameColumn:
    """The figures of an indicator, or what stands beside one: a number or a symbol for each row of a table."""

    name: str
    label: str
    unit: str
    figures: Sequence[Figure | float | None]
    has_symbols: bool = True
    """Whether a column beside it says why there is no number."""


@dataclass(frozen=True, kw_only=True)
class FigureTable:
    """A table of figures, from which frames are made. `codes` has the categories of each row.

    `constants` say the same in every row, so that none is taken for what it is not; `texts` are columns beside the
    figures, such as grades. `about` goes with the frame.
    """

    filters: tuple[Filter, ...]
    codes: Sequence[tuple[str, ...]]
    year: str
    figures: Sequence[FrameColumn]
    constants: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def frame(self, rows: FrameRows = "cells", scope: str = "") -> pa.Table:
        """One row a combination of categories, in words and codes; figures as floats, missing where none is shown, with
        the symbol in a column beside.

        Rows of totals are apart, so that what is grouped, pivoted or plotted is never a mixture of parts and wholes.
        Where the table has several scopes, of which no figure is a part of the other, one has to be named, or "all".
        """
        chosen = self._chosen(rows, scope)
        if rows == "cells":
            self._warn_of_sums(chosen)
        columns: list[tuple[pa.Field, pa.Array]] = []

        def add(name: str, values: Sequence[Any], type: pa.DataType, **about: str) -> None:
            said = {key: text for key, text in about.items() if text}
            columns.append((pa.field(name, type, metadata=said), pa.array([values[n] for n in chosen], type)))

        for place, f in enumerate(self.filters):
            codes = [row[place] for row in self.codes]
            if f.id == TIME:
                add("year", codes, pa.string(), label=f.label)
                continue
            words = _words(f)
            add(f.id, [words[c] for c in codes], pa.string(), label=f.label, order=json.dumps([*words.values()]))
            add(f"{f.id}_code", codes, pa.string(), label=f"{f.label}, as a code")
        if not any(f.id == TIME for f in self.filters):
            columns.insert(0, (pa.field("year", pa.string()), pa.array([self.year] * len(chosen), pa.string())))
        for name, text in self.constants.items():
            add(name, [text] * len(self.codes), pa.string())
        for c in self.figures:
            numbers = [None if f is None or isinstance(f, str) else float(f) for f in c.figures]
            add(c.name, numbers, pa.float64(), label=c.label, unit=c.unit)
            if c.has_symbols:
                add(f"{c.name}_symbol", [f if isinstance(f, str) else "" for f in c.figures], pa.string())
        for name, values in self.texts.items():
            add(name, values, pa.string())
        schema = pa.schema([f for f, _ in columns], metadata={frame.ABOUT: json.dumps(self.about, ensure_ascii=False)})
        return pa.table([array for _, array in columns], schema=schema)

    def _warn_of_sums(self, chosen: Sequence[int]) -> None:
        """Say what a sum over these rows would not have, or have twice: pandas and Polars add up in silence."""
        told = [c for c in self.figures if c.has_symbols]
        hidden = sum(isinstance(c.figures[n], str) and c.figures[n] != NOT_APPLICABLE for c in told for n in chosen)
        split = [f for k, f in enumerate(self.filters) if len({self.codes[n][k] for n in chosen}) > 1]
        several = [f.label for f in split if not f.additive and not f.moments and f.id not in (TIME, SCOPE)]
        says = []
        if hidden:
            of = len(told) * len(chosen)
            says.append(f"{hidden} of {of} figures are not shown, and sums, means and charts leave them out")
        if several:
            says.append(f"learners may be in several rows ({', '.join(several)}), and a sum counts them in each")
        if says:
            words = "; ".join(says)
            warn(f'{words[:1].upper()}{words[1:]}. Totals: rows="totals".', FrameCaution, stacklevel=_level_of_caller())

    def _chosen(self, rows: str, scope: str) -> list[int]:
        """The places of the rows that a frame has."""
        if rows not in ("cells", "totals", "all"):
            raise UsageError(f"a frame has no rows called {rows}", next='Use rows="cells", "totals" or "all".')
        is_total = are_totals(self.filters, self.codes)
        found = [n for n, total in enumerate(is_total) if rows == "all" or total == (rows == "totals")]
        at = place_of_scopes(self.filters)
        if at is None:
            if scope and scope != "all":
                raise UsageError(f"this table has no scopes, so there is no {scope}", next="Leave out scope=.")
            return found
        wanted = self._scope(at, scope)
        return [n for n in found if not wanted or self.codes[n][at] == wanted]

    def _scope(self, at: int, scope: str) -> str:
        """The code of the one scope that is meant; nothing for all of them."""
        held = {c.code: c.label for c in self.filters[at].categories if c.code in {row[at] for row in self.codes}}
        if scope == "all" or (not scope and len(held) < 2):
            return ""
        found = [code for code, label in held.items() if scope.casefold() in (code.casefold(), label.casefold())]
        if found:
            return found[0]
        what = f"this table has no scope called {scope}" if scope else f"this table has {len(held)} scopes"
        choices = "\n".join(f'  scope="{code}"   {label}' for code, label in held.items())
        raise UsageError(
            what,
            where="No figure of one is part of the other, so a mean or a sum over both would be of nobody.",
            next=f'Name one, here, in alder.tabulate() or with --scope, or take all rows:\n{choices}\n  scope="all"',
        )


def are_totals(filters: Sequence[Filter], codes: Sequence[tuple[str, ...]]) -> list[bool]:
    """Of each row whether others are parts of it: in one of the filters it is at the total, or above another row."""
    held = [{row[n] for row in codes} for n in range(len(filters))]
    above = [{TOTAL, *(f.parent[c] for c in some if c in f.parent)} for f, some in zip(filters, held, strict=True)]
    return [any(c in a for c, a in zip(row, above, strict=True)) for row in codes]


def codes_where(filters: Sequence[Filter], where: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of the row that is meant: a category may be named by its code or in words, and a filter that is not
    named is at its total. Raises where there is no such category, or no total to be at.
    """
    found = []
    for f in filters:
        named = {c.code: c.label for c in f.categories} | ({TOTAL: f.total_label} if f.has_total else {})
        if f.id not in where:
            if not f.has_total and len(named) > 1:
                raise UsageError(
                    f"this table has no total of {f.label}, so one has to be named",
                    next=f"{f.id}=... one of {', '.join(named)}",
                )
            found.append(next(iter(named)) if not f.has_total else TOTAL)
            continue
        said = str(where[f.id])
        alike = [said] if said in named else [c for c, label in named.items() if label.casefold() == said.casefold()]
        if len(alike) != 1:
            raise unknown_name(
                f"category of {f.id}", said, [*named, *named.values()], next=f"It has {', '.join(named)}."
            )
        found += alike
    return tuple(found)


def place_of_scopes(filters: Sequence[Filter]) -> int | None:
    """Which of the filters is that of scopes which are never added; None where none is."""
    return next((n for n, f in enumerate(filters) if f.id == SCOPE and not f.has_total), None)


def _words(f: Filter) -> dict[str, str]:
    """The words of each code, in the order of the categories, the total last. No two codes have the same words."""
    alike = Counter(c.label for c in f.categories)
    words = {c.code: c.label if alike[c.label] == 1 else f"{c.label} ({c.code})" for c in f.categories}
    return {**words, TOTAL: TOTAL}


def _split_by(ids: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The filters of which a row is not the total."""
    return [id for id, code in zip(ids, codes, strict=True) if code != TOTAL]


@dataclass(frozen=True)
class Behind:
    """Where the records behind counts can be asked for: the folder of their store, and the question once more.

    People of delivered tables are drawn: `is_drawn` says that `ask` does not give them, and the `source` has to be
    asked the `query` in another way.
    """

    folder: str
    ask: Callable[[], pa.Table] | None
    check_place: Callable[[], object]
    """Raises where the store does not say whose hands its records are in: it gives nothing that is not protected."""
    query: Any = None
    source: Any = None
    is_drawn: bool = False


ORIGIN = b"alder.store"
"""Under this name the cells of counts of a store have its folder, so that they are known as such without `behind`."""


@dataclass(frozen=True, repr=False)
class Counts(frame.FrameSource):
    """The unprotected answer to a query. Nothing may leave in this form: see `alder.protect`.

    `cells` has one row for each combination of categories that can exist, totals included: a string column for each
    filter holding category codes (or `TOTAL`), and an int64 column for each count indicator. A combination without
    a row cannot exist (shown `z`); a row with 0 is a true zero. Rates are not columns: they follow from `of`. A mean or
    median has a float64 column, missing where nobody is in the count that it rests on.
    `excluded` counts units left out, by reason; `unknown` counts units without a known value, by filter id. `measured`
    says how the fields that were read are filled in the returns of the year, over all of their records.

    A table over several years has the filter `TIME`; `periods` then has all the years that were asked for, and `year`
    is the last of them. `where` is the filter that the question had, as it is written, and `where_words` in words.
    `matched` says how many of the people looked for in linked records were found.

    `coverage` says which returns were used; `group` whose records the rows of everybody are about.
    `source_ids` are the sources behind the figures, by their names in the catalogue. `keys` has, where it was asked
    for, the same rows as `cells` and in each count's column the sum of the secret keys of the records that it counts.
    `records` has, where it was asked for, a row for each record and combination of categories that it is in: its secret
    key `record`, a column of codes for each filter, and for each count whether it counts there. `behind`
    is where they can be asked for later.
    `made_up` says what of the records was made up.
    `contributions` has, where there is a mean or median, a row for each record behind it: the number of its `person`, a
    column of codes for each filter, and for each mean or median the value, missing where the record has no part in it.
    """

    measure: str
    title: str
    year: AcademicYear
    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    cells: pa.Table
    quality: Quality
    version: str
    definition: str
    coverage: str
    group: Group = UNKNOWN_GROUP
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    excluded: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    reads_as: str = ""
    provisional: bool = False
    measured: tuple[MeasuredField, ...] = ()
    periods: tuple[Period, ...] = ()
    where: str = ""
    where_words: str = ""
    matched: Matched | None = None
    source_ids: tuple[str, ...] = ()
    made_up: MadeUp = MadeUp.NO_WORD
    keys: pa.Table | None = None
    records: pa.Table | None = None
    contributions: pa.Table | None = None
    behind: Behind | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """What it is, and no figure: a notebook that shows its last value must not show small numbers."""
        ids = [f.id for f in self.filters if f.id != TIME]
        by = f" by {', '.join(ids)}" if ids else ""
        return (
            f"Counts: {self.measure}{by} ({self.period}), {self.cells.num_rows:,} rows, not protected.\n"
            "Nothing is shown, because small numbers can identify people.\n"
            "Next: alder.protect(counts)"
        )

    def of_a_store(self, behind: Behind | None) -> Counts:
        """The same, counted from the records of a store."""
        if behind is None:
            return self
        cells = self.cells.replace_schema_metadata({ORIGIN: behind.folder.encode()})
        return replace(self, cells=cells, behind=behind)

    @property
    def store_folder(self) -> str:
        """The folder of the store that these are of, also where nothing says any more who is behind them."""
        if self.behind is not None:
            return self.behind.folder
        origin: bytes = (self.cells.schema.metadata or {}).get(ORIGIN, b"")
        return origin.decode()

    @property
    def period(self) -> str:
        """The year, or the years, in words."""
        return years_in_words(p.year for p in self.periods) if self.periods else self.year.label

    @property
    def counts(self) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators if i.is_count)

    @property
    def averages(self) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators if i.average)

    @property
    def rates(self) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators if i.is_rate)

    def to_arrow(self, *, rows: FrameRows = "cells", scope: str = "") -> pa.Table:
        """Every figure, in the columns that `Protected.to_arrow` has: one row a combination, words and codes, floats.

        For who holds the records alone: of a store with a place (`alder store place`), or of made-up records. All else
        is protected first.
        """
        if self.behind is not None:
            self.behind.check_place()
        elif self.made_up is not MadeUp.ALL:
            raise NotProtected(
                "counts of which no store says whose they are become no frame, because small numbers identify people",
                next="Protect them first: alder.protect(counts).to_pandas()",
            )
        ids = [f.id for f in self.filters]
        codes = [tuple(str(row[id]) for id in ids) for row in self.cells.to_pylist()]
        constants = {ONLY_THOSE_WHERE: self.where, COLUMN: self.made_up.mark, "protection": "Not protected"}
        return FigureTable(
            filters=self.filters,
            codes=codes,
            year=self.year.label,
            figures=[
                FrameColumn(i.id, i.label, "%" if i.is_rate else i.unit, self._column(i)) for i in self.indicators
            ],
            constants={name: text for name, text in constants.items() if text},
            texts={QUALITY_GRADE: [self.quality.of_cell(_split_by(ids, row)).value for row in codes]},
            about={
                "title": self.title,
                "made_up": self.made_up.value,
                "says": f"{self.made_up.says} Not protected: small numbers can identify people.".strip(),
                "year": self.period,
                "quality": self.quality.grade.value,
                "coverage": self.coverage,
                "notes": "\n".join(self.notes),
            },
        ).frame(rows, scope)

    def _column(self, i: Indicator) -> list[Figure]:
        """An indicator of every row; `z` where there can be no figure."""
        if i.of:
            pairs = zip(*(self.cells[name].to_pylist() for name in i.of), strict=True)
            found: list[Figure | None] = [i.worked_out(*pair) for pair in pairs]
        else:
            found = [i.rounded(value) if i.average else value for value in self.cells[i.id].to_pylist()]
        return [NOT_APPLICABLE if figure is None else figure for figure in found]

    def filter(self, id: str) -> Filter:
        return next(f for f in self.filters if f.id == id)

    def indicator(self, id: str) -> Indicator:
        return next(i for i in self.indicators if i.id == id)

    def interval(self, rate: str, **where: str) -> Interval | None:
        """The 95% interval of a rate by Wilson's method, from unrounded counts; None with nothing to divide by."""
        i = self.indicator(rate)
        if i.of is None:
            return None
        numerator, denominator = (self.value(name, **where) for name in i.of)
        return None if numerator is None else wilson(numerator, int(denominator or 0), i.decimals)

    def value(self, indicator: str, **where: str) -> int | Decimal | None:
        """One figure, with filters not named at their total; None where it cannot exist or the denominator is 0."""
        if odd := [name for name in where if name not in {f.id for f in self.filters}]:
            raise UsageError(f"these counts are not split by {odd[0]}")
        wanted = dict(zip((f.id for f in self.filters), codes_where(self.filters, where), strict=True))
        for row in self.cells.to_pylist():
            if all(row[k] == v for k, v in wanted.items()):
                i = self.indicator(indicator)
                if i.average:
                    return i.rounded(row[i.id])
                return i.worked_out(row[i.of[0]], row[i.of[1]]) if i.of else int(row[i.id])
        return None


def rate(
    numerator: int, denominator: int, decimals: int = 1, *, halves: str = "up", nothing: str = "missing"
) -> Decimal | None:
    """Numerator as a percentage of denominator, worked out in decimals.

    Halves round up, or to the even digit with `halves="even"`. With nothing to divide by the rate is missing (None),
    or 0 with `nothing="zero"`.
    """
    if denominator == 0:
        return None if nothing == "missing" else Decimal(0)
    way = ROUND_HALF_UP if halves == "up" else ROUND_HALF_EVEN
    return (Decimal(100 * numerator) / Decimal(denominator)).quantize(Decimal(1).scaleb(-decimals), way)


@dataclass(frozen=True)
class MatchRate:
    """One group: those looked for and those found. These are counts of people: `alder.protect` turns them to words.

    `group` is the characteristic, empty for everybody; `label` is which of its categories.
    """

    group: str
    label: str
    looked_for: int
    found: int


@dataclass(frozen=True)
class Matched:
    """The match rates of a result over linked records. `says` tells in words whom it calls found.

    `rates` are of those whom the question counts, for the eyes of whoever holds the data. `whole` is of everybody of
    the measure's year, whatever the question leaves out or splits by, and of each year where there are several: it is
    the same in every table, so it may go with all of them.
    """

    says: str
    rates: tuple[MatchRate, ...]
    whole: tuple[MatchRate, ...] = ()


@dataclass(frozen=True)
class MeasuredField:
    """One field over the returns that a result used. These are counts of records: `alder.protect` turns them to words.

    `returns` is how many returns collect the field and `measured` how many of them were measured. `expected` is how
    many records should have a value, None where no rule says; `missing` of them have none. Of the `values`, `unknown`
    say nothing: not known, or standing in for another; None where the field has no such values. Of the values
    `returned`, those that could not be read among them, `wrong` could not be read or are not on the code list.
    `in_tables` says that tables split by it show those without a known value, as a category. `year` is the year of the
    returns, where a table is over several: each is told by itself.
    """

    field: str
    grade: Grade
    returns: int
    measured: int
    expected: int | None = None
    missing: int = 0
    values: int = 0
    unknown: int | None = None
    returned: int = 0
    wrong: int = 0
    in_tables: bool = False
    year: str = ""
