"""The lines of a protected table for machines, and Parquet.

The layout is that of Explore Education Statistics: one row a combination, numbers and symbols in the same column, and
beside it one row about each column. `pair` makes of them the files, in which places have columns of their own.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.disclosure import estimates, provider_bands
from alder.disclosure.notes import notes
from alder.disclosure.protected import rows_of
from alder.model.coverage import ENGLAND
from alder.model.coverage import PROVIDER as PROVIDER_LEVEL
from alder.model.made_up import COLUMN
from alder.model.statistic import NOT_APPLICABLE, PROVIDER, TIME, TOTAL
from alder.rights import for_everybody

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.protected import Protected
    from alder.disclosure.provider_bands import Fifth
    from alder.model.statistic import Figure, Filter, Indicator

WHERE = "only_those_where"
"""The column with the filter of the question, where it had one: figures of a part are never taken for the whole."""

EVERYBODY = ""
"""What stands at the level of a row of everybody until `pair` says what those are: a place, or nothing that has a code.

The columns of the country say in which nation providers teach; the standard wants them filled in rows of every level.
"""

CAUTION = "caution"
"""The column with the codes of a survey's or a forecast's caution: no row of estimates is ever without it."""

_META = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
    "filter_default",
    "parent_filter",
)


def _filters(table: Protected) -> list[Filter]:
    return [f for f in table.filters if f.id not in (PROVIDER, TIME)]


def _year(table: Protected, codes: tuple[str, ...]) -> str:
    """The year of a row, as people write it."""
    return next((c for f, c in zip(table.filters, codes, strict=True) if f.id == TIME), table.year.label)


def data_rows(table: Protected) -> list[list[str]]:
    """The lines of the data file: the names of its columns, then one for each row of the table, in its order."""
    provider = next((n for n, f in enumerate(table.filters) if f.id == PROVIDER), None)
    place = ["geographic_level", "country_code", "country_name"]
    places = [*place, "provider_ukprn", "provider_name"] if provider is not None else place
    same = _same(table)
    only = list(same.values())
    head = ["time_period", "time_identifier", *places, *same, *(f.id for f in _filters(table))]
    rates = _with_interval(table)
    ranges = [f"{i.id}_{end}" for i in rates for end in _ENDS]
    errors = [f"{i.id}_{ERROR}" for i in rates if table.are_estimates]
    found = provider_bands.fifths(table) if table.about.bands else {}
    bands = [f"{table.main.id}_{name}" for name in _FIFTHS] if table.about.bands else []
    rows = [[*head, *(i.id for i in table.indicators), *ranges, *errors, *bands]]
    for codes, figures in rows_of(table):
        where = [EVERYBODY, ENGLAND.code, ENGLAND.name]
        if provider is not None:
            code = codes[provider]
            own = code != TOTAL
            where = [PROVIDER_LEVEL.text if own else EVERYBODY, *where[1:]]
            where += [code, table.filters[provider].label_of(code)] if own else ["", ""]
        at = dict(zip((f.id for f in table.filters), codes, strict=True))
        labels = [label(f, at[f.id]) for f in _filters(table)]
        period = _year(table, codes).replace("/", "")
        ends = [end for i in rates for end in _ends(table, figures, i)]
        ends += [_error(table, figures, i) for i in rates if table.are_estimates]
        ends += _fifth(table, figures, found.get(codes)) if bands else []
        rows.append([period, "Academic year", *where, *only, *labels, *(str(f) for f in figures), *ends])
    return rows


_FIFTHS = {"fifth": "fifth of providers, 1 lowest", "fifth_low": "lowest fifth", "fifth_high": "highest fifth"}


def _fifth(table: Protected, figures: tuple[Figure, ...], found: Fifth | None) -> list[str]:
    """The fifth of a provider, and those that its interval touches; of a rate not shown its symbol; z otherwise."""
    if found:
        return [str(n) for n in found]
    own = figures[table.indicators.index(table.main)]
    return [own if isinstance(own, str) else NOT_APPLICABLE] * len(_FIFTHS)


def _same(table: Protected) -> dict[str, str]:
    """Columns that say the same in every row, so that no row is taken for what it is not."""
    found = {WHERE: table.about.where, CAUTION: estimates.cautions(table.quality), COLUMN: table.about.made_up.mark}
    return {name: value for name, value in found.items() if value}


_ENDS = ("lower", "upper")
ERROR = "relative_error"
"""Beside a rate of a survey: its standard error, in per cent of the rate."""


def _with_interval(table: Protected) -> list[Indicator]:
    """The rates of which the number that they are a share of is in the table, so that intervals may stand there."""
    shown = {i.id for i in table.indicators}
    return [i for i in table.indicators if i.of and i.of[1] in shown]


def _ends(table: Protected, figures: tuple[Figure, ...], rate: Indicator) -> list[str]:
    """Both ends of a rate's interval; the symbol of a rate that is not shown; z where it rests on 1,000 or more."""
    found = table.interval_in(figures, rate.id)
    if found:
        return [str(found.low), str(found.high)]
    own = figures[table.indicators.index(rate)]
    return [own if isinstance(own, str) else NOT_APPLICABLE] * 2


def _end(rate: Indicator, end: str) -> str:
    return f"{rate.label} ({end} end of 95% interval)"


def _error(table: Protected, figures: tuple[Figure, ...], rate: Indicator) -> str:
    """The relative error; the symbol of a rate that is not shown; z where there is none."""
    own = figures[table.indicators.index(rate)]
    found = table.relative_error_in(figures, rate.id)
    return own if isinstance(own, str) else NOT_APPLICABLE if found is None else f"{found:.1f}"


def label(f: Filter, code: str) -> str:
    """The label of a category; the total is always called Total in files."""
    return TOTAL if code == TOTAL else f.label_of(code)


def meta_rows(table: Protected) -> list[list[str]]:
    """The lines of the meta file: the names of its columns, then one for each filter and indicator."""
    rows = [list(_META)]
    if table.about.where:
        hint = f"The same in every row: only those where {table.about.where_words}"
        rows.append([WHERE, "Filter", "Only those where", "", "", "", hint, "", table.about.where, ""])
    if said := _same(table).get(CAUTION):
        hint = "The same in every row: estimates, never to be added to counts of records"
        rows.append([CAUTION, "Filter", "Caution", "", "", "", hint, "", said, ""])
    if table.about.made_up:
        hint = f"The same in every row: {table.about.made_up.says}"
        rows.append([COLUMN, "Filter", "Made up", "", "", "", hint, "", table.about.made_up.mark, ""])
    group = table.about.made_up.heading
    for f in _filters(table):
        default = "" if f.has_total else f.categories[0].label
        rows.append([f.id, "Filter", f.label, "", "", "", "", "", default, ""])
    rows += [[i.id, "Indicator", i.label, group, i.symbol, str(i.decimals), "", "", "", ""] for i in table.indicators]
    return (
        rows
        + [
            [f"{i.id}_{end}", "Indicator", _end(i, end), group, "%", str(i.decimals), "", "", "", ""]
            for i in _with_interval(table)
            for end in _ENDS
        ]
        + [
            [f"{i.id}_{ERROR}", "Indicator", f"{i.label}, standard error in % of it", group, "%", "1", "", "", "", ""]
            for i in _with_interval(table)
            if table.are_estimates
        ]
        + [
            [f"{table.main.id}_{name}", "Indicator", f"{table.main.label}, {said}", group, "", "0", "", "", "", ""]
            for name, said in _FIFTHS.items()
            if table.about.bands
        ]
    )


def arrow(table: Protected) -> pa.Table:
    """One row a combination; beside each indicator a column with its symbol, empty where there is a number.

    `quality_grade` is the grade of the row's cells. The data file has no such column: in its layout a column is a
    filter, an indicator or a place, and a grade is none of them.
    """
    columns: dict[str, pa.Array] = {"year": pa.array([_year(table, codes) for codes, _ in rows_of(table)], pa.string())}
    for name, value in _same(table).items():
        columns[name] = pa.array([value] * len(rows_of(table)), pa.string())
    for n, f in enumerate(table.filters):
        if f.id == TIME:
            continue
        columns[f.id] = pa.array([label(f, codes[n]) for codes, _ in rows_of(table)], pa.string())
    for n, i in enumerate(table.indicators):
        figures = [figures[n] for _, figures in rows_of(table)]
        columns[i.id] = _numbers(figures, i)
        columns[f"{i.id}_symbol"] = pa.array([f if isinstance(f, str) else "" for f in figures], pa.string())
    for i in _with_interval(table):
        found = [table.interval_in(figures, i.id) for _, figures in rows_of(table)]
        for end in _ENDS:
            ends = [None if f is None else (f.low if end == "lower" else f.high) for f in found]
            columns[f"{i.id}_{end}"] = pa.array(ends, pa.decimal128(9, i.decimals))
        if table.are_estimates:
            errors = [table.relative_error_in(figures, i.id) for _, figures in rows_of(table)]
            columns[f"{i.id}_{ERROR}"] = pa.array(errors, pa.float64())
        if table.by_provider:
            found_bands = provider_bands.bands(table, i.id)
            told = [found_bands.get(codes) for codes, _ in rows_of(table)]
            columns[f"{i.id}_band"] = pa.array([b and b.value for b in told], pa.string())
    if table.about.bands:
        inside = provider_bands.fifths(table)
        for n, name in enumerate(_FIFTHS):
            at = [inside[codes][n] if codes in inside else None for codes, _ in rows_of(table)]
            columns[f"{table.main.id}_{name}"] = pa.array(at, pa.int32())
    ids = [f.id for f in table.filters]
    grades = [table.grade(**dict(zip(ids, codes, strict=True))).value for codes, _ in rows_of(table)]
    columns["quality_grade"] = pa.array(grades, pa.string())
    return pa.table(columns)


def _numbers(figures: list[Figure], i: Indicator) -> pa.Array:
    numbers = [None if isinstance(f, str) else f for f in figures]
    if i.is_count:
        return pa.array(numbers, pa.int64())
    digits = 18 if i.average else 9
    return pa.array([None if f is None else Decimal(f) for f in numbers], pa.decimal128(digits, i.decimals))


@for_everybody()
def write_parquet(table: Protected, path: Path) -> None:
    """The Arrow table, with what must travel with it in the metadata of the schema."""
    found = arrow(table)
    about = {
        "title": table.title,
        **({"made_up": table.about.made_up.value, "says": table.about.made_up.says} if table.about.made_up else {}),
        "year": table.period,
        **({"where": table.about.where} if table.about.where else {}),
        "policy": table.policy.label,
        "quality": table.quality.grade.value,
        "definitions": [strength.to_object() for strength in table.quality.strengths],
        "coverage": table.about.coverage,
        "totals_are_about": table.about.group.name,
        "totals": table.about.group.words,
        "breaks": {b.year.label: b.text for b in table.quality.breaks},
        "symbols": {s: table.meaning(s) for s in table.symbols},
        "notes": notes(table),
    }
    found = found.replace_schema_metadata({"alder": json.dumps(about, ensure_ascii=False)})
    pq.write_table(found, path)
