"""`alder returns`: what the store holds."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from alder.cli.arrow_stream import ARROW_STREAM, check_for_a_program, stream_format_option, write_table
from alder.cli.options import YearType, store_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.model.period import AcademicYear
    from alder.sources.ilr.submissions import Returns


@click.command()
@click.argument("ukprn", type=click.IntRange(10_000_000, 99_999_999), required=False)
@click.option("--year", type=YearType(), help="Only this academic year.")
@stream_format_option
@store_option
def returns(ukprn: int | None, year: AcademicYear | None, format: str, folder: Path) -> None:
    """What the store holds, by provider, year and return.

    Without UKPRN: the current return of each provider. With it: all that this provider ever sent, and what is current.
    A stream of Arrow has a row for each submission, older ones too.
    """
    if format == ARROW_STREAM:
        check_for_a_program()
    from alder.sources.ilr import submissions

    found = submissions.returns(submissions.open_store(folder), year=year, ukprn=ukprn)
    if format == "json":
        click.echo(found.to_json())
        return
    if format == ARROW_STREAM:
        write_table(found.to_arrow())
        return
    for line in history(found, ukprn) if ukprn is not None else overview(found, year):
        click.echo(line)


def overview(found: Returns, year: AcademicYear | None) -> Iterator[str]:
    """The current return of each provider and year."""
    current = found.current.to_pylist()
    if not current and not found.awaited and found.copied.num_rows:
        yield f"No returns{f' of {year}' if year else ''}."
        yield from _copied(found)
        return
    if not current and not found.awaited:
        yield f"No returns yet{f' for {year}' if year else ''}."
        yield ""
        yield "Keep some:  alder load FILE..."
        return
    years = len({r["collection_year"] for r in current}) > 1
    heads = ["provider", "UKPRN", *(["year"] if years else []), "return", "sent", "learners", "aims", "errors"]
    rows = [
        [
            r["provider"] or "",
            str(r["ukprn"]),
            *([r["collection_year"]] if years else []),
            r["return_number"] + ("*" if r["return_assumed"] else ""),
            _moment(r["sent"]),
            *(f"{r[c]:,}" for c in ("learners", "learning_deliveries", "errors")),
        ]
        for r in current
    ]
    rows += [[name, str(ukprn), *([""] if years else []), "none yet", "", "", "", ""] for ukprn, name in found.awaited]
    if not any(r[0] for r in rows):
        heads, rows = heads[1:], [r[1:] for r in rows]
    yield from _columns(heads, rows)
    yield ""
    yield " ".join(_totals(found, year))
    if any(r["return_assumed"] for r in current):
        yield "* worked out from the day of preparation"
    if made_up := sum(bool(r["made_up"]) for r in current):
        yield f"{'All of these' if made_up == len(current) else f'{made_up:,} of these returns'} are made up."
    yield from _copied(found)
    yield ""
    yield f"One provider's history:  alder returns {current[0]['ukprn'] if current else found.awaited[0][0]}"


def history(found: Returns, ukprn: int) -> Iterator[str]:
    """Everything that one provider sent, oldest first within a year."""
    rows = found.table.to_pylist()
    if not rows:
        yield f"Nothing is held of provider {ukprn}."
        yield ""
        yield "All providers:  alder returns"
        return
    heads = ["year", "return", "sent", "learners", "aims", "errors", "", "file"]
    yield f"{rows[0]['provider'] or 'Provider'}   {ukprn}"
    yield ""
    lines = [
        [
            r["collection_year"],
            r["return_number"] + ("*" if r["return_assumed"] else ""),
            _moment(r["sent"]),
            *(f"{r[c]:,}" for c in ("learners", "learning_deliveries", "errors")),
            "current" if r["current"] else "",
            r["file_name"],
        ]
        for r in rows
    ]
    yield from _columns(heads, lines)
    if any(r["return_assumed"] for r in rows):
        yield ""
        yield "* worked out from the day of preparation"
    yield ""
    yield "All providers:  alder returns"


def _copied(found: Returns) -> Iterator[str]:
    """What is held of the research copy, which has the learners of returns again."""
    for n, of in enumerate(found.copied_years()):
        yield from ["", "Research copy of the ILR, under pseudonyms of providers:"] if n == 0 else []
        yield (
            f"  {of['year']}  {of['providers']:,} providers, {of['learners']:,} learners, "
            f"{of['learning_deliveries']:,} aims"
        )
    if found.copied.num_rows:
        yield "A question is asked of returns or of the copy, never of both:  alder table ... --research-copy"


def _totals(found: Returns, year: AcademicYear | None) -> Iterator[str]:
    from datetime import date

    from alder.look.words import counted, day
    from alder.sources.ilr.calendar import closes

    current = found.current
    having = len(set(current["ukprn"].to_pylist()))
    providers = counted(having + len(found.awaited), "provider")
    older = found.table.num_rows - current.num_rows
    yield f"{providers}, {having:,} with a current return, {counted(older, 'older file')} kept."
    if year is not None:
        following = next((c for c in closes(year) if c.day >= date.today()), None)
        if following:
            yield f"{following.number} closes on {day(following.day)}{' (assumed)' if following.assumed else ''}."


def _moment(moment: Any) -> str:
    from alder.look.words import short_day

    return f"{short_day(moment):>11} {moment:%H:%M}" if moment is not None else ""


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table. A terminal too narrow for it loses columns from the right; numbers stand to the right."""
    from alder.look.text_table import aligned

    room = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else None
    return aligned([heads, *rows], right=[n for n, head in enumerate(heads) if head in _NUMBERS], room=room)


_NUMBERS = {"learners", "aims", "errors"}
