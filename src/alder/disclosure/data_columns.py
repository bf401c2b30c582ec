"""A protected table as the columns of its data files, and what travels with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.disclosure import provider_bands
from alder.disclosure.estimates import cautions
from alder.disclosure.notes import notes
from alder.disclosure.protected import rows_of
from alder.disclosure.totals import level_of
from alder.model.made_up import COLUMN
from alder.model.statistic import (
    NOT_APPLICABLE,
    ONLY_THOSE_WHERE,
    QUALITY_GRADE,
    TIME,
    FigureTable,
    FrameColumn,
)
from alder.show.data_table import CategoryColumn, DataTable, NumberColumn, RateColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Figure, Indicator
    from alder.show.data_table import NumberKind

CAUTION = "caution"
"""The column with the codes of a survey's or a forecast's caution: no row of estimates is ever without it."""

ERROR = "relative_error"
"""Beside a rate of a survey: its standard error, in per cent of the rate."""

_FIFTHS = {"fifth": "fifth of providers, 1 lowest", "fifth_low": "lowest fifth", "fifth_high": "highest fifth"}


def data_table(table: Protected) -> DataTable:
    """The columns, in the order of the rows of the table."""
    constants = {
        ONLY_THOSE_WHERE: table.about.where,
        CAUTION: cautions(table.quality),
        COLUMN: table.about.made_up.mark,
    }
    shown = {i.id for i in table.indicators}
    return DataTable(
        periods=_periods(table),
        constants={name: text for name, text in constants.items() if text},
        filters=tuple(_filter(table, n) for n, f in enumerate(table.filters) if f.id != TIME),
        indicators=tuple(_indicator(table, n) for n in range(len(table.indicators))),
        # Where the number that a rate is a share of is in the table, intervals may stand there.
        rates=tuple(_rate(table, i) for i in table.indicators if i.of and i.of[1] in shown),
        fifths=_fifths(table) if table.about.bands else (),
        grades=_grades(table),
        group=table.about.group,
        grouping=table.about.made_up.heading,
    )


def figure_table(table: Protected) -> FigureTable:
    """What frames are made of: the same figures, each a column of numbers and one of symbols."""
    of = data_table(table)
    units = {i.id: "%" if i.is_rate else i.unit for i in table.indicators}
    figures = [FrameColumn(c.name, c.label, units[c.name], c.figures) for c in of.indicators]
    texts: dict[str, Sequence[str | None]] = {}
    for rate in of.rates:
        ends = [c for c in (rate.lower, rate.upper, rate.error) if c is not None]
        figures += [FrameColumn(c.name, c.label, c.unit, c.figures, has_symbols=False) for c in ends]
        texts |= {f"{rate.rate}_band": rate.bands} if rate.bands is not None else {}
    figures += [FrameColumn(c.name, c.label, c.unit, c.figures, has_symbols=False) for c in of.fifths]
    return FigureTable(
        filters=table.filters,
        codes=[codes for codes, _ in rows_of(table)],
        year=table.year.label,
        figures=figures,
        constants=of.constants,
        texts={**texts, QUALITY_GRADE: of.grades},
        about=metadata(table),
    )


def metadata(table: Protected) -> dict[str, Any]:
    """What must travel with the figures, for programs."""
    about = table.about
    return {
        "title": table.title,
        **({"made_up": about.made_up.value, "says": about.made_up.says} if about.made_up else {}),
        "year": table.period,
        **({"where": about.where} if about.where else {}),
        "policy": table.policy.label,
        "quality": table.quality.grade.value,
        "definitions": [strength.to_object() for strength in table.quality.strengths],
        "coverage": about.coverage,
        "totals_are_about": about.group.name,
        "totals": about.group.words,
        "breaks": {b.year.label: b.text for b in table.quality.breaks},
        "symbols": {s: table.meaning(s) for s in table.symbols},
        "notes": notes(table),
    }


def _periods(table: Protected) -> list[str]:
    at = next((n for n, f in enumerate(table.filters) if f.id == TIME), None)
    return [table.year.label if at is None else codes[at] for codes, _ in rows_of(table)]


def _filter(table: Protected, n: int) -> CategoryColumn:
    filter = table.filters[n]
    variable = variables.get(filter.id)
    # The standard has a tier where the code of a category tells what it lies in; of deciles and classes it has none.
    within = variable.within if variable else None
    parent = variable.broader[0] if variable and within else ""
    return CategoryColumn(filter, [codes[n] for codes, _ in rows_of(table)], level_of(filter), parent, within)


def _indicator(table: Protected, n: int) -> NumberColumn:
    i = table.indicators[n]
    kind: NumberKind = "count" if i.is_count else "average" if i.average else "rate"
    return NumberColumn(i.id, i.label, i.symbol, i.decimals, kind, [figures[n] for _, figures in rows_of(table)])


def _rate(table: Protected, rate: Indicator) -> RateColumns:
    """Beside the rate of each row the ends of its interval, and of an estimate its error.

    Of a rate that is not shown they are its symbol; z where there are none, as of a rate of 1,000 or more.
    """
    place = table.indicators.index(rate)
    lower: list[Figure] = []
    upper: list[Figure] = []
    errors: list[Figure | float] = []
    for _, figures in rows_of(table):
        own = figures[place]
        none = own if isinstance(own, str) else NOT_APPLICABLE
        interval = table.interval_in(figures, rate.id)
        lower.append(interval.low if interval else none)
        upper.append(interval.high if interval else none)
        error = table.relative_error_in(figures, rate.id)
        errors.append(none if error is None else error)

    def end(name: str, figures: list[Figure]) -> NumberColumn:
        label = f"{rate.label} ({name} end of 95% interval)"
        return NumberColumn(f"{rate.id}_{name}", label, "%", rate.decimals, "rate", figures)

    error_words = f"{rate.label}, standard error in % of it"
    of_estimates = NumberColumn(f"{rate.id}_{ERROR}", error_words, "%", 1, "float", errors)
    bands = provider_bands.bands(table, rate.id) if table.by_provider else {}
    words = [band.value if (band := bands.get(codes)) else None for codes, _ in rows_of(table)]
    return RateColumns(
        rate.id,
        end("lower", lower),
        end("upper", upper),
        of_estimates if table.are_estimates else None,
        words if table.by_provider else None,
    )


def _fifths(table: Protected) -> tuple[NumberColumn, ...]:
    """The fifth of a provider, and those that its interval touches; of a rate not shown its symbol; z otherwise."""
    main, fifths = table.main, provider_bands.fifths(table)
    place = table.indicators.index(main)
    columns: list[list[Figure]] = [[] for _ in _FIFTHS]
    for codes, figures in rows_of(table):
        own = figures[place]
        none = own if isinstance(own, str) else NOT_APPLICABLE
        cells: tuple[Figure, ...] = fifths.get(codes) or (none,) * len(_FIFTHS)
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    return tuple(
        NumberColumn(f"{main.id}_{name}", f"{main.label}, {words}", "", 0, "ordinal", column)
        for (name, words), column in zip(_FIFTHS.items(), columns, strict=True)
    )


def _grades(table: Protected) -> list[str]:
    ids = [f.id for f in table.filters]
    return [table.grade(**dict(zip(ids, codes, strict=True))).value for codes, _ in rows_of(table)]
