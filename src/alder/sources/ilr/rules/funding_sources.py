"""Rules about who pays for an aim: its source of funding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, is_devolved, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
CHECK = "Check the source of funding."


def _has_source_but(fam: Rows, *codes: str) -> Truth:
    """The aim has a source of funding that is none of these."""
    return fam.any((fam.LearnDelFAMType == "SOF") & is_not(fam.LearnDelFAMCode, *codes))


@ilr.rule("LearnDelFAMType_07", until="2020/21", reads=("FundModel", *PAIR), next=CHECK)
def young_aim_of_another_source_2020(aim: Rows, fam: Rows) -> Truth:
    """The aim is in 16 to 19 funding, but the national funding agency does not pay for it.

    The service of 2020/21 looked for the codes 105 and 107 in records of any type, and a worked case keeps it so.
    """
    national = fam.any(fam.LearnDelFAMCode.isin(["105", "107"]))
    return aim.FundModel.isin([25, 82]) & has(fam, "SOF") & ~national


@ilr.rule("LearnDelFAMType_07", since="2025/26", reads=("FundModel", *PAIR), next=CHECK)
def young_aim_of_another_source(aim: Rows, fam: Rows) -> Truth:
    """The aim is in 16 to 19 funding, but the national funding agency does not pay for it, or not alone."""
    return aim.FundModel.isin([25, 82]) & _has_source_but(fam, "105", "107")


@ilr.rule("LearnDelFAMType_08", reads=("FundModel", *PAIR), next=CHECK)
def unfunded_aim_with_a_national_source(aim: Rows, fam: Rows) -> Truth:
    """The aim is not funded, but the national funding agency is said to pay for it."""
    return (aim.FundModel == 99) & has(fam, "SOF", "105", "107")


@ilr.rule("LearnDelFAMType_76", reads=PAIR, next=CHECK)
def learner_in_custody_of_another_source(aim: Rows, fam: Rows) -> Truth:
    """The learner is in custody, but another than the national funding agency pays for the aim."""
    return has(fam, "LDM", "034") & _has_source_but(fam, "105")


@ilr.rule("LearnDelFAMType_90", until="2020/21", reads=("ProgType", *PAIR), next=CHECK)
def traineeship_of_another_source(aim: Rows, fam: Rows) -> Truth:
    """The traineeship is paid for by another than the national funding agency."""
    return (aim.ProgType == 24) & _has_source_but(fam, "105", "107")


@ilr.rule("LearnDelFAMType_91", reads=("FundModel", *PAIR), next="Take out the source of funding.")
def loan_with_a_source(aim: Rows, fam: Rows) -> Truth:
    """The learner pays for the aim with a loan, but it has a source of funding too."""
    return (aim.FundModel == 99) & has(fam, "ADL") & has(fam, "SOF")


@ilr.rule("LearnDelFAMType_97", since="2025/26", reads=("FundModel", *PAIR), next=CHECK)
def devolved_tender_with_a_national_source(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to a devolved budget won by tender (DAM 002), but it is paid for nationally."""
    return (aim.FundModel == 35) & has(fam, "DAM", "002") & has(fam, "SOF", "105")


@ilr.rule("LearnDelFAMType_109", since="2025/26", reads=("ProgType", *PAIR), next=CHECK)
def devolved_programme(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for an apprenticeship, a traineeship or a T Level, which are paid for nationally."""
    return is_devolved(fam, year) & aim.ProgType.isin([2, 3, 20, 21, 22, 23, 24, 25, 30, 31])


@ilr.rule("LearnDelFAMType_112", since="2025/26", reads=("ProgType", *PAIR), next="Use source of funding 105.")
def bootcamp_without_a_national_source(aim: Rows, fam: Rows) -> Truth:
    """The Skills Bootcamp is not recorded as paid for nationally."""
    return (aim.ProgType == 32) & ~has(fam, "SOF", "105")


@ilr.rule("LearnDelFAMType_118", since="2025/26", reads=("ProgType", *PAIR), next="Use source of funding 107.")
def t_level_of_another_source(aim: Rows, fam: Rows) -> Truth:
    """The T Level is paid for by another than the national 16 to 19 funding."""
    return (aim.ProgType == 31) & _has_source_but(fam, "107")


@ilr.rule(
    "LearnDelFamType_134",
    since="2025/26",
    reads=("FundModel", *PAIR),
    next="Check the source of funding, or use funding model 11 or 38.",
)
def new_authority_pays_old_funding(aim: Rows, fam: Rows) -> Truth:
    """An authority devolved in 2025 (sources 121, 122 and 123) pays for adult skills or community learning.

    Those funds ended before it began.
    """
    return aim.FundModel.isin([10, 35]) & has(fam, "SOF", "121", "122", "123")
