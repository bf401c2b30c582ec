"""What `alder table` is told and says beside a table: cells to keep, why figures are hidden, tables that hide less."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import click

from alder.errors import UsageError
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alder.disclosure import Protected
    from alder.disclosure.nearest import Nearest
    from alder.disclosure.reasons import Why
    from alder.measures import Query


def read_keep(path: Path) -> list[dict[str, str]]:
    """The cells that a CSV lists: a column for each filter, and `indicator` where one count alone is meant.

    A filter without a column, or without a code in a line, stands at its total.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    except OSError as error:
        raise UsageError(f"{path} cannot be read", where=str(error.strerror or error)) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8", next="Save it as CSV in UTF-8.") from None
    for n, line in enumerate(lines, 2):
        if None in line or None in line.values():
            raise UsageError(
                "this line does not have one code for each column", where=f"{path.name}, line {n}",
                next="Write a column for each filter, with a header: sex,age_band",
            )  # fmt: skip
    return [{name.strip(): code.strip() for name, code in line.items() if code.strip()} for line in lines]


def say_not_kept(protected: Protected) -> None:
    """Which of the cells to keep could not stay visible."""
    for name in protected.not_kept():
        click.echo(f"For you alone: {name} was to be kept visible, and could not.", err=True)


def say_why(protected: Protected) -> None:
    """Why each hidden count is hidden, one line each."""
    from alder.disclosure.protected import rows_of

    lines = []
    for i in protected.indicators:
        for codes, _ in rows_of(protected):
            where = {f.id: code for f, code in zip(protected.filters, codes, strict=True)}
            why = protected.why(i.id, **where)
            if why.is_hidden and not i.is_rate:
                named = [f.label_of(c) for f, c in zip(protected.filters, codes, strict=True) if c != TOTAL]
                lines.append(f"  {', '.join([i.label, *named])}: {_one_line(why)}")
    heads = "For you alone, why figures are hidden:" if lines else "For you alone: no count is hidden."
    for line in (heads, *lines):
        click.echo(line, err=True)


def _one_line(why: Why) -> str:
    sums = f", in the sum of {'; of '.join(why.sums)}" if why.sums else ""
    return f"{why.reason}{sums}."


def say_nearest(found: list[Nearest], protected: Protected, command: Callable[[Query], str], also: str) -> None:
    """The coarser tables that hide less, with the share of figures that each hides."""
    from alder.disclosure.nearest import share_hidden

    share = share_hidden(protected)
    if not share:
        click.echo("\nThis table hides nothing, so no other hides less.")
        return
    if not found:
        click.echo(f"\nThis table hides {share:.0%} of its figures. No coarser one that was tried hides less.")
        return
    click.echo(f"\nThis table hides {share:.0%} of its figures. Safe beside it, and hiding less:")
    for one in found:
        click.echo(f"  {one.hides:.0%}, {one.words}:\n      {command(one.query)}{also}")
