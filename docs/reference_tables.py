"""The page of reference tables, written from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from alder.sources.ilr.rules import ilr
from alder.sources.reference.tables import columns_of, fetched_from, tables


def pages() -> dict[str, str]:
    """One page: every table, its columns, where its file is fetched, and how many rules look into it."""
    lines = [
        "# Reference tables",
        "",
        "Written by `make docs` from the declarations. How to add them: "
        "[add reference data](../how-to/add-reference-data.md). What editions and vintages are: "
        "[editions and vintages](../explanation/editions.md).",
        "",
        "A file is known by the columns of a table, in any order and among any others: all of them but those marked "
        "“may be missing”. In published names a point stands for any digit: `lad..cd` is `lad23cd`, say.",
        "",
    ]
    for name in tables():
        lines += _table(name)
    return {"reference-tables.md": "\n".join(lines)}


def _table(name: str) -> Iterator[str]:
    table = tables()[name]
    rules = {r.code for r in ilr if name in ilr.needs(r)}
    yield f"## {name}"
    yield ""
    looked = f" Rules that look into it: {len(rules) or 'none'}." if rules or table.is_plain else ""
    lets = f" It lets you do: {table.lets}." if not table.is_plain else ""
    yield f"{table.title[:1].upper()}{table.title[1:]}.{lets}{looked}"
    yield ""
    for origin in fetched_from(name):
        at = f"<{origin.page}>" if origin.page else ""
        words = f"search for “{origin.search}”" if origin.search else ""
        where = ", ".join(w for w in (origin.publisher, at, words) if w)
        yield f"- {origin.file[:1].upper()}{origin.file[1:]} ({where})" + (f": {origin.note}" if origin.note else "")
    yield ""
    yield "| column | type | published as | |"
    yield "|---|---|---|---|"
    for column in columns_of(name):
        also = ", ".join(f"`{n}`" for n in column.published_as)
        missing = "may be missing" if column.may_be_missing else ""
        yield f"| `{column.name}` | {column.type} | {also} | {missing} |"
    yield ""
