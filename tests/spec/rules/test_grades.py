"""GCSE grades in English and maths, and the studies that funding asks for without a good one.

The grade of an aim.
"""

from __future__ import annotations

from alder.sources.ilr.rules import grades, outcome_grades

MISSING = """
    case           | {0}
    16 to 19       |
    adult          |
    graded         | 4
"""
FUNDED = """
    case           | FundModel
    16 to 19       | 25
    adult          | 35
    graded         | 25
"""


def test_16_to_19_learners_have_a_grade_in_english(breaks):
    breaks(grades.no_grade_in_english, learner=MISSING.format("EngGrade"), aim=FUNDED, expect=["16 to 19"])


def test_16_to_19_learners_have_a_grade_in_maths(breaks):
    breaks(grades.no_grade_in_maths, learner=MISSING.format("MathGrade"), aim=FUNDED, expect=["16 to 19"])


GRADES = """
    case          | {0}
    ten           | 10
    A and C       | AC
    double award  | A*A
    small letter  | c
    nine          | 9
    none held     | NONE
    none said     |
"""


def test_a_grade_in_english_exists(breaks):
    breaks(grades.unknown_grade_in_english, learner=GRADES.format("EngGrade"), expect=["ten", "A and C"])


def test_a_grade_in_maths_exists(breaks):
    breaks(grades.unknown_grade_in_maths, learner=GRADES.format("MathGrade"), expect=["ten", "A and C"])


LOW = """
    case               | {0}
    D                  | D
    3                  | 3
    C                  | C
    marked             | D
    marked for another | D
"""
MARKS = """
    case               | LearnFAMType | LearnFAMCode
    marked             | EDF          | {0}
    marked for another | EDF          | {1}
"""


def test_who_has_no_good_pass_in_english_is_marked(breaks):
    breaks(
        grades.low_grade_in_english_not_marked,
        learner=LOW.format("EngGrade"),
        learner_fam=MARKS.format(2, 1),
        expect=["D", "3", "marked for another"],
    )


def test_who_has_no_good_pass_in_maths_is_marked(breaks):
    breaks(
        grades.low_grade_in_maths_not_marked,
        learner=LOW.format("MathGrade"),
        learner_fam=MARKS.format(1, 2),
        expect=["D", "3", "marked for another"],
    )


EXCUSED_GRADES = """
    case                  | {0}
    from abroad, graded   | 5
    from abroad, nothing  |
    from abroad, none     | NONE
    learning difficulty   | 1
"""
EXCUSES = """
    case                  | LearnFAMType | LearnFAMCode
    from abroad, graded   | {0}          | 2
    from abroad, nothing  | {0}          | 2
    from abroad, none     | {0}          | 2
    learning difficulty   | {0}          | 1
"""


def test_who_is_excused_from_english_by_another_qualification_has_no_grade(breaks):
    breaks(
        grades.excused_from_english_with_a_grade,
        learner=EXCUSED_GRADES.format("EngGrade"),
        learner_fam=EXCUSES.format("ECF"),
        expect=["from abroad, graded", "from abroad, nothing"],
    )


def test_in_2020_who_is_excused_from_maths_by_another_qualification_has_no_grade(breaks):
    breaks(
        grades.excused_from_maths_with_a_grade_2020,
        learner=EXCUSED_GRADES.format("MathGrade"),
        learner_fam=EXCUSES.format("MCF"),
        expect=["from abroad, graded"],
    )


def test_who_is_excused_from_maths_by_another_qualification_has_no_grade(breaks):
    breaks(
        grades.excused_from_maths_with_a_grade,
        learner=EXCUSED_GRADES.format("MathGrade"),
        learner_fam=EXCUSES.format("MCF"),
        expect=["from abroad, graded", "from abroad, nothing"],
    )


TYPES = """
    LearnAimRef | LearnAimRefType
    50000001    | 0001
    50000002    | 0002
    50000003    | 0003
    50000004    | 0006
"""


def test_a_grade_is_on_the_list(breaks):
    breaks(
        outcome_grades.unknown_grade,
        aim="""
            case           | OutGrade
            no such        | ZZZ
            in small print | pa
            double award   | D*D*
            number         | 09
            none           |
        """,
        expect=["no such", "in small print"],
    )


def test_a_grade_has_an_outcome(breaks):
    breaks(
        outcome_grades.grade_without_an_outcome,
        aim="""
            case         | OutGrade | Outcome
            none         | A        |
            not yet      | A        | 8
            achieved     | A        | 1
            no grade     |          | 8
        """,
        expect=["none", "not yet"],
    )


def test_in_2020_a_grade_is_one_of_its_qualification(breaks):
    breaks(
        outcome_grades.grade_of_another_qualification_2020,
        aim="""
            case          | LearnAimRef | LearnActEndDate | Outcome | OutGrade
            a* at as      | 50000001    | 2014-08-01      | 1       | A*
            not ended     | 50000001    |                 | 1       | A*
            ended before  | 50000001    | 2014-07-31      | 1       | A*
            n at gcse     | 50000003    | 2021-06-01      | 1       | N
            a* at a level | 50000002    | 2021-06-01      | 1       | A*
        """,
        lars_delivery=TYPES,
        expect=["a* at as", "not ended"],
    )


def test_a_grade_is_one_of_its_qualification(breaks):
    breaks(
        outcome_grades.grade_of_another_qualification,
        aim="""
            case          | LearnAimRef | LearnActEndDate | Outcome | OutGrade
            a* at as      | 50000001    | 2026-06-01      | 1       | A*
            n at gcse     | 50000003    | 2026-06-01      | 1       | N
            not ended     | 50000001    |                 | 1       | A*
            not achieved  | 50000001    | 2026-06-01      | 3       | A*
            other type    | 50000004    | 2026-06-01      | 1       | PA
        """,
        lars_delivery=TYPES,
        expect=["a* at as", "n at gcse"],
    )
