"""The answer to "what is wrong with this return?": what a check found, with the reports that can be written of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.look.notebook import NotebookList
from alder.look.words import counted, number
from alder.rights import private_file
from alder.rules import report_files, report_text
from alder.rules.result import CheckResult

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Findings(CheckResult):
    """What a check of one file found, which can be shown at a terminal and written as CSV, HTML and JSON."""

    def summary(self, *, width: int = 100, colour: bool = False) -> str:
        """The summary for a terminal, in lines of at most `width` columns."""
        return report_text.summary(self, width=width, colour=colour)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        """The verdict, each broken rule with its number of findings, and what to type next. Of no learner anything: a
        notebook keeps what it shows.
        """
        rows = [
            (
                t.rule,
                str(t.severity),
                number(t.findings),
                number(t.learners),
                " ".join([t.message, *self.beside(t.rule)]),
            )
            for t in self.totals
        ]
        return NotebookList(
            f"{self.file}: {counted(self.errors, 'error')}, {counted(self.warnings, 'warning')}",
            ("rule", "severity", "findings", "learners", "what is wrong"),
            rows,
            numbers=(2, 3),
            before=[self.verdict.headline],
            after=report_text.what_was_run(self),
        ).html()

    def listing(self, *, width: int = 100) -> str:
        """Every finding with its line, learner, aim and what the file says, for a terminal."""
        return report_text.listing(self, width=width)

    def to_json(self) -> str:
        return report_files.json_text(self)

    def write(self, path: Path) -> None:
        """Write the report that the file's ending asks for: `.html`, `.csv` or `.json`."""
        writers = {".html": self.write_html, ".csv": self.write_csv, ".json": self.write_json}
        if path.suffix.lower() not in writers:
            raise UsageError(f"no report can be written as {path.name}", where="Reports end in .html, .csv or .json.")
        writers[path.suffix.lower()](path)

    def write_csv(self, path: Path) -> None:
        """Write the findings in the columns of the data service's own report."""
        report_files.write_csv(self, private_file(path))

    def write_html(self, path: Path) -> None:
        """Write one HTML file that works offline, filters without script and prints."""
        from alder.rules import report_html  # loads the templates, which a check without a page does without

        report_html.write(self, private_file(path))

    def write_json(self, path: Path) -> None:
        private_file(path).write_text(self.to_json() + "\n", encoding="utf-8", newline="\n")
