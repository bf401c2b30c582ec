"""Whether the learner was on benefits, or without work, on the day an adult aim started.

All look at the learner's employment record in force on that day; `monitoring` are the records of monitoring of all the
learner's employment records. `fam` are the aim's own records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.terms import has, in_force, monitors

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

NOT_WORKING = (11, 12)
"""Out of paid work: looking for work, or not."""


def on_named_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On jobseeker's or employment support allowance, or on universal credit because of unemployment (DD12)."""
    now, held = in_force(employment, aim.LearnStartDate), monitoring.of(employment)
    credit = now.any(monitors(held, "BSI", 4)) & has(fam, "LDM", "318")
    return now.any(monitors(held, "BSI", 1, 2)) | credit


def out_of_work_on_other_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """Out of work, on another state benefit or on universal credit (DD21).

    The code LDM 318 marks those on universal credit whom DD12 covers. The service of 2020/21 heeded it only where an
    aim had no records but those of type LDM; that is taken for a slip, and the code was not on its list any more.
    """
    now, held = in_force(employment, aim.LearnStartDate), monitoring.of(employment)
    out = employment.EmpStat.isin(NOT_WORKING)
    credit = now.any(out & monitors(held, "BSI", 4)) & ~has(fam, "LDM", "318")
    return now.any(out & monitors(held, "BSI", 3)) | credit


def _on_benefits(
    employment: Rows, monitoring: Rows, in_any_status: tuple[int, ...], if_little_work: tuple[int, ...]
) -> Truth:
    held = monitoring.of(employment)
    little = monitors(held, "BSI", *if_little_work)
    return (
        (employment.EmpStat.isin([10, 11, 12, 98]) & monitors(held, "BSI", *in_any_status))
        | (employment.EmpStat.isin(NOT_WORKING) & little)
        | ((employment.EmpStat == 10) & monitors(held, "EII", 2, 5, 6) & little)
    )


def on_benefits_before_2020(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by the codes up to 2019/20: any work and allowances, or little work and other benefits (DD28)."""
    return in_force(employment, aim.LearnStartDate).any(_on_benefits(employment, monitoring, (1, 2), (3, 4)))


def on_benefits(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by the codes since 2020/21: any work and an allowance, or little work and other benefits (DD38)."""
    return in_force(employment, aim.LearnStartDate).any(_on_benefits(employment, monitoring, (1,), (4, 5, 6)))


def ever_on_benefits(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """On benefits by any employment record that began by the start: so the service of 2020/21 read DD38."""
    began = employment.DateEmpStatApp <= aim.LearnStartDate
    return employment.where(began).any(_on_benefits(employment, monitoring, (1,), (4, 5, 6)))


def ever_out_of_work_on_other_benefits(aim: Rows, fam: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """Out of work, on other benefits or universal credit, by any employment record that began by the start (DD37)."""
    began, held = employment.DateEmpStatApp <= aim.LearnStartDate, monitoring.of(employment)
    out = employment.EmpStat.isin(NOT_WORKING)
    credit = employment.where(began).any(out & monitors(held, "BSI", 4)) & ~has(fam, "LDM", "318")
    return employment.where(began).any(out & monitors(held, "BSI", 6)) | credit
