"""`alder project crate`: a run as a Five Safes RO-Crate."""

from __future__ import annotations

from pathlib import Path

import click

from alder.cli.options import project_option


@click.command()
@click.argument("run", metavar="RUN")
@project_option
@click.option(
    "--about",
    metavar="FILE.toml",
    required=True,
    type=click.Path(path_type=Path),
    help="Who asked for the run, of which organisation, for which project of which service.",
)
@click.option(
    "--released",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="What the desk released, with its certificate.json: for a crate that may leave.",
)
@click.option("--to", "archive", metavar="FILE.zip", type=click.Path(path_type=Path), help="Default: beside the run.")
def crate(run: str, project_folder: Path, about: Path, released: Path | None, archive: Path | None) -> None:
    """Write RUN (such as 0001) as a Five Safes RO-Crate, version 0.4.

    Without --released it has the code, says that the results wait for the desk, and stays in the workspace. With it, it
    has the code and the results that were released, and nothing else of the run.
    """
    from alder.workspaces.project_folder import RUNS, open_project
    from alder.workspaces.run_crate import read_request, write_crate

    folder = open_project(project_folder).folder / RUNS / run
    place = archive or folder / ("released.crate.zip" if released else "crate.zip")
    identifier = write_crate(folder, read_request(about), place, released=released)
    click.echo(f"{place}\n\n  Identifier  {identifier}")
    click.echo(
        f"  Results     {'those that were released' if released else 'none: nothing in it was cleared to leave'}"
    )
