"""`alder audit`: can anything be worked out of a published table? A group of `table` and `records`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alder.cli.commands import ByPath
from alder.cli.options import format_option, with_options
from alder.cli.protect import leak_words as in_words
from alder.errors import UsageError, present
from alder.look.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.published_files import FileAttack
    from alder.disclosure.attack.statistics import Tried
    from alder.disclosure.policy import Policy
    from alder.disclosure.protection import Protection, RecordQuery

_together = (
    click.option(
        "--certificate",
        type=click.Path(path_type=Path),
        help="What `alder protect table --certificate` wrote: checked first.",
    ),
    click.option(
        "--against",
        multiple=True,
        metavar="FOLDER:PUB.csv",
        help="A published table of the same people. May be repeated.",
    ),
    click.option(
        "--base", type=click.Path(path_type=Path), help="The folder of what these tables rest on: the finest table."
    ),
    click.option("--numerator", metavar="FOLDER:PUB.csv", help="A published table of some of the people of this one."),
    click.option("--rates", type=click.Path(path_type=Path), help="The rates that are published between the two."),
)
_telling = click.option(
    "--telling",
    "tells",
    multiple=True,
    metavar="COLUMN[=VALUE]",
    help="A value that no table is to say of everybody in a group, beside those of the policy. May be repeated.",
)
_records = (
    click.option("--by", help="Columns of RECORDS.csv that the table counts by."),
    click.option(
        "--of", metavar="COLUMN", help="The column of RECORDS.csv that totals or other statistics are made of."
    ),
    click.option(
        "--as",
        "statistic",
        metavar="STATISTIC",
        help="What is published: total, mean, median, p1 to p99, minimum, maximum or rate. [default: total]",
    ),
    click.option("--to", type=float, help="What means, percentiles and extremes were rounded to multiples of."),
    click.option("--limit", "limits", type=float, multiple=True, help="A minimum or maximum that is so by design."),
    click.option(
        "--beside",
        multiple=True,
        metavar="STATISTIC:PUB.csv",
        help="Another published statistic of the same column, p25:P25.csv, or p25/100:P25.csv if rounded to hundreds.",
    ),
    click.option(
        "--contributor", metavar="COLUMN", help="The column of RECORDS.csv that says who stands behind a line."
    ),
    click.option("--weight", metavar="COLUMN", help="The column of RECORDS.csv that says how many a line stands for."),
)
_attack = (
    click.option("--policy", metavar="NAME", help="The policy that the table was published under."),
    click.option("--source", "sources", multiple=True, metavar="ID", help="With --policy: whose figures these are."),
    click.option("--threshold", type=int, help="Counts below it are small. Without it, what the folder says."),
    click.option("--p", type=float, help="The p % rule, for tables of values. Without it, what the folder says."),
    click.option(
        "--insider/--no-insider", default=True, show_default=True, help="Attack as people alone in a cell, too."
    ),
    click.option(
        "--never-empty/--may-be-empty",
        default=None,
        help="Whether the attacker knows that no hidden count is 0, as readers do where zeros are shown.  "
        "[default: never-empty]",
    ),
    click.option(
        "--interval", is_flag=True, help="Every small count must keep as many values as the threshold leaves."
    ),
    click.option("--seconds", default=60.0, show_default=True, help="How long to look for lowest and highest values."),
    format_option,
)
_published = click.argument("published", metavar="PUB.csv", type=click.Path(path_type=Path))


@click.group(cls=ByPath)
def audit() -> None:
    """Can anything be worked out of a published table?

    The true table is a table folder (`table`), or the records that it was counted from (`records`); PUB.csv is the
    table as it is published. The attack shares no code with the engine that chose what to hide. What it finds tells
    true values: it is for the owner.

    Without either word, `alder audit PATH PUB.csv` looks at what lies at the path. A path that exists is a path, even
    if it is called `table` or `records`.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """


@audit.command()
@click.argument("folder", metavar="TABLE_FOLDER", type=click.Path(path_type=Path))
@_published
@with_options(*_together, _telling, *_attack)
def table(folder: Path, published: Path, **given: Any) -> None:
    """Attack what was published of a table folder.

    TABLE_FOLDER holds the true table, `inner.csv` and `hier.json`; PUB.csv is the table as it is published. The attack
    shares no code with the engine that chose what to hide. What it finds tells true values: it is for the owner.
    With --against all tables are attacked together, as readers have them side by side.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    if folder.is_file():
        raise UsageError(
            f"{folder} is a file, and no table folder",
            next=f"If it is of records, write: alder audit records {folder} {published} --by region,level",
        )
    _audit((folder,), published, given)


@audit.command()
@click.argument("file", metavar="RECORDS.csv", type=click.Path(path_type=Path))
@_published
@with_options(*_together, _telling, *_records, *_attack)
def records(file: Path, published: Path, **given: Any) -> None:
    """Attack counts or statistics of a file of records.

    RECORDS.csv has the people that PUB.csv, the table as it is published, was counted from. The attack shares no code
    with the engine that chose what to hide. What it finds tells true values: it is for the owner.
    With --against all tables are attacked together, as readers have them side by side, and with --beside all
    statistics of one column.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    if file.is_dir():
        raise UsageError(
            f"{file} is a folder, and no file of records",
            next=f"If it is of a table, write: alder audit table {file} {published}",
        )
    if given["by"] is None:
        raise UsageError(
            "records are counted by their columns",
            next="Write: alder audit records RECORDS.csv PUB.csv --by region,level --threshold 10",
        )
    _audit(_query(file, given), published, given)


@click.command()
@click.argument("folder", metavar="TABLE_FOLDER | RECORDS.csv", type=click.Path(path_type=Path))
@_published
@with_options(*_together, _telling, *_records, *_attack)
def by_path(folder: Path, published: Path, **given: Any) -> None:
    """Attack what was published of what lies at a path: a table folder, or with --by a file of records.

    So was it written before there were `alder audit table` and `alder audit records`, and so it goes on working.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    from alder.disclosure.protection import policy_with_sources
    from alder.disclosure.tables.full_groups import asked_for

    if given["by"] is None and folder.is_file():
        raise UsageError(
            f"{folder} is no table folder; records are attacked with --by",
            next="Write: alder audit RECORDS.csv PUB.csv --by region,level --threshold 10",
        )
    policy = policy_with_sources(given["policy"], given["sources"])
    asked_for(given["tells"])  # refuses what names no value
    of_records = {"--as": given["statistic"], "--to": given["to"], "--limit": given["limits"]}
    odd = [name for name, value in (of_records | {"--beside": given["beside"]}).items() if value]
    given |= _passed_over(given, policy)
    if given["by"] is not None:
        query = _query(folder, given)
        if query.beside and not query.statistic:
            _asked(replace(query, beside=()), published, given)  # what is wrong with the others is said first
            raise UsageError(
                "--beside is about statistics of one column",
                next="Write: alder audit RECORDS.csv PUB.csv --by region,level --of pay --as mean --policy srs-output "
                "--beside p25:P25.csv",
            )
        _audit(query, published, given)
        return
    if odd:
        _asked((folder,), published, given)  # what is wrong with the others is said first
        raise UsageError(f"{odd[0]} is about a file of records, which is attacked with --by", next="Leave it out.")
    _audit((folder,), published, given)


audit.by_path = by_path


def _passed_over(given: Mapping[str, Any], policy: Policy | None) -> dict[str, Any]:
    """What this spelling never heeded, set to what it is without: a line that worked goes on working.

    The commands that are named refuse each of these, as `Protection` does.
    """
    alters, query = policy is not None and policy.is_altering, given["by"] is not None
    if query and (given["statistic"] not in (None, "total") or given["beside"]):
        return {"never_empty": None} | ({} if given["statistic"] == "rate" else {"tells": ()})
    if alters:
        return {"never_empty": None, "interval": False}
    return {} if given["against"] else {"base": None}


def _query(file: Path, given: Mapping[str, Any]) -> RecordQuery:
    from alder.disclosure.protection import RecordQuery

    asked = ("by", "of", "statistic", "contributor", "weight", "to", "limits", "beside")
    return RecordQuery(path=file, **{name: given[name] for name in asked})


def _asked(of: tuple[Path, ...] | RecordQuery, published: Path, given: Mapping[str, Any]) -> Protection:
    from alder.disclosure.protection import Protection, policy_with_sources
    from alder.disclosure.tables.full_groups import asked_for

    settings = ("threshold", "p", "insider", "interval", "never_empty", "against", "base", "certificate")
    return Protection(
        of=of,
        published=published,
        policy=policy_with_sources(given["policy"], given["sources"]),
        named=asked_for(given["tells"]),
        **{name: given[name] for name in (*settings, "numerator", "rates")},
    )


def _audit(of: tuple[Path, ...] | RecordQuery, published: Path, given: Mapping[str, Any]) -> None:
    """What all spellings come to."""
    from alder.cli.progress import activity
    from alder.disclosure.attack.published_files import attack_files

    asked = _asked(of, published, given)
    with activity() as tell:
        came = attack_files(asked, seconds=given["seconds"], progress=tell)
    click.echo(_words(came) if given["format"] == "text" else _object(came))
    sys.exit(0 if came.found.safe else 1)


def _words(came: FileAttack) -> str:
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.statistics import Tried

    match came.found:
        case Leak() as leak:
            return leak_words(leak)
        case Tried() as tried:
            return said_of_statistics(tried)
        case found if came.attacker is None:
            return said_of_values(found)
        case found:
            return said(found, came.attacker, came.tables, f" but {came.may_be_empty}" if came.may_be_empty else "")


def _object(came: FileAttack) -> str:
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.statistics import Tried

    match came.found:
        case Leak() as leak:
            found = leak_as_object(leak)
        case Tried() as tried:
            found = statistics_as_object(tried)
        case attacked:
            found = as_object(attacked)
    return json.dumps(found, indent=1, ensure_ascii=False)


_TOLD = 10


def said(found: Attacked, attacker: Attacker, tables: int = 1, but: str = "") -> str:
    """The attack in words. `but` are hidden cells that may be empty, as every reader knows."""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    of = f"{found.cells:,} cells hold somebody"
    if tables > 1:
        of = f"{tables} tables have {found.cells:,} different cells that hold somebody, with those they rest on"
    lines += ["", f"{of}; {found.hidden:,} are hidden, {found.secrets:,} of them small."]
    if found.certificate is not None:
        lines += _of_certificate(found)
    by = Counter(one.how for one in found.found)
    lines += [
        f"{number:,} small count{'' if number == 1 else 's'} can be told {how}." for how, number in by.most_common()
    ]
    lines += _findings_named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} small counts there was no time to look for the lowest and highest value.",
            "Give more --seconds, or a --certificate.",
        ]
    lines += ["", *_known_of_zeros(found, attacker, but)]
    if tables > 1:
        lines += ["", "The attacker knew which of the finest cells are empty."]
    return "\n".join(lines)


def _known_of_zeros(found: Attacked, attacker: Attacker, but: str) -> list[str]:
    """With what knowledge of empty cells the attack was made, and the table."""
    if found.never_empty:
        lines = [f"The attacker knew that no hidden cell{but} is empty, as readers do where zeros are shown."]
    elif attacker.never_empty:
        lines = ["Empty cells are hidden here, so the attacker allowed for hidden cells that are empty."]
    else:
        lines = [
            "The attacker allowed for hidden cells that are empty. Readers can rule that out where zeros are shown:",
            "leave --may-be-empty out to attack as they do.",
        ]
    if found.is_unguarded:
        lines.append("The published file says that it was made with --may-be-empty: without a guard against them.")
    return lines


def said_of_values(found: Attacked) -> str:
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    lines += ["", f"{found.cells:,} cells have a value; {found.hidden:,} are hidden, {found.secrets:,} of them unsafe."]
    if found.certificate is not None:
        lines += [f"To readers, {line[0].lower()}{line[1:]}" for line in _of_certificate(found, "unsafe values")]
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told, or told too nearly, {how}." for how, number in by.most_common()]
    lines += _findings_named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} values there was no time to look for the highest one. Give more --seconds.",
        ]
    return "\n".join(lines)


def said_of_statistics(found: Tried) -> str:
    others = f" and of {counted(found.viewers, 'person', 'people')} behind the lines" if found.viewers else ""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe.", ""]
    lines.append(
        f"{counted(found.figures, 'shown figure')} and {counted(found.hidden, 'hidden one')} were attacked together, "
        f"through the eyes of readers{others}, with {counted(found.groups, 'group')} of too few in mind."
    )
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told {how}." for how, number in by.most_common()]
    lines += _findings_named(found)
    if found.unasked:
        lines += ["", f"For {found.unasked:,} questions there was no time. Give more --seconds."]
    return "\n".join(lines)


def statistics_as_object(found: Tried) -> dict[str, object]:
    return {
        "safe": found.safe,
        "figures": found.figures,
        "hidden": found.hidden,
        "groups": found.groups,
        "viewers": found.viewers,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": _finite(one.low), "high": _finite(one.high)}
            for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
    }


def _finite(end: float) -> float | None:
    """JSON has no infinity: nothing stands for an end that is open."""
    return end if isfinite(end) else None


def _findings_named(found: Attacked | Tried) -> list[str]:
    """The first of what was found, step by step, and figures that are wrong."""
    lines = ["", *(f"  {one.steps}" for one in found.found[:_TOLD])] if found.found else []
    if len(found.found) > _TOLD:
        lines.append(f"  and {len(found.found) - _TOLD:,} more")
    if found.wrong:
        lines += ["", "These figures are not what the table says:", *(f"  {name}" for name in found.wrong)]
    return lines


def leak_as_object(leak: Leak) -> dict[str, object]:
    found = [{"cell": one.name, "value": one.value} for one in leak.told]
    said = {"safe": leak.safe, "counts": leak.counts, "exact": leak.exact, "small": leak.small, "found": found}
    said |= {"possible_values": leak.width, "promised_values": leak.promised}
    return said | {"not_asked": leak.unasked, "wrong_figures": list(leak.wrong)}


def leak_words(leak: Leak) -> str:
    """What rounded figures give away."""
    if leak.wrong:
        names = (f"  {name}" for name in leak.wrong)
        return "\n".join(["Not safe.", "", "The policy does not give these figures for their counts:", *names])
    lines = ["Safe: no small count follows exactly." if leak.safe else "Not safe.", "", in_words(leak)]
    if leak.told:
        lines += ["", *(f"  {one.name} can only be {one.value}" for one in leak.told[:_TOLD])]
    if len(leak.told) > _TOLD:
        lines.append(f"  and {len(leak.told) - _TOLD:,} more")
    return "\n".join(lines)


def _of_certificate(found: Attacked, of: str = "small counts") -> list[str]:
    checked = present(found.certificate, "an audit with a certificate says what came of it")
    if checked.broken:
        return [f"The certificate proves nothing: {checked.broken}."]
    proved = found.secrets - len(checked.narrow)
    return [
        f"The certificate shows two possible values or more for {proved:,} of {found.secrets:,} {of}"
        f" ({checked.decoys} other tables).",
        "Sums alone give none away, it proves."
        if checked.proves_sums
        else f"It leaves {len(checked.still) + len(checked.told):,} open to sums; these were attacked.",
    ]


def as_object(found: Attacked) -> dict[str, object]:
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
        "never_empty": found.never_empty,
        "made_as_may_be_empty": found.is_unguarded,
    }
