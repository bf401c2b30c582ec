"""Conditions on records beside each other: aims of a learner, repeated records, learners of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from tests.plain_oracle.conditions import NOW, THEN, of_aim, of_file, of_learner
from tests.plain_oracle.learners import NO_ULN
from tests.plain_oracle.monitoring import text
from tests.plain_oracle.records import Aim, File, Key, Learner, missing, present


def repeated(values: Iterable[Any]) -> bool:
    """Two of them are equal; missing equals missing."""
    return max(Counter(None if missing(v) else v for v in values).values(), default=0) > 1


def alike(a: Any, b: Any) -> bool:
    """Equal, where missing equals missing."""
    return bool(a == b) or (missing(a) and missing(b))


# Aims of a learner -----------------------------------------------------------------------------------------------


@of_learner("R07")
def _(learner: Learner) -> bool:
    return repeated(a.AimSeqNumber for a in learner.aims)


@of_learner("R58", THEN)
def _(learner: Learner) -> bool:
    core = sorted(
        (a for a in learner.aims if a.AimType == 5 and present(a.LearnStartDate)), key=lambda a: a.LearnStartDate
    )
    return any(missing(a.LearnActEndDate) or a.LearnActEndDate >= b.LearnStartDate for a, b in pairwise(core))


@of_learner("R63", NOW)
def _(learner: Learner) -> bool:
    young = [a for a in learner.aims if a.FundModel == 25 and not a.fam("SOF", "105")]
    return bool(young) and not any(a.FundModel == 25 and a.AimType == 5 for a in learner.aims)


@of_learner("R63", THEN)
def _(learner: Learner) -> bool:
    young = [a for a in learner.aims if a.FundModel == 25]
    return bool(young) and not any(a.AimType == 5 for a in young)


@of_aim("R66", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    def is_programme(other: Aim) -> bool:
        same = (alike(getattr(aim, f), getattr(other, f)) for f in ("FundModel", "ProgType", "StdCode"))
        return other.AimType == 1 and all(same)

    return aim.AimType == 3 and aim.FundModel != 99 and not any(map(is_programme, learner.aims))


@of_aim("R66", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    fields = ("FundModel", "ProgType", "FworkCode", "PwayCode", "StdCode")

    def is_programme(other: Aim) -> bool:
        return other.AimType == 1 and all(alike(getattr(aim, f), getattr(other, f)) for f in fields)

    return aim.AimType == 3 and aim.FundModel != 99 and not any(map(is_programme, learner.aims))


@of_learner("R91", THEN)
def _(learner: Learner) -> bool:
    paid = [a for a in learner.aims if a.FundModel == 70]
    return bool(paid) and not any(a.LearnAimRef.upper() == "ZESF0001" and a.CompStatus == 2 for a in paid)


@of_learner("R99", THEN)
def _(learner: Learner) -> bool:
    return sum(a.AimType == 1 and missing(a.LearnActEndDate) for a in learner.aims) > 1


@of_aim("R125", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    def is_programme(other: Aim) -> bool:
        return other.AimType == 1 and other.FundModel == aim.FundModel and other.ProgType == aim.ProgType

    return aim.AimType in {3, 5} and aim.ProgType in {30, 31} and not any(map(is_programme, learner.aims))


@of_learner("R131", NOW)
def _(learner: Learner) -> bool:
    counted = [a for a in learner.aims if a.FundModel in {35, 36, 37, 38, 81, 99}]
    first = min((a.LearnStartDate for a in counted if present(a.LearnStartDate)), default=None)
    return first is not None and not any(p.DateLevelApp <= first for p in learner.prior)


@of_learner("R137", NOW)
def _(learner: Learner) -> bool:
    t_level = any(a.ProgType == 31 for a in learner.aims)
    return t_level and not any(a.LearnAimRef.upper().startswith("ZTLOS") for a in learner.aims)


@of_learner("R106")
def _(learner: Learner) -> bool:
    support = [f for a in learner.aims for f in a.fams_of("LSF") if f.LearnDelFAMDateFrom >= date(2016, 8, 1)]
    support.sort(key=lambda f: f.LearnDelFAMDateFrom)
    return any(
        missing(a.LearnDelFAMDateTo) or a.LearnDelFAMDateTo >= b.LearnDelFAMDateFrom for a, b in pairwise(support)
    )


# Repeated records ------------------------------------------------------------------------------------------------


@of_learner("R43")
def _(learner: Learner) -> bool:
    return repeated(j.DateEmpStatApp for j in learner.jobs)


@of_learner("R45")
def _(learner: Learner) -> bool:
    return repeated(p.LLDDCat for p in learner.lldd)


@of_learner("R47", THEN)
def _(learner: Learner) -> bool:
    return repeated((text(p.ContPrefType), str(p.ContPrefCode or 0)) for p in learner.preferences)


@of_learner("R51", NOW)
def _(learner: Learner) -> bool:
    return repeated((text(f.LearnFAMType), f.LearnFAMCode if present(f.LearnFAMCode) else None) for f in learner.fams)


@of_aim("R50")
def _(aim: Aim, learner: Learner) -> bool:
    return repeated(text(m.ProvSpecDelMonOccur) for m in aim.marks)


@of_learner("R96")
def _(learner: Learner) -> bool:
    days = [p.WorkPlaceStartDate for a in learner.aims for p in a.placements]
    return repeated(day for day in days if present(day))


# The file --------------------------------------------------------------------------------------------------------


@of_file("R06", NOW)
def _(file: File) -> list[Key]:
    counts = Counter(text(person.LearnRefNumber) for person in file.learners)
    counts[""] = 0
    return [person.key for person in file.learners if counts[text(person.LearnRefNumber)] > 1]


@of_file("R59")
def _(file: File) -> list[Key]:
    counts = Counter(person.ULN for person in file.learners if present(person.ULN))
    counts[NO_ULN] = 0
    return [person.key for person in file.learners if counts[person.ULN] > 1]


@of_file("UKPRN_03")
def _(file: File) -> list[Key]:
    senders = (file.LearningProviderUKPRN, file.UKPRN)
    return [file.key] if all(map(present, senders)) and senders[0] != senders[1] else []


@of_file("R71", THEN)
def _(file: File) -> list[Key]:
    counts = Counter(text(d.LearnRefNumber) for d in file.destinations)
    counts[""] = 0
    return [d.key for d in file.destinations if counts[text(d.LearnRefNumber)] > 1]
