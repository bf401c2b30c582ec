"""Rules about learning difficulties, disabilities and health problems."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import age_on, all_community_learning, has, is_closed, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule("LLDDHealthProb_01", since="2016/17", reads=("LLDDHealthProb",), next="Use 1, 2, or 9 when not given.")
def unknown_answer(learner: Rows, year: AcademicYear) -> Truth:
    """The answer about a learning difficulty, disability or health problem is missing or not on the code list."""
    return learner.LLDDHealthProb.isnull() | is_unknown(learner.LLDDHealthProb, codes.learner.lldd_health_prob, year)


@ilr.rule(
    "LLDDHealthProb_04",
    since="2016/17",
    reads=("LLDDHealthProb", "LLDDCat"),
    next="Take out the record, or change the answer to 1.",
)
def says_none_but_has_a_record(learner: Rows, lldd: Rows) -> Truth:
    """The learner says they have no difficulty, disability or health problem, but has a record of one."""
    return (learner.LLDDHealthProb == 2) & lldd.any()


@ilr.rule("LLDDCat_01", since="2016/17", reads=("LLDDCat",), next="Use a code of the list.")
def unknown_kind(lldd: Rows, year: AcademicYear) -> Truth:
    """The kind of difficulty, disability or health problem is not on the code list."""
    return is_unknown(lldd.LLDDCat, codes.learner.lldd_cat, year)


@ilr.rule(
    "LLDDCat_02",
    since="2016/17",
    reads=("LLDDCat", "LearnStartDate"),
    next="Use a code that is open: some were closed on 31 July 2015.",
)
def kind_closed(lldd: Rows, aims: Rows) -> Truth:
    """The kind of difficulty was closed before the learner's first aim started."""
    return is_closed(lldd.LLDDCat, aims.smallest("LearnStartDate"), codes.learner.lldd_cat)


@ilr.rule("PrimaryLLDD_02", since="2016/17", reads=("PrimaryLLDD",), next="Use 1, or leave the field out.")
def unknown_mark_of_the_main_one(lldd: Rows) -> Truth:
    """The mark of the main difficulty holds something other than 1."""
    return lldd.PrimaryLLDD != 1


@ilr.rule("PrimaryLLDD_03", since="2016/17", reads=("LLDDCat", "PrimaryLLDD"), next="Mark one record only.")
def two_main_ones(learner: Rows, lldd: Rows) -> Truth:
    """More than one difficulty, disability or health problem is marked as the main one."""
    return lldd.count(lldd.PrimaryLLDD == 1) > 1


@ilr.rule("R45", since="2016/17", reads=("LLDDCat",), next="Take out one of the records.")
def same_kind_twice(learner: Rows, lldd: Rows) -> Truth:
    """The same kind of difficulty, disability or health problem is recorded twice."""
    return lldd.any(lldd.copies("LLDDCat") > 1)


# Records that are missing ----------------------------------------------------------------------------------------

SAYS_YES = ("LLDDHealthProb", "LLDDCat", "FundModel", "DateOfBirth", "LearnStartDate")
ADD = "Add a record of the difficulty, disability or health problem, or 98 where the learner does not say."


def _is_25(learner: Rows, aims: Rows) -> Truth:
    """On the first day of learning. Whose date of birth is missing is not known to be."""
    return (age_on(learner.DateOfBirth, aims.smallest("LearnStartDate")) >= 25).fill_null(False)


@ilr.rule(
    "LLDDHealthProb_06",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(*SAYS_YES, "LearnDelFAMType", "LearnDelFAMCode"),
    next=ADD,
)
def says_yes_but_has_no_record_2020(learner: Rows, lldd: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner says they have a difficulty, disability or health problem, but has no record of it.

    Not asked of learners with any community learning, nor of those who were 25 or older when they began.
    """
    through_authority = (aims.FundModel == 99) & has(fam.of(aims), "SOF", "108")
    exempt = aims.any(aims.FundModel == 10) | aims.any(through_authority) | _is_25(learner, aims)
    return (learner.LLDDHealthProb == 1) & lldd.none() & ~exempt


@ilr.rule("LLDDHealthProb_06", since="2025/26", reads=SAYS_YES, next=ADD)
def says_yes_but_has_no_record(learner: Rows, lldd: Rows, aims: Rows) -> Truth:
    """The learner says they have a difficulty, disability or health problem, but has no record of it.

    Not asked of learners all of whose aims are community learning or without public funding, nor of those who were 25
    or older when they began.
    """
    exempt = aims.all(aims.FundModel.isin([10, 99])) | _is_25(learner, aims)
    return (learner.LLDDHealthProb == 1) & lldd.none() & ~exempt


@ilr.rule(
    "LLDDHealthProb_07",
    reads=(*SAYS_YES, "PlanLearnHours", "LearnDelFAMType", "LearnDelFAMCode"),
    next=ADD,
)
def says_yes_in_community_learning(learner: Rows, lldd: Rows, aims: Rows, fam: Rows) -> Truth:
    """A learner in community learning says they have a difficulty or disability, but has no record of it.

    It is asked of courses of more than ten hours, and of those who were under 25 when they began. The service of
    2020/21 took an aim without public funding for community learning when it had no records at all, and did not when it
    had the record SOF 108 with any other beside it; that is taken for a slip.
    """
    longer = learner.PlanLearnHours > 10
    community = aims.any() & all_community_learning(aims, fam)
    return (learner.LLDDHealthProb == 1) & lldd.none() & longer & community & ~_is_25(learner, aims)


MAIN = ("LLDDCat", "PrimaryLLDD")
NOT_TOLD = (98, 99)
"""The learner does not say, or was not asked: no kind that could be the main one."""


@ilr.rule(
    "PrimaryLLDD_01",
    until="2020/21",
    reads=(*MAIN, "LLDDHealthProb", "LearnStartDate"),
    next="Mark the record of the main one with 1.",
)
def no_main_one_2020(learner: Rows, lldd: Rows, aims: Rows) -> Truth:
    """None of the difficulties, disabilities or health problems is marked as the main one.

    Not asked where all that is recorded is that the learner does not say. It holds from August 2015.
    """
    told = lldd.any(~lldd.LLDDCat.isin(NOT_TOLD))
    since = aims.smallest("LearnStartDate") >= date(2015, 8, 1)
    return (learner.LLDDHealthProb == 1) & since & told & lldd.none(lldd.PrimaryLLDD == 1)


@ilr.rule(
    "PrimaryLLDD_01",
    since="2025/26",
    reads=("PrimaryLLDD", "LearnStartDate"),
    next="Mark the record of the main one with 1.",
)
def no_main_one(learner: Rows, lldd: Rows, aims: Rows) -> Truth:
    """None of the difficulties, disabilities or health problems is marked as the main one.

    It holds from August 2015.
    """
    since = aims.smallest("LearnStartDate") >= date(2015, 8, 1)
    return since & lldd.any() & lldd.none(lldd.PrimaryLLDD == 1)


@ilr.rule("PrimaryLLDD_04", until="2020/21", reads=(*MAIN, "LLDDHealthProb"), next="Mark the record with 1.")
def only_one_is_not_the_main_one_2020(learner: Rows, lldd: Rows) -> Truth:
    """The only difficulty, disability or health problem is not marked as the main one.

    Not asked where all that is recorded is that the learner does not say.
    """
    unmarked = lldd.any(~lldd.LLDDCat.isin(NOT_TOLD) & lldd.PrimaryLLDD.isnull())
    return (learner.LLDDHealthProb == 1) & (lldd.count() == 1) & unmarked


@ilr.rule("PrimaryLLDD_04", since="2025/26", reads=("PrimaryLLDD",), next="Mark the record with 1.")
def only_one_is_not_the_main_one(learner: Rows, lldd: Rows) -> Truth:
    """The only difficulty, disability or health problem is not marked as the main one."""
    return (lldd.count() == 1) & lldd.any(lldd.PrimaryLLDD.isnull())
