"""What is new, put right, still there and gone since an earlier return of the same provider and year.

A finding is the same in both returns if its rule, its learner and its aim are: never by what a field said. The learner
is told by LearnRefNumber, or by PrevLearnRefNumber where the reference was changed between the returns; `pair_aims`
says which aim is which. Of several findings of a rule on one aim, as on its monitoring records, the numbers are
compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.errors import UsageError
from alder.model.period import ReturnNumber
from alder.rules.record_tables import FILE
from alder.rules.result import EARLIER, EarlierState, NowState, ReturnComparison
from alder.sources.ilr.xml.form import codes as codes_of_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression
    from alder.rules.report import Findings

Numbers = npt.NDArray[np.int64]

PREVIOUS = "previous"
"""The latest return before the one that is checked."""

_READ = {
    "finding": ("rule", "severity", "entity", "learner", "aim", "line"),
    "learner": ("learner", "LearnRefNumber"),
    "learning_delivery": ("learner", "aim", "LearnAimRef", "AimSeqNumber", "LearnStartDate", "SWSupAimId"),
    "learner_destination_and_progression": ("destination", "line", "LearnRefNumber"),
    "dp_outcome": ("destination", "line"),
}

SAME_AIM = (
    ("SWSupAimId", "LearnAimRef"),
    ("LearnAimRef", "LearnStartDate", "AimSeqNumber"),
    ("LearnAimRef", "LearnStartDate"),
    ("SWSupAimId",),
    ("LearnAimRef", "AimSeqNumber"),
    ("LearnStartDate", "AimSeqNumber"),
    ("LearnAimRef",),
)
"""What makes an aim of a learner the same aim in both returns, the surest first.

The number of an aim may change from return to return, so it only decides between aims that are alike, or stands for
the aim code or the start date where one of these was put right.
"""

_ON_NO_AIM = -1


def since(findings: Findings, store: Store, which: str = PREVIOUS) -> Findings:
    """The findings compared with those of an earlier return that the store holds: `previous`, or `R03`.

    Where the store holds no such return a notice says so, and nothing is compared.
    """
    which = return_named(which)
    provider_said = findings.records[FILE]["LearningProviderUKPRN"][0].as_py()
    ukprn, year = provider_said or findings.ukprn, findings.year.label
    chosen = find_earlier(
        store, which, ukprn=ukprn, year=year, number=findings.return_number, file_hash=findings.file_hash
    )
    if not chosen.num_rows:
        kind = "earlier return" if which == PREVIOUS else f"{which}"
        notice = f"Nothing to compare with: the store holds no {kind} of {ukprn} for {year}."
        return replace(findings, notices=(*findings.notices, notice))
    return compared(findings, read_earlier(store, chosen))


def compared(findings: Findings, with_: EarlierReturn) -> Findings:
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


def _otherwise(findings: Findings, with_: EarlierReturn) -> tuple[str, ...]:
    """What the earlier return was judged by that differs. What the store does not say differs in nothing."""
    used = {r.table: r.edition for r in findings.references}
    differences = [
        ("rules", with_.rule_book is not None and with_.rule_book != findings.rule_book),
        ("reference data", with_.reference_data is not None and with_.reference_data != used),
    ]
    return tuple(what for what, differs in differences if differs)


@dataclass(frozen=True)
class _Match:
    """Pairs the findings of two returns."""

    findings: Findings
    before: EarlierReturn

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
    def aims(self) -> tuple[Numbers, Numbers]:
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
        at, to = pair_aims(*sides)
        return sides[0]["aim"].to_numpy()[at], sides[1]["aim"].to_numpy()[to]

    @cached_property
    def aims_now_of_before(self) -> pa.Array:
        """For each earlier finding the number of its aim in this file: null if gone, -1 if it is on no aim."""
        was, now = (pa.array(a, pa.int64()) for a in self.aims)
        aim = self.before.findings["aim"].combine_chunks()
        return pc.if_else(pc.is_null(aim), _ON_NO_AIM, now.take(pc.index_in(aim, was, skip_nulls=True)))

    @cached_property
    def found(self) -> tuple[Numbers, Numbers]:
        """Rows of the same finding: in the earlier return, and now."""
        then, now = self.before.findings, self.findings.table
        at, to = pair_rows(
            [then["rule"], self.named_before, self.aims_now_of_before],
            [now["rule"], self.named_now, now["aim"].fill_null(_ON_NO_AIM)],
        )
        # A learner who could not be read whole then has no reference in the store; nor has the file itself.
        open_then = np.flatnonzero(np.asarray(self.unnamed))
        known = pc.is_in(self.named_now, _folded(self.before.refs), skip_nulls=True)
        open_now = np.setdiff1d(np.flatnonzero(~np.asarray(known)), to)
        more_at, more_to = pair_rows([then["rule"].take(pa.array(open_then))], [now["rule"].take(pa.array(open_now))])
        return np.concatenate([at, open_then[more_at]]), np.concatenate([to, open_now[more_to]])

    def fates(self, still_there: Numbers) -> pa.Array:
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
        is_there = np.zeros(len(codes), dtype=bool)
        is_there[still_there] = True
        return pc.if_else(pa.array(is_there), str(EarlierState.STILL_THERE), fates)

    def numbers_before(self, at: Numbers, to: Numbers) -> pa.Array:
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


def pair_aims(before: pa.Table, now: pa.Table) -> tuple[Numbers, Numbers]:
    """The rows of the same aims in two tables, which have the learner as `who` and the fields of `SAME_AIM`.

    Where several aims of a learner are alike, they are paired in the order of their numbers. A SWSupAimId that a
    learner has more than once tells no aims apart, and is passed over.
    """
    before, now = _with_telling_ids(before), _with_telling_ids(now)
    order = [("who", "ascending"), ("AimSeqNumber", "ascending")]
    left, right = (pc.sort_indices(t, sort_keys=order).to_numpy().astype(np.int64) for t in (before, now))
    pairs: list[tuple[Numbers, Numbers]] = []
    for key in SAME_AIM:
        columns = ("who", *key)
        at, to = pair_rows(
            *([t.take(pa.array(rows))[c] for c in columns] for t, rows in ((before, left), (now, right)))
        )
        pairs.append((left[at], right[to]))
        left, right = np.delete(left, at), np.delete(right, to)
    return np.concatenate([f[0] for f in pairs]), np.concatenate([f[1] for f in pairs])


def pair_rows(before: Sequence[pa.ChunkedArray], now: Sequence[pa.ChunkedArray]) -> tuple[Numbers, Numbers]:
    """The places of rows with the same key on both sides: the first with the first, the second with the second.

    A row with nothing in one of its key columns has no partner.
    """
    keys = pa.concat_arrays([_texts(before), _texts(now)])
    codes = keys.dictionary_encode().indices
    whole = np.asarray(codes.is_valid())
    numbers = np.asarray(codes.fill_null(0)).astype(np.int64)
    split = len(before[0])
    places = [np.flatnonzero(whole[:split]), np.flatnonzero(whole[split:]) + split]
    then, since = (_with_turns(numbers[p]) for p in places)
    _, at, to = np.intersect1d(then, since, assume_unique=True, return_indices=True)
    return places[0][at], places[1][to] - split


def _with_telling_ids(rows: pa.Table) -> pa.Table:
    ids = _texts([rows["who"], rows["SWSupAimId"]])
    again = pc.value_counts(ids)
    repeated = again.field("values").filter(pc.greater(again.field("counts"), 1))
    own = pc.if_else(pc.is_in(ids, repeated), pa.scalar(None, pa.string()), rows["SWSupAimId"].combine_chunks())
    return rows.set_column(rows.schema.get_field_index("SWSupAimId"), "SWSupAimId", own)


def _texts(columns: Sequence[pa.ChunkedArray]) -> pa.Array:
    texts = [c.cast(pa.string()) for c in columns]
    joined = pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _with_turns(codes: Numbers) -> Numbers:
    """Codes made unique: the n-th of its kind, in the order of the rows."""
    if not len(codes):
        return codes
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    turns = np.empty_like(codes)
    turns[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(np.append(starts, len(codes))))
    return codes << 32 | turns


@dataclass(frozen=True)
class EarlierReturn:
    """One submission of the store.

    `findings`: rule, severity, learner, aim, `ref`. The reference is that of the learner's own record, or of the
    destination record that the finding stands on; it is missing where that record could not be read whole, and where
    the finding is about the file. `aims`: `ref`, aim and the fields that tell aims apart. `refs`: of all learners.
    `rule_book` and `reference_data` say what judged it: the book's name, and the editions of tables by their names.
    """

    name: str
    file: str
    rule_book: str | None
    reference_data: dict[str, str] | None
    findings: pa.Table
    aims: pa.Table
    refs: pa.Array


def return_named(text: str) -> str:
    """What `--since` may say: `previous`, or a return."""
    if text.strip().lower() == PREVIOUS:
        return PREVIOUS
    try:
        return ReturnNumber.parse(text).value
    except UsageError as error:
        raise UsageError(error.what, where="Compare with `previous`, or with a return, R01 to R14.") from None


def find_earlier(
    store: Store, since: str, *, ukprn: int, year: str, number: ReturnNumber | None, file_hash: str
) -> pa.Table:
    """The submission to compare with: one row, or none. It is never the very file that is checked.

    `previous` is the latest held of the returns before `number`; another file of the same return is not one of these.
    """
    held = submission.returned(store.submissions())
    own = pc.and_(pc.equal(held["ukprn"], ukprn), pc.equal(held["collection_year"], year))
    rows = held.filter(pc.and_(own, pc.not_equal(held["file_hash"], file_hash)))
    if since != PREVIOUS:
        latest = submission.latest(rows, upto=ReturnNumber(since))
        return latest.filter(pc.equal(latest["return_number"], since))
    if number is None:
        return submission.latest(rows)
    if number.ordinal == 1:
        return rows.slice(0, 0)
    return submission.latest(rows, upto=ReturnNumber.parse(str(number.ordinal - 1)))


def read_earlier(store: Store, chosen: pa.Table) -> EarlierReturn:
    """What the store keeps of one submission. What a finding is about comes from the records, which alone hold it."""
    (row,) = chosen.to_pylist()
    editions = row.get("reference_data")
    with store.engine(which=chosen, tables=list(_READ)) as engine:
        tables = {name: _columns(engine, name, columns) for name, columns in _READ.items()}
    learners = tables["learner"]
    refs = learners["LearnRefNumber"]
    their_findings = tables["finding"]
    of_learner = _looked_up(their_findings["learner"], learners["learner"], refs)
    findings = their_findings.append_column("ref", pc.coalesce(of_learner, _of_destinations(their_findings, tables)))
    aims = tables["learning_delivery"]
    aims = aims.append_column("ref", _looked_up(aims["learner"], learners["learner"], refs))
    return EarlierReturn(
        name=row["return_number"],
        file=row["file_name"],
        rule_book=row["rule_book"],
        reference_data=None if editions is None else json.loads(editions),
        findings=findings.select(["rule", "severity", "learner", "aim", "ref"]),
        aims=aims,
        refs=refs.combine_chunks(),
    )


def _columns(engine: Engine, name: str, columns: tuple[str, ...]) -> pa.Table:
    schema = engine.schema(name)

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        return expr.table(name, schema).select(*columns)

    return engine.run(build, key=sql_cache.key("sources", "earlier", name, columns, schema))


def _of_destinations(findings: pa.Table, tables: dict[str, pa.Table]) -> pa.ChunkedArray:
    """The reference of the destination record on whose line, or on whose outcome's line, a finding stands."""
    records = tables["learner_destination_and_progression"]
    outcomes = tables["dp_outcome"]
    of_outcome = _looked_up(outcomes["destination"], records["destination"], records["LearnRefNumber"])
    lines = pa.chunked_array([*records["line"].chunks, *outcomes["line"].chunks], pa.int32())
    refs = pa.chunked_array([*records["LearnRefNumber"].chunks, *of_outcome.chunks], pa.string())
    return _looked_up(pc.if_else(pc.is_null(findings["learner"]), findings["line"], None), lines, refs)


def _looked_up(wanted: pa.ChunkedArray, keys: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    places = pc.index_in(wanted, keys.combine_chunks(), skip_nulls=True)
    return pa.chunked_array([values.combine_chunks().take(places.combine_chunks())], pa.string())
