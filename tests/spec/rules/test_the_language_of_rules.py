"""What a rule can ask about the records beside and below the one that it judges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.support import rule_cases

from alder.model.period import AcademicYear
from alder.rules.book import RuleBook
from alder.sources.ilr.rules.record_tables import SHAPE
from alder.sources.ilr.rules.terms import age_on

FAMS = """
    case       | aim | LearnDelFAMType | LearnDelFAMCode | LearnDelFAMDateFrom
    none       | 1   |                 |                 |
    one        | 1   | LDM             | 034             | 2025-09-01
    two        | 1   | LDM             | 034             | 2025-09-01
    two        | 1   | LDM             | 357             | 2025-10-01
    of another | 2   | LDM             | 034             | 2025-09-01
"""
AIMS = """
    case       | AimType | LearnStartDate
    none       | 4       | 2025-09-01
    one        | 4       | 2025-09-01
    two        | 4       | 2025-09-01
    of another | 4       | 2025-09-01
    of another | 1       | 2025-10-01
    alone      | 4       | 2025-09-01
"""


def said_of_aims(said: Callable[..., Any], **tables: str) -> set[str]:
    """The cases with an aim of type 4 of which `said` is true."""
    book = RuleBook("test", shape=SHAPE, full=("2025/26",), first="2016/17", version="1")
    book.rule("R01", reads=(), next="")(said)
    rule = rule_cases.rule_of(book, said)
    return rule_cases.broken_cases(book, rule, AcademicYear(2025), tables or {"aim": AIMS, "fam": FAMS})


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda aim, fam: (aim.AimType == 4) & fam.any(fam.LearnDelFAMType == "LDM"), {"one", "two"}),
        (lambda aim, fam: (aim.AimType == 4) & fam.any(), {"none", "one", "two"}),
        (lambda aim, fam: (aim.AimType == 4) & fam.none(), {"alone", "of another"}),
        (lambda aim, fam: (aim.AimType == 4) & fam.all(fam.LearnDelFAMCode == "034"), {"one", "alone", "of another"}),
        (lambda aim, fam: (aim.AimType == 4) & (fam.count(fam.LearnDelFAMType == "LDM") == 2), {"two"}),
        (lambda aim, fam: (aim.AimType == 4) & (fam.count() == 0), {"alone", "of another"}),
        (lambda aim, fam: fam.greatest("LearnDelFAMDateFrom") == date(2025, 10, 1), {"two"}),
        (lambda aim, fam: fam.smallest("LearnDelFAMDateFrom") == date(2025, 9, 1), {"one", "two", "of another"}),
        (
            lambda aim, fam: fam.where(fam.LearnDelFAMCode == "034").greatest("LearnDelFAMDateFrom") > date(2025, 9, 1),
            set(),
        ),
        (lambda aim, fam: fam.latest("LearnDelFAMDateFrom").any(fam.LearnDelFAMCode == "357"), {"two"}),
        (
            lambda aim, fam: fam.earliest("LearnDelFAMDateFrom").any(fam.LearnDelFAMCode == "034"),
            {"one", "two", "of another"},
        ),
        (lambda aim, fam: fam.together("LearnDelFAMType", "LearnDelFAMCode") == "LDM 034\nLDM 357", {"two"}),
        (
            lambda aim, fam: fam.where(fam.LearnDelFAMCode == "357").together("LearnDelFAMType") == "LDM",
            {"two"},
        ),
        (
            lambda aim, others, fam: others.together(fam.of(others).together("LearnDelFAMCode")) == "034",
            {"of another"},
        ),
        (lambda aim, others: (aim.AimType == 4) & others.any(), {"of another"}),
        (lambda aim, aims: (aim.AimType == 4) & (aims.count() == 2), {"of another"}),
        (
            lambda aim, others, fam: (aim.AimType == 4) & others.any(fam.of(others).any(fam.LearnDelFAMType == "LDM")),
            {"of another"},
        ),
        (
            lambda aim, others, fam: (
                (aim.AimType == 4) & others.any(fam.of(others).any(fam.LearnDelFAMDateFrom < others.LearnStartDate))
            ),
            {"of another"},
        ),
        (
            lambda aim, others: (aim.AimType == 4) & others.any(others.LearnStartDate > aim.LearnStartDate),
            {"of another"},
        ),
    ],
)
def test_a_question_about_many_records_has_an_answer_for_each_aim(question: Any, answer: set[str]) -> None:
    assert said_of_aims(question) == answer


PRICES = """
    case        | aim | AFinCode | AFinAmount | AFinDate
    two aims    | 1   | 1        | 900        | 2025-09-01
    two aims    | 2   | 1        | 100        | 2025-09-01
    nothing     | 1   | 2        | 1000       | 2025-09-01
    no amount   | 1   | 1        |            | 2025-09-01
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda learner, finance: finance.total("AFinAmount") == 1000, {"two aims", "nothing"}),
        (lambda learner, finance: finance.where(finance.AFinCode == 1).total("AFinAmount") == 1000, {"two aims"}),
        (
            lambda learner, finance: finance.where(finance.AFinCode == 1).total("AFinAmount") == 0,
            {"nothing", "no amount", "without"},
        ),
        (
            lambda learner, aims, finance: aims.greatest(finance.of(aims).total("AFinAmount") + 1) == 901,
            {"two aims"},
        ),
        (
            lambda learner, aims, finance: aims.total(finance.of(aims).greatest("AFinAmount")) == 1000,
            {"two aims", "nothing"},
        ),
        (lambda learner, finance, aim: finance.any(finance.copies("AFinCode", aim.ProgType) > 1), {"two aims"}),
    ],
)
def test_amounts_of_many_records_are_added_up(question: Any, answer: set[str]) -> None:
    aims = """
        case      | LearnStartDate | ProgType
        two aims  | 2025-09-01     | 25
        two aims  | 2025-09-01     | 25
        nothing   | 2025-09-01     | 25
        no amount | 2025-09-01     | 25
        without   | 2025-09-01     | 25
    """
    assert said_of_aims(question, aim=aims, finance=PRICES) == answer


def test_the_greatest_value_so_far_looks_back_beyond_the_record_before() -> None:
    fams = """
        case   | LearnDelFAMDateFrom | LearnDelFAMDateTo
        within | 2025-08-01          | 2025-12-31
        within | 2025-08-02          | 2025-08-31
        within | 2025-11-01          | 2025-11-30
        apart  | 2025-08-01          | 2025-08-31
        apart  | 2025-11-01          | 2025-11-30
        later  | 2025-11-01          | 2025-11-30
        later  | 2025-11-02          | 2025-12-31
    """

    def said(learner, fam):
        late = fam.LearnDelFAMDateFrom == date(2025, 11, 1)
        return fam.any(late & (fam.so_far(fam.LearnDelFAMDateTo, by="LearnDelFAMDateFrom") >= date(2025, 12, 1)))

    assert said_of_aims(said, fam=fams) == {"within"}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda learner, destination: destination.any(), {"known", "in capitals", "for work"}),
        (lambda aim, learner, destination: destination.of(learner).none(), {"of another", "without"}),
        (
            lambda learner, destination, outcome: destination.any(
                outcome.of(destination).any(outcome.OutType == "EMP")
            ),
            {"for work"},
        ),
        (lambda destination, learner: learner.any(learner.ULN != destination.ULN), {"in capitals"}),
    ],
)
def test_destinations_belong_to_the_learner_with_their_reference(question: Any, answer: set[str]) -> None:
    learners = """
        case        | LearnRefNumber | ULN
        known       | abc            | 1
        in capitals | abc            | 2
        of another  | abc            | 1
        for work    | abc            | 1
        without     | abc            | 1
    """
    destinations = """
        case        | LearnRefNumber | ULN
        known       | abc            | 1
        in capitals | ABC            | 1
        of another  | abd            | 1
        for work    | abc            | 1
    """
    outcomes = """
        case        | OutType | destination
        for work    | EMP     | 1
        of another  | EMP     | 1
    """
    aims = "\n".join(f"{c} | 4" for c in ("known", "in capitals", "of another", "for work", "without"))
    said = said_of_aims(
        question,
        learner=learners,
        destination=destinations,
        outcome=outcomes,
        aim="case | AimType\n" + aims,
    )
    assert said == answer


def test_the_same_question_is_answered_once_whoever_asks_it() -> None:
    from alder.rules.compiler import compile_rules

    def of_the_aim(aim, fam):
        return fam.any(fam.LearnDelFAMType == "LDM")

    def of_all_aims(learner, aims, fam):
        return aims.any(fam.of(aims).any(fam.LearnDelFAMType == "LDM"))

    def of_the_others(aim, others, fam):
        return others.any(fam.of(others).any(fam.LearnDelFAMType == "LDM"))

    book = RuleBook("test", shape=SHAPE, full=("2025/26",), first="2016/17", version="1")
    for number, function in enumerate((of_the_aim, of_all_aims, of_the_others)):
        book.rule(f"R0{number}", reads=(), next="")(function)
    steps = compile_rules(list(book), SHAPE, AcademicYear(2025))
    about_fams = [
        s for s, rows in steps if s.name.startswith("answers") and "prepared__learning_delivery_fam" in repr(rows)
    ]
    assert len(about_fams) == 1


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2007-03-01", "2026-02-28", 18),
        ("2007-03-01", "2026-03-01", 19),
        ("2008-02-29", "2026-02-27", 17),
        ("2008-02-29", "2026-02-28", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-03-01", "2026-02-28", -1),
    ],
)
def test_an_age_is_in_whole_years_and_29_february_comes_on_the_28th_in_a_common_year(
    born: str, day: str, years: int
) -> None:
    of_a_column = said_of_aims(
        lambda aim, learner: age_on(learner.DateOfBirth, aim.LearnStartDate) == years,
        learner=f"case | DateOfBirth\nit | {born}",
        aim=f"case | LearnStartDate\nit | {day}",
    )
    of_a_day = said_of_aims(
        lambda aim, learner: age_on(learner.DateOfBirth, date.fromisoformat(day)) == years,
        learner=f"case | DateOfBirth\nit | {born}",
        aim="case | AimType\nit | 4",
    )
    assert of_a_column == of_a_day == {"it"}


def test_a_reference_table_may_be_found_through_a_field_of_a_record_above() -> None:
    tables = {
        "learner": "case | LearnRefNumber\nhere | A1\nelsewhere | A2",
        "aim": "case | LearnAimRef\nhere | 60001234\nelsewhere | 60001234",
        "last_year_aim": "LearnRefNumber | LearnAimRef | FundModel\nA1 | 60001234 | 35",
    }
    assert said_of_aims(lambda aim, last_year_aim: last_year_aim.any(), **tables) == {"here"}
    assert said_of_aims(lambda aim, last_year_aim: last_year_aim.any(aim.LearnAimRef.notnull()), **tables) == {"here"}
    assert said_of_aims(lambda aim, others, last_year_aim: last_year_aim.none(), **tables) == {"elsewhere"}
