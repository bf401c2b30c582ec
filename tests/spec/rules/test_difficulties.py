"""Learning difficulties, disabilities and health problems."""

from __future__ import annotations

from alder.sources.ilr.rules import difficulties


def test_the_answer_is_on_the_list(breaks):
    breaks(
        difficulties.unknown_answer,
        learner="""
            case     | LLDDHealthProb
            no such  | 3
            known    | 9
            missing  |
        """,
        expect=["no such", "missing"],
    )


def test_who_says_no_has_no_record(breaks):
    breaks(
        difficulties.says_none_but_has_a_record,
        learner="""
            case           | LLDDHealthProb
            no, a record   | 2
            no, none       | 2
            yes, a record  | 1
        """,
        lldd="""
            case           | LLDDCat
            no, a record   | 12
            yes, a record  | 12
        """,
        expect=["no, a record"],
    )


def test_a_kind_is_on_the_list(breaks):
    breaks(
        difficulties.unknown_kind,
        lldd="""
            case     | LLDDCat
            no such  | 20
            known    | 17
            closed   | 1
        """,
        expect=["no such"],
    )


def test_a_kind_was_open_when_the_first_aim_started(breaks):
    breaks(
        difficulties.kind_closed,
        aim="""
            case                  | LearnStartDate
            closed                | 2025-09-01
            open at the first aim | 2015-07-31
            open at the first aim | 2025-09-01
            never closed          | 2025-09-01
        """,
        lldd="""
            case                  | LLDDCat
            closed                | 2
            open at the first aim | 2
            never closed          | 4
        """,
        expect=["closed"],
    )


def test_the_main_one_is_marked_with_1(breaks):
    breaks(
        difficulties.unknown_mark_of_the_main_one,
        lldd="""
            case   | LLDDCat | PrimaryLLDD
            two    | 4       | 2
            one    | 4       | 1
            none   | 4       |
        """,
        expect=["two"],
    )


def test_one_is_the_main_one(breaks):
    breaks(
        difficulties.two_main_ones,
        lldd="""
            case          | LLDDCat | PrimaryLLDD
            two of three  | 4       | 1
            two of three  | 5       | 1
            two of three  | 6       |
            one of two    | 4       | 1
            one of two    | 5       |
        """,
        expect=["two of three"],
    )


def test_a_kind_is_recorded_once(breaks):
    breaks(
        difficulties.same_kind_twice,
        lldd="""
            case       | LLDDCat
            twice      | 4
            twice      | 4
            different  | 4
            different  | 5
        """,
        expect=["twice"],
    )


def test_two_learners_may_share_a_kind(breaks):
    breaks(
        difficulties.same_kind_twice,
        lldd="""
            case   | learner | LLDDCat
            shared | 1       | 4
            shared | 2       | 4
        """,
        expect=[],
    )


SAYS_YES = """
    case            | LLDDHealthProb | DateOfBirth | PlanLearnHours
    no record       | 1              | {0}-09-02   | 11
    25 at the start | 1              | {0}-09-01   | 11
    never born      | 1              |             | 11
    says no         | 2              | {0}-09-02   | 11
    with a record   | 1              | {0}-09-02   | 11
    community       | 1              | {0}-09-02   | 11
    ten hours       | 1              | {0}-09-02   | 10
    mixed           | 1              | {0}-09-02   | 11
"""
THEIR_AIMS = """
    case            | FundModel | LearnStartDate
    no record       | 35        | {0}-09-01
    25 at the start | 35        | {0}-09-01
    25 at the start | 35        | {0}-10-01
    never born      | 35        | {0}-09-01
    says no         | 35        | {0}-09-01
    with a record   | 35        | {0}-09-01
    community       | 10        | {0}-09-01
    ten hours       | 10        | {0}-09-01
    mixed           | 10        | {0}-09-01
    mixed           | 35        | {0}-09-01
"""
THEIR_RECORDS = """
    case            | LLDDCat | PrimaryLLDD
    with a record   | 12      | 1
"""


def test_in_2020_who_says_yes_has_a_record(breaks):
    breaks(
        difficulties.says_yes_but_has_no_record_2020,
        learner=SAYS_YES.format(1995),
        aim=THEIR_AIMS.format(2020),
        lldd=THEIR_RECORDS,
        expect=["no record", "never born"],
    )


def test_who_says_yes_has_a_record(breaks):
    breaks(
        difficulties.says_yes_but_has_no_record,
        learner=SAYS_YES.format(2000),
        aim=THEIR_AIMS.format(2025),
        lldd=THEIR_RECORDS,
        expect=["no record", "never born", "mixed"],
    )


def test_who_says_yes_in_a_longer_course_of_community_learning_has_a_record(breaks):
    breaks(
        difficulties.says_yes_in_community_learning,
        learner=SAYS_YES.format(2000),
        aim=THEIR_AIMS.format(2025),
        lldd=THEIR_RECORDS,
        expect=["community"],
    )


NONE_MARKED = """
    case              | LLDDHealthProb
    none marked       | 1
    one marked        | 1
    does not say      | 1
    July 2015         | 1
    says no           | 2
"""
FIRST_AIMS = """
    case              | LearnStartDate
    none marked       | 2015-08-01
    one marked        | 2015-08-01
    does not say      | 2015-08-01
    July 2015         | 2015-07-31
    says no           | 2015-08-01
"""
KINDS = """
    case              | LLDDCat | PrimaryLLDD
    none marked       | 12      |
    none marked       | 9       |
    one marked        | 12      | 1
    one marked        | 9       |
    does not say      | 98      |
    July 2015         | 12      |
    says no           | 12      |
"""


def test_in_2020_one_is_marked_as_the_main_one(breaks):
    breaks(
        difficulties.no_main_one_2020,
        learner=NONE_MARKED,
        aim=FIRST_AIMS,
        lldd=KINDS,
        expect=["none marked"],
    )


def test_one_is_marked_as_the_main_one(breaks):
    breaks(
        difficulties.no_main_one,
        learner=NONE_MARKED,
        aim=FIRST_AIMS,
        lldd=KINDS,
        expect=["none marked", "does not say", "says no"],
    )


def test_in_2020_the_only_one_is_the_main_one(breaks):
    breaks(
        difficulties.only_one_is_not_the_main_one_2020,
        learner=NONE_MARKED,
        lldd=KINDS,
        expect=["July 2015"],
    )


def test_the_only_one_is_the_main_one(breaks):
    breaks(
        difficulties.only_one_is_not_the_main_one,
        learner=NONE_MARKED,
        lldd=KINDS,
        expect=["does not say", "July 2015", "says no"],
    )
