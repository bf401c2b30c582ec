"""The date of birth, and the ages that funding and programmes ask for."""

from __future__ import annotations

from alder.sources.ilr.rules import ages

UNBORN = """
    case           | DateOfBirth
    adult          |
    bootcamp       |
    community      |
    in custody     |
    known          | 1990-01-01
"""
UNBORN_AIMS = """
    case           | FundModel
    adult          | 35
    bootcamp       | 37
    community      | 10
    in custody     | 35
    known          | 35
"""
IN_CUSTODY = """
    case           | LearnDelFAMType | LearnDelFAMCode
    in custody     | LDM             | 034
"""


def test_in_2020_funded_learners_have_a_date_of_birth(breaks):
    breaks(ages.no_date_of_birth, year="2020/21", learner=UNBORN, aim=UNBORN_AIMS, fam=IN_CUSTODY, expect=["adult"])


def test_funded_learners_have_a_date_of_birth(breaks):
    breaks(ages.no_date_of_birth, learner=UNBORN, aim=UNBORN_AIMS, fam=IN_CUSTODY, expect=["adult", "bootcamp"])


UNFUNDED = """
    case           | DateOfBirth
    community      |
    tailored       |
    with a loan    |
    known          | 1990-01-01
"""
UNFUNDED_AIMS = """
    case           | FundModel
    community      | 10
    tailored       | 11
    with a loan    | 99
    known          | 99
"""
LOAN = """
    case           | LearnDelFAMType | LearnDelFAMCode
    with a loan    | ADL             | 1
"""


def test_in_2020_a_date_of_birth_is_wanted_in_community_learning(breaks):
    breaks(ages.date_of_birth_wanted_2020, learner=UNFUNDED, aim=UNFUNDED_AIMS, fam=LOAN, expect=["community"])


def test_a_date_of_birth_is_wanted_in_community_and_tailored_learning(breaks):
    breaks(ages.date_of_birth_wanted, learner=UNFUNDED, aim=UNFUNDED_AIMS, fam=LOAN, expect=["community", "tailored"])


def test_who_takes_a_loan_has_a_date_of_birth(breaks):
    breaks(
        ages.no_date_of_birth_for_a_loan,
        learner="""
            case        | DateOfBirth
            with a loan |
            in custody  |
            no loan     |
        """,
        aim="""
            case        | FundModel
            with a loan | 99
            in custody  | 99
            no loan     | 99
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            with a loan | ADL             | 1
            in custody  | ADL             | 1
            in custody  | LDM             | 034
        """,
        expect=["with a loan"],
    )


def test_learners_are_4_when_they_start(breaks):
    breaks(
        ages.started_under_4,
        learner="""
            case              | DateOfBirth
            day before        | 2021-09-02
            on the birthday   | 2021-09-01
            not known         |
        """,
        aim="""
            case              | FundModel | LearnStartDate
            day before        | 10        | 2025-09-01
            on the birthday   | 10        | 2025-09-01
            not known         | 10        | 2025-09-01
        """,
        expect=["day before"],
    )


def test_16_to_19_funding_is_not_for_those_under_13(breaks):
    breaks(
        ages.under_13_with_16_to_19_funding,
        learner="""
            case          | DateOfBirth
            12 that day   | 2012-09-01
            13 that day   | 2012-08-31
        """,
        aim="""
            case          | FundModel
            12 that day   | 25
            13 that day   | 25
        """,
        expect=["12 that day"],
    )


def test_community_learning_for_adults_begins_at_19(breaks):
    breaks(
        ages.in_adult_community_learning_under_19,
        learner="""
            case            | DateOfBirth
            day before      | 2006-09-02
            on the birthday | 2006-09-01
            family learning | 2010-09-01
        """,
        aim="""
            case            | FundModel | LearnStartDate
            day before      | 10        | 2025-09-01
            on the birthday | 10        | 2025-09-01
            family learning | 10        | 2025-09-01
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            day before      | ASL             | 1
            on the birthday | ASL             | 1
            family learning | ASL             | 3
        """,
        expect=["day before"],
    )


def test_higher_education_is_for_those_who_turn_16_in_the_year(breaks):
    breaks(
        ages.in_higher_education_under_16,
        learner="""
            case          | DateOfBirth
            day after     | 2010-08-01
            last day      | 2010-07-31
            other funding | 2010-08-01
        """,
        aim="""
            case          | FundModel
            day after     | 99
            last day      | 99
            other funding | 99
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            day after     | SOF             | 1
            last day      | SOF             | 1
            other funding | SOF             | 108
        """,
        expect=["day after"],
    )


YOUNG = """
    case         | DateOfBirth
    18           | 2001-09-01
    19           | 2001-08-31
    young source | 2001-09-01
    no source    | 2001-09-01
    traineeship  | 2001-09-01
"""
YOUNG_AIMS = """
    case         | FundModel | ProgType
    18           | 25        |
    19           | 25        |
    young source | 25        |
    no source    | 25        |
    traineeship  | 25        | 24
"""
YOUNG_SOURCES = """
    case         | LearnDelFAMType | LearnDelFAMCode
    18           | SOF             | 105
    19           | SOF             | 105
    young source | SOF             | 107
    traineeship  | SOF             | 105
"""


def test_in_2020_the_young_are_funded_from_their_own_source(breaks):
    breaks(ages.young_without_young_funding_2020, learner=YOUNG, aim=YOUNG_AIMS, fam=YOUNG_SOURCES, expect=["18"])


def test_the_young_are_funded_from_their_own_source(breaks):
    breaks(
        ages.young_without_young_funding,
        learner=YOUNG.replace("2001", "2006"),
        aim=YOUNG_AIMS,
        fam=YOUNG_SOURCES,
        expect=["18", "traineeship"],
    )


ADULT_FUNDED = """
    case        | DateOfBirth
    18          | 2001-09-01
    19          | 2001-08-31
    apprentice  | 2001-09-01
    in custody  | 2001-09-01
    pilot       | 2001-09-01
    bootcamp    | 2001-09-01
"""
ADULT_FUNDED_AIMS = """
    case        | FundModel | ProgType
    18          | 35        |
    19          | 35        |
    apprentice  | 35        | 25
    in custody  | 35        |
    pilot       | 35        |
    bootcamp    | 37        | 32
"""
ADULT_EXEMPT = """
    case        | LearnDelFAMType | LearnDelFAMCode
    in custody  | LDM             | 034
    pilot       | LDM             | 376
"""


def test_in_2020_adult_funding_is_for_those_of_19(breaks):
    breaks(
        ages.in_adult_funding_under_19_2020,
        learner=ADULT_FUNDED,
        aim=ADULT_FUNDED_AIMS,
        fam=ADULT_EXEMPT,
        expect=["18"],
    )


def test_adult_funding_and_bootcamps_are_for_those_of_19(breaks):
    breaks(
        ages.in_adult_funding_under_19,
        learner=ADULT_FUNDED.replace("2001", "2006"),
        aim=ADULT_FUNDED_AIMS,
        fam=ADULT_EXEMPT,
        expect=["18", "pilot", "bootcamp"],
    )


def test_other_adult_funding_is_for_those_of_19(breaks):
    breaks(
        ages.in_other_adult_funding_under_19,
        learner="""
            case       | DateOfBirth
            18         | 2001-09-01
            19         | 2001-08-31
            apprentice | 2001-09-01
            pilot      | 2001-09-01
        """,
        aim="""
            case       | FundModel | ProgType
            18         | 81        |
            19         | 81        |
            apprentice | 81        | 25
            pilot      | 81        |
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            pilot      | LDM             | 353
        """,
        expect=["18"],
    )


# Who turns 16 on 31 August 2020 may leave on the last Friday of June of that year, the 26th. Who turns 16 a day later
# stays a year longer.
SCHOOL = """
    case               | DateOfBirth
    last Friday        | 2004-08-31
    day after          | 2004-08-31
    born a day later   | 2004-09-01
    not an apprentice  | 2004-09-01
    programme later    | 2004-08-31
"""
SCHOOL_AIMS = """
    case               | AimType | ProgType | LearnStartDate
    last Friday        | 1       | 25       | 2020-06-26
    day after          | 1       | 25       | 2020-06-27
    born a day later   | 1       | 25       | 2020-09-01
    not an apprentice  | 4       |          | 2020-06-01
    programme later    | 3       | 25       | 2020-06-01
    programme later    | 1       | 25       | 2020-09-01
"""


def test_in_2020_apprentices_may_have_left_school(breaks):
    breaks(
        ages.apprentice_of_school_age_2020,
        learner=SCHOOL,
        aim=SCHOOL_AIMS,
        expect=["last Friday", "born a day later"],
    )


def test_apprentices_may_have_left_school(breaks):
    breaks(
        ages.apprentice_of_school_age,
        learner=SCHOOL,
        aim=SCHOOL_AIMS,
        expect=["last Friday", "born a day later"],
    )


def test_the_last_friday_of_june_may_be_the_30th_or_the_24th(breaks):
    breaks(
        ages.apprentice_of_school_age,
        learner="""
            case          | DateOfBirth
            30 June 2017  | 2001-01-01
            1 July 2017   | 2001-01-01
            24 June 2022  | 2006-01-01
            25 June 2022  | 2006-01-01
        """,
        aim="""
            case          | AimType | ProgType | LearnStartDate
            30 June 2017  | 1       | 25       | 2017-06-30
            1 July 2017   | 1       | 25       | 2017-07-01
            24 June 2022  | 1       | 25       | 2022-06-24
            25 June 2022  | 1       | 25       | 2022-06-25
        """,
        expect=["30 June 2017", "24 June 2022"],
    )


def test_trainees_have_left_school(breaks):
    breaks(
        ages.trainee_of_school_age,
        learner="""
            case             | DateOfBirth
            31 July          | 2004-08-31
            1 August         | 2004-08-31
            born a day later | 2004-09-01
        """,
        aim="""
            case             | AimType | ProgType | LearnStartDate
            31 July          | 1       | 24       | 2020-07-31
            1 August         | 1       | 24       | 2020-08-01
            born a day later | 1       | 24       | 2020-08-01
        """,
        expect=["31 July", "born a day later"],
    )


def test_trainees_are_under_25(breaks):
    breaks(
        ages.trainee_of_25,
        learner="""
            case       | DateOfBirth
            birthday   | 1995-09-01
            day before | 1995-09-02
            restart    | 1995-09-01
        """,
        aim="""
            case       | AimType | ProgType | LearnStartDate
            birthday   | 1       | 24       | 2020-09-01
            day before | 1       | 24       | 2020-09-01
            restart    | 1       | 24       | 2020-09-01
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            restart    | RES             | 1
        """,
        expect=["birthday"],
    )


PLAN = """
    case          | DateOfBirth
    24            | 1995-09-01
    25            | 1995-08-31
    adult skills  | 1995-09-01
    young source  | 1995-09-01
    apprentice    | 1995-09-01
"""
PLAN_AIMS = """
    case          | FundModel | ProgType
    24            | 35        |
    25            | 35        |
    adult skills  | 38        |
    young source  | 35        |
    apprentice    | 35        | 25
"""
PLAN_SOURCES = """
    case          | LearnDelFAMType | LearnDelFAMCode
    24            | SOF             | 105
    25            | SOF             | 105
    adult skills  | SOF             | 105
    young source  | SOF             | 107
    apprentice    | SOF             | 105
"""
PLANS = """
    case          | LearnFAMType | LearnFAMCode
    24            | EHC          | 1
    25            | EHC          | 1
    adult skills  | EHC          | 1
    young source  | EHC          | 1
    apprentice    | EHC          | 1
"""


def test_in_2020_those_with_a_plan_are_funded_as_the_young_to_24(breaks):
    breaks(
        ages.plan_without_young_funding,
        year="2020/21",
        learner=PLAN,
        aim=PLAN_AIMS,
        fam=PLAN_SOURCES,
        learner_fam=PLANS,
        expect=["24"],
    )


def test_those_with_a_plan_are_funded_as_the_young_to_24(breaks):
    breaks(
        ages.plan_without_young_funding,
        learner=PLAN.replace("1995", "2000"),
        aim=PLAN_AIMS,
        fam=PLAN_SOURCES,
        learner_fam=PLANS,
        expect=["24", "adult skills"],
    )


def test_top_up_funding_from_19_needs_a_plan(breaks):
    breaks(
        ages.high_needs_without_a_plan,
        learner="""
            case      | DateOfBirth
            19        | 2006-08-31
            18        | 2006-09-01
            25        | 2000-08-31
            with plan | 2006-08-31
        """,
        aim="""
            case      | FundModel
            19        | 25
            18        | 25
            25        | 25
            with plan | 25
        """,
        learner_fam="""
            case      | LearnFAMType | LearnFAMCode
            19        | HNS          | 1
            18        | HNS          | 1
            25        | HNS          | 1
            with plan | HNS          | 1
            with plan | EHC          | 1
        """,
        expect=["19"],
    )


IN_A_CONTRACT = """
    case        | FundModel | LearnAimRef | CompStatus | ConRefNumber | LearnStartDate
    too young   | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    of age      | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    not begun   | 70        | ZESF0001    | 1          | ESF-1        | 2020-09-01
    too old     | 70        | ZESF0001    | 2          | ESF-1        | 2020-09-01
    no number   | 70        | ZESF0001    | 2          |              | 2020-09-01
"""


def test_european_social_fund_contracts_are_for_those_of_15(breaks):
    breaks(
        ages.in_a_contract_under_15,
        learner="""
            case        | DateOfBirth
            too young   | 2005-09-02
            of age      | 2005-09-01
            not begun   | 2005-09-02
            no number   | 2005-09-02
        """,
        aim=IN_A_CONTRACT,
        expect=["too young", "no number"],
    )


def test_learners_are_of_the_age_of_their_contract(breaks):
    breaks(
        ages.not_of_the_age_of_the_contract,
        learner="""
            case        | DateOfBirth
            too young   | 2004-09-02
            of age      | 2004-09-01
            not begun   | 2004-09-02
            too old     | 1994-09-01
        """,
        aim=IN_A_CONTRACT,
        contract_eligibility="""
            ContractAllocationNumber | MinAge | MaxAge
            ESF-1                    | 16     | 25
        """,
        expect=["too young", "too old"],
    )
