"""GCSE grades in English and maths, and the studies and hours that funding asks for without a good one."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import english_and_maths

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
    breaks(english_and_maths.no_grade_in_english, learner=MISSING.format("EngGrade"), aim=FUNDED, expect=["16 to 19"])


def test_16_to_19_learners_have_a_grade_in_maths(breaks):
    breaks(english_and_maths.no_grade_in_maths, learner=MISSING.format("MathGrade"), aim=FUNDED, expect=["16 to 19"])


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
    breaks(english_and_maths.unknown_grade_in_english, learner=GRADES.format("EngGrade"), expect=["ten", "A and C"])


def test_a_grade_in_maths_exists(breaks):
    breaks(english_and_maths.unknown_grade_in_maths, learner=GRADES.format("MathGrade"), expect=["ten", "A and C"])


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
        english_and_maths.low_grade_in_english_not_marked,
        learner=LOW.format("EngGrade"),
        learner_fam=MARKS.format(2, 1),
        expect=["D", "3", "marked for another"],
    )


def test_who_has_no_good_pass_in_maths_is_marked(breaks):
    breaks(
        english_and_maths.low_grade_in_maths_not_marked,
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
        english_and_maths.excused_from_english_with_a_grade,
        learner=EXCUSED_GRADES.format("EngGrade"),
        learner_fam=EXCUSES.format("ECF"),
        expect=["from abroad, graded", "from abroad, nothing"],
    )


def test_in_2020_who_is_excused_from_maths_by_another_qualification_has_no_grade(breaks):
    breaks(
        english_and_maths.excused_from_maths_with_a_grade_2020,
        learner=EXCUSED_GRADES.format("MathGrade"),
        learner_fam=EXCUSES.format("MCF"),
        expect=["from abroad, graded"],
    )


def test_who_is_excused_from_maths_by_another_qualification_has_no_grade(breaks):
    breaks(
        english_and_maths.excused_from_maths_with_a_grade,
        learner=EXCUSED_GRADES.format("MathGrade"),
        learner_fam=EXCUSES.format("MCF"),
        expect=["from abroad, graded", "from abroad, nothing"],
    )


ENGLISH = (english_and_maths.hours_of_english_not_recorded, "EngGrade", "EFAConFundEnglish", "ECF", "EMH")
MATHS = (english_and_maths.hours_of_maths_not_recorded, "MathGrade", "EFAConFundMaths", "MCF", "MMH")


@pytest.mark.parametrize(("function", "grade", "category", "met", "said"), [ENGLISH, MATHS])
def test_the_least_hours_are_recorded_unless_the_subject_is_passed(breaks, function, grade, category, met, said):
    breaks(
        function,
        learner=f"""
            case               | DateOfBirth | {grade} | PlanLearnHours | PlanEEPHours
            16 on that day     | 2009-08-31  | 3       | 110            | 40
            15 on that day     | 2009-09-01  | 3       | 110            | 40
            small programme    | 2008-01-01  | 3       | 110            | 39
            passed             | 2008-01-01  | 4       | 600            |
            recorded           | 2008-01-01  | d       | 600            |
            excused            | 2008-01-01  | 3       | 600            |
            skills, grade 2    | 2008-01-01  | 2       | 600            |
            skills, grade 3    | 2008-01-01  | 3       | 600            |
            other subject      | 2008-01-01  | 3       | 600            |
        """,
        learner_fam=f"""
            case               | LearnFAMType | LearnFAMCode
            recorded           | {said}       | 1
            excused            | {met}        | 1
            skills, grade 2    | {met}        | 5
            skills, grade 3    | {met}        | 5
        """,
        aim="""
            case               | FundModel | LearnAimRef
            16 on that day     | 25        | 60000001
            15 on that day     | 25        | 60000001
            small programme    | 25        | 60000001
            passed             | 25        | 60000001
            recorded           | 25        | 60000001
            excused            | 25        | 60000001
            skills, grade 2    | 25        | 60000001
            skills, grade 3    | 25        | 60000001
            other subject      | 25        | 60000002
        """,
        fam="""
            case               | LearnDelFAMType | LearnDelFAMCode
            16 on that day     | SOF             | 107
            15 on that day     | SOF             | 107
            small programme    | SOF             | 107
            passed             | SOF             | 107
            recorded           | SOF             | 107
            excused            | SOF             | 107
            skills, grade 2    | SOF             | 107
            skills, grade 3    | SOF             | 107
            other subject      | SOF             | 107
        """,
        lars_validity=f"""
            LearnAimRef | ValidityCategory
            60000001    | {category}
        """,
        expect=["16 on that day", "skills, grade 3"],
    )


@pytest.mark.parametrize(("function", "grade", "category"), [ENGLISH[:3], MATHS[:3]])
def test_a_t_level_is_large_by_its_own_hours_from_august_2022(breaks, function, grade, category):
    breaks(
        function,
        learner=f"""
            case           | DateOfBirth | {grade}
            large          | 2008-01-01  | NONE
            small          | 2008-01-01  | NONE
            older T Level  | 2005-01-01  | NONE
            marked aim     | 2008-01-01  | NONE
            unmarked aim   | 2008-01-01  | NONE
        """,
        aim="""
            case           | FundModel | ProgType | AimType | LearnAimRef | LearnStartDate | PHours
            large          | 25        | 31       | 1       | 60000001    | 2022-08-01     | 150
            small          | 25        | 31       | 1       | 60000001    | 2022-08-01     | 149
            older T Level  | 25        | 31       | 1       | 60000001    | 2022-07-31     | 150
            marked aim     | 25        | 31       | 1       | 60023995    | 2025-09-01     | 150
            unmarked aim   | 25        | 31       | 1       | 60023995    | 2025-09-01     | 150
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            large          | SOF             | 107
            small          | SOF             | 107
            older T Level  | SOF             | 107
            marked aim     | SOF             | 107
            marked aim     | LDM             | 331
            unmarked aim   | SOF             | 107
        """,
        lars_validity=f"""
            LearnAimRef | ValidityCategory
            60000001    | {category}
        """,
        expect=["large", "marked aim"],
    )
