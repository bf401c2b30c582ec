"""Rules about learning difficulties, disabilities and health problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_closed, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule("LLDDHealthProb_01", since="2016/17", reads=("LLDDHealthProb",), next="Use 1, 2, or 9 when not given.")
def unknown_answer(learner: Rows, year: AcademicYear) -> Truth:
    """The answer about a learning difficulty, disability or health problem is not on the code list."""
    return is_unknown(learner.LLDDHealthProb, codes.learner.lldd_health_prob, year)


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
