"""The tables of variables: the LEO variable request form, and the NPD data tables of which it is the successor."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import between, shaped
from alder.look.words import counted
from alder.model import service
from alder.sources.reference.table_layout import Contradiction, FinishedTable, Origin, TableLayout

SCHEMA = pa.schema(
    [
        ("sheet", pa.string()),
        ("part", pa.string()),
        ("name", pa.string()),
        ("column", pa.string()),
        ("old_names", pa.string()),
        ("by_request", pa.bool_()),
        ("kind", pa.string()),
        ("first_year", pa.int32()),
        ("last_year", pa.int32()),
        ("years", pa.string()),
        ("terms", pa.string()),
        ("meaning", pa.string()),
        ("codes", pa.string()),
        ("risk", pa.int32()),
        ("sensitivity", pa.string()),
        ("care", pa.string()),
        ("data_set", pa.string()),
        ("note", pa.string()),
        ("is_heading", pa.bool_()),
    ]
)
"""`sheet` is the form's table of variables, `part` the data table within it. `column` is the column's name in a
delivery, with [term], [yy] and [n] inside. The years are those in which an academic or tax year starts."""

_PUBLISHED = {
    "sheet": "sheet",
    "section": "section",
    "part": "table_name",
    "column": "alias",
    "field": "field",
    "old_names": "old_name",
    "kind": "type",
    "years": "years",
    "terms": "collection_term",
    "meaning": "description",
    "codes": "values",
    "risk": "identification_risk",
    "sensitivity": "sensitivity",
    "care": "level_of_care",
    "data_set": "source_dataset",
    "note": "notes",
}
_READ = pa.schema([(name, pa.int32() if name == "risk" else pa.string()) for name in _PUBLISHED])


def made(rows: pa.Table) -> pa.Table:
    """Each variable with its name, and its years as numbers."""
    is_heading = pc.is_null(rows["field"])
    for column in ("kind", "years", "meaning", "risk"):
        is_heading = pc.and_(is_heading, pc.is_null(rows[column]))
    spans = [years_in(text or "") or (None, None) for text in rows["years"].to_pylist()]
    columns = {
        "sheet": _words(rows["sheet"]),
        "part": _part(rows["part"]),
        "name": pc.coalesce(_bare(rows["field"]), _without_year(rows["column"])),
        "old_names": _or_null(rows["old_names"], "n/a"),
        "by_request": pc.equal(rows["section"], "by_request"),
        "first_year": pa.array([first for first, _ in spans], pa.int32()),
        "last_year": pa.array([last for _, last in spans], pa.int32()),
        "sensitivity": pc.utf8_upper(rows["sensitivity"]),
        "care": _or_null(rows["care"], "none"),
        "is_heading": is_heading,
    }
    return pa.table({n: columns.get(n, rows[n] if n in rows.schema.names else None) for n in SCHEMA.names})


def judged(rows: pa.Table) -> FinishedTable:
    """Refuses rows that name nothing, and says what of the form is not understood."""
    if nameless := rows["name"].null_count:
        raise Contradiction(
            f"{counted(nameless, 'row')} of this form {'names' if nameless == 1 else 'name'} no variable"
        )
    headings = pc.sum(rows["is_heading"]).as_py()
    unread = sum(years_in(text or "") is None for text in rows["years"].to_pylist())
    open_ = rows["risk"].null_count - headings
    notes = []
    if headings:
        notes.append(f"Rows that name a table of data and no variable: {headings:,}.")
    if unread:
        notes.append(f"Variables whose years are not understood, and stand as they are written: {unread:,}.")
    if open_:
        notes.append(f"Variables whose identification risk the form does not give: {open_:,}.")
    return FinishedTable(rows, tuple(notes))


def _part(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The data table within a sheet. Legends of the form and years that slid into the column are none."""
    is_name = pc.match_substring_regex(texts, r"^[A-Za-z][A-Za-z0-9_. ]*$")
    long = pc.greater(pc.utf8_length(texts), 40)
    return pc.if_else(pc.and_(is_name, pc.invert(long)), texts, pa.scalar(None, pa.string()))


def _bare(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """A field without the mark of the statement that fills it: s.ACADYR is ACADYR."""
    return pc.replace_substring_regex(names, r"^s\.", "")


def _without_year(columns: pa.ChunkedArray) -> pa.ChunkedArray:
    """What stays the same of a column's name: Hand_[term][yy] is Hand."""
    return pc.replace_substring_regex(columns, r"_?\[.*$", "")


def _words(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without blanks that stray: `LILR_Aims _02-03` is LILR_Aims_02-03."""
    return pc.replace_substring_regex(texts, r"\s+_", "_")


def _or_null(texts: pa.ChunkedArray, nothing: str) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_lower(texts), nothing), pa.scalar(None, pa.string()), texts)


def _form(name: str, title: str, file: str, origin: Origin) -> TableLayout:
    return TableLayout(
        name,
        title,
        SCHEMA,
        ("sheet",),
        {column: (published,) for column, published in _PUBLISHED.items()},
        marks=("identification_risk", "sensitivity", "level_of_care"),
        exclusive_with="variables to ask for",
        file=file,
        columns=_READ,
        reads={
            "section": shaped("by_request|default", "is neither by_request nor default"),
            "risk": between(1, 5, "is no identification risk from 1 to 5"),
            "sensitivity": shaped("[A-Ea-e]", "is no sensitivity from A to E"),
        },
        derive=made,
        finish=judged,
        enables="every variable that a project can ask for is explained and counted, with years, risk and sensitivity",
        origins=(origin,),
    )


_SHEETS = (
    "save the sheets of variables as one CSV, one below the other, with the sheet's name in a column `sheet` and "
    "`by_request` or `default` in `section`"
)

PLACE = 90
"""Where its tables are listed among those of other publishers."""

TABLES = (
    _form(
        "leo_variable",
        "the variable request form of the second LEO",
        r"leo.*|.*variable_request_form.*",
        Origin(
            "the LEO variable request form",
            "Department for Education, by way of the Youth Transitions project",
            service.repository("Youth-Transitions/resources"),
            note=_SHEETS,
        ),
    ),
    _form(
        "npd_variable",
        "the data tables of the National Pupil Database",
        r"npd.*",
        Origin(
            "the NPD data tables",
            "Department for Education, Find and explore data in the National Pupil Database",
            service.FIND_NPD_DATA,
            note=_SHEETS,
        ),
    ),
)


_YEAR = re.compile(r"(?<!\d)(\d{4})\s*/\s*(\d{2,4})(?!\d)|(?<![\d/])(\d{4})(?![\d/])")
_GOES_ON = re.compile(r"(?:-|\bonwards)\s*$")
_EVERY = re.compile(r"(?:all years|n/a|)", re.IGNORECASE)
_MOST = 60
"""A longer text tells a story about years and is none of them."""


def years_in(text: str) -> tuple[int | None, int | None] | None:
    """The first and the last year, as the calendar year in which each starts; None where the text is not understood.

    No first year is every year that the table has, no last year goes on. Gaps between are left to the text. A year
    written alone, as in `2016 onwards`, is that in which the academic or the tax year starts, as the field `Year` of
    the same tables says of itself.
    """
    plain = " ".join(text.split())
    if _EVERY.fullmatch(plain):
        return None, None
    years = list(_YEAR.finditer(plain))
    rest = _YEAR.sub("", plain)
    if not years or len(plain) > _MOST or re.search(r"\d", rest):
        return None
    starts = []
    for at in years:
        start, end = int(at[1] or at[3]), at[2]
        if end and int(end) % 100 != (start + 1) % 100:
            return None
        starts.append(start)
    first: int | None = min(starts)
    last: int | None = max(starts)
    if _GOES_ON.search(plain):
        last = None
    if plain.casefold().startswith(("up to", "all years")):
        first, last = (None, last) if plain.casefold().startswith("up") else (None, None)
    return first, last
