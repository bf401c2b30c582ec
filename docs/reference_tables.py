"""The page of reference tables, written from their declarations."""

from __future__ import annotations

import pyarrow as pa

from alder.sources.ilr.rules import ilr
from alder.sources.published.tables import FILES, tables

_WORDS = {
    "int32": "whole number",
    "int64": "whole number",
    "string": "text",
    "date32[day]": "date",
    "bool": "yes or no",
}


def pages() -> dict[str, str]:
    """One page: every table, its columns, and how many rules look into it."""
    lines = [
        "# Reference tables",
        "",
        "Written by `make docs` from the declarations. How to add them: "
        "[add reference data](../how-to/add-reference-data.md).",
        "",
        "A file is known by having all columns of a table, in any order and among any others.",
        "",
    ]
    for table in tables().values():
        rules = {r.code for r in ilr if table.name in ilr.needs(r)}
        published = f" Published as {FILES[table.name]}." if table.name in FILES else ""
        lines += [
            f"## {table.name}",
            "",
            f"{table.title[:1].upper()}{table.title[1:]}.{published} Rules that look into it: {len(rules) or 'none'}.",
            "",
            "| column | type | also called |",
            "|---|---|---|",
        ]
        for column in table.schema:
            also = ", ".join(f"`{n}`" for n in table.also.get(column.name, ()))
            lines.append(f"| `{column.name}` | {_type(column.type)} | {also} |")
        lines.append("")
    return {"reference-tables.md": "\n".join(lines)}


def _type(type: pa.DataType) -> str:
    return _WORDS.get(str(type), "number")
