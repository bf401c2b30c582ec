"""Delivered records of linked sources written as text, loaded and asked as people do it: by commands alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from alder.cli.group import cli
from alder.errors import AlderError
from tests.support import commands
from tests.support.deliveries import written


class Stored:
    """A store in a folder, to which deliveries are loaded one after another."""

    def __init__(self, folder: Path, *, made_up: bool = False) -> None:
        self.folder = folder
        self.said = ["--made-up"] if made_up else []
        self._files = 0

    @property
    def place(self) -> list[str]:
        return ["--store", str(self.folder / "store")]

    def load(self, record: str, text: str, *, year: str = "", edition: str = "made up") -> None:
        """One delivery of a kind of record, named `source.entity`."""
        source, entity = record.split(".")
        self._files += 1
        file = written(self.folder, text, f"part{self._files}.txt", "|")
        told = ["--year", year] if year else []
        options = ["--source", source, "--entity", entity, "--edition", edition, *told]
        done = CliRunner().invoke(cli, ["load", *self.place, *self.said, *options, str(file)])
        assert done.exit_code == 0, f"{done.output}{done.exception!r}"

    def load_all(self, **records: str) -> None:
        """Deliveries by name, `leo__employment` for `leo.employment`."""
        for name, text in records.items():
            self.load(name.replace("__", "."), text)

    def ask(self, *question: str) -> Any:
        return CliRunner().invoke(cli, ["table", *question, *self.place])

    def counted(self, *question: str) -> str:
        """The unprotected counts that a question gets, a line a combination, with single bars between the cells."""
        with commands.at_a_terminal():
            done = self.ask(*question, "--unprotected")
        assert done.exit_code == 0, repr(done.exception)
        lines = [line.removeprefix("NOT FOR RELEASE").strip() for line in done.output.splitlines()]
        cells = "\n".join(lines[2:-1]).strip().partition("\n\n")[0]  # what was left out stands below them
        return "\n".join(re.sub(r"\s{2,}", " | ", line) for line in cells.splitlines())

    def refused(self, *question: str, exit_code: int = 15) -> str:
        """What is said where there are no figures."""
        done = self.ask(*question)
        assert isinstance(done.exception, AlderError), done.output
        assert done.exception.exit_code == exit_code
        return " ".join(str(done.exception).split())


def a_year_later(text: str) -> str:
    """The same records with every year from 2010 on one more."""
    return re.sub(r"20[1-9]\d", lambda found: str(int(found[0]) + 1), text)


def table(text: str) -> str:
    """A text table with single bars between its cells, as `counted` gives it."""
    lines = [" | ".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    return "\n".join(lines)
