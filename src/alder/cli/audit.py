"""`alder audit`: can anything be worked out of a published table?"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option

if TYPE_CHECKING:
    from alder.disclosure.attack.attacked import Attacked, Attacker

_TOLD = 10


@click.command()
@click.argument("folder", metavar="TABLE_FOLDER", type=click.Path(path_type=Path))
@click.argument("published", metavar="PUB.csv", type=click.Path(path_type=Path))
@click.option(
    "--certificate", type=click.Path(path_type=Path), help="What `alder protect --certificate` wrote: checked first."
)
@click.option("--threshold", type=int, help="Counts below it are small. Without it, what the folder says.")
@click.option("--insider/--no-insider", default=True, show_default=True, help="Attack as people alone in a cell, too.")
@click.option(
    "--never-empty",
    is_flag=True,
    help="The attacker reasons that a hidden cell is never empty, since empty cells are shown.",
)
@click.option("--interval", is_flag=True, help="Every small count must keep as many values as the threshold leaves.")
@click.option("--seconds", default=60.0, show_default=True, help="How long to look for lowest and highest values.")
@format_option
def audit(
    folder: Path,
    published: Path,
    certificate: Path | None,
    threshold: int | None,
    insider: bool,
    never_empty: bool,
    interval: bool,
    seconds: float,
    format: str,
) -> None:
    """Can anything be worked out of a published table?

    TABLE_FOLDER holds the true table, `inner.csv` and `hier.json`; PUB.csv is the table as it is published. The attack
    shares no code with the engine that chose what to hide. What it finds tells true values: it is for the owner.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    from alder.cli.saying import saying
    from alder.disclosure.attack.attacked import Attacker, attack
    from alder.disclosure.attack.certified import read_claims
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rebuilt import rebuild
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.table import TableKind
    from alder.errors import UsageError

    read = read_folder(folder)
    if read.table.kind is not TableKind.COUNT:
        raise UsageError("only tables of counts are attacked so far, and this is one of values", where=str(folder))
    least = threshold or read.threshold
    if least is None:
        raise UsageError("an attack needs to know which counts are small", next="Give --threshold.")
    attacker = Attacker(least, insider, never_empty, least - 1 if interval else 1, seconds)
    with saying() as tell:
        tell("Adding up the table")
        truth = rebuild(read.table)
        public = read_published(published, truth)
        claims = read_claims(certificate) if certificate else None
        found = attack(truth, public, attacker, claims=claims, progress=tell)
    if format == "json":
        import json

        click.echo(json.dumps(_object(found), indent=1, ensure_ascii=False))
    else:
        click.echo(_said(found, attacker))
    sys.exit(0 if found.safe else 1)


def _said(found: Attacked, attacker: Attacker) -> str:
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    lines += ["", f"{found.cells:,} cells hold somebody; {found.hidden:,} are hidden, {found.secrets:,} of them small."]
    if found.certificate is not None:
        lines += _of_certificate(found)
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} small counts can be told {how}." for how, number in by.most_common()]
    lines += ["", *(f"  {one.steps}" for one in found.found[:_TOLD])] if found.found else []
    if len(found.found) > _TOLD:
        lines.append(f"  and {len(found.found) - _TOLD:,} more")
    if found.wrong:
        lines += ["", "These figures are not what the table says:", *(f"  {name}" for name in found.wrong)]
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} small counts there was no time to look for the lowest and highest value.",
            "Give more --seconds, or a --certificate.",
        ]
    if found.safe and not attacker.never_empty:
        lines += [
            "",
            "The attacker allowed for hidden cells that are empty. Where readers can rule that out, since empty",
            "cells are shown as 0, audit with --never-empty too.",
        ]
    return "\n".join(lines)


def _of_certificate(found: Attacked) -> list[str]:
    checked = found.certificate
    assert checked is not None
    if checked.broken:
        return [f"The certificate proves nothing: {checked.broken}."]
    proved = found.secrets - len(checked.narrow)
    return [
        f"The certificate shows two possible values or more for {proved:,} of {found.secrets:,} small counts"
        f" ({checked.decoys} other tables).",
        "Sums alone give none away, it proves."
        if checked.proves_sums
        else f"It leaves {len(checked.still) + len(checked.told):,} open to sums; these were attacked.",
    ]


def _object(found: Attacked) -> dict[str, object]:
    return {
        "safe": found.safe,
        "cells": found.cells,
        "hidden": found.hidden,
        "small": found.secrets,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": one.low, "high": one.high} for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
    }
