"""National monitoring codes, which mark pilots, special groups and ways of funding."""

from __future__ import annotations

from alder.sources.ilr.rules import national_codes as rules


def marked(**codes: str) -> str:
    """A table of records: for each case its types and codes, as `LDM 034, SOF 105`."""
    rows = [
        f"\n{case.replace('_', ' ')} | {said.replace(' ', ' | ')}"
        for case, all in codes.items()
        for said in all.split(", ")
    ]
    return "case | LearnDelFAMType | LearnDelFAMCode" + "".join(rows)


def test_a_proxy_aim_does_not_end(breaks):
    aim = """
        case     | LearnActEndDate
        ended    | 2025-12-01
        going on |
        no proxy | 2025-12-01
    """
    fam = marked(ended="LDM 118", going_on="LDM 118", no_proxy="LDM 034")
    breaks(rules.proxy_aim_ended, aim=aim, fam=fam, expect=["ended"])


def test_a_proxy_aim_is_replaced_by_the_last_returns(breaks):
    file = """
        case     | ReturnNumber
        twelfth  | R12
        eleventh | R11
        no proxy | R14
    """
    fam = marked(twelfth="LDM 118", eleventh="LDM 118", no_proxy="LDM 034")
    breaks(rules.proxy_aim_late_in_the_year, file=file, fam=fam, expect=["twelfth"])


def test_other_funding_has_a_code(breaks):
    aim = """
        case       | FundModel | LearnStartDate | ProgType
        no code    | 81        | 2013-08-01     |
        day before | 81        | 2013-07-31     |
        standard   | 81        | 2013-08-01     | 25
        code       | 82        | 2013-08-01     |
    """
    breaks(rules.other_funding_without_a_code, aim=aim, fam=marked(code="LDM 034"), expect=["no code"])


def test_own_staff_are_marked_on_the_programme(breaks):
    aim = """
        case       | FundModel | AimType
        part       | 36        | 3
        unfunded   | 99        | 1
        programme  | 36        | 1
    """
    fam = marked(part="LDM 356", unfunded="LDM 356", programme="LDM 356")
    breaks(rules.own_staff_outside_apprenticeships, aim=aim, fam=fam, expect=["part", "unfunded"])


def test_the_tender_of_2017_is_adult_or_community_learning_since_november(breaks):
    aim = """
        case       | FundModel | LearnStartDate
        day before | 35        | 2017-10-31
        other      | 81        | 2017-11-01
        first day  | 10        | 2017-11-01
    """
    fam = marked(day_before="LDM 357", other="LDM 357", first_day="LDM 357")
    breaks(rules.tender_of_2017_elsewhere, aim=aim, fam=fam, expect=["day before", "other"])


def test_extended_contracts_began_with_2018(breaks):
    aim = """
        case       | LearnStartDate
        day before | 2017-12-31
        first day  | 2018-01-01
    """
    fam = marked(day_before="LDM 358", first_day="LDM 358")
    breaks(rules.extended_contract_before_it_began, aim=aim, fam=fam, expect=["day before"])


def test_extended_contracts_are_with_the_agency(breaks):
    fam = marked(employer="LDM 358, ACT 1", agency="LDM 358, ACT 2", none="LDM 358")
    breaks(rules.extended_contract_without_the_agency, fam=fam, expect=["employer", "none"])


def test_the_career_learning_pilot_has_other_funding_or_none(breaks):
    aim = """
        case       | FundModel
        adult      | 35
        other      | 81
        unfunded   | 99
    """
    fam = marked(adult="LDM 359", other="LDM 359", unfunded="LDM 359")
    breaks(rules.career_learning_pilot_elsewhere, aim=aim, fam=fam, expect=["adult"])


SCHEMES = marked(custody="SOF 110, LDM 034", tender_of_2021="SOF 110, LDM 379", national="SOF 105, LDM 034")


def test_in_2020_national_schemes_are_not_paid_for_by_devolved_authorities(breaks):
    breaks(rules.national_scheme_in_a_devolved_area_2020, fam=SCHEMES, expect=["custody"])


def test_national_schemes_are_not_paid_for_by_devolved_authorities(breaks):
    breaks(rules.national_scheme_in_a_devolved_area, fam=SCHEMES, expect=["custody", "tender of 2021"])


HIGH_VALUE = """
    case       | FundModel | LearnPlanEndDate | LearnActEndDate
    too long   | 35        | 2022-04-01       | 2022-08-01
    last day   | 35        | 2022-03-31       | 2022-07-31
    young      | 25        | 2022-04-01       | 2022-08-01
    unmarked   | 35        | 2022-04-01       | 2022-08-01
"""
HIGH_VALUE_CODES = marked(too_long="LDM 376", last_day="LDM 376", young="LDM 376")


def test_high_value_courses_are_planned_to_end_by_march_2022(breaks):
    breaks(rules.high_value_course_planned_too_long, aim=HIGH_VALUE, fam=HIGH_VALUE_CODES, expect=["too long"])


def test_high_value_courses_end_by_july_2022(breaks):
    breaks(rules.high_value_course_ended_too_late, aim=HIGH_VALUE, fam=HIGH_VALUE_CODES, expect=["too long"])


def test_high_value_courses_are_for_learners_of_19(breaks):
    learner = """
        case       | DateOfBirth
        day after  | 2001-09-01
        that day   | 2001-08-31
    """
    aim = """
        case       | FundModel
        day after  | 35
        that day   | 35
    """
    fam = marked(day_after="LDM 376", that_day="LDM 376")
    breaks(rules.high_value_course_too_young, learner=learner, aim=aim, fam=fam, expect=["day after"])


FREE = """
    case             | LearnStartDate
    before they were | 2021-03-31
    first day        | 2021-04-01
    last old day     | 2024-07-31
    first new day    | 2024-08-01
    low wage         | 2024-07-31
    low wage late    | 2024-08-01
    below threshold  | 2024-08-01
"""
FREE_CODES = marked(
    before_they_were="LDM 378",
    first_day="LDM 378",
    last_old_day="LDM 378, LDM 382",
    first_new_day="LDM 378",
    low_wage="LDM 382",
    low_wage_late="LDM 382",
    below_threshold="LDM 378, LDM 391",
)


def test_free_courses_began_in_april_2021(breaks):
    breaks(rules.free_course_before_they_began, aim=FREE, fam=FREE_CODES, expect=["before they were"])


def test_a_low_wage_goes_with_a_free_course(breaks):
    breaks(rules.low_wage_without_a_free_course, aim=FREE, fam=FREE_CODES, expect=["low wage"])


def test_free_courses_are_for_low_earners_since_august_2024(breaks):
    breaks(rules.free_course_above_the_threshold, aim=FREE, fam=FREE_CODES, expect=["first new day"])


def test_a_national_code_is_open_when_the_aim_starts(breaks):
    aim = """
        case        | LearnStartDate
        day before  | 2020-08-31
        first day   | 2020-09-01
        pandemic    | 2020-03-20
        always open | 2010-01-01
        other type  | 2020-07-31
    """
    fam = marked(
        day_before="LDM 375", first_day="LDM 375", pandemic="LDM 368", always_open="LDM 034", other_type="SOF 117"
    )
    breaks(rules.national_code_not_open_yet, aim=aim, fam=fam, expect=["day before"])


TENDERS = """
    case            | FundModel | ProgType
    by funding      | 81        |
    by source       | 35        |
    by programme    | 35        | 24
    as it should be | 10        |
    skills fund     | 38        |
"""


def test_the_tender_of_2021_is_national_adult_learning(breaks):
    codes = "LDM 379, SOF 105"
    fam = marked(
        by_funding=codes,
        by_source="LDM 379, SOF 110",
        by_programme=codes,
        as_it_should_be=codes,
        skills_fund=codes,
    )
    expect = ["by funding", "by source", "by programme", "skills fund"]
    breaks(rules.tender_of_2021_elsewhere, aim=TENDERS, fam=fam, expect=expect)


def test_the_tender_of_2023_is_national_adult_learning(breaks):
    codes = "LDM 388, SOF 105"
    fam = marked(
        by_funding=codes,
        by_source="LDM 388, SOF 110",
        by_programme=codes,
        as_it_should_be=codes,
        skills_fund=codes,
    )
    expect = ["by funding", "by source", "by programme"]
    breaks(rules.tender_of_2023_elsewhere, aim=TENDERS, fam=fam, expect=expect)


def test_an_aim_belongs_to_one_tender(breaks):
    fam = marked(both="LDM 379, LDM 388", one="LDM 379")
    breaks(rules.two_tenders, fam=fam, expect=["both"])


def test_direct_funding_begins_at_14(breaks):
    learner = """
        case       | DateOfBirth
        day after  | 2011-09-01
        that day   | 2011-08-31
        other code | 2011-09-01
    """
    fam = marked(day_after="LDM 321", that_day="LDM 320", other_code="LDM 034")
    breaks(rules.direct_funding_below_14, learner=learner, fam=fam, expect=["day after"])


MODELS = """
    case       | FundModel
    adult      | 35
    young      | 25
    other      | 81
    new fund   | 38
"""


def everywhere(code: str) -> str:
    return marked(adult=code, young=code, other=code, new_fund=code)


def test_direct_funding_is_16_to_19_funding(breaks):
    expect = ["adult", "other", "new fund"]
    breaks(rules.direct_funding_elsewhere, aim=MODELS, fam=everywhere("LDM 381"), expect=expect)


def test_the_t_level_pilot_for_adults_has_other_funding(breaks):
    expect = ["adult", "young", "new fund"]
    breaks(rules.adult_t_level_pilot_elsewhere, aim=MODELS, fam=everywhere("LDM 384"), expect=expect)


def test_the_pilot_of_the_skills_fund_is_funded_by_it(breaks):
    expect = ["adult", "young", "other"]
    breaks(rules.skills_fund_pilot_elsewhere, aim=MODELS, fam=everywhere("LDM 395"), expect=expect)


def test_the_pilot_of_other_funding_has_it(breaks):
    expect = ["adult", "young", "new fund"]
    breaks(rules.bootcamp_pilot_elsewhere, aim=MODELS, fam=everywhere("LDM 396"), expect=expect)
