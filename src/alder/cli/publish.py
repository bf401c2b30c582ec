"""`alder publish`: data sets that everyone may read."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import format_option, store_option
from alder.look.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from alder.web.publications.data_set_import import ImportResult


def set_up_site(folder: Path) -> None:
    """Make the site of a store usable here; whoever names a database that the store does not use is told so."""
    from alder.web.setup import database_left_aside, set_up

    if said := database_left_aside(folder):
        click.echo(said, err=True)
    set_up(folder)


def site_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store DIR` of a command about the site, which is set up for it before anything of the site is loaded."""

    @wraps(command)
    def of_site(*arguments: Any, folder: Path, **others: Any) -> Any:
        set_up_site(folder)
        return command(*arguments, **others)

    return store_option(of_site)


@click.group()
def publish() -> None:
    """Publish data sets, for the site and the public API."""


@publish.command("import")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("meta", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publication", required=True, metavar="TITLE", help="The publication that it belongs to.")
@click.option("--release", required=True, metavar="TITLE", help="The release, such as 'Academic year 2024/25'.")
@click.option("--id", "data_set", type=click.UUID, help="The id of the data set. A known one gets a new version.")
@click.option("--title", default="", help="The title of the data set; else its file's name in words.")
@click.option("--summary", default="", help="What the data set holds, in a sentence or two.")
@click.option("--publication-summary", default="", help="What the publication is about.")
@click.option("--notes", default="", help="What readers should know beside what Alder says of its tables.")
@click.option("--made-up", is_flag=True, help="The figures are about nobody. Tables of made-up returns say so.")
@click.option(
    "--renamed",
    multiple=True,
    metavar="OLD=NEW",
    help="What keeps its id under a new name: a column, FILTER:OLD=NEW an item, LA:OLD=NEW a place by code or name.",
)
@click.option("--accept", multiple=True, metavar="CHECK", help="Publish in spite of a failure of this check.")
@click.option("--reason", default="", help="Why what is accepted may be published. Everyone can read it.")
@click.option(
    "--lists",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="ALDER_LISTS",
    show_envvar=True,
    help="The folder with lists on which some checks rest.",
)
@click.option("--patch", is_flag=True, help="The version only puts the one before it right.")
@click.option("--draft", is_flag=True, help="Do not make it public yet; `alder publish preview` shows it to some.")
@click.option("--publication-id", type=click.UUID, help="The id of a new publication.")
@click.option("--version-id", type=click.UUID, help="The id of the version.")
@click.option("--file-id", type=click.UUID, help="The id of the version's file.")
@format_option
@site_option
def import_(data: Path, meta: Path | None, format: str, **given: object) -> None:
    """Publish DATA.csv with META.csv, a pair of files in the standard of Explore Education Statistics.

    Without META.csv it is looked for beside the data: NAME.meta.csv. The first import makes version 1.0 of a data set;
    an import under its --id makes the next version, major where something that was there is gone, else minor, and
    tells what changed. Ids of filters, options, indicators and places stay the same from version to version.

    Of a table that Alder wrote, what must be read with it comes from the ledger, or from NAME.notes.txt beside it where
    the ledger does not know the table. --notes adds to that, and takes nothing away.

    A table of the ledger is known again by its figures, however the file was saved: it is judged beside all others of
    the same people that are out, if it was not yet, and remembered as published. Of any other file the ledger does not
    know who is behind the figures, and the answer says so.

    The pair is screened first, as by `alder screen`. What fails is not published, unless --accept names the check and
    --reason says why, which readers of the data set are told.
    """
    from alder.model.made_up import MadeUp
    from alder.publishing.contents import Renamed
    from alder.show.notes import notes_beside
    from alder.web.publications.data_set_import import ImportRequest, import_pair

    given["made_up"] = MadeUp.ALL if given["made_up"] else MadeUp.NO_WORD
    renamed = tuple(Renamed.parse(text) for text in given.pop("renamed"))  # type: ignore[attr-defined]
    entry = ImportRequest(**given, beside=notes_beside(data), renamed=renamed)  # type: ignore[arg-type]
    imported = import_pair(data, meta, entry)
    click.echo(_as_json(imported) if format == "json" else _as_text(imported))


def _as_text(imported: ImportResult) -> str:
    from alder.disclosure.ledger.finished import NOT_COMPARED

    state = "as a draft" if imported.is_draft else "published"
    lines = [f"{imported.rows:,} rows {state} as version {imported.version} of data set {imported.data_set}"]
    lines += [f"Screener: {imported.screening.headline}.", *imported.notices]
    for id in imported.tables:
        lines.append(f"It is table {id} of the ledger, which later tables of the same people are judged beside.")
    if not imported.tables:
        lines.append(NOT_COMPARED)
    if imported.made_up:
        lines.append(f"{imported.made_up.heading}: every page, chart and file of them says so.")
    if imported.says_nothing:
        lines.append("Readers are told nothing of breaks, quality or protection. Say it with --notes.")
    lines += [f"accepted: {result.check}" for result in imported.screening.accepted]
    for word, kind in (("major", imported.changes.major), ("minor", imported.changes.minor)):
        if kind:
            lines.append(f"{word} changes: {', '.join(kind)}")
    lines.append(f"Serve it with: alder serve    then ask /v1/data-sets/{imported.data_set}/meta")
    return "\n".join(lines)


def _as_json(imported: ImportResult) -> str:
    import json

    return json.dumps(
        {
            "dataSetId": str(imported.data_set),
            "versionId": str(imported.version_id),
            "version": str(imported.version),
            "rows": imported.rows,
            "ledger": " ".join(imported.tables) or None,
            "isDraft": imported.is_draft,
            **({"madeUp": imported.made_up.mark} if imported.made_up else {}),
            "notices": list(imported.notices),
            "accepted": [result.check for result in imported.screening.accepted],
            "advice": [result.check for result in imported.screening.advice],
            **imported.changes.to_json(),
        },
        ensure_ascii=False,
    )


@publish.command()
@click.argument("data_set", type=click.UUID)
@click.option("--for", "label", required=True, metavar="WHOM", help="Who is to look at it.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 60), help="How long the token opens it.")
@site_option
def preview(data_set: UUID, label: str, days: int) -> None:
    """Print a token that opens the draft of DATA_SET: a request shows it in the header `preview-token`."""
    from alder.web.publications.previews import open_draft

    token = open_draft(data_set, label, days)
    click.echo(f"{token.id}  opens version {token.version.number} until {token.ends:%-d %B %Y %H:%M} UTC")


@publish.command()
@click.argument("data_set", type=click.UUID)
@site_option
def live(data_set: UUID) -> None:
    """Make the draft of DATA_SET public."""
    from alder.web.publications.versions import make_live

    click.echo(f"version {make_live(data_set).number} is live")


@publish.command()
@click.argument("data_set", type=click.UUID)
@site_option
def discard(data_set: UUID) -> None:
    """Throw the draft of DATA_SET away."""
    from alder.web.publications.versions import discard as throw_away

    click.echo(f"the draft of version {throw_away(data_set).number} is gone")


@publish.command()
@click.argument("data_set", type=click.UUID)
@click.argument("version")
@click.option("--reason", required=True, help="Why, for those who used it. Everyone can read it.")
@site_option
def withdraw(data_set: UUID, version: str, reason: str) -> None:
    """Withdraw a VERSION of DATA_SET: it can be looked up, with the reason, but gives no more figures to queries."""
    from alder.web.publications.versions import withdraw as take_back

    click.echo(f"version {take_back(data_set, version, reason).number} is withdrawn")


@publish.command()
@click.argument("data_set", type=click.UUID)
@click.option("--by", required=True, type=click.UUID, help="The data set that takes its place.")
@site_option
def supersede(data_set: UUID, by: UUID) -> None:
    """Say that another data set takes the place of DATA_SET, which stays readable."""
    from alder.web.publications.versions import supersede as replaced

    click.echo(f"{replaced(data_set, by).title} is superseded")


@publish.command("take-away")
@click.argument("data_set", type=click.UUID)
@click.argument("version")
@click.option("--reason", required=True, help="Why, for those who cited them. Everyone can read it.")
@site_option
def take_away(data_set: UUID, version: str, reason: str) -> None:
    """Take away the frozen tables of a VERSION of DATA_SET, which otherwise stay when it is withdrawn.

    For figures that nobody may see, such as those that could tell of a person. Their pages give the reason.
    """
    from alder.web.tables.frozen_tables import take_away as taken_away

    click.echo(f"{counted(taken_away(data_set, version, reason), 'frozen table')} taken away")
