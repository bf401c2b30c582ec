"""`alder aims`: find a learning aim, and read all that is known of one."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option, store_option
from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from alder.sources.aims import AimList


@click.command()
@click.argument("words", nargs=-1)
@click.option("--level", default="", metavar="N", help="E, 1 to 8, 1.5 for levels 1 and 2 together.")
@click.option("--subject", default="", metavar="CODE", help="A sector subject area of either tier: 7, or 7.3.")
@click.option("--body", default="", metavar="NAME", help="The awarding body, by its name.")
@click.option("--kind", default="", metavar="NAME", help="The kind of qualification, such as GCSE.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Open to new starts on this day: 2026-09-01.")
@click.option(
    "--sort",
    type=click.Choice(["best", "title", "level", "newest"]),
    default="best",
    show_default=True,
    help="The order.",
)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1), help="Twenty aims are on a page.")
@format_option
@store_option
def aims(
    words: tuple[str, ...],
    level: str,
    subject: str,
    body: str,
    kind: str,
    on: datetime | None,
    sort: str,
    page: int,
    format: str,
    folder: Path,
) -> None:
    """Find a learning aim by WORDS of its title or by its number, in the lists that the store holds.

    The number of one aim (60142923, or 601/4292/3) shows that aim: level, subject, awarding body, hours, when it may be
    begun, what is paid, and how to ask for it in a table. Exit status 14: the store holds no list of aims.
    """
    from alder.errors import StoreError
    from alder.sources.aims import AimQuery, aim_report, aims_of, find
    from alder.sources.aims import aim as one_aim
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    held = aims_of(store)
    if held is None:
        first, *rest = aim_report.nothing_held()
        raise StoreError(first, where="\n  ".join(rest[:-2]).rstrip(), next="\n".join(rest[-2:]))
    asked = AimQuery(
        " ".join(words),
        level=_level(level),
        subject=_subject(subject, held),
        body=_named("awarding body", body, held.body.values),
        kind=_named("kind of qualification", kind, held.kind.values),
        on=on.date() if on else None,
        sort=sort,
        page=page,
    )
    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    if asked.number and not asked.is_narrowed and (known := one_aim(store, asked.number)):
        if format == "json":
            click.echo(json.dumps(aim_report.aim_as_object(known), indent=1, ensure_ascii=False))
        else:
            click.echo(aim_report.explained(known).text(width))
        return
    found = find(held, asked)
    if format == "json":
        click.echo(json.dumps(aim_report.found_as_object(found, asked), indent=1, ensure_ascii=False))
        return
    for line in aim_report.lines(found, asked, width):
        click.echo(line)


def _level(level: str) -> str:
    from alder.sources.aims.aim_list import LEVELS

    code = level.strip().upper().removeprefix("LEVEL").strip()
    if code and code not in LEVELS:
        raise UsageError(f"there is no level {level}", where=f"It may be: {', '.join(LEVELS)}.")
    return code


def _subject(subject: str, held: AimList) -> str:
    """7.3 as the list has it, 7.30."""
    code = subject.strip()
    if code and "." in code:
        code = f"{float(code):.2f}" if code.replace(".", "", 1).isdigit() else code
    known = [v for v in (*held.area.values, *held.subject.values) if v]
    if code and code not in known:
        areas = sorted({v.split(".")[0] for v in known}, key=int)
        raise UsageError(f"no aim is in subject area {subject}", where=f"The list has: {', '.join(areas)}.")
    return code


def _named(what: str, name: str, known: Collection[str]) -> str:
    """The name as the list has it, whichever size its letters have."""
    if not name:
        return ""
    for one in known:
        if one and one.casefold() == name.casefold():
            return one
    raise unknown_name(what, name, [one for one in known if one])
