"""Reference tables explained: all that can be added, and each with its columns and where its file is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import counted, sentence
from alder.model.explanation import Explanation, Section
from alder.sources.ilr.rules import ilr
from alder.sources.reference.table_catalogue import columns_of, fetched_from, table, tables

if TYPE_CHECKING:
    from alder.sources.reference.table_layout import Origin

_LEAD = (
    "Published data that rules and variables look into. `alder reference add FILE` keeps a file, `alder reference "
    "list` says what is held and what is missing."
)
_KNOWN_BY = (
    "A file is known by the columns of a table, in any order and among any others: all of them but those marked “may "
    "be missing”. In published names a point stands for any digit: `lad..cd` is `lad23cd`, say."
)
_MOST_RULES = 12
"""So many rules that look into a table are named; of more there is a number."""


def listed_tables() -> Explanation:
    rows = tuple((name, f"{sentence(layout.title)}.") for name, layout in tables().items())
    return Explanation(
        "reference tables",
        "list",
        (counted(len(rows), "table"),),
        _LEAD,
        rows,
        (Section("How a file is known", (_KNOWN_BY,)),),
        next="One of them: alder explain reference table NAME",
        title="Reference tables",
    )


def explained(name: str) -> Explanation:
    """One table: what looks into it, where its file is fetched, and its columns."""
    layout = table(name)
    rules = ilr.codes_that_need(name)
    rows = [] if layout.is_plain else [("lets you", layout.enables)]
    if rules or layout.is_plain:
        named = ", ".join(rules) if len(rules) <= _MOST_RULES else ""
        rows.append(("rules", f"{counted(len(rules), 'rule')} look into it{f': {named}' if named else ''}"))
    cells = tuple(
        (
            f"`{c.name}`",
            c.type,
            ", ".join(f"`{n}`" for n in c.published_as),
            "may be missing" if c.may_be_missing else "",
        )
        for c in columns_of(name)
    )
    return Explanation(
        name,
        "reference table",
        (counted(len(cells), "column"),),
        f"{sentence(layout.title)}.",
        tuple(rows),
        (
            Section("Where to get it", items=tuple(_origin(origin) for origin in fetched_from(name))),
            Section("Columns", (_KNOWN_BY,), heads=("column", "type", "published as", "in a file"), cells=cells),
        ),
        next="All: alder explain reference tables",
    )


def _origin(origin: Origin) -> str:
    publisher = f"{origin.publisher} ({origin.page})" if origin.page else origin.publisher
    words = f"search for “{origin.search}”" if origin.search else ""
    where = ", ".join(w for w in (publisher, words) if w)
    return ". ".join(w for w in (f"{sentence(origin.file)}: {where}", sentence(origin.note)) if w)
