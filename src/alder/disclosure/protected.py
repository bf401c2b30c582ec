"""`Protected`: a table that may leave. It holds what readers see and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from alder.disclosure.estimates import LEAST_BASE, MOST_ERROR, UNRELIABLE, are_estimates, relative_error
from alder.disclosure.settings import Rates
from alder.errors import MissingExtra, NotProtected, UsageError
from alder.model.comparison import Comparand, Kind
from alder.model.interval import SMALL_COHORT, wilson
from alder.model.made_up import MadeUp
from alder.model.statistic import TIME, TOTAL

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import pyarrow as pa

    from alder.disclosure.matched import Said
    from alder.disclosure.measured import FieldSaid
    from alder.disclosure.policy import Policy
    from alder.disclosure.reasons import Why
    from alder.model.coverage import Group, Whole
    from alder.model.interval import Interval
    from alder.model.period import AcademicYear
    from alder.model.quality import Break, Grade, Quality
    from alder.model.statistic import Filter, Indicator, Period

Figure = int | Decimal | str
"""What stands in a cell: a count, a rate, a mean or median, or a symbol."""
Rows = tuple[tuple[tuple[str, ...], tuple[Figure, ...]], ...]

NOT_APPLICABLE = "z"
PROVIDER = "provider"
"""The filter of providers, a geographic level of its own in files. They are never ranked: see `disclosure.banding`."""


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


class Protected:
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
        """What stands in one cell, filters that are not named at their total; `z` where there can be none."""
        names = [i.id for i in self.indicators]
        if indicator not in names or (odd := set(where) - {f.id for f in self.filters}):
            what = indicator if indicator not in names else sorted(odd)[0]
            raise UsageError(f"the table has no {what}")
        wanted = tuple(where.get(f.id, TOTAL) for f in self.filters)
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
        wanted = tuple(where.get(f.id, TOTAL) for f in self.filters)
        figures = dict(self._rows).get(wanted)
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
            return Comparand(value, Kind.RATE, of.decimals, known, reach, ends, from_published=published)
        kind = Kind.COUNT if of.is_count and not self.are_estimates else Kind.ESTIMATE
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
        from alder.disclosure.reasons import why

        name = indicator or next((i.id for i in self.indicators if i.is_count), self.indicators[0].id)
        self.value(name, **where)  # refuses what is not in the table
        return why(self, name, tuple(where.get(f.id, TOTAL) for f in self.filters))

    def not_kept(self) -> tuple[str, ...]:
        """The counts that `protect(counts, keep=...)` was to keep visible and could not, in words. For the owner."""
        from alder.disclosure.reasons import not_kept

        return not_kept(self)

    # What it turns into. What is written of a table of a store is judged first, and remembered: `alder.protect`.

    @property
    def rows(self) -> Rows:
        """The codes of the filters and the figures of the indicators, in their order: a frame like `to_arrow`.

        A table of a store is kept in its ledger as one that stays inside, as for every frame: whoever has all its
        figures can write a file.
        """
        from alder.disclosure.ledger.finished import keep_inside

        keep_inside(self)
        return self._rows

    def to_arrow(self) -> pa.Table:
        """One row a combination: labels of the filters, and for each indicator its number and its symbol.

        A table of a store is kept in its ledger as one that stays inside, so that it is known again, and judged, should
        a file that was made of the frame be published.
        """
        from alder.disclosure.data_file import arrow
        from alder.disclosure.ledger.finished import keep_inside

        keep_inside(self)
        return arrow(self)

    def to_pandas(self) -> pd.DataFrame:
        """The same as a pandas data frame. Needs the extra `pandas`."""
        try:
            import pandas as pd  # noqa: F401  # only to know that it is there
        except ImportError:
            raise MissingExtra("pandas is not installed", next="Install it with: pip install alder[pandas]") from None
        return self.to_arrow().to_pandas()

    def write_csv(self, path: str | Path, *, whole: Whole | str | None = None) -> list[Path]:
        """The data file, its metadata file, and its notes beside them; the three paths are the answer.

        They are a data set of the open-data standard, as `alder table --out` writes it and `alder publish import` reads
        it. Totals are about the place that the store is declared to hold (`store.covers`), or its one provider; of a
        few providers split the table by provider, or say what they are all of, if it is true: `LSIP E69000001 Alder`.
        The name of a file with made-up figures gets `_made_up` at its end, if it does not say so.
        """
        from alder.disclosure.ledger.finished import let_leave, note_file
        from alder.disclosure.pair import check_name, totals_of, write

        check_name(Path(path))
        totals_of(self.about.group, self.filters, whole)  # refuses what is not true before the table counts as out
        file = self._data_file(path)
        let_leave(self, file)
        files = write(self, file, whole)
        note_file(self, file)
        return files

    def write_parquet(self, path: str | Path) -> Path:
        """The Arrow table, with policy, quality and notes in the metadata of the file, whose path is the answer."""
        from alder.disclosure.data_file import write_parquet
        from alder.disclosure.ledger.finished import let_leave, note_file

        file = self._data_file(path)
        let_leave(self, file)
        write_parquet(self, file)
        note_file(self, file)
        return file

    def _data_file(self, path: str | Path) -> Path:
        """Where a data file is written: the name of one with made-up figures says so."""
        return Path(path).with_stem(self.about.made_up.file_name(Path(path).stem))

    def write_html(self, path: str | Path) -> None:
        """One page that a person reads: table, chart, definition, quality."""
        from alder.disclosure.ledger.finished import let_leave, note_file
        from alder.disclosure.sheet import write

        let_leave(self, Path(path))
        write(self, Path(path))
        note_file(self, Path(path))

    def text(self, width: int = 100) -> str:
        """The table as the terminal shows it."""
        from alder.disclosure.terminal import text

        return text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        by = ", ".join(f.id for f in self.filters if f.id != TIME) or "nothing"
        return f"<Protected: {self.about.measure} by {by} ({self.period}), {self.policy.label}>"

    def _repr_html_(self) -> str:
        from alder.disclosure.sheet import notebook

        return notebook(self)


def rows_of(table: Protected) -> Rows:
    """The rows of a table for what Alder shows, writes or compares itself, which says by itself where they go."""
    return table._rows  # of this module
