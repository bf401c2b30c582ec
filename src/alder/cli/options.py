"""Options that several commands share, so that they mean the same everywhere; and what is said of a file that cannot be
written.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.engine.store import Store
    from alder.model.period import AcademicYear, ReturnNumber

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")

store_option = click.option(
    "--store",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ALDER_STORE",
    default="store",
    show_default=True,
    show_envvar=True,
    help="The folder of the store.",
)
"""`--store DIR`, else the environment variable ALDER_STORE, else the folder `store` here. Passed on as `folder`."""


def store_if_any(folder: Path) -> Store | None:
    """The store in a folder, for what only says more where there is one. A folder that is no store is left alone."""
    from alder.engine.store_sign import is_store

    if not is_store(folder):
        return None
    from alder.sources.ilr.submissions import open_store

    return open_store(folder)


class YearType(click.ParamType):  # type: ignore[type-arg]  # not generic in every release that we allow
    """An academic year as people write it."""

    name = "2020/21"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AcademicYear:
        from alder.model.period import AcademicYear

        try:
            return value if isinstance(value, AcademicYear) else AcademicYear.parse(value)
        except UsageError as error:
            self.fail(f"{error.what}. {error.where}", param, ctx)


class YearsType(click.ParamType):  # type: ignore[type-arg]  # not generic in every release that we allow
    """One academic year or several: a range with both ends, or a list."""

    name = "2020/21"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[AcademicYear, ...]:
        from alder.model.period import parse_years

        try:
            return value if isinstance(value, tuple) else parse_years(value)
        except UsageError as error:
            self.fail(f"{error.what}. {error.where}", param, ctx)


class ReturnType(click.ParamType):  # type: ignore[type-arg]  # not generic in every release that we allow
    """A return number, R01 to R14."""

    name = "R04"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ReturnNumber:
        from alder.model.period import ReturnNumber

        try:
            return value if isinstance(value, ReturnNumber) else ReturnNumber.parse(value)
        except UsageError as error:
            self.fail(f"{error.what}. {error.where}", param, ctx)


research_copy_option = click.option(
    "--research-copy/--returns",
    "research_copy",
    default=None,
    help="Of which of the two, where a store has both: the copy of the ILR that researchers get, or returns.  "
    "[default: returns, where any of these years are held]",
)

format_option = click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines for people, or JSON for programs.",
)


@contextmanager
def writing(path: Path | None, next: str = "") -> Iterator[None]:
    """While the file or folder is written: that it cannot be is said in words, with what to do `next`."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written", where=str(error.strerror or error), next=next) from None


def settings_of(parameters: tuple[str, ...]) -> dict[str, str]:
    """Rules as they were set with `--set`: `imd_edition=2019`. Which there are and may be, the measure knows."""
    found = {}
    for text in parameters:
        name, is_set, value = text.partition("=")
        if not is_set:
            raise UsageError(f"{text} sets nothing", where="Write the rule and its value: --set imd_edition=2019.")
        found[name.strip()] = value.strip()
    if own := _OPTIONS & found.keys():
        raise UsageError(f"{min(own)} is not a rule", where="It has an option of its own: see --help.")
    return found


_OPTIONS = {
    *("source", "measure", "by", "year", "years", "where", "area", "scope", "return_number", "learner", "ukprn"),
    *("research_copy", "left_out", "project", "with_"),
}


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Options that several commands have, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


project_option = click.option(
    "--project",
    "project_folder",
    metavar="FOLDER",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ALDER_PROJECT",
    show_envvar=True,
    help="The folder of the project. Default: where you are.",
)
