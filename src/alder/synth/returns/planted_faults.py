"""Planting faults: some learners get one fault each, of a known kind, in a place where it breaks nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alder.synth.population.draws import NEVER, day_text, first_day, on, spread
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY, UNFUNDED
from alder.synth.population.record_columns import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.model.period import ReturnNumber
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import SynthRecords
    from alder.synth.returns.return_tables import Tables
    from alder.synth.returns.roll import Roll, Snapshot

    Edit: TypeAlias = "tuple[str, str, int, str | None]"
    """Table, field, row, and what the field says instead: None leaves it out. Field "" leaves the record out."""

    Edits: TypeAlias = "dict[tuple[str, str], dict[int, str | None]]"
    Where: TypeAlias = "Callable[[BlockRecords], Array]"
    Change: TypeAlias = "Callable[[BlockRecords, int], list[Edit]]"


@dataclass(frozen=True)
class PlantedFault:
    """One planted fault, as `planted.csv` lists it."""

    rule: str
    learner_ref: str
    aim_seq: int | None
    field: str
    what: str


class BlockRecords:
    """The records of a block, as kinds of fault look at them."""

    def __init__(self, found: Tables, now: Snapshot) -> None:
        self.tables = found.learners
        self.now = now
        self._decoded: dict[tuple[str, str], Array] = {}
        self._leavers = np.zeros(now.roll.size, dtype=bool)
        self._leavers[found.leavers["learner_destination_and_progression"].owner] = True

    @property
    def roll(self) -> Roll:
        return self.now.roll

    def records(self, table: str) -> SynthRecords:
        return self.tables[table]

    def column(self, table: str, field: str) -> Array:
        """The values of a field, texts as objects."""
        records = self.tables[table]
        if field in records.fields:
            return records.fields[field]
        if (table, field) not in self._decoded:
            self._decoded[table, field] = records.texts[field].objects()
        return self._decoded[table, field]

    def parent(self, table: str) -> str | None:
        """The table whose rows own this table's rows; None where learners do."""
        if table == "employment_status_monitoring":
            return "learner_employment_status"
        if table.startswith("learning_delivery_") or table in _OF_DELIVERIES:
            return "learning_delivery"
        return None

    def places(self, table: str) -> Array:
        """The learner's place for each row."""
        owner, parent = self.tables[table].owner, self.parent(table)
        return owner if parent is None else self.tables[parent].owner[owner]

    def kind(self, table: str) -> Array:
        """What each row's learner came for."""
        found: Array = self.roll.kind[self.places(table)]
        return found

    def is_leaver(self) -> Array:
        """Learners who also have a destination record."""
        found: Array = self._leavers[self.places(LEARNER)]
        return found

    def count(self, table: str, counted: str, which: Array | None = None) -> Array:
        """How many rows of `counted` (among `which`) each row's learner has."""
        places = self.places(counted)
        counts = np.bincount(places if which is None else places[which], minlength=self.roll.size)
        found: Array = counts[self.places(table)]
        return found

    def rows_of(self, table: str, parent_row: int) -> Array:
        return np.flatnonzero(self.tables[table].owner == parent_row)


_OF_DELIVERIES = ("app_fin_record", "provider_spec_delivery_monitoring")


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault: the code that a check reports, where it can be planted, and what is changed there.

    `where` marks the rows of `table` at which this breaks nothing but the rule. `since` and `until` are starting
    years; outside them the fault breaks another rule, or none.
    """

    rule: str
    table: str
    field: str
    what: str
    where: Callable[[BlockRecords], Array]
    change: Callable[[BlockRecords, int], Iterable[Edit]]
    of_learner: bool = False  # the check names the learner and no aim, though the change is at an aim
    rare: bool = False  # few records allow it, so those that do are asked first half of the time
    since: int = 2016
    until: int = 2100


def plant(
    found: Tables, now: Snapshot, number: ReturnNumber, share: float, kinds: Sequence[FaultKind]
) -> tuple[Edits, list[PlantedFault]]:
    """Choose learners by chance, and for each a kind of fault that its records allow.

    Each return has its own chance: what was wrong in R04 is mostly right in R10.
    """
    view, roll = BlockRecords(found, now), now.roll
    here = np.zeros(roll.size, dtype=bool)
    here[found.learners["learner"].owner] = True
    chosen = np.flatnonzero(here & (roll.draw(f"faulty {number}") < share))
    kinds = sorted(kinds, key=lambda kind: not kind.rare)
    rare = sum(kind.rare for kind in kinds)
    first = spread(roll.draw(f"rare fault {number}"), 0, max(0, 2 * rare - 1))
    begin = spread(roll.draw(f"fault {number}"), 0, max(0, len(kinds) - rare - 1))
    firsts = [_first_rows(view, kind) for kind in kinds]
    edits: Edits = {}
    planted = []
    for place in chosen.tolist():
        for which in _order(int(first[place]), rare, int(begin[place]), len(kinds)):
            row = int(firsts[which][place])
            if row >= 0:
                for table, field, at, text in kinds[which].change(view, row):
                    edits.setdefault((table, field), {})[at] = text
                planted.append(_planted(view, kinds[which], place, row, edits))
                break
    return edits, planted


def _order(first: int, rare: int, begin: int, many: int) -> Iterator[int]:
    """Kinds in the order in which they are tried: round the rare ones first for half of the learners, else last."""
    rares = [(first + step) % rare for step in range(rare)]
    others = [rare + (begin + step) % (many - rare) for step in range(many - rare)]
    yield from (*rares, *others) if first < rare else (*others, *rares)


def _first_rows(view: BlockRecords, kind: FaultKind) -> Array:
    """The first row of each place at which the fault can be planted, or -1."""
    first = np.full(view.roll.size, -1)
    if kind.since <= view.now.year <= kind.until and len(view.records(kind.table)):
        rows = np.flatnonzero(kind.where(view))[::-1]
        first[view.places(kind.table)[rows]] = rows
    return first


def _planted(view: BlockRecords, kind: FaultKind, place: int, row: int, edits: Edits) -> PlantedFault:
    learners = view.records("learner")
    ref = view.column(LEARNER, "LearnRefNumber")[np.searchsorted(learners.owner, place)]
    aim = None
    if not kind.of_learner and "learning_delivery" in (kind.table, view.parent(kind.table)):
        at = row if kind.table == "learning_delivery" else int(view.records(kind.table).owner[row])
        seq_written = edits.get(("learning_delivery", "AimSeqNumber"), {}).get(at)
        aim = int(seq_written or view.column("learning_delivery", "AimSeqNumber")[at])
    return PlantedFault(kind.rule, str(ref), aim, kind.field, kind.what)


def set_field(table: str, field: str, text: str | None) -> Callable[[BlockRecords, int], list[Edit]]:
    """The field says `text` instead."""
    return lambda view, row: [(table, field, row, text)]


def all_of(*changes: Callable[[BlockRecords, int], Iterable[Edit]]) -> Callable[[BlockRecords, int], list[Edit]]:
    """Several changes at once."""
    return lambda view, row: [edit for change in changes for edit in change(view, row)]


LEARNER, AIM, FAM = "learner", "learning_delivery", "learning_delivery_fam"
WORK, DETAIL = "learner_employment_status", "employment_status_monitoring"
LEARNER_FAM, PROBLEM, MONEY = "learner_fam", "lldd_and_health_problem", "app_fin_record"


def has(table: str, **values: object) -> Where:
    """Rows of a table in which the fields hold these values; a tuple lists several."""

    def where(view: BlockRecords) -> Array:
        found = np.ones(len(view.records(table)), dtype=bool)
        for name, value in values.items():
            column = view.column(table, name)
            found &= np.isin(column, value) if isinstance(value, tuple) else column == value
        return found

    return where


def everybody(table: str) -> Where:
    """All rows."""
    return lambda view: np.ones(len(view.records(table)), dtype=bool)


def of(table: str, *kinds: int) -> Where:
    """Rows whose learner came for one of these."""
    return lambda view: np.isin(view.kind(table), kinds)


def both(*conditions: Where) -> Where:
    return lambda view: np.logical_and.reduce([condition(view) for condition in conditions])


def remove(table: str) -> Change:
    return lambda view, row: [(table, "", row, None)]


def move(table: str, field: str, days: int, base: str | None = None) -> Change:
    """The field says a day some days from `base`, or from its own."""

    def change(view: BlockRecords, row: int) -> list[Edit]:
        day = int(view.column(table, base or field)[row]) + days
        return [(table, field, row, day_text(day))]

    return change


def _wrong_digit(view: BlockRecords, row: int) -> list[Edit]:
    """The last digit of the learner's number is one more than it should be."""
    number = str(view.column(LEARNER, "ULN")[row])
    return [(LEARNER, "ULN", row, f"{number[:-1]}{(int(number[-1]) + 1) % 10}")]


def closed(view: BlockRecords) -> Array:
    """Aims that have ended and are not apprenticeships."""
    a = view.records(AIM).fields
    found: Array = (a["LearnActEndDate"] < NEVER) & ~np.isin(a["AimType"], (1, 3)) & (view.kind(AIM) != HIGHER)
    return found


def ongoing(view: BlockRecords) -> Array:
    """Aims that go on and are not apprenticeships."""
    a = view.records(AIM).fields
    found: Array = (a["LearnActEndDate"] == NEVER) & ~np.isin(a["AimType"], (1, 3))
    return found


def undated(view: BlockRecords) -> Array:
    """Aims of adults in classes that have no dated funding record."""
    dated = np.zeros(len(view.records(AIM)), dtype=bool)
    fam = view.records(FAM)
    dated[fam.owner[fam.fields["LearnDelFAMDateFrom"] < NEVER]] = True
    return ~dated & np.isin(view.kind(AIM), (ADULT, COMMUNITY, UNFUNDED))


def settled(view: BlockRecords) -> Array:
    """Learners without a destination record, which would repeat what is changed."""
    return ~view.is_leaver()


def aim_started(first: int, last: int = NEVER) -> Where:
    """Aims, or records of aims, that started within these days."""

    def where(view: BlockRecords) -> Array:
        start = view.column(AIM, "LearnStartDate")
        return (start >= first) & (start <= last)

    return where


def at_aim(table: str, where: Where) -> Where:
    """Records of aims for which something is so."""
    return lambda view: where(view)[view.records(table).owner]


def at_status(where: Where) -> Where:
    """Details of employment records for which something is so."""
    return lambda view: where(view)[view.records(DETAIL).owner]


def _as_the_record_before(view: BlockRecords, row: int) -> list[Edit]:
    """The difficulty is that of the record before."""
    return [(PROBLEM, "LLDDCat", row, str(view.column(PROBLEM, "LLDDCat")[row - 1]))]


def clear(table: str, *fields: str) -> Change:
    """The fields are left out."""
    return lambda view, row: [(table, field, row, None) for field in fields]


def put(table: str, field: str, text: str | None) -> Change:
    """The field says `text`."""
    return set_field(table, field, text)


def _grown_up(view: BlockRecords) -> Array:
    born = view.column(LEARNER, "DateOfBirth")
    found: Array = of(LEARNER, ADULT, COMMUNITY, UNFUNDED)(view) & (born < int(first_day(view.now.year)) - 11_000)
    return found


def _born_116_years_ago(view: BlockRecords, row: int) -> list[Edit]:
    return [(LEARNER, "DateOfBirth", row, f"{view.now.year - 116}-01-01")]


def _second_problem(view: BlockRecords) -> Array:
    found: Array = view.column(PROBLEM, "PrimaryLLDD") == ABSENT
    return found


LEARNERS = (
    FaultKind("ULN_04", LEARNER, "ULN", "its last digit is one too high", settled, _wrong_digit),
    FaultKind("Sex_01", LEARNER, "Sex", "not F or M", everybody(LEARNER), put(LEARNER, "Sex", "X")),
    FaultKind("Ethnicity_01", LEARNER, "Ethnicity", "no such code", everybody(LEARNER),
          put(LEARNER, "Ethnicity", "30")),
    FaultKind("Accom_01", LEARNER, "Accom", "no such code", of(LEARNER, STUDY), put(LEARNER, "Accom", "4")),
    FaultKind("DateOfBirth_04", LEARNER, "DateOfBirth", "116 years ago", _grown_up, _born_116_years_ago),
    FaultKind("FamilyName_01", LEARNER, "FamilyName", "left out", of(LEARNER, STUDY, ADULT, LOAN),
          clear(LEARNER, "FamilyName"), since=2020),
    FaultKind("ALSCost_02", LEARNER, "ALSCost", "a cost without high needs", of(LEARNER, ADULT, UNFUNDED),
          put(LEARNER, "ALSCost", "5000")),
    FaultKind("PriorAttain_01", LEARNER, "PriorAttain", "left out", of(LEARNER, ADULT, LOAN, APPRENTICE),
          clear(LEARNER, "PriorAttain"), since=2020, until=2020),
    FaultKind("PriorAttain_03", LEARNER, "PriorAttain", "no such code", of(LEARNER, STUDY, COMMUNITY),
          put(LEARNER, "PriorAttain", "6"), since=2020, until=2020),
    FaultKind("PriorAttain_03", "prior_attain", "PriorLevel", "no such code", of("prior_attain", STUDY, COMMUNITY),
          put("prior_attain", "PriorLevel", "50"), since=2025),
    FaultKind("LLDDHealthProb_01", LEARNER, "LLDDHealthProb", "no such code", has(LEARNER, LLDDHealthProb=2),
          put(LEARNER, "LLDDHealthProb", "3")),
    FaultKind("LLDDHealthProb_04", LEARNER, "LLDDHealthProb", "no, but a record follows",
          has(LEARNER, LLDDHealthProb=1),
          put(LEARNER, "LLDDHealthProb", "2"), rare=True),
    FaultKind("LLDDCat_01", PROBLEM, "LLDDCat", "no such code", everybody(PROBLEM),
          put(PROBLEM, "LLDDCat", "50"), rare=True),
    FaultKind("LLDDCat_02", PROBLEM, "LLDDCat", "closed in 2015", everybody(PROBLEM), put(PROBLEM, "LLDDCat", "3"),
          since=2019, rare=True),
    FaultKind("PrimaryLLDD_02", PROBLEM, "PrimaryLLDD", "not 1", _second_problem,
          put(PROBLEM, "PrimaryLLDD", "2"), rare=True),
    FaultKind("PrimaryLLDD_03", PROBLEM, "PrimaryLLDD", "a second one", _second_problem,
          put(PROBLEM, "PrimaryLLDD", "1"), rare=True),
    FaultKind("R45", PROBLEM, "LLDDCat", "the same twice", _second_problem, _as_the_record_before, rare=True),
    FaultKind("LearnFAMType_01", LEARNER_FAM, "LearnFAMCode", "no such code", has(LEARNER_FAM, LearnFAMType="FME"),
          put(LEARNER_FAM, "LearnFAMCode", "9"), since=2020, until=2020, rare=True),
)  # fmt: skip


def _last_aim(view: BlockRecords) -> Array:
    found: Array = view.column(AIM, "AimSeqNumber") == view.count(AIM, AIM)
    return found


def _number_too_high(view: BlockRecords, row: int) -> list[Edit]:
    return [(AIM, "AimSeqNumber", row, str(int(view.column(AIM, "AimSeqNumber")[row]) + 5))]


def _ends_after_the_file(view: BlockRecords, row: int) -> list[Edit]:
    return [(AIM, "LearnActEndDate", row, day_text(view.now.prepared + 3))]


_completed = both(closed, has(AIM, CompStatus=2))
_graded = both(_completed, lambda view: view.column(AIM, "OutGrade") != "")

AIMS = (
    FaultKind("FundModel_01", AIM, "FundModel", "no such code", of(AIM, UNFUNDED),
          put(AIM, "FundModel", "98"), since=2020, rare=True),
    FaultKind("AimType_01", AIM, "AimType", "no such code", of(AIM, UNFUNDED, ADULT), put(AIM, "AimType", "2")),
    FaultKind("AimType_05", AIM, "AimType", "a core aim of an adult", of(AIM, UNFUNDED),
          put(AIM, "AimType", "5"), rare=True),
    FaultKind("AimSeqNumber_02", AIM, "AimSeqNumber", "more than there are aims", _last_aim, _number_too_high),
    FaultKind("R07", AIM, "AimSeqNumber", "the same twice", has(AIM, AimSeqNumber=2), put(AIM, "AimSeqNumber", "1"),
          of_learner=True),
    FaultKind("LearnAimRef_30", AIM, "LearnAimRef", "not ZPROG001", has(AIM, AimType=1),
          put(AIM, "LearnAimRef", "60016486")),
    FaultKind("LearnPlanEndDate_02", AIM, "LearnPlanEndDate", "before the start", undated,
          move(AIM, "LearnPlanEndDate", -1, "LearnStartDate")),
    FaultKind("LearnPlanEndDate_03", AIM, "LearnPlanEndDate", "eleven years after the start", undated,
          move(AIM, "LearnPlanEndDate", 4018, "LearnStartDate")),
    FaultKind("LearnActEndDate_01", AIM, "LearnActEndDate", "before the start", both(undated, closed),
          move(AIM, "LearnActEndDate", -1, "LearnStartDate"), rare=True),
    FaultKind("LearnActEndDate_04", AIM, "LearnActEndDate", "after the file", both(undated, closed),
          _ends_after_the_file),
    FaultKind("CompStatus_01", AIM, "CompStatus", "no such code", both(_completed, has(AIM, Outcome=(1, 2, 3))),
          put(AIM, "CompStatus", "5")),
    FaultKind("CompStatus_02", AIM, "CompStatus", "continuing, but ended", _completed,
          all_of(put(AIM, "CompStatus", "1"), clear(AIM, "Outcome", "OutGrade")), since=2020, until=2020),
    FaultKind("CompStatus_03", AIM, "CompStatus", "completed, but not ended", ongoing,
          all_of(put(AIM, "CompStatus", "2"), put(AIM, "Outcome", "3")), until=2020),
    FaultKind("CompStatus_04", AIM, "Outcome", "left out", _completed, clear(AIM, "Outcome", "OutGrade"), until=2020),
    FaultKind("Outcome_01", AIM, "Outcome", "no such code", both(_completed, has(AIM, Outcome=(1, 2, 3))),
          put(AIM, "Outcome", "5")),
    FaultKind("OutGrade_05", AIM, "OutGrade", "fails, but achieved", both(_graded, has(AIM, Outcome=1)),
          put(AIM, "OutGrade", "U")),
    FaultKind("OutGrade_06", AIM, "OutGrade", "passes, but not achieved", both(_graded, has(AIM, Outcome=3)),
          put(AIM, "OutGrade", "PA"), rare=True),
    FaultKind("WithdrawReason_02", AIM, "WithdrawReason", "no such code", has(AIM, CompStatus=3),
          put(AIM, "WithdrawReason", "55"), since=2018, rare=True),
    FaultKind("WithdrawReason_03", AIM, "WithdrawReason", "left out", has(AIM, CompStatus=3),
          clear(AIM, "WithdrawReason"), rare=True),
    FaultKind("WithdrawReason_04", AIM, "WithdrawReason", "a reason, but stayed", has(AIM, CompStatus=(1, 2)),
          put(AIM, "WithdrawReason", "98")),
)  # fmt: skip


def _open_programme(view: BlockRecords) -> Array:
    """Programmes on a standard that go on, for the first time, with no support to outlast the new plan."""
    a, fam = view.records(AIM).fields, view.records(FAM)
    helped = np.zeros(len(a["ProgType"]), dtype=bool)
    helped[fam.owner[view.column(FAM, "LearnDelFAMType") == "LSF"]] = True
    first = a["OrigLearnStartDate"] == NEVER
    standard = (a["AimType"] == 1) & (a["ProgType"] == 25)
    found: Array = standard & (a["LearnActEndDate"] == NEVER) & first & ~helped
    return found


def _first_employment_on_the_start_date(view: BlockRecords, row: int) -> list[Edit]:
    place = int(view.records(AIM).owner[row])
    work = int(np.flatnonzero(view.records(WORK).owner == place)[0])
    return [(WORK, "DateEmpStatApp", work, day_text(view.column(AIM, "LearnStartDate")[row]))]


def _begins_before_the_aim(view: BlockRecords, row: int) -> list[Edit]:
    start = view.column(AIM, "LearnStartDate")[view.records(FAM).owner[row]]
    return [(FAM, "LearnDelFAMDateFrom", row, day_text(start - 3))]


def _first_programme(view: BlockRecords) -> Array:
    """Programmes for the first time. Codes of hours worked changed in August 2018; no record is moved across that."""
    start = view.column(AIM, "LearnStartDate")
    across = (start > on(2018, 7, 31)) & (start < on(2019, 5, 1))
    found: Array = both(has(AIM, AimType=1), has(AIM, OrigLearnStartDate=NEVER))(view) & ~across
    return found


_contract = has(FAM, LearnDelFAMType="ACT")
_lasting = both(_contract, lambda v: v.column(FAM, "LearnDelFAMDateTo") - v.column(FAM, "LearnDelFAMDateFrom") > 3)
_support = has(FAM, LearnDelFAMType=("LSF", "ALB"))
_adult_fam = of(FAM, ADULT, COMMUNITY)

FUNDING = (
    FaultKind("LearnDelFAMType_01", FAM, "LearnDelFAMType", "no source of funding", has(FAM, LearnDelFAMCode="107"),
          remove(FAM), since=2020),
    FaultKind("LearnDelFAMType_02", FAM, "LearnDelFAMType", "full or co-funding left out",
          has(FAM, LearnDelFAMType="FFI"),
          remove(FAM), since=2020),
    FaultKind("LearnDelFAMType_04", FAM, "LearnDelFAMCode", "no such code", has(FAM, LearnDelFAMType="HHS"),
          put(FAM, "LearnDelFAMCode", "7"), since=2020, until=2020, of_learner=True),
    FaultKind("LearnDelFAMType_06", FAM, "LearnDelFAMCode", "closed in July 2020",
          both(has(FAM, LearnDelFAMCode=("363", "391")), at_aim(FAM, aim_started(on(2020, 8, 1)))),
          put(FAM, "LearnDelFAMCode", "354"), since=2020, rare=True),
    FaultKind("LearnDelFAMType_09", FAM, "LearnDelFAMCode", "16 to 19 funding for an adult",
          both(has(FAM, LearnDelFAMCode="105"), _adult_fam), put(FAM, "LearnDelFAMCode", "107"), since=2020),
    FaultKind("LearnDelFAMDateFrom_01", FAM, "LearnDelFAMDateTo", "left out", _support,
          clear(FAM, "LearnDelFAMDateTo"), rare=True),
    FaultKind("LearnDelFAMDateFrom_02", FAM, "LearnDelFAMDateFrom", "before the start",
          both(_support, lambda v: v.column(FAM, "LearnDelFAMDateTo") < NEVER),
          _begins_before_the_aim, since=2020, rare=True),
    FaultKind("LearnDelFAMDateTo_01", FAM, "LearnDelFAMDateTo", "before it begins", _support,
          move(FAM, "LearnDelFAMDateTo", -1, "LearnDelFAMDateFrom"), rare=True),
    FaultKind("R102", FAM, "LearnDelFAMDateFrom", "a day after the start", _lasting,
          move(FAM, "LearnDelFAMDateFrom", 1), since=2020),
    FaultKind("R119", MONEY, "AFinDate", "before the start",
          both(has(MONEY, AFinType="TNP", AFinCode=2), at_aim(MONEY, aim_started(on(2019, 2, 1)))),
          move(MONEY, "AFinDate", -5), since=2020, rare=True),
    FaultKind("DateOfBirth_46", AIM, "LearnPlanEndDate", "within a year",
          both(_open_programme, aim_started(0, on(2025, 7, 31))), move(AIM, "LearnPlanEndDate", 200, "LearnStartDate"),
          since=2020, rare=True),
    FaultKind("DateOfBirth_57", AIM, "LearnPlanEndDate", "within eight months",
          both(_open_programme, aim_started(on(2025, 8, 1))), move(AIM, "LearnPlanEndDate", 150, "LearnStartDate"),
          since=2025, rare=True),
)  # fmt: skip

_benefit = has(DETAIL, ESMType="BSI")
_old_benefit = both(_benefit, at_status(lambda v: v.column(WORK, "DateEmpStatApp") > on(2020, 7, 31)))
_is_16_to_19 = has(AIM, FundModel=25)


def _no_16_to_19(view: BlockRecords) -> Array:
    """Details of work of learners without an aim in 16 to 19 funding."""
    found: Array = view.count(DETAIL, AIM, _is_16_to_19(view)) == 0
    return found


EMPLOYMENT = (
    FaultKind("EmpStat_05", WORK, "EmpStat", "no such code", has(WORK, EmpStat=12),
          put(WORK, "EmpStat", "13"), rare=True),
    FaultKind("EmpStat_09", AIM, "DateEmpStatApp", "not before the programme", _first_programme,
          _first_employment_on_the_start_date, since=2020),
    FaultKind("ESMType_02", DETAIL, "ESMType", "hours left out", has(DETAIL, ESMType="EII"), remove(DETAIL)),
    FaultKind("ESMType_08", DETAIL, "ESMType", "length of unemployment left out",
          both(has(DETAIL, ESMType="LOU"), _no_16_to_19), remove(DETAIL), since=2020, rare=True),
    FaultKind("ESMType_10", DETAIL, "ESMType", "length of work, but out of work", _benefit,
          put(DETAIL, "ESMType", "LOE"), rare=True),
    FaultKind("ESMType_11", DETAIL, "ESMCode", "closed in July 2020", _old_benefit, put(DETAIL, "ESMCode", "3"),
          since=2020, rare=True),
    FaultKind("ESMType_15", DETAIL, "ESMType", "the same kind twice", _benefit,
          all_of(put(DETAIL, "ESMType", "LOU"), put(DETAIL, "ESMCode", "2")), rare=True),
)  # fmt: skip

BREACHES = (*LEARNERS, *AIMS, *FUNDING, *EMPLOYMENT)


_WANTED = (
    ("FD_ULN_AR", "learner", "ULN", "12345", "too few digits for a ULN"),
    ("FD_DateOfBirth_DT", "learner", "DateOfBirth", "31/02/2001", "a date that is not written as one"),
    ("FD_FamilyName_AP", "learner", "FamilyName", "Alder2", "a digit in a name"),
    ("FD_Sex_AL", "learner", "Sex", "Female", "a word for a letter"),
    ("FD_Ethnicity_MA", "learner", "Ethnicity", None, "left out"),
    ("FD_LLDDHealthProb_DT", "learner", "LLDDHealthProb", "N", "a letter for a number"),
    ("FD_LearnStartDate_DT", "learning_delivery", "LearnStartDate", "2020-13-01", "a month that is not one"),
    ("FD_CompStatus_MA", "learning_delivery", "CompStatus", None, "left out"),
    ("FD_FundModel_AL", "learning_delivery", "FundModel", "350", "too many digits"),
    ("FD_LearnAimRef_AL", "learning_delivery", "LearnAimRef", "600275260", "too long"),
    ("FD_LearnDelFAMType_AL", "learning_delivery_fam", "LearnDelFAMType", "SOFA", "too long"),
    ("FD_EmpStat_DT", "learner_employment_status", "EmpStat", "employed", "a word for a number"),
    ("FD_LLDDCat_MA", "lldd_and_health_problem", "LLDDCat", None, "left out"),
)
"""Code, table, field, what it says instead, and that in words."""


MISFITS = tuple(
    FaultKind(rule, table, field, what, everybody(table), put(table, field, text))
    for rule, table, field, text, what in _WANTED
)
