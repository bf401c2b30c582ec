"""What the rates of leavers share: counts, fields, parameters, exclusions, age bands, and the method in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.age import TRAINING_AGE
from alder.measures.measure import Scope
from alder.measures.parameters import (
    ACHIEVING,
    DAY_COUNT,
    HALVES,
    INTERVENTION,
    MERGERS,
    NOT_TRAINING,
    NOTHING,
    RESTART_SHIELD,
    TRANSFER_DAYS,
    YEARS_COMPLETE,
)
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAVERS = Indicator("leavers", "Leavers", "aims")
COMPLETERS = Indicator("completers", "Completers", "aims")
ACHIEVERS = Indicator("achievers", "Achievers", "aims")

READS = (
    "ULN",
    "UKPRN",
    "LearnRefNumber",
    "LearnAimRef",
    "AimType",
    "ProgType",
    "FworkCode",
    "StdCode",
    "FundModel",
    "LearnStartDate",
    "LearnPlanEndDate",
    "LearnActEndDate",
    "AchDate",
    "CompStatus",
    "Outcome",
    "WithdrawReason",
    "LearnDelFAMType",
    "LearnDelFAMCode",
)
"""The fields that decide which aims are counted, and how."""

LEAVING = tuple(f for f in READS if f not in {"Outcome"})

COUNTING = (
    DAY_COUNT,
    INTERVENTION,
    MERGERS,
    YEARS_COMPLETE,
    NOT_TRAINING,
    RESTART_SHIELD,
    TRAINING_AGE,
    TRANSFER_DAYS,
    ACHIEVING,
)
ROUNDING = (HALVES, NOTHING)

EXCLUSIONS = (
    "Transfers: withdrawn to another aim of the same provider (reason 40), with an aim of the same kind begun 0 to 120 "
    "days after the end. From an apprenticeship to other learning is not a transfer.",
    "Transfers by intervention of the department (reason 7), and to another provider in a merger (reason 47).",
    "Withdrawals inside the qualifying period: 42 days of 168 planned or more, 14 days of 14 to 167. Restarts count.",
    "Planned breaks: the learning is counted through its restart.",
)

EDGE_CASES = (
    "A break with neither a restart nor a later return that still shows it, by the year after the later of its "
    "planned and actual end, is a withdrawal in that year.",
    "An aim that was continuing in a provider's last return of a year and is missing from the next year's is a "
    "withdrawal, in the later of the planned year and that next year.",
    "Aims that went on in the last return of a provider that stopped returning: withdrawals where the years since are "
    "declared complete (years_complete), else not known, and counted nowhere.",
    "Where the table of providers' successors is held, a provider that had merged by the end of the year is counted "
    "with its successor, and its aims are followed there; a learner without a ULN is found by the learner reference "
    "and provider before (PrevLearnRefNumber, PrevUKPRN).",
    "A standard whose training has ended and that waits for its assessment is not a leaver yet.",
    "Components of an apprenticeship are never counted; its programme is.",
    "Without leavers there is no rate: it is missing, not 0.",
)

METHOD = (
    "Aims are gathered from the final return (R14) of each earlier year that is held and from the chosen return of "
    "the year asked for. The same aim in several years is found by provider, learner (ULN; with the learner reference "
    "where the ULN is temporary) and programme type with standard or framework, or aim reference; then by start, "
    "planned end and actual end, by start and planned end, by start and actual end, or by start. The latest year's "
    "record is kept.",
    "An aim leaves in its hybrid end year: the latest of the year of its planned end, of its actual end, of its "
    "achievement (standards only) and of the first return that reported its end. Someone who finishes early stays "
    "in the planned year.",
    "A leaver has completed or withdrawn, or is treated as withdrawn. A completer has completed. An achiever has "
    "completed with outcome 1; partly achieved and not yet known are completed and not achieved.",
    "Rates are worked out in decimals from unrounded counts. Achievement is retention times pass before rounding.",
    "Apprenticeships use age at the start of the programme; education and training uses age at 31 August of the year "
    "in which the aim started.",
)

AGE_BANDS: Mapping[Scope | None, str] = {
    Scope.APPRENTICESHIPS: "age_band_apprenticeship_rates",
    Scope.EDUCATION_AND_TRAINING: "age_band_education_and_training_rates",
}

POPULATION = (
    "Apprenticeship programmes, and aims in education and training whether funded or not, that end in the year. "
    "The two are shown apart."
)
GAPS: Mapping[Scope | None, str] = {
    Scope.APPRENTICESHIPS: "scenario 6 of the exclusions in the guidance for 2024/25 (restarts inside the qualifying "
    "period), and the one for trailblazer standards of funding model 81 without a net payment of the employer, are not "
    "applied: their rules could not be read.",
    Scope.EDUCATION_AND_TRAINING: "further exclusions are known by name and not applied, as their rules could not be "
    "read in full: the employer ownership pilot, and learners on benefits who left for a job. The list in the guidance "
    "for 2024/25 was not read, so there may be others.",
}
"""What the official rates leave out and these do not."""

CAVEATS = ("Q-HYBRID", "Q-QAR", "Q-CAUS")
SOURCE = (
    "Qualification achievement rates: opening part of the 2024/25 guidance (https://www.gov.uk/government/publications/"
    "qualification-achievement-rates-2024-to-2025), footnotes of the published tables, and help pages that quote the "
    "guidance for 2019/20 to 2024/25: customerhelp.education.gov.uk posts 28635619501714 (scenario 5) and "
    "27769957115922 (breaks), esfahelp.education.gov.uk posts 4576020145170 (business rules 2020/21, exclusion g) and "
    "360010538000 (specification 2018/19, page 10: employment), and a supplier's page on its reports "
    "(https://pellcomp.atlassian.net/wiki/x/JgBKrg: mergers, pilot). What could not be read is named as a known gap."
)


def paragraphs(*first: str) -> str:
    """The method in words: what is particular to a rate, then what all rates share."""
    return "\n\n".join((*first, *METHOD))
