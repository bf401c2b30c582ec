"""Conditions on the fields of an aim, and on the record of higher education below it."""

from __future__ import annotations

from datetime import date

from tests.plain_oracle.conditions import NOW, THEN, of_aim
from tests.plain_oracle.records import MISSING, Aim, Learner, missing, present

APPRENTICESHIPS = {THEN: {2, 3, 20, 21, 22, 23, 25}, NOW: {25}}
BOOTCAMP_END = {"Z0059747", "Z0059748", "Z0059749"}


def apprenticeship(aim: Aim, learner: Learner) -> bool:
    return aim.ProgType in APPRENTICESHIPS[learner.file.collection_year]


def bootcamp(aim: Aim) -> bool:
    return aim.FundModel == 37 and aim.ProgType == 32


# Dates -----------------------------------------------------------------------------------------------------------


@of_aim("LearnActEndDate_01")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.LearnActEndDate < aim.LearnStartDate


@of_aim("LearnActEndDate_04")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.LearnActEndDate > learner.file.FilePreparationDate


@of_aim("AchDate_02")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AchDate > learner.file.last_day


@of_aim("AchDate_07")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AchDate > learner.file.FilePreparationDate


@of_aim("AchDate_03", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AchDate < aim.LearnStartDate and not bootcamp(aim)


@of_aim("AchDate_03", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AchDate < aim.LearnStartDate


@of_aim("AchDate_04", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.AchDate) and missing(aim.LearnActEndDate) and not bootcamp(aim)


@of_aim("AchDate_05", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.AchDate < aim.LearnActEndDate


@of_aim("AchDate_08", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return (aim.AimType, aim.FundModel, aim.ProgType, aim.Outcome) == (1, 81, 25, 1) and missing(aim.AchDate)


@of_aim("AchDate_08", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    of_kind = aim.ProgType == 24 or (aim.ProgType == 25 and aim.FundModel == 81)
    return aim.AimType == 1 and aim.Outcome == 1 and missing(aim.AchDate) and of_kind


@of_aim("AchDate_09", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    standard = aim.AimType == 1 and aim.FundModel in {36, 81} and aim.ProgType == 25
    return aim.LearnStartDate > date(2015, 7, 31) and present(aim.AchDate) and not standard and not bootcamp(aim)


@of_aim("AchDate_09", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    exempt = aim.ProgType == 24 or (aim.ProgType == 25 and aim.FundModel in {36, 81})
    return present(aim.AchDate) and aim.LearnStartDate > date(2015, 7, 31) and not (aim.AimType == 1 and exempt)


@of_aim("LearnStartDate_12", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    last = learner.file.last_day
    return apprenticeship(aim, learner) and aim.LearnStartDate >= last.replace(year=last.year + 1)


@of_aim("LearnStartDate_12", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    last = learner.file.last_day
    return aim.ProgType == 25 and aim.LearnStartDate > last.replace(year=last.year + 1)


@of_aim("LearnAimRef_126", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    days = (aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate)
    return aim.LearnAimRef.upper() in BOOTCAMP_END and not (days[0] == days[1] == days[2])


# Completion ------------------------------------------------------------------------------------------------------


@of_aim("CompStatus_02", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    exempt = aim.AimType == 1 and aim.FundModel in {36, 99} and aim.ProgType == 25
    return present(aim.LearnActEndDate) and aim.CompStatus == 1 and not exempt


@of_aim("CompStatus_02", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.LearnActEndDate) and aim.CompStatus == 1 and aim.FundModel != 36 and aim.ProgType != 25


@of_aim("CompStatus_03")
def _(aim: Aim, learner: Learner) -> bool:
    return missing(aim.LearnActEndDate) and aim.CompStatus != 1


@of_aim("CompStatus_04")
def _(aim: Aim, learner: Learner) -> bool:
    return missing(aim.Outcome) and aim.CompStatus != 1


@of_aim("CompStatus_05", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    exempt = (aim.FundModel in {36, 99} and aim.ProgType == 25) or bootcamp(aim)
    return present(aim.Outcome) and aim.CompStatus == 1 and not exempt


@of_aim("CompStatus_05", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.Outcome) and aim.CompStatus == 1 and not (aim.FundModel == 36 and aim.ProgType == 25)


@of_aim("CompStatus_06", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.CompStatus in {3, 6} and aim.Outcome in {1, 8} and not bootcamp(aim)


@of_aim("CompStatus_07")
def _(aim: Aim, learner: Learner) -> bool:
    ended = aim.LearnActEndDate >= date(2019, 8, 1) and present(aim.AchDate)
    return (aim.AimType, aim.FundModel, aim.ProgType) == (1, 36, 25) and ended and aim.CompStatus != 2


# Funding and programme -------------------------------------------------------------------------------------------


@of_aim("FundModel_05")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 36 and aim.LearnStartDate < date(2017, 5, 1)


@of_aim("FundModel_06")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 36 and not apprenticeship(aim, learner)


@of_aim("FundModel_09")
def _(aim: Aim, learner: Learner) -> bool:
    before = aim.LearnStartDate < date(2017, 5, 1)
    return aim.ProgType == 25 and aim.AimType == 1 and before and aim.FundModel != 81 and aim.FundModel != 99


@of_aim("FundModel_11")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.ProgType == 31 and aim.FundModel != 25


@of_aim("FundModel_21", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    turn = date(2024, 8, 1)
    return aim.FundModel == 38 and aim.LearnStartDate >= turn and aim.OrigLearnStartDate < turn


@of_aim("FworkCode_02", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.FworkCode) and (missing(aim.ProgType) or aim.ProgType in {24, 25})


@of_aim("LearnAimRef_30")
def _(aim: Aim, learner: Learner) -> bool:
    return (aim.LearnAimRef.upper() == "ZPROG001") != (aim.AimType == 1)


@of_aim("LearnAimRef_87", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.LearnStartDate >= date(2017, 8, 1) and aim.LearnAimRef.upper().startswith(("ZVOC", "Z9OPE", "ZUXA"))


@of_aim("AddHours_01", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.AddHours) and aim.FundModel in {35, 36, 81} and aim.LearnStartDate < date(2015, 8, 1)


def planned_days(aim: Aim) -> object:
    return (aim.LearnPlanEndDate - aim.LearnStartDate).days + 1


@of_aim("AddHours_05")
def _(aim: Aim, learner: Learner) -> bool:
    days = planned_days(aim)
    return aim.AddHours > 60 and (days == 0 or (days > 0 and 7 * aim.AddHours > 35 * days))  # type: ignore[operator]


@of_aim("AddHours_06")
def _(aim: Aim, learner: Learner) -> bool:
    days = planned_days(aim)
    return days is not MISSING and days > 0 and 9 * days < aim.AddHours < 24 * days  # type: ignore[operator]


# Higher education ------------------------------------------------------------------------------------------------


@of_aim("GROSSFEE_01")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.he is not None and present(aim.he.NETFEE) and missing(aim.he.GROSSFEE)


@of_aim("GROSSFEE_02")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.he is not None and aim.he.GROSSFEE < aim.he.NETFEE


@of_aim("NETFEE_02", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.he is not None and aim.he.NETFEE > 9535


@of_aim("NETFEE_02", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.he is not None and aim.he.NETFEE > 9000


@of_aim("NETFEE_01")
def _(aim: Aim, learner: Learner) -> bool:
    he = aim.he
    return he is not None and aim.LearnStartDate >= date(2012, 8, 1) and missing(he.SSN) and missing(he.NETFEE)


@of_aim("MODESTUD_03")
def _(aim: Aim, learner: Learner) -> bool:
    he = aim.he
    return he is not None and aim.LearnStartDate >= date(2009, 8, 1) and he.SPECFEE in {4, 5} and he.MODESTUD != 3


@of_aim("ELQ_01")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.he is not None and aim.FundModel == 99 and aim.fam("SOF", "1") and missing(aim.he.ELQ)


@of_aim("MSTUFEE_07", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    he = aim.he
    return he is not None and aim.LearnStartDate >= date(2025, 8, 1) and he.MSTUFEE in {3, 10} and missing(he.SSN)


@of_aim("PCOLAB_01")
def _(aim: Aim, learner: Learner) -> bool:
    shared = present(aim.PartnerUKPRN) and aim.LearnStartDate >= date(2013, 8, 1)
    return aim.he is not None and shared and missing(aim.he.PCOLAB)
