"""`alder rules`: list, search and count the rules."""

from __future__ import annotations

import json
import shutil
import textwrap
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import YearType, format_option, store_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from alder.model.period import AcademicYear
    from alder.sources.ilr.rule_list import RuleEntry

WIDTH = 100


@click.command()
@click.argument("words", nargs=-1)
@click.option("--field", metavar="NAME", help="Only rules that read this field.")
@click.option("--entity", metavar="NAME", help="Only rules that judge this kind of record, as LearningDelivery.")
@click.option("--severity", type=click.Choice(["error", "warning"]), help="Only errors, or only warnings.")
@click.option("--year", type=YearType(), help="The collection year.  [default: the latest]")
@click.option(
    "--available/--unavailable", default=None, help="Only rules that can run with the store's tables, or not."
)
@click.option("--form", "with_form", is_flag=True, help="Also what is checked of each field's form (FD_ codes).")
@click.option("--count", is_flag=True, help="How many rules there are, by year, severity and availability.")
@click.option("--missing", is_flag=True, help="The published rules that are not checked, and why.")
@store_option
@format_option
def rules(
    words: tuple[str, ...],
    field: str | None,
    entity: str | None,
    severity: str | None,
    year: AcademicYear | None,
    available: bool | None,
    with_form: bool,
    count: bool,
    missing: bool,
    folder: Path,
    format: str,
) -> None:
    """List, search and count the rules.

    WORDS are sought in the codes, the sentences and the fields of the rules; all of them must be there. A rule that
    needs a reference table is available when the store holds the table.
    """
    narrowed = any(o is not None for o in (field, entity, severity, available)) or words or with_form
    if (count or missing) and (narrowed or (count and missing)):
        raise UsageError(
            "--count and --missing stand alone", next="Leave the other options out; --year goes with --count."
        )
    if missing:
        _say_missing(format)
    elif count:
        _say_count(year, folder, format)
    else:
        from alder.rules.findings import Severity
        from alder.sources.ilr import rule_list

        chosen = year or rule_list.latest()
        found = rule_list.search(
            rule_list.entries(chosen, held=_held(folder, chosen), with_form=with_form),
            words,
            field=field,
            entity=entity,
            severity=Severity(severity) if severity else None,
            available=available,
        )
        _say(found, chosen, format)


def _held(folder: Path, year: AcademicYear) -> set[str]:
    """The reference tables that the store holds, last year's returns among them; none where there is no store."""
    from alder.engine import reference
    from alder.engine.store_sign import is_store
    from alder.sources.ilr import last_year
    from alder.sources.ilr.submissions import open_store

    if not is_store(folder):
        return set()
    store = open_store(folder)
    own = {last_year.TABLE} if last_year.is_held(store, year) else set()
    return {name for name, _, _ in reference.current_files(store)} | own


def _say(found: list[RuleEntry], year: AcademicYear, format: str) -> None:
    if format == "json":
        click.echo(json.dumps([e.as_object() for e in found], indent=1, ensure_ascii=False))
        return
    from alder.look.words import counted

    width = min(shutil.get_terminal_size().columns, WIDTH)
    place = max((len(e.code) for e in found), default=0) + 2
    for entry in found:
        head = f"{entry.severity:<9}{entry.code:<{place}}"
        lines = textwrap.wrap(entry.message, max(width - len(head), 30))
        lines += [f"Needs {n}." for n in entry.needs]
        click.echo("\n".join([head + lines[0], *(" " * len(head) + line for line in lines[1:])]))
    if not found:
        click.echo(f"No rule of {year} fits all of that.")
        click.echo("Ask for less, or for another year with --year. All rules:  alder rules")
        return
    click.echo(f"\n{counted(len(found), 'rule')} of {year}{_waiting(found)}.")
    click.echo("About one:  alder explain CODE")


def _waiting(found: list[RuleEntry]) -> str:
    waiting = sum(not e.is_available for e in found)
    if not waiting:
        return ""
    how_many = f"{waiting:,} of them " if waiting < len(found) else "all " if waiting > 1 else ""
    return f", {how_many}waiting for reference tables"


def _say_count(year: AcademicYear | None, folder: Path, format: str) -> None:
    from dataclasses import asdict

    from alder.sources.ilr import rule_list

    counts = [rule_list.count(y, held=_held(folder, y)) for y in ([year] if year else rule_list.years())]
    waiting = rule_list.waiting(year, held=_held(folder, year)) if year else {}
    if format == "json":
        said = {"years": [asdict(c) for c in counts], "missing": len(rule_list.missing())}
        said |= {"waiting": waiting} if year else {}
        click.echo(json.dumps(said, indent=1))
        return
    heads = ("year", "book", "rules", "errors", "warnings", "can run", "waiting", "form")
    rows = [
        (c.year, "whole" if c.is_full else "known", c.rules, c.errors, c.warnings, c.available, c.unavailable, c.form)
        for c in counts
    ]
    click.echo("\n".join(_table(heads, rows)))
    click.echo()
    for line in (
        "whole    the book was written for that year; known: rules of other years that are known to hold in it",
        "waiting  needs a reference table that the store does not hold: alder rules --unavailable, or --year",
        "form     what is checked of the fields themselves (FD_ codes), by the year's declarations",
    ):
        click.echo(line)
    if waiting:
        click.echo("\nWhat rules wait for, the most wanted first:\n")
        for need, rules in waiting.items():
            click.echo(f"{rules:>7,}  {need}")
    click.echo(f"\nNot checked: {len(rule_list.missing())} published rules. Which, and why: alder rules --missing")


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[str]:
    from alder.look.text_table import aligned

    texts = [heads, *(tuple(f"{v:,}" if isinstance(v, int) else v for v in row) for row in rows)]
    return list(aligned(texts, right=range(2, len(heads)), gap=2))


def _say_missing(format: str) -> None:
    from alder.sources.ilr import rule_list

    reasons = rule_list.missing()
    if format == "json":
        click.echo(json.dumps([{"code": c, "reason": r} for c, r in reasons.items()], indent=1))
        return
    width = min(shutil.get_terminal_size().columns, WIDTH)
    for code, reason in reasons.items():
        click.echo(code)
        click.echo(textwrap.fill(reason, width, initial_indent="  ", subsequent_indent="  "))
    click.echo(f"\n{len(reasons)} published rules are not checked.")
