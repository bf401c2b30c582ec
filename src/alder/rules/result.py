"""What a check of one file found, as data: totals, what is listed of it, and what is new since an earlier return."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.look.words import listed
from alder.model.frame import FrameSource
from alder.rules.findings import Finding, Severity, from_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.rules.verdict import Verdict

REFUSED = 3
"""The exit status for a file that the service would refuse whole, as far as is public. 12 is for what Alder refuses."""


class NowState(StrEnum):
    """What a finding of this file was in the earlier return."""

    NEW = "new"
    STILL_THERE = "still there"


class EarlierState(StrEnum):
    """What became of a finding of the earlier return. Each has one of these."""

    STILL_THERE = "still there"
    PUT_RIGHT = "put right"
    GONE = "gone"
    NOT_CHECKED = "not checked"


EARLIER = pa.schema([("rule", pa.string()), ("severity", pa.string()), ("fate", pa.string())])
"""The findings of the earlier return, one row each."""


@dataclass(frozen=True)
class ReturnComparison:
    """The earlier return, the fate of each of its findings, and how far the comparison goes.

    `earlier` has the columns of `EARLIER`. `by_rule_alone` counts its findings on learners that could not be read
    whole: their references were not kept, so only the number of such findings by rule can be compared. `otherwise`
    says what it was judged by that this check was not: other rules, or other editions of reference tables.
    """

    name: str
    file: str
    earlier: pa.Table
    by_rule_alone: int = 0
    otherwise: tuple[str, ...] = ()

    def count(self, severity: Severity, fate: EarlierState | None = None) -> int:
        """How many findings the earlier return had, or how many had this fate."""
        chosen = pc.equal(self.earlier["severity"], str(severity))
        if fate is not None:
            chosen = pc.and_(chosen, pc.equal(self.earlier["fate"], str(fate)))
        return int(pc.sum(chosen).as_py() or 0)

    def by_rule(self, fate: EarlierState) -> list[tuple[str, str, int]]:
        """Rule, severity and number of the earlier findings with this fate: errors first, then the most."""
        some = self.earlier.filter(pc.equal(self.earlier["fate"], str(fate)))
        counted = some.group_by(["severity", "rule"]).aggregate([([], "count_all")]).to_pylist()
        ordered = sorted(counted, key=lambda r: (r["severity"], -r["count_all"], r["rule"]))
        return [(r["rule"], r["severity"], r["count_all"]) for r in ordered]


@dataclass(frozen=True)
class FindingFilter:
    """What to list. Each part that is given narrows; within a part any of its values will do.

    `funding_models` lists the findings on aims that are funded so, and those on learners who have such an aim: not
    those on a learner whose record could not be read whole. `new` lists what an earlier return did not have.
    """

    rules: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    funding_models: tuple[int, ...] = ()
    new: bool = False

    def __bool__(self) -> bool:
        return bool(self.rules or self.learners or self.severities or self.funding_models or self.new)

    def of(self, table: pa.Table, records: Mapping[str, pa.Table]) -> pa.Table:
        """The findings to list."""
        chosen = pa.array(np.ones(table.num_rows, dtype=bool))
        if self.rules:
            chosen = pc.and_(chosen, _is_one_of(table["rule"], self.rules))
        if self.severities:
            chosen = pc.and_(chosen, _is_one_of(table["severity"], map(str, self.severities)))
        if self.learners:
            wanted = (r.strip().upper() for r in self.learners)
            chosen = pc.and_(chosen, _is_one_of(pc.utf8_upper(pc.utf8_trim_whitespace(table["learner_ref"])), wanted))
        if self.funding_models:
            chosen = pc.and_(chosen, self._funded(table, records["learning_delivery"]))
        if self.new:
            chosen = pc.and_(chosen, _is_one_of(table["since"], [str(NowState.NEW)]))
        return table.filter(chosen)

    def words(self, *, named: bool = False) -> str:
        """What is listed, for a sentence. Learners are `named` only in reports that hold their records anyway."""
        parts = [listed(self.rules, "or")] if self.rules else []
        parts += [f"{listed([str(s) for s in self.severities])}s"] if len(self.severities) == 1 else []
        if self.learners:
            several = len(self.learners) > 1
            parts.append(
                f"learner{'s' if several else ''} {listed(self.learners)}"
                if named
                else (f"{len(self.learners)} learners" if several else "one learner")
            )
        parts += [f"funding model {listed([str(m) for m in self.funding_models], 'or')}"] if self.funding_models else []
        parts += ["new"] if self.new else []
        return ", ".join(parts)

    def _funded(self, table: pa.Table, aims: pa.Table) -> pa.Array:
        some = aims.filter(_is_one_of(aims["FundModel"], self.funding_models))
        on_aim = pc.is_in(table["aim"], some["aim"].combine_chunks(), skip_nulls=True)
        of_learner = pc.is_in(table["learner"], some["learner"].combine_chunks(), skip_nulls=True)
        funded: pa.Array = pc.if_else(pc.is_valid(table["aim"]), on_aim, of_learner)
        return funded


def _is_one_of(column: pa.ChunkedArray, values: Iterable[object]) -> pa.Array:
    is_one: pa.Array = pc.is_in(column, pa.array(list(values), column.type), skip_nulls=True)
    return is_one


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


def in_order(table: pa.Table) -> pa.Table:
    """Findings as a report lists them: errors first, then by line and rule."""
    return table.sort_by([("severity", "ascending"), ("line", "ascending"), ("rule", "ascending")])


@dataclass(frozen=True)
class CheckResult(FrameSource):
    """What a check of one file found. `report.Findings` is the same with the reports that can be written of it.

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
    since: ReturnComparison | None = None
    only: FindingFilter = FindingFilter()  # frozen
    records: Mapping[str, pa.Table] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[Finding]:
        return from_table(self.listed)

    def __len__(self) -> int:
        return int(self.listed.num_rows)

    def narrowed(self, only: FindingFilter) -> Self:
        """The same findings, of which the reports list some."""
        return replace(self, only=only)

    def to_arrow(self) -> pa.Table:
        """The findings that the reports list, a row each. They are about learners: for their provider alone."""
        return self.listed

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
        shown = {str(f) for f in (*self.verdict.name, *self.verdict.content.header)}
        return tuple(n for n in self.notices if n not in shown)

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
        editions: dict[str, tuple[str, ...]] = {}
        for used in self.references:
            editions[used.edition] = (*editions.get(used.edition, ()), used.title)
        return editions

    @property
    def exit_code(self) -> int:
        """0 without errors, warnings allowed; 1 with errors; 3 where the service would refuse the whole file."""
        if self.verdict.is_refused:
            return REFUSED
        return 1 if self.errors else 0

    def beside(self, rule: str) -> tuple[str, ...]:
        """What has to be known of every finding of a rule: that its book is another year's, how old its codes are."""
        notes = []
        if rule in self.borrowed:
            notes.append(f"Rule of {self.verdict.book.year}, not known to hold in {self.year}.")
        if rule in self.code_lists:
            notes.append(f"Code list of {self.code_lists[rule]}.")
        return tuple(notes)

    @cached_property
    def totals(self) -> tuple[RuleTotal, ...]:
        """Each broken rule that is listed, once: errors before warnings, the most findings first."""
        if not self.listed.num_rows:
            return ()
        rows = self.listed.append_column("new", pc.equal(self.listed["since"], str(NowState.NEW)).cast(pa.int64()))
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
