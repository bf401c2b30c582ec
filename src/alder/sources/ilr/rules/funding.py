"""Rules about funding and monitoring records of aims and learners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.rule import ByBook
from alder.sources.ilr import codes
from alder.sources.ilr.codes.monitoring import WITHOUT_CODES
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import (
    has,
    is_closed_pair,
    is_devolved,
    is_not,
    is_unknown,
    is_unknown_pair,
    learner_has,
    learner_records,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")


@ilr.rule("FundModel_01", reads=("FundModel",), next="Use a code of the year's list.")
def unknown_funding_model(aim: Rows, year: AcademicYear) -> Truth:
    """The funding model is not on the year's code list."""
    return is_unknown(aim.FundModel, codes.aim.fund_model, year)


IS_PUBLIC_MONEY = ByBook({"2020/21": [10, 25, 35, 36, 70, 81, 82], "2025/26": [10, 11, 25, 35, 36, 37, 38, 81, 82]})


@ilr.rule(
    "LearnDelFAMType_01", books=IS_PUBLIC_MONEY.books, reads=("FundModel", *PAIR), next="Add the source of funding."
)
def no_source_of_funding(aim: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """The aim is paid for with public money, but its source is not recorded."""
    return aim.FundModel.isin(IS_PUBLIC_MONEY[book]) & ~has(fam, "SOF")


@ilr.rule("LearnDelFAMType_02", until="2020/21", reads=("FundModel", *PAIR), next="Record full or co-funding.")
def not_said_if_fully_funded_2020(aim: Rows, fam: Rows) -> Truth:
    """The adult aim does not say whether it is fully funded or co-funded."""
    return (aim.FundModel == 35) & ~has(fam, "FFI")


@ilr.rule("LearnDelFAMType_02", since="2025/26", reads=("FundModel", *PAIR), next="Record full or co-funding.")
def not_said_if_fully_funded(aim: Rows, fam: Rows) -> Truth:
    """The adult aim does not say whether it is fully funded or co-funded."""
    return aim.FundModel.isin([35, 38]) & ~has(fam, "FFI")


@ilr.rule(
    "LearnDelFAMType_04",
    until="2020/21",
    reads=("AimSeqNumber", *PAIR),
    next="Check the type and the code.",
    of_learner=True,
)
def unknown_monitoring_code_2020(fam: Rows, aim: Rows, year: AcademicYear) -> Truth:
    """The funding and monitoring code is not on the year's code list.

    Codes of the types HEM, NSA, POD and WPP are not judged, since their lists are not at hand.
    """
    unknown = is_unknown_pair(fam.LearnDelFAMType, fam.LearnDelFAMCode, codes.monitoring.aim_fam, year)
    return unknown & is_not(fam.LearnDelFAMType, *WITHOUT_CODES)


@ilr.rule(
    "LearnDelFAMType_04",
    since="2025/26",
    reads=("AimSeqNumber", *PAIR),
    next="Check the type and the code.",
    of_learner=True,
)
def unknown_monitoring_code(fam: Rows, aim: Rows, codes_of_the_year: Rows) -> Truth:
    """The funding and monitoring code is not on the year's code list.

    Alder's own list holds only the codes of 2025/26 that rules name, so this rule needs the list of the year.
    """
    return codes_of_the_year.none()


@ilr.rule(
    "LearnDelFAMType_06",
    reads=(*PAIR, "LearnStartDate"),
    next="Use a code that was open when the aim started.",
)
def monitoring_code_closed(fam: Rows, fams: Rows, aim: Rows) -> Truth:
    """The funding and monitoring code was closed when the aim started.

    Restarts are left out. The service of 2020/21 also reported here the codes that it did not know; that is the
    business of LearnDelFAMType_04, which reports them too.
    """
    closed = is_closed_pair(fam.LearnDelFAMType, fam.LearnDelFAMCode, aim.LearnStartDate, codes.monitoring.aim_fam)
    return closed & ~has(fams, "RES")


@ilr.rule(
    "LearnDelFAMType_09",
    until="2020/21",
    reads=("FundModel", *PAIR),
    next="Check the source of funding and the funding model.",
)
def adult_aim_of_another_source_2020(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The adult aim is paid for neither nationally nor by a devolved authority."""
    adult = aim.FundModel.isin([10, 35, 36, 70, 81])
    return adult & has(fam, "SOF") & ~has(fam, "SOF", "105") & ~is_devolved(fam, year)


@ilr.rule(
    "LearnDelFAMType_09",
    since="2025/26",
    reads=("FundModel", *PAIR),
    next="Check the source of funding and the funding model.",
)
def adult_aim_of_another_source(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The adult aim is paid for neither nationally nor by a devolved authority.

    The published text also covers an aim without any source; LearnDelFAMType_01 reports that, so it is left to it.
    """
    adult = aim.FundModel.isin([10, 11, 35, 36, 38, 81])
    return adult & has(fam, "SOF") & ~has(fam, "SOF", "105") & ~is_devolved(fam, year)


IS_DEVOLVED = ByBook({"2020/21": (10, 35), "2025/26": (10, 11, 35, 38)})


@ilr.rule(
    "LearnDelFAMType_78",
    books=IS_DEVOLVED.books,
    reads=("FundModel", *PAIR),
    next="Take out the devolved monitoring code, or check the funding model.",
)
def devolved_monitoring_elsewhere(aim: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """The aim has a devolved monitoring code, but not a devolved kind of funding."""
    return has(fam, "DAM") & is_not(aim.FundModel, *IS_DEVOLVED[book])


@ilr.rule(
    "LearnDelFAMDateFrom_01",
    since="2016/17",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="Add both dates.",
)
def support_without_dates(fam: Rows) -> Truth:
    """Learning support or a loans bursary has no first or no last date."""
    undated = fam.LearnDelFAMDateFrom.isnull() | fam.LearnDelFAMDateTo.isnull()
    return fam.LearnDelFAMType.isin(["LSF", "ALB"]) & undated


@ilr.rule(
    "LearnDelFAMDateFrom_02",
    until="2020/21",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnStartDate", "FundModel"),
    next="Let the record begin on the start date or later.",
)
def record_begins_before_the_aim_2020(fam: Rows, aim: Rows) -> Truth:
    """A funding and monitoring record begins before the aim starts."""
    return aim.FundModel.isin([35, 36, 81, 99]) & (fam.LearnDelFAMDateFrom < aim.LearnStartDate)


@ilr.rule(
    "LearnDelFAMDateFrom_02",
    since="2025/26",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnStartDate", "FundModel"),
    next="Let the record begin on the start date or later.",
)
def record_begins_before_the_aim(fam: Rows, aim: Rows) -> Truth:
    """A funding and monitoring record begins before the aim starts.

    The printed formula compares the record's last date, the printed sentence its first. The sentence is right: it is
    what the code of the field means, and what the service of 2020/21 does.
    """
    return aim.FundModel.isin([35, 36, 38, 81, 99]) & (fam.LearnDelFAMDateFrom < aim.LearnStartDate)


@ilr.rule(
    "LearnDelFAMDateTo_01",
    since="2016/17",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="Check both dates.",
)
def record_ends_before_it_begins(fam: Rows) -> Truth:
    """A funding and monitoring record ends before it begins."""
    return fam.LearnDelFAMDateTo < fam.LearnDelFAMDateFrom


@ilr.rule(
    "R61",
    until="2020/21",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="End each record before the next begins.",
)
def support_overlaps_2020(fam: Rows) -> Truth:
    """Two records of learning support for one aim overlap.

    A record without a first date counts as the last; an end on the day on which the next begins is an overlap. Nothing
    is said where no record has a first date.
    """
    support = fam.where(fam.LearnDelFAMType == "LSF")
    another_before = support.previous("row", by="LearnDelFAMDateFrom").notnull()
    ended = support.previous("LearnDelFAMDateTo", by="LearnDelFAMDateFrom")
    some_began = support.so_far(fam.LearnDelFAMDateFrom, by="LearnDelFAMDateFrom").notnull()
    overlap = ended.isnull() | (ended >= fam.LearnDelFAMDateFrom)
    return (fam.LearnDelFAMType == "LSF") & another_before & some_began & overlap


@ilr.rule(
    "R61",
    since="2025/26",
    reads=(*PAIR, "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="End each record before the next begins.",
)
def support_overlaps(fam: Rows) -> Truth:
    """Two records of learning support, or two of the loans bursary, overlap for one aim."""
    either = None
    for type in ("LSF", "ALB"):
        records = fam.where(fam.LearnDelFAMType == type)
        ended = records.previous("LearnDelFAMDateTo", by="LearnDelFAMDateFrom")
        overlap = (fam.LearnDelFAMType == type) & (ended > fam.LearnDelFAMDateFrom)
        either = overlap if either is None else either | overlap
    return either


@ilr.rule("R51", since="2016/17", reads=("LearnFAMType", "LearnFAMCode"), next="Take out one of the records.")
def same_learner_record_twice(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has the same funding and monitoring record twice."""
    return learner_fam.any(learner_fam.copies("LearnFAMType", "LearnFAMCode") > 1)


@ilr.rule("R52", since="2016/17", reads=PAIR, next="Take out one of the records.")
def same_record_twice(aim: Rows, fam: Rows) -> Truth:
    """The aim has the same funding and monitoring record twice.

    Types that may follow one another in time are left out: learning support, contract type and loans bursary.
    """
    repeated = fam.copies("LearnDelFAMType", "LearnDelFAMCode") > 1
    return fam.any(repeated & ~fam.LearnDelFAMType.isin(["LSF", "ACT", "ALB"]))


@ilr.rule(
    "LearnFAMType_01", until="2020/21", reads=("LearnFAMType", "LearnFAMCode"), next="Check the type and the code."
)
def unknown_learner_code_2020(learner_fam: Rows, year: AcademicYear) -> Truth:
    """The learner's funding and monitoring code is not on the year's code list.

    Codes of the type PPE are not judged, since their list is not at hand.
    """
    unknown = is_unknown_pair(learner_fam.LearnFAMType, learner_fam.LearnFAMCode, codes.learner.learner_fam, year)
    return unknown & is_not(learner_fam.LearnFAMType, "PPE")


@ilr.rule(
    "LearnFAMType_01", since="2025/26", reads=("LearnFAMType", "LearnFAMCode"), next="Check the type and the code."
)
def unknown_learner_code(learner_fam: Rows, codes_of_learners: Rows) -> Truth:
    """The learner's funding and monitoring code is not on the year's code list.

    Alder's own list is that of 2020/21, to which types and codes have been added since, so this rule needs the list of
    the year.
    """
    return learner_fam.LearnFAMType.notnull() & codes_of_learners.none()


@ilr.rule(
    "ALSCost_02",
    since="2016/17",
    reads=("ALSCost", "LearnFAMType", "LearnFAMCode"),
    next="Record the learner as a high needs student, or take out the cost.",
)
def support_cost_without_high_needs(learner: Rows, learner_fam: Rows) -> Truth:
    """There is a cost of support, but the learner is not recorded as a high needs student."""
    return learner.ALSCost.notnull() & learner_fam.none(learner_fam.LearnFAMType == "HNS")


LEARNER_PAIR = ("LearnFAMType", "LearnFAMCode")


@ilr.rule("LearnFAMType_03", reads=(*LEARNER_PAIR, "LearnStartDate"), next="Use a code that is open.")
def code_closed(learner_fam: Rows, aims: Rows, codes_of_learners: Rows) -> Truth:
    """The learner's funding and monitoring code was closed before their first aim started.

    On the list of 2020/21 all codes are open, so the rule needs the dates of a later list.
    """
    return codes_of_learners.any(aims.smallest("LearnStartDate") > codes_of_learners.ValidTo)


@ilr.rule("LearnFAMType_09", until="2020/21", reads=LEARNER_PAIR, next="Keep one record of each type.")
def recorded_twice_2020(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two records of a type of which one is allowed.

    The service overlooked types in small letters.
    """
    single = learner_fam.LearnFAMType.isin(["HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME"])
    return learner_fam.any(single & (learner_fam.copies("LearnFAMType") > 1))


@ilr.rule("LearnFAMType_09", since="2025/26", reads=LEARNER_PAIR, next="Keep one record of each type.")
def recorded_twice(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two records of a type of which one is allowed."""
    single = learner_fam.LearnFAMType.isin(["HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME", "MMH", "EMH"])
    return learner_fam.any(single & (learner_fam.copies("LearnFAMType") > 1))


@ilr.rule("LearnFAMType_10", reads=LEARNER_PAIR, next="Keep four records at most.")
def five_kinds_of_support(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has more than four records of support (LSR)."""
    return learner_fam.count(learner_fam.LearnFAMType == "LSR") > 4


@ilr.rule("LearnFAMType_11", reads=LEARNER_PAIR, next="Keep two records of each type at most.")
def recorded_three_times(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has more than two records of national monitoring (NLM), or of missing GCSE passes (EDF)."""
    monitored = learner_records(learner_fam, "NLM") > 2
    without_pass = learner_records(learner_fam, "EDF") > 2
    return monitored | without_pass


@ilr.rule("LearnFAMType_14", reads=LEARNER_PAIR, next="Keep the record of the plan (EHC).")
def needs_and_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is recorded both with special educational needs and with an education, health and care plan."""
    return learner_has(learner_fam, "SEN", 1) & learner_has(learner_fam, "EHC", 1)


EXCUSED = "Add the record of the plan (EHC), or check the reason."


@ilr.rule("LearnFAMType_15", until="2020/21", reads=LEARNER_PAIR, next=EXCUSED)
def excused_from_maths_without_needs(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by a learning difficulty, but has neither a plan nor special needs."""
    plan_or_needs = learner_has(learner_fam, "EHC") | learner_has(learner_fam, "SEN")
    return learner_has(learner_fam, "MCF", 1) & ~plan_or_needs


@ilr.rule("LearnFAMType_15", since="2025/26", reads=LEARNER_PAIR, next=EXCUSED)
def excused_from_maths_without_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by a learning difficulty, but has no education, health and care plan."""
    return learner_has(learner_fam, "MCF", 1) & ~learner_has(learner_fam, "EHC")


@ilr.rule("LearnFAMType_16", until="2020/21", reads=LEARNER_PAIR, next=EXCUSED)
def excused_from_english_without_needs(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE English by a learning difficulty, but has neither a plan nor special needs."""
    plan_or_needs = learner_has(learner_fam, "EHC") | learner_has(learner_fam, "SEN")
    return learner_has(learner_fam, "ECF", 1) & ~plan_or_needs


@ilr.rule("LearnFAMType_16", since="2025/26", reads=LEARNER_PAIR, next=EXCUSED)
def excused_from_english_without_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE English by a learning difficulty, but has no education, health and care plan."""
    return learner_has(learner_fam, "ECF", 1) & ~learner_has(learner_fam, "EHC")


@ilr.rule("LearnFAMType_17", since="2025/26", reads=LEARNER_PAIR, next="Keep one of the two records.")
def two_marks_that_exclude_each_other(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two national marks that exclude each other (NLM 21 and 22)."""
    return learner_has(learner_fam, "NLM", 21) & learner_has(learner_fam, "NLM", 22)
