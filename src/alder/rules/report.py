"""What was found in one file: everything that a report of it needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.rights import private_file
from alder.rules.findings import Finding, Severity, from_table
from alder.rules.only import Only
from alder.rules.since import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.rules.since import Since
    from alder.rules.verdict import Verdict


REFUSED = 3
"""The exit status for a file that the service would refuse whole, as far as is public. 12 is for what Alder refuses."""


@dataclass(frozen=True)
class RuleTotal:
    """One rule of the summary: how often it is broken, by how many learners, and how much of that is new."""

    rule: str
    severity: Severity
    message: str
    next: str
    findings: int
    learners: int
    new: int = 0

    @property
    def still_there(self) -> int:
        return self.findings - self.new


@dataclass(frozen=True)
class Unavailable:
    """A rule that did not run, and what it needs."""

    rule: str
    needs: tuple[str, ...]


@dataclass(frozen=True, order=True)
class ReferenceUsed:
    """A reference table that rules looked into, and its edition."""

    table: str
    title: str
    edition: str


@dataclass(frozen=True)
class Findings:
    """The answer to "what is wrong with this return?".

    `table` has the findings in the order of the report: errors first, then by line and rule. Reports list those that
    `only` asks for; the sums of errors, warnings and learners are always of the whole file. `verdict` is about the file
    as a whole, and none of its findings. `records` are the accepted
    rows, from which the service's report takes names and numbers. `ran` has the codes of the rules that ran.
    """

    file: str
    verdict: Verdict
    year: AcademicYear
    return_number: ReturnNumber | None
    return_assumed: bool
    ukprn: int
    prepared: date | None
    checked: datetime
    learners_read: int
    learners: int
    learning_deliveries_read: int
    learning_deliveries: int
    notices: tuple[str, ...]
    table: pa.Table
    rules: str
    rules_run: int
    unavailable: tuple[Unavailable, ...]
    seconds: float
    provider: str | None = None
    path: str = "FILE"
    """What the person called the file, for the line that says what to type next."""
    references: tuple[ReferenceUsed, ...] = ()
    file_hash: str = ""
    rule_book: str | None = None
    borrowed: frozenset[str] = frozenset()
    """The rules that ran and are not known to hold in the year of the file: its book was chosen."""
    code_lists: Mapping[str, str] = field(default_factory=dict)
    """Of rules that rest on a code list of another year than the file's: which edition that is."""
    ran: frozenset[str] = frozenset()
    made_up: bool = False
    """Whether the file says that its learners do not exist."""
    since: Since | None = None
    only: Only = Only()  # noqa: RUF009  # frozen
    records: Mapping[str, pa.Table] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[Finding]:
        return from_table(self.listed)

    def __len__(self) -> int:
        return int(self.listed.num_rows)

    def narrowed(self, only: Only) -> Findings:
        """The same findings, of which the reports list some."""
        return replace(self, only=only)

    @cached_property
    def listed(self) -> pa.Table:
        """The findings that the reports list."""
        return self.only.of(self.table, self.records) if self.only else self.table

    def left_out(self, severity: Severity) -> int:
        """How many findings of the file the reports do not list."""
        return self._count(severity) - sum(t.findings for t in self.totals if t.severity is severity)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notices of which the verdict says nothing yet."""
        said = {str(f) for f in (*self.verdict.name, *self.verdict.content.header)}
        return tuple(n for n in self.notices if n not in said)

    @property
    def findings(self) -> list[Finding]:
        return list(self)

    @property
    def errors(self) -> int:
        return self._count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self._count(Severity.WARNING)

    @cached_property
    def learners_with_errors(self) -> int:
        return self._learners_of(self._of(Severity.ERROR))

    @cached_property
    def learners_with_warnings(self) -> int:
        """Learners with a warning, whether or not they have errors too."""
        return self._learners_of(self._of(Severity.WARNING))

    @property
    def learners_without_errors(self) -> int:
        return max(self.learners_read - self.learners_with_errors, 0)

    @property
    def editions(self) -> dict[str, tuple[str, ...]]:
        """What rules looked into, by edition."""
        found: dict[str, tuple[str, ...]] = {}
        for used in self.references:
            found[used.edition] = (*found.get(used.edition, ()), used.title)
        return found

    @property
    def exit_code(self) -> int:
        """0 without errors, warnings allowed; 1 with errors; 3 where the service would refuse the whole file."""
        if self.verdict.is_refused:
            return REFUSED
        return 1 if self.errors else 0

    def beside(self, rule: str) -> tuple[str, ...]:
        """What has to be known of every finding of a rule: that its book is another year's, how old its codes are."""
        said = []
        if rule in self.borrowed:
            said.append(f"Rule of {self.verdict.book.year}, not known to hold in {self.year}.")
        if rule in self.code_lists:
            said.append(f"Code list of {self.code_lists[rule]}.")
        return tuple(said)

    @cached_property
    def totals(self) -> tuple[RuleTotal, ...]:
        """Each broken rule that is listed, once: errors before warnings, the most findings first."""
        if not self.listed.num_rows:
            return ()
        rows = self.listed.append_column("new", pc.equal(self.listed["since"], str(Standing.NEW)).cast(pa.int64()))
        by_rule = rows.group_by(["rule", "severity"]).aggregate(
            [("message", "min"), ("next", "min"), ("rule", "count"), ("learner", "count_distinct"), ("new", "sum")]
        )
        totals = [
            RuleTotal(
                r["rule"],
                Severity(r["severity"]),
                r["message_min"],
                r["next_min"] or "",
                r["rule_count"],
                r["learner_count_distinct"],
                r["new_sum"] or 0,
            )
            for r in by_rule.to_pylist()
        ]
        return tuple(sorted(totals, key=lambda t: (str(t.severity), -t.findings, t.rule)))

    def summary(self, *, width: int = 100, colour: bool = False) -> str:
        """The summary for a terminal, in lines of at most `width` columns."""
        from alder.rules import report_text

        return report_text.summary(self, width=width, colour=colour)

    def listing(self, *, width: int = 100) -> str:
        """Every finding with its line, learner, aim and what the file says, for a terminal."""
        from alder.rules import report_text

        return report_text.listing(self, width=width)

    def to_json(self) -> str:
        from alder.rules import report_json

        return report_json.text(self)

    def write(self, path: Path) -> None:
        """Write the report that the file's ending asks for: `.html`, `.csv` or `.json`."""
        from alder.errors import UsageError

        writers = {".html": self.write_html, ".csv": self.write_csv, ".json": self.write_json}
        if path.suffix.lower() not in writers:
            raise UsageError(f"no report can be written as {path.name}", where="Reports end in .html, .csv or .json.")
        writers[path.suffix.lower()](path)

    def write_csv(self, path: Path) -> None:
        """Write the findings in the columns of the data service's own report."""
        from alder.rules import report_csv

        report_csv.write(self, private_file(path))

    def write_html(self, path: Path) -> None:
        """Write one HTML file that works offline, filters without script and prints."""
        from alder.rules import report_html

        report_html.write(self, private_file(path))

    def write_json(self, path: Path) -> None:
        private_file(path).write_text(self.to_json() + "\n", encoding="utf-8", newline="\n")

    def learners_listed(self, severity: Severity) -> int:
        """Learners with a listed finding of that kind."""
        return self._learners_of(self.listed.filter(pc.equal(self.listed["severity"], str(severity))))

    def _of(self, severity: Severity) -> pa.Table:
        return self.table.filter(pc.equal(self.table["severity"], str(severity)))

    def _count(self, severity: Severity) -> int:
        return int(self._of(severity).num_rows)

    @staticmethod
    def _learners_of(rows: pa.Table) -> int:
        return int(pc.count_distinct(rows["learner"], mode="only_valid").as_py())


def in_order(table: pa.Table) -> pa.Table:
    """Findings as a report lists them: errors first, then by line and rule."""
    return table.sort_by([("severity", "ascending"), ("line", "ascending"), ("rule", "ascending")])
