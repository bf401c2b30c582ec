"""`alder project`: analyses in a secure workspace, and the same code on made-up records outside of it."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import YearType, project_option, store_option, with_options
from alder.cli.project_crate import crate
from alder.cli.project_destruction import certificate, destroy, retain
from alder.cli.project_ingress import ingress
from alder.errors import MissingExtra, UsageError
from alder.look.words import counted, file_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.model.period import AcademicYear
    from alder.workspaces.analysis_run import AnalysisRun
    from alder.workspaces.declared_outputs import Gathered

_EXTRACT = click.option(
    "--extract",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Another extract than the project's own.",
)
_CODE = with_options(
    click.argument("script", metavar="SCRIPT", type=click.Path(path_type=Path)),
    click.option(
        "--with",
        "beside",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A further file of code, beside the script. May be repeated.",
    ),
    project_option,
    _EXTRACT,
)


@click.group()
def project() -> None:
    """Run an analysis in a secure workspace.

    The folder of a project holds its settings (project.toml), its extract and a folder for each run. Code reads the
    extract where ALDER_EXTRACT says, and writes outputs where ALDER_OUTPUTS says.
    """


for _command in (ingress, crate, retain, destroy, certificate):
    project.add_command(_command)


@project.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the project is called. Default: as the folder is.")
@click.option("--year", type=YearType(), default="2025/26", show_default=True, help="The year of the made-up learners.")
@click.option("--learners", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="How many they are.")
def new(folder: Path, name: str | None, year: AcademicYear, learners: int) -> None:
    """Begin a project in FOLDER, with made-up learners to write code on."""
    from alder.workspaces.made_up_extract import make_up_extract
    from alder.workspaces.project_folder import MADE_UP, write_new

    write_new(folder, name or folder.resolve().name)
    files = make_up_extract(folder / MADE_UP, year=year, learners=learners)
    click.echo(f"{folder / MADE_UP}, where everybody is made up:\n")
    for file in files:
        click.echo(f"  {file.name:<17} {file.rows:>9,} rows  {len(file.fields):>3} fields")
    click.echo(f"\nTry code on it:  alder project try SCRIPT --project {folder}")


@project.command()
@_CODE
def run(script: Path, beside: tuple[Path, ...], project_folder: Path, extract: Path | None) -> None:
    """Run SCRIPT (.py, .ipynb or .R) on the project's extract, in a sandbox without network.

    It sees the extract, its own code and the programs of the system, and writes into its folder of outputs alone. What
    it prints stays in the workspace, and so does the copy of a notebook with what its cells gave. Files that a cover
    sheet (cover.toml, beside the script or among the outputs) declares are gathered for the desk.

    Exit status: 0 it ended well and all outputs could be gathered, 1 it did not, 2 wrong usage, 20 it could not be shut
    in, and was not run.
    """
    from alder.workspaces.analysis_run import run_analysis
    from alder.workspaces.project_extract import read_extract
    from alder.workspaces.project_folder import EXTRACT, open_project

    opened = open_project(project_folder)
    held = read_extract(extract or opened.folder / EXTRACT)
    with _ended_by_signals():
        done = run_analysis(opened, script, held, beside=beside)
    _tell_run(done)
    sys.exit(0 if done.exit == 0 and not done.refused else 1)


@project.command()
@project_option
@_EXTRACT
@click.option("--person", metavar="NAME", required=True, help="Whose notebooks: they have a folder of their own.")
@click.option(
    "--socket",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The socket to answer at. It is made, for this account alone.",
)
def notebook(project_folder: Path, extract: Path | None, person: str, socket: Path) -> None:
    """Serve notebooks on the project's extract, in the same sandbox as a run.

    For whoever works under the account of the workspace itself; people at a browser come through alder project gateway.
    It ends when it is shut down in the browser, at its limits, or with Ctrl-C.

    Exit status: 0 it was shut down and all that is declared could be gathered, 1 it was not, 2 wrong usage, 20 it could
    not be shut in, and was not begun.
    """
    from alder.workspaces.notebook_server import NotebookServer
    from alder.workspaces.notebook_tickets import check_person
    from alder.workspaces.project_extract import read_extract
    from alder.workspaces.project_folder import EXTRACT, open_project

    opened = open_project(project_folder)
    check_person(person)
    held = read_extract(extract or opened.folder / EXTRACT)

    def begun() -> None:
        click.echo(f"Notebooks of {person} in {opened.name} answer at {socket}")
        click.echo(
            f"From your own machine:  ssh -L 8888:{socket.resolve()} THIS-MACHINE, then http://localhost:8888/lab"
        )
        click.echo()

    with _ended_by_signals():
        done = NotebookServer(opened, held, person=person, socket=socket, at_begin=begun).serve()
    _tell_run(done)
    sys.exit(0 if done.exit == 0 and not done.refused else 1)


@project.command()
@click.option(
    "--workspaces",
    required=True,
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the folders of projects are, each called as its project.",
)
@click.option(
    "--at",
    "notebooks",
    required=True,
    metavar="ADDRESS",
    help="What browsers call it, a host name a project: https://{project}.notebooks.example.org",
)
@click.option("--site", required=True, metavar="ADDRESS", help="What browsers call the site: https://alder.example.org")
@click.option(
    "--ask", "access", metavar="ADDRESS", help="Where the site answers about access. Default: SITE/notebooks/access"
)
@click.option(
    "--key",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The key that it shares with the site.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at, behind a proxy.")
@click.option("--port", default=8600, show_default=True, type=click.IntRange(1, 65535), help="The port to listen at.")
def gateway(workspaces: Path, notebooks: str, site: str, access: str | None, key: Path, host: str, port: int) -> None:
    """Lead people at a browser to notebooks in their sandboxes, as long as they have access.

    It is opened by a ticket of the site alone, asks the site about everybody every 30 seconds, and cuts and ends what
    somebody without access had open. A proxy in front of it ends TLS and passes on the name of the host.
    """
    from alder.workspaces.analysis_run import check_account
    from alder.workspaces.notebook_addresses import GatewayAddresses
    from alder.workspaces.notebook_tickets import read_seal

    addresses = GatewayAddresses(notebooks=notebooks, site=site, access=access or f"{site}/notebooks/access")
    seal = read_seal(key)
    check_account()
    try:
        from alder.workspaces.notebook_gateway import serve
    except ImportError:
        raise MissingExtra(
            "the gateway of notebooks needs aiohttp", next='Install it:  pip install "alder[notebooks]"'
        ) from None
    click.echo(f"The gateway of notebooks answers at http://{host}:{port} for {notebooks}")
    serve(workspaces, seal, addresses, host=host, port=port)


@project.command("try")
@_CODE
def try_(script: Path, beside: tuple[Path, ...], project_folder: Path, extract: Path | None) -> None:
    """Run SCRIPT on made-up records, as you, without the sandbox.

    It has the same two places, ALDER_EXTRACT and ALDER_OUTPUTS, and prints to your terminal. An extract of real people
    is refused.

    Exit status: 0 it ended well and all outputs could be gathered, 1 it did not, 2 wrong usage.
    """
    from alder.workspaces.analysis_run import GATHERED, OUTPUTS, try_analysis
    from alder.workspaces.project_extract import read_extract
    from alder.workspaces.project_folder import MADE_UP, open_project

    opened = open_project(project_folder)
    status, made, found = try_analysis(opened, script, read_extract(extract or opened.folder / MADE_UP), beside=beside)
    click.echo(f"\n{script.name} ended with status {status}. What it wrote: {made / OUTPUTS}")
    _tell(found, made / GATHERED)
    sys.exit(0 if status == 0 and not found.refused else 1)


@project.command()
@click.argument("plan", metavar="PLAN.toml", type=click.Path(path_type=Path))
@project_option
@store_option
@click.option("--made-up", is_flag=True, help="Of learners who do not exist, to write code on: no store is read.")
@click.option(
    "--learners", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="Of each made-up provider."
)
def extract(plan: Path, project_folder: Path, folder: Path, made_up: bool, learners: int) -> None:
    """Build the project's extract from a store, as PLAN.toml says, and nothing beside that.

    For whoever holds the store. The plan is part of what the agreement signs. What names or numbers people never goes
    into an extract: keys of the project stand in its place, which no other project shares.
    """
    from alder.cli.progress import counting
    from alder.sources.ilr.submissions import open_store
    from alder.workspaces.extract_building import build_extract
    from alder.workspaces.extract_plan import read_plan
    from alder.workspaces.made_up_deliveries import empty_fields
    from alder.workspaces.made_up_extract import make_up_by_plan
    from alder.workspaces.project_folder import EXTRACT, MADE_UP, open_project

    opened, approved = open_project(project_folder), read_plan(plan)
    if opened.name != approved.project:
        raise UsageError(
            f"the plan is that of the project {approved.project}, and this is {opened.name}",
            next="Name the folder of its own project with --project.",
        )
    place = opened.folder / (MADE_UP if made_up else EXTRACT)
    if not made_up:
        opened.check_not_frozen()
    parts = len(approved.tables) + (len(approved.years) if approved.source else 0)
    with counting("Building", parts, "parts") as progress:
        if made_up:
            files = make_up_by_plan(approved, place, learners=learners, progress=progress)
        else:
            files = build_extract(open_store(folder), approved, place, progress=progress)
    named = project_folder / place.name
    who = "where everybody is made up" if made_up else f"for agreement {approved.agreement}"
    click.echo(f"{named}, {who}:\n")
    width = max(17, *(len(file.name) for file in files))
    for file in files:
        click.echo(f"  {file.name:<{width}} {file.rows:>9,} rows  {len(file.fields):>3} fields")
    if made_up and (empty := empty_fields(approved)):
        click.echo(f"\nEmpty here, since Alder cannot make them up: {', '.join(empty)}.")
    click.echo(f"\nThe plan has the checksum {approved.sha256}.")
    then = "Try code on it:  alder project try SCRIPT" if made_up else "Run code on it:  alder project run SCRIPT"
    click.echo(f"{then} --project {project_folder}")


@project.command()
@project_option
@click.option("--why", required=True, metavar="TEXT", help="The reason, which whoever runs an analysis is told.")
def freeze(project_folder: Path, why: str) -> None:
    """End what runs on the extract, and let nothing be run on it until it is thawed.

    For a suspension, an agreement that ends, somebody who may no longer be there. All files are kept.
    """
    from alder.workspaces.project_folder import open_project

    opened = open_project(project_folder)
    opened.freeze(why)
    click.echo(
        f"{opened.name} is frozen. What ran was ended. Undo it with: alder project thaw --project {project_folder}"
    )


@project.command()
@project_option
def thaw(project_folder: Path) -> None:
    """Let analyses be run again in a project that was frozen."""
    from alder.workspaces.destruction import check_not_retained
    from alder.workspaces.project_folder import open_project

    opened = open_project(project_folder)
    check_not_retained(opened)
    opened.thaw()
    click.echo(f"Analyses of {opened.name} can be run.")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A service that stops, or a terminal that is closed, ends a run as Ctrl-C does: its record says so.

    A signal that was ignored when the command began, as under nohup, stays ignored.
    """

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    heard = (signal.SIGTERM, signal.SIGHUP) if threading.current_thread() is threading.main_thread() else ()
    before = {one: signal.signal(one, stop) for one in heard if signal.getsignal(one) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _tell_run(done: AnalysisRun) -> None:
    """What leaves a run: how it ended, times and sizes."""
    from alder.workspaces.analysis_run import GATHERED, PRINTED, RECORD
    from alder.workspaces.run_limits import MB, STOPPED_FOR

    ended = f"was stopped: {STOPPED_FOR[done.stopped_for]}" if done.stopped_for else f"ended with status {done.exit}"
    click.echo(f"Run {done.number} of {done.project} {ended}, after {done.seconds:,.1f} s.\n")
    click.echo(
        f"  Memory          {file_size(done.most_memory)} at the most, of {file_size(done.limits.memory_mb * MB)}"
    )
    click.echo(f"  It printed      {file_size(done.printed_bytes)}, which stay in {done.folder / PRINTED}")
    click.echo(f"  Its record      {done.folder / RECORD}")
    if done.outputs:
        size = sum(one["bytes"] for one in done.outputs)
        click.echo(
            f"  For the desk    {counted(len(done.outputs), 'file')}, {file_size(size)}, in {done.folder / GATHERED}"
        )
    if done.refused:
        click.echo(f"  Not gathered    {counted(len(done.refused), 'file')}: the record says why")
    if done.outputs:
        folder = shlex.quote(str(done.folder / GATHERED))
        click.echo(f"\nSee what a checker would say:  alder outputs check {folder}")


def _tell(found: Gathered, where: Path) -> None:
    """What of a try would be gathered. Everybody is made up, so names may be shown."""
    for one in found.outputs:
        click.echo(f"  gathered      {one.name}  {file_size(one.bytes)}")
    for other in found.refused:
        click.echo(f"  not gathered  {other.name}  {other.why}")
    if found.outputs:
        click.echo(f"\nSee what a checker would say:  alder outputs check {where}")
    elif not found.refused:
        click.echo("No cover sheet (cover.toml) declares outputs, so a run would leave nothing for the desk.")
