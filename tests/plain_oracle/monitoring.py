"""Conditions on the funding and monitoring of an aim, and on its prices."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from tests.plain_oracle.aims import apprenticeship
from tests.plain_oracle.conditions import NOW, THEN, of_aim
from tests.plain_oracle.records import Aim, Learner, Record, missing, present

DEVOLVED = {THEN: [str(c) for c in range(110, 118)], NOW: [str(c) for c in range(110, 121)]}


def devolved(aim: Aim, learner: Learner) -> bool:
    return aim.fam("SOF", *DEVOLVED[learner.file.collection_year])


@of_aim("LearnDelFAMType_01", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {10, 11, 25, 35, 36, 37, 38, 81, 82} and not aim.fam("SOF")


@of_aim("LearnDelFAMType_01", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {10, 25, 35, 36, 70, 81, 82} and not aim.fam("SOF")


@of_aim("LearnDelFAMType_02", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {35, 38} and not aim.fam("FFI")


@of_aim("LearnDelFAMType_03", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 10 and not aim.fam("ASL") and not aim.fam("LDM", "340")


@of_aim("LearnDelFAMType_08")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 99 and aim.fam("SOF", "105", "107")


@of_aim("LearnDelFAMType_09", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    other = aim.fam("SOF") and not aim.fam("SOF", "105") and not devolved(aim, learner)
    return aim.FundModel in {10, 35, 36, 70, 81} and other


@of_aim("LearnDelFAMType_14")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("EEF") and not (aim.FundModel in {35, 36, 81} and apprenticeship(aim, learner))


@of_aim("LearnDelFAMType_15")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("LDM", "118") and present(aim.LearnActEndDate)


@of_aim("LearnDelFAMType_16")
def _(aim: Aim, learner: Learner) -> bool:
    return learner.file.ReturnNumber in {"R12", "R13", "R14"} and aim.fam("LDM", "118")


def most_of_one(aim: Aim, types: set[str]) -> int:
    return max((len(aim.fams_of(type)) for type in types), default=0)


@of_aim("LearnDelFAMType_18", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return most_of_one(aim, {"SOF", "FFI", "EEF", "RES", "ADL", "ACL", "AFL", "ASL", "FLN"}) > 1


@of_aim("LearnDelFAMType_22", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("FFI") and aim.FundModel not in {10, 11, 35, 37, 38, 81}


@of_aim("LearnDelFAMType_22", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("FFI") and aim.FundModel not in {35, 81}


@of_aim("LearnDelFAMType_31")
def _(aim: Aim, learner: Learner) -> bool:
    return len(aim.fams_of("LDM")) > 6


@of_aim("LearnDelFAMType_36", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("ALB") and not aim.fam("ADL")


@of_aim("LearnDelFAMType_36", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("ALB") and not aim.fam("ADL") and not aim.fam("LDM", "359")


@of_aim("LearnDelFAMType_115", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("LDM", "379") and aim.fam("LDM", "388")


@of_aim("LearnDelFAMType_120", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.LearnStartDate >= date(2024, 8, 1) and aim.fam("LDM", "378") and not aim.fam("LDM", "391")


@of_aim("FundModel_10", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return devolved(aim, learner) and aim.FundModel not in {10, 35}


@of_aim("FundModel_18", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    late = aim.LearnStartDate >= date(2024, 8, 1)
    return late and devolved(aim, learner) and aim.FundModel not in {11, 38} and not aim.fam("RES")


# Days of monitoring ----------------------------------------------------------------------------------------------


@of_aim("LearnDelFAMDateFrom_01")
def _(aim: Aim, learner: Learner) -> bool:
    periods = aim.fams_of("LSF", "ALB")
    return any(missing(f.LearnDelFAMDateFrom) or missing(f.LearnDelFAMDateTo) for f in periods)


@of_aim("LearnDelFAMDateFrom_02", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    before = any(f.LearnDelFAMDateFrom < aim.LearnStartDate for f in aim.fams)
    return aim.FundModel in {35, 36, 38, 81, 99} and before


@of_aim("LearnDelFAMDateFrom_04")
def _(aim: Aim, learner: Learner) -> bool:
    return any(missing(f.LearnDelFAMDateFrom) for f in aim.fams_of("ACT"))


@of_aim("LearnDelFAMDateTo_01")
def _(aim: Aim, learner: Learner) -> bool:
    return any(f.LearnDelFAMDateTo < f.LearnDelFAMDateFrom for f in aim.fams)


@of_aim("LearnDelFAMDateTo_03", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    late = any(f.LearnDelFAMType.upper() != "ACT" and f.LearnDelFAMDateTo > aim.LearnActEndDate for f in aim.fams)
    return aim.FundModel in {35, 36, 81, 99} and late


@of_aim("LearnDelFAMDateTo_05")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 36 and any(f.LearnDelFAMDateTo > aim.AchDate for f in aim.fams_of("ACT"))


@of_aim("R102")
def _(aim: Aim, learner: Learner) -> bool:
    periods = aim.fams_of("ACT")
    return bool(periods) and not any(f.LearnDelFAMDateFrom == aim.LearnStartDate for f in periods)


def in_order(fams: list[Record]) -> list[Record]:
    """By their first days, those without one last."""
    return sorted(fams, key=lambda f: f.LearnDelFAMDateFrom if present(f.LearnDelFAMDateFrom) else date.max)


@of_aim("R104")
def _(aim: Aim, learner: Learner) -> bool:
    return any(
        present(b.LearnDelFAMDateFrom) and (b.LearnDelFAMDateFrom - a.LearnDelFAMDateTo).days != 1
        for a, b in pairwise(in_order(aim.fams_of("ACT")))
    )


@of_aim("R52", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    pairs = [(text(f.LearnDelFAMType), text(f.LearnDelFAMCode)) for f in aim.fams]
    return any(pairs.count(p) > 1 for p in pairs if p[0] not in {"", "ACT", "ALB", "LSF"})


@of_aim("R112", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    begun = [(f.LearnDelFAMDateFrom if present(f.LearnDelFAMDateFrom) else date.min, f) for f in aim.fams_of("ACT")]
    last = max(begun, key=lambda pair: pair[0], default=(None, None))[1]
    open_or_other = last is not None and last.LearnDelFAMDateTo != aim.LearnActEndDate
    return aim.FundModel == 36 and aim.ProgType != 25 and present(aim.LearnActEndDate) and open_or_other


def text(value: Any) -> str:
    return value.upper() if present(value) else ""


# Prices ----------------------------------------------------------------------------------------------------------


@of_aim("AFinDate_03")
def _(aim: Aim, learner: Learner) -> bool:
    return any(p.AFinDate > learner.file.FilePreparationDate for p in aim.prices)


@of_aim("AFinType_08")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.price("TNP", 3, 4) and aim.FundModel != 36


@of_aim("AFinType_12")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 36 and aim.AimType == 1 and not aim.price("TNP")


@of_aim("AFinType_13")
def _(aim: Aim, learner: Learner) -> bool:
    first = any(p.AFinType.upper() == "TNP" and p.AFinDate == aim.LearnStartDate for p in aim.prices)
    return aim.FundModel == 36 and aim.AimType == 1 and not first


@of_aim("AFinType_14")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AimType == 1 and aim.price("PMR", 1) and not aim.price("TNP", 1, 3)


@of_aim("R100")
def _(aim: Aim, learner: Learner) -> bool:
    done = (aim.AimType, aim.ProgType, aim.CompStatus) == (1, 25, 2) and aim.FundModel != 99
    return done and not aim.price("TNP", 2, 4)


@of_aim("R119", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    before = any(p.AFinType.upper() == "TNP" and p.AFinDate < aim.LearnStartDate for p in aim.prices)
    return aim.LearnStartDate >= date(2019, 2, 1) and before
