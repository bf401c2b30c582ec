"""Rules about the funding and monitoring of the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import learner_has, learner_records

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

PAIR = ("LearnFAMType", "LearnFAMCode")


@ilr.rule("LearnFAMType_03", reads=(*PAIR, "LearnStartDate"), next="Use a code that is open.")
def code_closed(learner_fam: Rows, aims: Rows, codes_of_learners: Rows) -> Truth:
    """The learner's funding and monitoring code was closed before their first aim started.

    On the list of 2020/21 all codes are open, so the rule needs the dates of a later list.
    """
    return codes_of_learners.any(aims.smallest("LearnStartDate") > codes_of_learners.ValidTo)


@ilr.rule("LearnFAMType_09", until="2020/21", reads=PAIR, next="Keep one record of each type.")
def recorded_twice_2020(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two records of a type of which one is allowed.

    The service overlooked types in small letters.
    """
    single = learner_fam.LearnFAMType.isin(["HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME"])
    return learner_fam.any(single & (learner_fam.copies("LearnFAMType") > 1))


@ilr.rule("LearnFAMType_09", since="2025/26", reads=PAIR, next="Keep one record of each type.")
def recorded_twice(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two records of a type of which one is allowed."""
    single = learner_fam.LearnFAMType.isin(["HNS", "EHC", "DLA", "SEN", "MCF", "ECF", "FME", "MMH", "EMH"])
    return learner_fam.any(single & (learner_fam.copies("LearnFAMType") > 1))


@ilr.rule("LearnFAMType_10", reads=PAIR, next="Keep four records at most.")
def five_kinds_of_support(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has more than four records of support (LSR)."""
    return learner_fam.count(learner_fam.LearnFAMType == "LSR") > 4


@ilr.rule("LearnFAMType_11", reads=PAIR, next="Keep two records of each type at most.")
def recorded_three_times(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has more than two records of national monitoring (NLM), or of missing GCSE passes (EDF)."""
    monitored = learner_records(learner_fam, "NLM") > 2
    without_pass = learner_records(learner_fam, "EDF") > 2
    return monitored | without_pass


@ilr.rule("LearnFAMType_14", reads=PAIR, next="Keep the record of the plan (EHC).")
def needs_and_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is recorded both with special educational needs and with an education, health and care plan."""
    return learner_has(learner_fam, "SEN", 1) & learner_has(learner_fam, "EHC", 1)


EXCUSED = "Add the record of the plan (EHC), or check the reason."


@ilr.rule("LearnFAMType_15", until="2020/21", reads=PAIR, next=EXCUSED)
def excused_from_maths_without_needs(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by a learning difficulty, but has neither a plan nor special needs."""
    plan_or_needs = learner_has(learner_fam, "EHC") | learner_has(learner_fam, "SEN")
    return learner_has(learner_fam, "MCF", 1) & ~plan_or_needs


@ilr.rule("LearnFAMType_15", since="2025/26", reads=PAIR, next=EXCUSED)
def excused_from_maths_without_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE maths by a learning difficulty, but has no education, health and care plan."""
    return learner_has(learner_fam, "MCF", 1) & ~learner_has(learner_fam, "EHC")


@ilr.rule("LearnFAMType_16", until="2020/21", reads=PAIR, next=EXCUSED)
def excused_from_english_without_needs(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE English by a learning difficulty, but has neither a plan nor special needs."""
    plan_or_needs = learner_has(learner_fam, "EHC") | learner_has(learner_fam, "SEN")
    return learner_has(learner_fam, "ECF", 1) & ~plan_or_needs


@ilr.rule("LearnFAMType_16", since="2025/26", reads=PAIR, next=EXCUSED)
def excused_from_english_without_a_plan(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner is excused from GCSE English by a learning difficulty, but has no education, health and care plan."""
    return learner_has(learner_fam, "ECF", 1) & ~learner_has(learner_fam, "EHC")


@ilr.rule("LearnFAMType_17", since="2025/26", reads=PAIR, next="Keep one of the two records.")
def two_marks_that_exclude_each_other(learner: Rows, learner_fam: Rows) -> Truth:
    """The learner has two national marks that exclude each other (NLM 21 and 22)."""
    return learner_has(learner_fam, "NLM", 21) & learner_has(learner_fam, "NLM", 22)
