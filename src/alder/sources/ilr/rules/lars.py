"""Rules that need the national list of learning aims (LARS)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, in_force, is_apprenticeship, is_devolved, is_not, monitors

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule("LearnAimRef_01", since="2016/17", reads=("LearnAimRef",), next="Check the aim code.")
def aim_not_on_the_list(aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim is not in the national list of learning aims."""
    return lars_delivery.none()


def _category_2020(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows, year: AcademicYear) -> Text:
    """The kind of validity that the aim must have at its start: the first that fits."""
    from alder.model import expr

    devolved, loan, restart = is_devolved(fam, year), has(fam, "ADL"), has(fam, "RES")
    apprentice = is_apprenticeship(aim, year).fill_null(False)
    adult = aim.FundModel == 35
    on_benefits = in_force(employment, aim.LearnStartDate).any(
        monitors(monitoring.of(employment), "BSI", 1, 2, 3, 4, 5, 6)
    )
    standard = (aim.FundModel == 36) & (aim.ProgType == 25)
    framework_part = aim.FundModel.isin([35, 36]) & apprentice & is_not(aim.ProgType, 25) & (aim.AimType == 3)
    return expr.cases(
        (adult & devolved, "ADULT_SKILLS"),
        (restart, ""),
        (aim.FundModel == 10, "COMM_LEARN"),
        (aim.FundModel == 70, "ESF"),
        (aim.FundModel.isin([25, 82]), "1619_EFA"),
        ((aim.FundModel == 99) & loan, "ADV_LEARN_LOAN"),
        ((aim.FundModel.isin([81, 99]) & ~loan) | standard, "ANY"),
        (adult & has(fam, "LDM", "034"), "OLASS_ADULT"),
        (framework_part & (aim.LearnStartDate >= date(2011, 8, 1)), "APPRENTICESHIPS"),
        (adult & (aim.LearnStartDate < date(2016, 8, 1)) & on_benefits & ~apprentice, "UNEMPLOYED"),
        (adult & ~apprentice & ~has(fam, "LDM", "376"), "ADULT_SKILLS"),
        else_="",
    )


@ilr.rule(
    "LearnAimRef_88",
    until="2020/21",
    severity=Severity.ERROR,
    severities={"2019/20": Severity.WARNING},
    reads=(
        *("LearnAimRef", "LearnStartDate", "FundModel", "ProgType", "AimType", "LearnDelFAMType", "LearnDelFAMCode"),
        *("DateEmpStatApp", "ESMType", "ESMCode"),
    ),
    next="Check the aim code, or the start date.",
)
def aim_closed_to_new_starts_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim was not open to new starts on the day the learner started.

    Which kind of funding it must be open for follows from the aim. A devolved aim may be listed for devolved areas
    (category 41) instead. The service reported an aim as soon as one of its validity periods did not fit; that would
    report every aim that was closed once and opened again, so here one period that fits is enough.
    """
    category = _category_2020(aim, fam, employment, monitoring, year)
    start = aim.LearnStartDate
    still = lars_validity.LastNewStartDate.isnull() | (start <= lars_validity.LastNewStartDate)
    listed = (lars_validity.ValidityCategory.upper() == category) & (start >= lars_validity.StartDate) & still
    lasting = lars_category.EffectiveTo.isnull() | (start <= lars_category.EffectiveTo)
    devolved_list = (lars_category.CategoryRef == 41) & (start >= lars_category.EffectiveFrom) & lasting
    exempt = (aim.FundModel == 35) & is_devolved(fam, year) & lars_category.any(devolved_list)
    return (category != "") & lars_validity.none(listed) & ~exempt.fill_null(False)
