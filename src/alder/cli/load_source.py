"""`alder load --source`: keep a delivered extract of another source than the returns of providers."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from alder.model.period import AcademicYear


def load_source(
    files: tuple[str, ...],
    source: str,
    *,
    entity: str | None,
    year: AcademicYear | None,
    edition: str | None,
    report: Path | None,
    format: str,
    folder: Path,
    made_up: bool = False,
    mix_made_up: bool = False,
) -> None:
    """Load the files as one delivery, and say what became of it."""
    import alder
    from alder.cli.progress import counting
    from alder.sources.reading import report as words

    if report is not None:
        words.check_name(report)
    with counting("Reading", _bytes_of(files), "bytes") as progress:
        done = alder.open(folder).load_source(
            *files,
            source=source,
            entity=entity,
            year=year,
            edition=edition or "",
            progress=progress,
            made_up=made_up,
            mix_made_up=mix_made_up,
        )
    if report is not None:
        words.write(done, report)
    if format == "json":
        click.echo(json.dumps(words.as_object(done), indent=1, ensure_ascii=False))
    else:
        for line in words.summary(done):
            click.echo(line)
    sys.exit(done.exit_code)


def _bytes_of(files: tuple[str, ...]) -> int:
    from pathlib import Path

    return sum(p.stat().st_size for p in map(Path, files) if p.is_file())
