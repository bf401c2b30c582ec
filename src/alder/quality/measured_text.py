"""What was measured, as the terminal shows it: all fields, one field in full, or one field split."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed, number
from alder.quality.columns import aligned, shown
from alder.quality.field_card import card
from alder.quality.peers import apart_from_peers
from alder.quality.ways import BY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.quality.measured import Measured

_COLUMNS = {
    "records": "records",
    "filled_share": "filled",
    "unusable_share": "unusable",
    "missing_share": "missing",
    "not_known_share": "unknown",
    "stand_in_share": "stand-in",
    "wrong_share": "wrong",
}
_FINDINGS = {"errors": "errors", "warnings": "warnings"}
_DAYS = {
    "first_of_month_share": "1st of month",
    "january_1_share": "1 Jan",
    "august_1_share": "1 Aug",
    "july_31_share": "31 Jul",
    "september_1_share": "1 Sep",
    "commonest_date_share": "one date",
}
_DIGITS = {"ends_in_0_share": "ends in 0", "ends_in_5_share": "ends in 5"}
_SPLIT = {"provider": "provider", "ukprn": "UKPRN", "collection_year": "year", "return_number": "return"}


def text(found: Measured, width: int = 100) -> str:
    """The answer, how far it reaches, and what to type next."""
    if not found.used.num_rows:
        return "No such returns are held.\n\nWhat is held:  alder returns"
    return "\n".join([*_body(found, width), "", *_reach(found, width), "", *_next(found)])


def _body(found: Measured, width: int) -> Iterator[str]:
    rows = found.table.to_pylist()
    if not rows:
        yield "Nothing was measured."
    elif found.field is None:
        yield from _overview(rows, width)
    elif found.by:
        yield from _split(found, rows, width)
    else:
        yield from card(rows, found.used, width)


def _overview(rows: list[dict[str, Any]], width: int) -> Iterator[str]:
    """Every field against which something can be said, worst first; then the others by name."""
    names = [r["field"] for r in rows]
    called = [_called(r, several=names.count(r["field"]) > 1) for r in rows]
    filled = [bool(r["records"] and r["asked"]) for r in rows]
    faulty = [f and bool(r["unusable"] or r["errors"] or r["warnings"]) for r, f in zip(rows, filled, strict=True)]
    heads = ["field", "grade", *_COLUMNS.values(), "findings"]
    lines = [
        [name, r["grade"], *(shown(r, c) for c in _COLUMNS), number(r["errors"] + r["warnings"])]
        for r, name, bad in zip(rows, called, faulty, strict=True)
        if bad
    ]
    if lines:
        yield from aligned(heads, lines, width, words=1)
        yield ""
    sound = [n for n, f, bad in zip(called, filled, faulty, strict=True) if f and not bad]
    empty = [n for n, f, r in zip(called, filled, rows, strict=True) if r["records"] and not f]
    none = dict.fromkeys(r["record"].replace("_", " ") for r in rows if not r["records"])
    for words, found in (("Nothing found against", sound), ("Never filled", empty), ("No record of", list(none))):
        if found:
            yield from fill(f"{words}: {listed(found)}.", width, break_long_words=False).splitlines()


def _called(row: dict[str, Any], *, several: bool) -> str:
    """The field, and its record where several records have a field of that name."""
    return f"{row['field']} ({row['record'].replace('_', ' ')})" if several else str(row["field"])


def _split(found: Measured, rows: list[dict[str, Any]], width: int) -> Iterator[str]:
    several = len({r["record"] for r in rows}) > 1
    own = [c for s in found.by for c in (("provider", "ukprn") if s == "provider" else (BY[s],))]
    if "provider" in own and not any(r["provider"] for r in rows):
        own.remove("provider")
    columns = {c: h for c, h in (_COLUMNS | _FINDINGS).items() if any(r[c] is not None for r in rows)}
    columns |= {c: h for c, h in (_DAYS | _DIGITS).items() if any(r[c] is not None for r in rows)}
    marks = apart_from_peers(rows) if found.by == ("provider",) else {}
    yield f"{found.field}   {listed([h.replace('_', ' ') for h in dict.fromkeys(r['record'] for r in rows)])}"
    yield ""
    heads = [*(["record"] if several else []), *(_SPLIT[c] for c in own), *columns.values()]
    lines = [
        [
            *([r["record"].replace("_", " ")] if several else []),
            *(str(r[c] or "") for c in own),
            *(shown(r, c) + ("*" if (n, c) in marks else "") for c in columns),
        ]
        for n, r in enumerate(rows)
    ]
    yield from aligned(heads, lines, width, words=len(own) + several)
    if marks:
        yield ""
        yield "* more than 10 points above the other providers together"


def _reach(found: Measured, width: int) -> Iterator[str]:
    used = found.used
    years = sorted(set(used["collection_year"].to_pylist()))
    numbers = sorted(set(used["return_number"].to_pylist()))
    said = [counted(used.num_rows, "return"), counted(len(set(used["ukprn"].to_pylist())), "provider")]
    said += [_span(years), _span(numbers)]
    yield from fill(f"{', '.join(said)}.", width).splitlines()
    if found.table.num_rows and (found.by or found.field is None):
        line = (
            "Filled: of all records. Unusable: missing, unknown, stand-in and wrong together. Missing: of those that "
            "should have a value. Stand-in: a temporary number and the like. Wrong: not on the code list, or not "
            "readable."
        )
        yield from fill(line, width).splitlines()
    if found.not_measured.num_rows:
        line = (
            f"Not measured: {counted(found.not_measured.num_rows, 'return')} that an earlier release loaded. "
            "Have them measured:  alder store measure"
        )
        yield from fill(line, width).splitlines()
    yield "Counts here are not protected. They are for whoever looks after the data."


def _span(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]} to {values[-1]}"


def _next(found: Measured) -> Iterator[str]:
    if found.field is None:
        yield "About one field:  alder quality PriorAttain"
    elif not found.by:
        yield f"By provider:      alder quality {found.field} --by provider"
        yield f"What it means:    alder explain {found.field}"
    else:
        yield f"The field itself:  alder quality {found.field}"
