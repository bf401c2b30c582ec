"""`Protected`: a table that may leave. It holds what readers see and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from weakref import WeakKeyDictionary

from alder.disclosure.estimates import LEAST_BASE, MOST_ERROR, UNRELIABLE, are_estimates, relative_error
from alder.disclosure.settings import Rates
from alder.errors import NotProtected, UsageError
from alder.model.comparison import Comparand, FigureKind
from alder.model.frame import FrameSource
from alder.model.interval import SMALL_COHORT, wilson
from alder.model.made_up import MadeUp
from alder.model.statistic import NOT_APPLICABLE, PROVIDER, TIME, TOTAL, Figure, codes_where

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.disclosure.matched import Said
    from alder.disclosure.measured import FieldSaid
    from alder.disclosure.policy import Policy
    from alder.disclosure.reasons import Why
    from alder.model.coverage import Group, Whole
    from alder.model.interval import Interval
    from alder.model.period import AcademicYear
    from alder.model.quality import Break, Grade, Quality
    from alder.model.statistic import Filter, FrameRows, Indicator, Period

Rows = tuple[tuple[tuple[str, ...], tuple[Figure, ...]], ...]


@dataclass(frozen=True)
class About:
    """What travels with the figures, in words that may be published."""

    measure: str
    title: str
    year: AcademicYear
    definition: str
    version: str
    coverage: str
    group: Group
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    reads_as: str
    provisional: bool
    checked: str
    measured: tuple[FieldSaid, ...] = ()
    period: str = ""
    periods: tuple[Period, ...] = ()
    where: str = ""
    where_words: str = ""
    matched: Said | None = None
    design: str = ""
    bands: str = ""
    """`quintile` where providers were asked for in fifths."""
    by_value: bool = False
    """Whether rows for people stand in the order of their figures, and not in that of their names."""
    made_up: MadeUp = MadeUp.NO_WORD


class _Seal:
    """Held by `protect` alone; without it no `Protected` is made."""


SEAL = _Seal()


class Protected(FrameSource):
    """Counts that disclosure control has passed. Only `alder.protect` makes one.

    It cannot be changed, and what was hidden is not in it: not in an attribute, its text, or a copy.
    """

    __slots__ = ("__weakref__", "_rows", "about", "filters", "indicators", "policy", "quality")

    about: About
    policy: Policy
    quality: Quality
    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    """Those that readers see."""
    _rows: Rows

    def __init__(self, seal: object = None, **parts: Any) -> None:
        if seal is not SEAL:
            raise NotProtected(
                "a protected table is made by protecting counts, and in no other way",
                next='Use: alder.protect(counts, policy="srs-output")',
            )
        for name in self.__slots__[1:]:
            object.__setattr__(self, name, parts[name.lstrip("_")])

    def __init_subclass__(cls, **_: object) -> NoReturn:
        raise NotProtected("Protected cannot be extended: its promise would not hold for another class")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise NotProtected("a protected table cannot be changed", next="Protect the counts again instead.")

    def __delattr__(self, name: str) -> NoReturn:
        raise NotProtected("a protected table cannot be changed", next="Protect the counts again instead.")

    def __copy__(self) -> Protected:
        return self

    def __deepcopy__(self, memo: object) -> Protected:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotProtected(
            "a protected table cannot be pickled, because nobody could tell where it came from",
            next="Use .write_parquet() or .write_csv().",
        )

    # What it says

    @property
    def year(self) -> AcademicYear:
        return self.about.year

    @property
    def period(self) -> str:
        """The year, or the years, in words."""
        return self.about.period or self.about.year.label

    @property
    def title(self) -> str:
        return self.about.title

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols that stand in the table, in the order of the key."""
        used = {f for _, figures in self._rows for f in figures if isinstance(f, str)}
        return tuple(s for s in ("c", "low", "x", "u", NOT_APPLICABLE) if s in used)

    def meaning(self, symbol: str) -> str:
        most = self.policy.threshold - 1
        return {
            "c": "hidden to protect people",
            "low": f"1 to {most}: rounds to 0 but is not 0",
            "x": "not available",
            UNRELIABLE: f"unreliable: it may rest on fewer than {LEAST_BASE} answers",
            NOT_APPLICABLE: "not applicable",
        }[symbol]

    @property
    def main(self) -> Indicator:
        """The indicator that the table is about: its last mean or median, else its last rate, else its first count."""
        averages = [i for i in self.indicators if i.average]
        rates = [i for i in self.indicators if i.is_rate]
        return (averages or rates or self.indicators[:1])[-1]

    def filter(self, id: str) -> Filter:
        return next(f for f in self.filters if f.id == id)

    def value(self, indicator: str, **where: str) -> Figure:
        """What stands in one cell: `table.value("leavers", sex="Female")`. Filters that are not named are at their
        total; `z` where there can be none.
        """
        names = [i.id for i in self.indicators]
        if indicator not in names or (odd := set(where) - {f.id for f in self.filters}):
            what = indicator if indicator not in names else sorted(odd)[0]
            raise UsageError(f"the table has no {what}")
        wanted = codes_where(self.filters, where)
        for codes, figures in self._rows:
            if codes == wanted:
                return figures[names.index(indicator)]
        return NOT_APPLICABLE

    def interval(self, indicator: str, **where: str) -> Interval | None:
        """The 95% interval of a rate of fewer than 1,000, by Wilson's method; None of any other figure.

        Estimates of a survey, and rates that are told by provider, have theirs however many there are. It is worked
        out from what the row shows and from nothing else, so it tells nothing that the row does not.
        """
        self.value(indicator, **where)  # refuses what is not in the table
        figures = dict(self._rows).get(codes_where(self.filters, where))
        return None if figures is None else self.interval_in(figures, indicator)

    def interval_in(self, figures: tuple[Figure, ...], indicator: str) -> Interval | None:
        """The same for a row's figures."""
        shown = {i.id: f for i, f in zip(self.indicators, figures, strict=True)}
        of = next(i for i in self.indicators if i.id == indicator)
        rate = shown[indicator]
        if of.of is None or isinstance(rate, str):
            return None
        numerator, denominator = (shown.get(name) for name in of.of)
        if not isinstance(denominator, int) or denominator <= 0:
            return None
        if denominator >= SMALL_COHORT and not (self.are_estimates or self.by_provider):
            return None
        exact = self.policy.base == 1 and isinstance(numerator, int)
        found = wilson(numerator if exact else rate * denominator / 100, denominator, of.decimals)  # type: ignore[arg-type]
        error = self.relative_error_in(figures, indicator)
        return found._replace(unsafe=error is not None and error > MOST_ERROR) if found else None

    def comparand_in(self, figures: tuple[Figure, ...], indicator: str) -> Comparand | None:
        """One of a row's figures with what is known of it, to be compared with another; None of what is not shown."""
        shown = {i.id: f for i, f in zip(self.indicators, figures, strict=True)}
        of = next(i for i in self.indicators if i.id == indicator)
        figure, interval = shown[indicator], self.interval_in(figures, indicator)
        if isinstance(figure, str):
            return None
        ends = (float(interval.low), float(interval.high)) if interval and not interval.unsafe else None
        value, reach = float(figure), self.policy.reach
        if of.is_rate and of.of and not self.are_estimates:
            base = shown.get(of.of[1])
            known = float(base) if isinstance(base, int) and reach is not None else None
            published = self.policy.rates is Rates.PUBLISHED
            return Comparand(value, FigureKind.RATE, of.decimals, known, reach, ends, from_published=published)
        kind = FigureKind.COUNT if of.is_count and not self.are_estimates else FigureKind.ESTIMATE
        return Comparand(value, kind, of.decimals, reach=reach, interval=ends)

    @property
    def are_estimates(self) -> bool:
        """Whether the figures come from a survey or a projection."""
        return are_estimates(self.quality)

    @property
    def by_provider(self) -> bool:
        """Whether providers stand beside each other."""
        return any(f.id == PROVIDER for f in self.filters)

    def relative_error_in(self, figures: tuple[Figure, ...], indicator: str) -> float | None:
        """The standard error of an estimate in per cent of it, from what a row shows; None of what is no estimate."""
        if not self.are_estimates:
            return None
        shown = {i.id: f for i, f in zip(self.indicators, figures, strict=True)}
        of = next(i for i in self.indicators if i.id == indicator)
        rate, base = shown[indicator], shown.get(of.of[1]) if of.of else None
        return relative_error(rate, base) if isinstance(rate, Decimal) and isinstance(base, int) else None

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The breaks at the years shown: of one year at its start, of several between them.

        `quality.breaks` has those of earlier years too, which a rate read: another table may show these.
        """
        years = [p.year for p in self.about.periods] or [self.about.year]
        return tuple(
            b for b in self.quality.breaks if years[0] <= b.year <= years[-1] and (len(years) == 1 or b.year > years[0])
        )

    def grade(self, **where: str) -> Grade:
        """The grade of one cell: the worst of the fields behind the measure, its filter, and the splits that define it.

        Filters that are not named are at their total, and define nothing.
        """
        return self.quality.of_cell(id for id, code in where.items() if code != TOTAL)

    # What its owner is told

    def why(self, indicator: str | None = None, **where: str) -> Why:
        """Why a figure is hidden or shown; filters that are not named are at their total.

        Without an indicator it is about the first count. For the owner of the data alone: what is small is not for
        readers to know. The reasons are kept beside the table, in the process that protected it; no file, page or
        text of the table has them.
        """
        name = indicator or next((i.id for i in self.indicators if i.is_count), self.indicators[0].id)
        self.value(name, **where)  # refuses what is not in the table
        return beside(self).answers.why(name, codes_where(self.filters, where))

    def not_kept(self) -> tuple[str, ...]:
        """The counts that `protect(counts, keep=...)` was to keep visible and could not, in words. For the owner."""
        return beside(self).answers.not_kept()

    # What it turns into. What is written of a table of a store is judged first, and remembered: `alder.protect`.

    @property
    def rows(self) -> Rows:
        """The codes of the filters and the figures of the indicators, in their order: a frame like `to_arrow`.

        A table of a store is kept in its ledger as one that stays inside, as for every frame: whoever has all its
        figures can write a file.
        """
        beside(self).ledger.keep_inside(self)
        return self._rows

    def to_arrow(self, *, rows: FrameRows = "cells", scope: str = "") -> pa.Table:
        """One row a combination: each category in words and as a code, each figure as a float, missing where none is
        shown, with its symbol beside. `to_pandas` and `to_polars` give the same.

        Totals are not among the `cells`: `rows="totals"` gives these alone, `rows="all"` both. A table with several
        scopes, which are never added, needs the `scope` that is meant, or "all".

        A table of a store is kept in its ledger as one that stays inside, so that it is known again, and judged, should
        a file that was made of the frame be published.
        """
        near = beside(self)
        frame = near.outputs.frame(self, rows, scope)  # what is refused is refused before the table is kept
        near.ledger.keep_inside(self)
        return frame

    def write_csv(self, path: str | Path, *, whole: Whole | str | None = None) -> list[Path]:
        """The data file, its metadata file, and its notes beside them; the three paths are the answer.

        They are a data set of the open-data standard, as `alder table --out` writes it and `alder publish import` reads
        it. Totals are about the place that the store is declared to hold (`store.covers`), or its one provider; of a
        few providers split the table by provider, or say what they are all of, if it is true: `LSIP E69000001 Alder`.
        The name of a file with made-up figures gets `_made_up` at its end, if it does not say so.
        """
        near, file = beside(self), self._data_file(path)
        near.outputs.check_csv(self, Path(path), whole)  # what is refused is refused before the table counts as out
        near.ledger.let_leave(self, file)
        files = near.outputs.write_csv(self, file, whole)
        near.ledger.note_file(self, file)
        return files

    def write_parquet(self, path: str | Path) -> Path:
        """The Arrow table, with policy, quality and notes in the metadata of the file, whose path is the answer."""
        near, file = beside(self), self._data_file(path)
        near.ledger.let_leave(self, file)
        near.outputs.write_parquet(self, file)
        near.ledger.note_file(self, file)
        return file

    def _data_file(self, path: str | Path) -> Path:
        """Where a data file is written: the name of one with made-up figures says so."""
        return Path(path).with_stem(self.about.made_up.file_name(Path(path).stem))

    def write_html(self, path: str | Path, *, boundaries: pa.Table | None = None) -> None:
        """One page that a person reads: table, chart, definition, quality.

        With `boundaries` (`store.boundaries()`) the chart of a table by region, authority or other area is a map.
        """
        near, file = beside(self), Path(path)
        near.ledger.let_leave(self, file)
        near.outputs.write_html(self, file, boundaries)
        near.ledger.note_file(self, file)

    def text(self, width: int = 100) -> str:
        """The table as the terminal shows it."""
        return beside(self).outputs.text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        by = ", ".join(f.id for f in self.filters if f.id != TIME) or "nothing"
        return f"<Protected: {self.about.measure} by {by} ({self.period}), {self.policy.label}>"

    def _repr_html_(self) -> str:
        return beside(self).outputs.notebook(self)


def rows_of(table: Protected) -> Rows:
    """The rows of a table for what Alder shows, writes or compares itself, which says by itself where they go."""
    return table._rows  # of this module


class Answers(Protocol):
    """What the owner of a table is answered, and no reader."""

    def why(self, indicator: str, codes: tuple[str, ...]) -> Why: ...

    def not_kept(self) -> tuple[str, ...]: ...


class Remembers(Protocol):
    """Hears what becomes of a table, and judges it before it leaves. Raises where it may not."""

    def keep_inside(self, table: Protected) -> object:
        """It becomes a frame, which stays inside."""

    def let_leave(self, table: Protected, path: Path) -> None:
        """It is about to be written to a file."""

    def note_file(self, table: Protected, path: Path) -> None:
        """It was written to a file."""


class Outputs(Protocol):
    """Its forms for people and machines."""

    def frame(self, table: Protected, rows: FrameRows, scope: str) -> pa.Table: ...

    def check_csv(self, table: Protected, path: Path, whole: Whole | str | None) -> None: ...

    def write_csv(self, table: Protected, path: Path, whole: Whole | str | None) -> list[Path]: ...

    def write_parquet(self, table: Protected, path: Path) -> None: ...

    def write_html(self, table: Protected, path: Path, boundaries: pa.Table | None) -> None: ...

    def notebook(self, table: Protected) -> str: ...

    def text(self, table: Protected, width: int) -> str: ...


@dataclass(frozen=True, eq=False)
class Beside:
    """What is beside a table in the process that protected it, and never within it. It ends with the table."""

    answers: Answers
    ledger: Remembers
    outputs: Outputs


_BESIDE: WeakKeyDictionary[Protected, Beside] = WeakKeyDictionary()


def put_beside(table: Protected, found: Beside) -> None:
    """Say who answers for a table, who remembers it and who writes it: `protect` does, of each that it makes."""
    _BESIDE[table] = found


def beside(table: Protected) -> Beside:
    """What is beside a table. One that nobody would remember is not written either."""
    found = _BESIDE.get(table)
    if found is None:
        raise NotProtected(
            "nothing says who remembers this table, so it cannot leave", next="Protect the counts again."
        )
    return found
