"""Who pays for an aim."""

from __future__ import annotations

from alder.sources.ilr.rules import funding_sources as rules

YOUNG = """
    case             | FundModel
    community        | 25
    agency           | 25
    agency and other | 82
    no source        | 25
    adult            | 35
"""
YOUNG_SOURCES = """
    case             | LearnDelFAMType | LearnDelFAMCode
    community        | SOF             | 108
    agency           | SOF             | 107
    agency and other | SOF             | 107
    agency and other | SOF             | 108
    adult            | SOF             | 108
"""


def test_in_2020_the_agency_pays_for_16_to_19(breaks):
    breaks(rules.young_aim_of_another_source_2020, aim=YOUNG, fam=YOUNG_SOURCES, expect=["community"])


def test_only_the_agency_pays_for_16_to_19(breaks):
    expect = ["community", "agency and other"]
    breaks(rules.young_aim_of_another_source, aim=YOUNG, fam=YOUNG_SOURCES, expect=expect)


def test_the_agency_does_not_pay_for_what_is_not_funded(breaks):
    aim = """
        case       | FundModel
        agency     | 99
        community  | 99
        adult      | 35
    """
    fam = """
        case       | LearnDelFAMType | LearnDelFAMCode
        agency     | SOF             | 105
        community  | SOF             | 108
        adult      | SOF             | 105
    """
    breaks(rules.unfunded_aim_with_a_national_source, aim=aim, fam=fam, expect=["agency"])


def test_the_agency_pays_for_learners_in_custody(breaks):
    fam = """
        case       | LearnDelFAMType | LearnDelFAMCode
        devolved   | LDM             | 034
        devolved   | SOF             | 110
        agency     | LDM             | 034
        agency     | SOF             | 105
        no source  | LDM             | 034
        free       | SOF             | 110
    """
    breaks(rules.learner_in_custody_of_another_source, fam=fam, expect=["devolved"])


PROGRAMMES = """
    case                  | ProgType
    traineeship, devolved | 24
    traineeship, agency   | 24
    T Level, adult        | 31
    T Level, young        | 31
    bootcamp, devolved    | 32
    bootcamp, agency      | 32
    bootcamp, no source   | 32
    alone, devolved       |
"""
PROGRAMME_SOURCES = """
    case                  | LearnDelFAMType | LearnDelFAMCode
    traineeship, devolved | SOF             | 112
    traineeship, agency   | SOF             | 107
    T Level, adult        | SOF             | 105
    T Level, young        | SOF             | 107
    bootcamp, devolved    | SOF             | 120
    bootcamp, agency      | SOF             | 105
    alone, devolved       | SOF             | 112
"""


def test_the_agency_pays_for_traineeships(breaks):
    expect = ["traineeship, devolved"]
    breaks(rules.traineeship_of_another_source, aim=PROGRAMMES, fam=PROGRAMME_SOURCES, expect=expect)


def test_devolved_authorities_do_not_pay_for_national_programmes(breaks):
    expect = ["traineeship, devolved"]
    breaks(rules.devolved_programme, aim=PROGRAMMES, fam=PROGRAMME_SOURCES, expect=expect)


def test_bootcamps_are_paid_for_nationally(breaks):
    expect = ["bootcamp, devolved", "bootcamp, no source"]
    breaks(rules.bootcamp_without_a_national_source, aim=PROGRAMMES, fam=PROGRAMME_SOURCES, expect=expect)


def test_t_levels_are_paid_for_by_16_to_19_funding(breaks):
    breaks(rules.t_level_of_another_source, aim=PROGRAMMES, fam=PROGRAMME_SOURCES, expect=["T Level, adult"])


def test_a_loan_has_no_source_beside_it(breaks):
    aim = """
        case         | FundModel
        both         | 99
        loan only    | 99
        source only  | 99
    """
    fam = """
        case         | LearnDelFAMType | LearnDelFAMCode
        both         | ADL             | 1
        both         | SOF             | 108
        loan only    | ADL             | 1
        source only  | SOF             | 108
    """
    breaks(rules.loan_with_a_source, aim=aim, fam=fam, expect=["both"])


def test_a_devolved_tender_is_not_paid_for_nationally(breaks):
    aim = """
        case       | FundModel
        national   | 35
        devolved   | 35
        community  | 10
    """
    fam = """
        case       | LearnDelFAMType | LearnDelFAMCode
        national   | DAM             | 002
        national   | SOF             | 105
        devolved   | DAM             | 002
        devolved   | SOF             | 110
        community  | DAM             | 002
        community  | SOF             | 105
    """
    breaks(rules.devolved_tender_with_a_national_source, aim=aim, fam=fam, expect=["national"])


def test_new_authorities_do_not_pay_old_funds(breaks):
    aim = """
        case              | FundModel
        new, adult skills | 35
        new, skills fund  | 38
        old, adult skills | 35
    """
    fam = """
        case              | LearnDelFAMType | LearnDelFAMCode
        new, adult skills | SOF             | 121
        new, skills fund  | SOF             | 123
        old, adult skills | SOF             | 120
    """
    breaks(rules.new_authority_pays_old_funding, aim=aim, fam=fam, expect=["new, adult skills"])
