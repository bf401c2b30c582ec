"""`alder explain MEASURE --learner REFERENCE`: how a measure judged each aim of one learner, on the terminal alone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import click

from alder.cli import terminal
from alder.cli.options import settings_of
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from alder.model.period import AcademicYear, ReturnNumber


def explain_learner(
    measure: str,
    learner: str,
    *,
    ukprn: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    parameters: tuple[str, ...],
    format: str,
    folder: Path,
    page: Path | None,
    sql: bool,
) -> None:
    """Print the trace, after refusing whatever would put it anywhere but on a screen."""
    from alder.environment import open as open_environment
    from alder.environment import trace

    if page is not None:
        raise NotProtected("a learner's trace is for this screen alone, and cannot be saved", next="Leave out --to.")
    if sql:
        raise UsageError("SQL is shown of a rule, and not of a learner", next="Leave out --sql.")
    terminal.check_for_a_terminal("traces of a learner", instead="alder.trace(...)")
    found = trace(
        open_environment(folder),
        measure,
        learner=learner,
        ukprn=ukprn,
        year=year,
        return_number=return_number.value if return_number else None,
        **settings_of(parameters),
    )
    if format == "json":
        click.echo(json.dumps(found.as_object(), indent=1, ensure_ascii=False))
        return
    click.echo(found.text(shutil.get_terminal_size().columns))
