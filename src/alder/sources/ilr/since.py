"""What is new, put right, still there and gone since an earlier return of the same provider and year.

A finding is the same in both returns if its rule, its learner and its aim are: never by what a field said. The learner
is told by LearnRefNumber, or by PrevLearnRefNumber where the reference was changed between the returns; `pairing` says
which aim is which. Of several findings of a rule on one aim, as on its monitoring records, the numbers are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.rules.result import EARLIER, EarlierState, NowState, ReturnComparison
from alder.rules.shape import FILE
from alder.sources.ilr import earlier, pairing
from alder.sources.ilr.form import codes as codes_of_form

if TYPE_CHECKING:
    from alder.engine.store import Store
    from alder.rules.report import Findings
    from alder.sources.ilr.earlier import Earlier

_ON_NO_AIM = -1


def since(findings: Findings, store: Store, which: str = earlier.PREVIOUS) -> Findings:
    """The findings compared with those of an earlier return that the store holds: `previous`, or `R03`.

    Where the store holds no such return a notice says so, and nothing is compared.
    """
    which = earlier.named(which)
    said = findings.records[FILE]["LearningProviderUKPRN"][0].as_py()
    ukprn, year = said or findings.ukprn, findings.year.label
    chosen = earlier.find(
        store, which, ukprn=ukprn, year=year, number=findings.return_number, file_hash=findings.file_hash
    )
    if not chosen.num_rows:
        kind = "earlier return" if which == earlier.PREVIOUS else f"{which}"
        notice = f"Nothing to compare with: the store holds no {kind} of {ukprn} for {year}."
        return replace(findings, notices=(*findings.notices, notice))
    return compared(findings, earlier.read(store, chosen))


def compared(findings: Findings, with_: Earlier) -> Findings:
    """The findings with what each was in the earlier return, and what became of those of the earlier return."""
    match = _Match(findings, with_)
    at, to = match.found
    new = np.ones(len(findings.table), dtype=bool)
    new[to] = False
    standing = pa.array(np.where(new, str(NowState.NEW), str(NowState.STILL_THERE)), pa.string())
    table = findings.table
    for name, column in (("since", standing), ("aim_before", match.numbers_before(at, to))):
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
    fates = [with_.findings["rule"], with_.findings["severity"], match.fates(at)]
    return replace(
        findings,
        table=table,
        since=ReturnComparison(
            name=with_.name,
            file=with_.file,
            earlier=pa.Table.from_arrays(fates, schema=EARLIER),
            by_rule_alone=int(pc.sum(pc.and_(match.unnamed, pc.is_valid(with_.findings["learner"]))).as_py() or 0),
            otherwise=_otherwise(findings, with_),
        ),
    )


def _otherwise(findings: Findings, with_: Earlier) -> tuple[str, ...]:
    """What the earlier return was judged by that differs. What the store does not say differs in nothing."""
    used = {r.table: r.edition for r in findings.references}
    said = [
        ("rules", with_.rule_book is not None and with_.rule_book != findings.rule_book),
        ("reference data", with_.reference_data is not None and with_.reference_data != used),
    ]
    return tuple(what for what, differs in said if differs)


@dataclass(frozen=True)
class _Match:
    """Pairs the findings of two returns."""

    findings: Findings
    before: Earlier

    @cached_property
    def refs_now(self) -> pa.Array:
        """The learners of this file, as their accepted records name them."""
        return _folded(self._records("learner", "LearnRefNumber"))

    @cached_property
    def named_now(self) -> pa.Array:
        """The reference of each finding, as the earlier return has it where a learner's reference was changed."""
        return self._as_before(_folded(self.findings.table["learner_ref"]))

    @cached_property
    def named_before(self) -> pa.Array:
        return _folded(self.before.findings["ref"])

    @cached_property
    def unnamed(self) -> pa.Array:
        return pc.is_null(self.named_before)

    @cached_property
    def aims(self) -> tuple[pairing.Numbers, pairing.Numbers]:
        """The numbers of the aims that are the same aim in both: in the earlier return, and now."""
        busy = self.named_before.filter(pc.is_valid(self.before.findings["aim"].combine_chunks()))
        columns = ("aim", "LearnAimRef", "LearnStartDate", "AimSeqNumber", "SWSupAimId")
        then, now = self.before.aims, self.findings.records["learning_delivery"]
        of_now = pc.index_in(now["learner"], self._records("learner", "learner"), skip_nulls=True)
        who = self._as_before(self.refs_now).take(of_now.combine_chunks())
        sides = [
            rows.select(list(columns)).append_column("who", whose).filter(pc.is_in(whose, busy))
            for rows, whose in ((then, _folded(then["ref"])), (now, who))
        ]
        at, to = pairing.aims(*sides)
        return sides[0]["aim"].to_numpy()[at], sides[1]["aim"].to_numpy()[to]

    @cached_property
    def aims_now_of_before(self) -> pa.Array:
        """For each earlier finding the number of its aim in this file: null if gone, -1 if it is on no aim."""
        was, now = (pa.array(a, pa.int64()) for a in self.aims)
        aim = self.before.findings["aim"].combine_chunks()
        return pc.if_else(pc.is_null(aim), _ON_NO_AIM, now.take(pc.index_in(aim, was, skip_nulls=True)))

    @cached_property
    def found(self) -> tuple[pairing.Numbers, pairing.Numbers]:
        """Rows of the same finding: in the earlier return, and now."""
        then, now = self.before.findings, self.findings.table
        at, to = pairing.pairs(
            [then["rule"], self.named_before, self.aims_now_of_before],
            [now["rule"], self.named_now, now["aim"].fill_null(_ON_NO_AIM)],
        )
        # A learner who could not be read whole then has no reference in the store; nor has the file itself.
        open_then = np.flatnonzero(np.asarray(self.unnamed))
        known = pc.is_in(self.named_now, _folded(self.before.refs), skip_nulls=True)
        open_now = np.setdiff1d(np.flatnonzero(~np.asarray(known)), to)
        more_at, more_to = pairing.pairs(
            [then["rule"].take(pa.array(open_then))], [now["rule"].take(pa.array(open_now))]
        )
        return np.concatenate([at, open_then[more_at]]), np.concatenate([to, open_now[more_to]])

    def fates(self, still_there: pairing.Numbers) -> pa.Array:
        findings, named = self.findings, self.named_before
        accepted, mentioned = self._as_before(self.refs_now), self.named_now
        ended = self._as_before(_folded(self._records("learner_destination_and_progression", "LearnRefNumber")))
        present = pc.is_in(named, pa.concat_arrays([accepted, mentioned, ended]))
        aim_gone = pc.and_(pc.is_in(named, accepted), pc.is_null(self.aims_now_of_before))
        gone = pc.or_(pc.and_(pc.is_valid(named), pc.invert(present)), aim_gone)
        codes = self.before.findings["rule"].combine_chunks()
        of_form = pc.is_in(codes, pa.array(sorted(codes_of_form()), pa.string()))
        ran = pc.or_(of_form, pc.is_in(codes, pa.array(sorted(findings.ran), pa.string())))
        judged = pc.or_(of_form, pc.or_(pc.is_null(named), pc.is_in(named, pa.concat_arrays([accepted, ended]))))
        fates = pc.case_when(
            pc.make_struct(gone, pc.invert(pc.and_(ran, judged))),
            str(EarlierState.GONE),
            str(EarlierState.NOT_CHECKED),
            str(EarlierState.PUT_RIGHT),
        )
        found = np.zeros(len(codes), dtype=bool)
        found[still_there] = True
        return pc.if_else(pa.array(found), str(EarlierState.STILL_THERE), fates)

    def numbers_before(self, at: pairing.Numbers, to: pairing.Numbers) -> pa.Array:
        """For findings that are still there on an aim whose number changed: the number that it had."""
        then = self.before.aims
        place = pc.index_in(
            self.before.findings["aim"].take(pa.array(at)), then["aim"].combine_chunks(), skip_nulls=True
        )
        was = then["AimSeqNumber"].combine_chunks().take(place.combine_chunks()).cast(pa.int64())
        now = self.findings.table["aim_seq"].combine_chunks().take(pa.array(to))
        moved = pc.if_else(pc.not_equal(was, now), was, None)
        rows = np.full(len(self.findings.table), -1, dtype=np.int64)
        rows[to] = np.arange(len(to))
        return moved.take(pa.array(rows, mask=rows < 0))

    @cached_property
    def _changed(self) -> tuple[pa.Array, pa.Array]:
        """References new to this return whose learners had another one then, and what that was."""
        own, former = self.refs_now, _folded(self._records("learner", "PrevLearnRefNumber"))
        then = _folded(self.before.refs)
        changed = pc.and_(
            pc.invert(pc.is_in(own, then)), pc.and_(pc.is_in(former, then), pc.invert(pc.is_in(former, own)))
        )
        changed = pc.and_(changed, pc.is_valid(former))
        return own.filter(changed), former.filter(changed)

    def _as_before(self, refs: pa.Array) -> pa.Array:
        own, former = self._changed
        return pc.coalesce(former.take(pc.index_in(refs, own, skip_nulls=True)), refs)

    def _records(self, table: str, column: str) -> pa.Array:
        return self.findings.records[table][column].combine_chunks()


def _folded(refs: pa.Array | pa.ChunkedArray) -> pa.Array:
    """References compared as the service does: without letter case or outer spaces."""
    plain = refs.combine_chunks() if isinstance(refs, pa.ChunkedArray) else refs
    return pc.utf8_upper(pc.utf8_trim_whitespace(plain))
