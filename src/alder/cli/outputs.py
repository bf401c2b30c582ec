"""`alder outputs`: what an output checker would say of files before they leave a secure place."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from alder.cli.options import format_option, store_option
from alder.cli.publish import set_up_site, site_option
from alder.errors import UsageError

_FILES = click.argument("paths", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))


@click.group()
def outputs() -> None:
    """Would an output checker let this out?

    An output is a file, or a folder of files that are judged together: what is to leave, the counts behind it, the code
    that made it, what left before. A cover sheet, `cover.toml`, says what no program can see.
    """


@outputs.command()
@_FILES
@click.option("--threshold", metavar="N", type=click.IntRange(2, 1_000), help="People behind each figure. Default: 10.")
@click.option(
    "--rounding",
    "base",
    metavar="N",
    type=click.IntRange(1, 1_000),
    help="Base to which counts are rounded. Default: 5.",
)
@click.option(
    "--records",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The records it was made from (CSV, Parquet): who stands behind each figure is counted. They stay.",
)
@click.option("--contributor", metavar="COLUMN", default="", help="Whose a record is. Default: each is somebody's own.")
@click.option(
    "--page", metavar="FILE.html", type=click.Path(path_type=Path), help="Write what was found as a page, too."
)
@click.option("--acro", metavar="FOLDER", type=click.Path(path_type=Path), help="Write it as a folder of acro, too.")
@format_option
def check(
    paths: tuple[Path, ...],
    threshold: int | None,
    base: int | None,
    records: Path | None,
    contributor: str,
    page: Path | None,
    acro: Path | None,
    format: str,
) -> None:
    """Check files as they would be handed in.

    Each folder is an output; files named side by side are one output together. Every file is read by what it is, not by
    its name, and nothing in it is run. Whatever is found is told with its place, its rule and how to mend it; what was
    found itself (a number, a record) is never repeated.

    Nothing leaves by this check alone: two people look at every output, whatever it says.

    Exit status: 0 nothing was found that holds it, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from alder.cli.progress import counting
    from alder.outputs import Limits, check_outputs
    from alder.outputs.microdata import read_microdata
    from alder.outputs.report import as_object, as_text, write_acro, write_page

    limits = Limits()
    limits = replace(limits, threshold=threshold or limits.threshold, base=base or limits.base)
    if page is not None and page.suffix.lower() != ".html":
        raise UsageError(f"{page.name} is no name for a page", next="End it in .html")
    if contributor and records is None:
        raise UsageError("--contributor names a column of records", next="Say which file they are in with --records.")
    microdata = read_microdata(records, contributor) if records else None
    with counting("Checking", len(paths), "outputs") as progress:
        verdicts = check_outputs(paths, limits=limits, microdata=microdata, progress=progress)
    if acro is not None:
        if len(verdicts) > 1:
            raise UsageError("these are several outputs", next="Write the folder of one at a time.")
        write_acro(verdicts[0], acro, datetime.now(UTC).replace(tzinfo=None))
    if page is not None:
        write_page(verdicts, page)
    if format == "json":
        import json

        click.echo(json.dumps(as_object(verdicts), indent=1, ensure_ascii=False))
    else:
        click.echo("\n\n".join(map(as_text, verdicts)))
    sys.exit(max(verdict.exit_code for verdict in verdicts))


@outputs.command()
@_FILES
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it. Default: cover.toml beside the files.",
)
def cover(paths: tuple[Path, ...], out: Path | None) -> None:
    """Write a cover sheet to fill in, with what can be seen of the files.

    What a program can see is filled in: which files there are, which statistics they seem to hold, which columns count
    people. The questions are left: whom it is about, how many they are, how it differs from what left before.
    A cover sheet that is there already is never written over.
    """
    from alder.outputs.checking import read_outputs
    from alder.outputs.cover_sheet import FILE_NAME
    from alder.outputs.cover_sheet_draft import drafted

    (output,) = read_outputs(paths, one=True)
    where = out or (paths[0] if paths[0].is_dir() else paths[0].parent) / FILE_NAME
    if where.exists():
        raise UsageError(f"{where} is there already", next="Change it in an editor, or name another place with --out.")
    where.write_text(drafted(output), encoding="utf-8")
    click.echo(f"Wrote {where}. Fill in what is asked there, then: alder outputs check {where.parent}")


@outputs.command()
@click.argument("id", required=False, metavar="[ID]")
def rules(id: str | None) -> None:
    """The kinds of statistics and the rule of each.

    With an ID, as FREQ or PCTL, one of them whole.
    """
    from alder.outputs import OUTPUT_RULES, output_rule
    from alder.outputs.report import explained_rule, listed_rules

    click.echo("\n".join(listed_rules(OUTPUT_RULES) if id is None else explained_rule(output_rule(id.upper()))))


@outputs.command("list")
@click.option("--all", "every", is_flag=True, help="Finished ones too, the newest first.")
@format_option
@site_option
def list_(every: bool, format: str) -> None:
    """Outputs at the desk of the site, what is promised first before all else.

    What is done to them is done on the site, by people who sign in: no command acts as one of them.
    """
    import json

    from alder.web.output_desk.models import OutputRequest
    from alder.web.output_desk.reviews import ENDED

    rows = OutputRequest.objects.select_related("author")
    found = rows.order_by("-pk") if every else rows.exclude(state__in=ENDED).order_by("promised", "pk")
    listed = [
        {
            "number": one.pk,
            "state": str(one.state),
            "title": one.title,
            "author": one.author.name,
            "promised": one.promised.isoformat() if one.promised else None,
            "late": one.is_late,
            "escalated": one.escalated is not None,
        }
        for one in found[:10_000]
    ]
    if format == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for row in listed:
        due = f"by {row['promised']}" if row["promised"] else ""
        marked = " (late)" if row["late"] else " (waits for long)" if row["escalated"] else ""
        click.echo(f"{row['number']:>6}  {row['state']:<11} {due:<13}{marked} {row['author']}: {row['title']}")
    if not listed:
        click.echo("No output is at the desk." if not every else "No output was begun yet.")


@outputs.command()
@click.argument("certificate", metavar="CERTIFICATE", type=click.Path(path_type=Path))
@click.option("--issued", is_flag=True, help="Ask the site of the store, too, whether it gave this certificate.")
@store_option
def verify(certificate: Path, issued: bool, folder: Path) -> None:
    """See whether files are those that were released, by the certificate beside them.

    With --issued, whoever holds the store sees as well whether the site gave this very certificate, and stands by it.

    Exit status: 0 all is as released, 1 something is not.
    """
    from alder.outputs.certificate import AS_RELEASED, certified_files, read_certificate

    read = read_certificate(certificate)
    files = certified_files(read, certificate.absolute().parent)
    for file in files:
        click.echo(f"{'✓' if file.found == AS_RELEASED else '✗'} {file.name}: {file.found}")
    why = ""
    if issued:
        set_up_site(folder)
        from alder.web.output_desk.releases import why_not_ours

        why = why_not_ours(read)
        click.echo(f"✗ {why}" if why else f"✓ The site gave this certificate with output {read['output']}.")
    sys.exit(1 if why or any(file.found != AS_RELEASED for file in files) else 0)
