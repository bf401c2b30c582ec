"""Conditions on a learner: its own fields, its age, its monitoring, its employment."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from tests.plain_oracle.aims import apprenticeship
from tests.plain_oracle.conditions import NOW, THEN, of_aim, of_destination, of_job, of_learner
from tests.plain_oracle.records import Aim, Destination, Job, Learner, missing, present

NO_ULN = 9999999999


def in_august(learner: Learner) -> Any:
    """The age on 31 August of the teaching year."""
    return learner.age(date(learner.file.first_day.year, 8, 31))


# Own fields ------------------------------------------------------------------------------------------------------


@of_learner("LLDDHealthProb_01")
def _(learner: Learner) -> bool:
    return learner.LLDDHealthProb not in {1, 2, 9}


@of_learner("LLDDHealthProb_04")
def _(learner: Learner) -> bool:
    return learner.LLDDHealthProb == 2 and bool(learner.lldd)


@of_learner("Sex_01")
def _(learner: Learner) -> bool:
    return learner.Sex not in {"F", "M"}


@of_learner("PrimaryLLDD_02")
def _(learner: Learner) -> bool:
    return any(present(p.PrimaryLLDD) and p.PrimaryLLDD != 1 for p in learner.lldd)


@of_learner("PrimaryLLDD_03")
def _(learner: Learner) -> bool:
    return sum(p.PrimaryLLDD == 1 for p in learner.lldd) > 1


@of_learner("ULN_04")
def _(learner: Learner) -> bool:
    number = learner.ULN
    if missing(number) or number == NO_ULN:
        return missing(number)
    digits = [int(d) for d in str(number)]
    if len(digits) != 10:
        return True
    rest = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return rest == 0 or 10 - rest != digits[9]


@of_learner("DateOfBirth_24")
def _(learner: Learner) -> bool:
    return learner.ULN != NO_ULN and missing(learner.DateOfBirth)


@of_learner("DateOfBirth_04")
def _(learner: Learner) -> bool:
    return learner.age(learner.file.first_day) >= 115


@of_learner("DateOfBirth_27")
def _(learner: Learner) -> bool:
    return learner.DateOfBirth >= learner.file.first_day


@of_learner("PriorAttain_09", NOW)
def _(learner: Learner) -> bool:
    return any(p.DateLevelApp > learner.file.FilePreparationDate for p in learner.prior)


@of_learner("PlanLearnHours_03")
def _(learner: Learner) -> bool:
    none = present(learner.PlanLearnHours) and learner.PlanLearnHours == 0 and not (learner.PlanEEPHours > 0)
    return none and any(a.FundModel == 25 and a.ProgType != 31 for a in learner.aims)


@of_learner("EngGrade_01")
def _(learner: Learner) -> bool:
    return missing(learner.EngGrade) and any(a.FundModel == 25 for a in learner.aims)


# Ages ------------------------------------------------------------------------------------------------------------


@of_aim("DateOfBirth_05", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {10, 99} and learner.age(aim.LearnStartDate) < 4


@of_aim("DateOfBirth_06", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {25, 82} and in_august(learner) < 13


@of_aim("DateOfBirth_07", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {25, 82} and in_august(learner) >= 25 and aim.fam("SOF", "107")


@of_aim("DateOfBirth_20", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel in {25, 82} and in_august(learner) < 19 and aim.fam("SOF") and not aim.fam("SOF", "107")


@of_aim("DateOfBirth_57", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    programme = (aim.FundModel, aim.ProgType, aim.AimType) == (36, 25, 1) and not aim.fam("RES")
    short = (aim.LearnPlanEndDate - aim.LearnStartDate).days < 242
    return programme and aim.LearnStartDate >= date(2025, 8, 1) and learner.age(aim.LearnStartDate) >= 16 and short


@of_aim("DateOfBirth_51", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    trainee = aim.ProgType == 24 and aim.AimType == 1 and not aim.fam("RES")
    return trainee and aim.LearnStartDate > date(2016, 7, 31) and learner.age(aim.LearnStartDate) >= 25


@of_learner("DateOfBirth_34")
def _(learner: Learner) -> bool:
    needs = learner.fam("HNS") and not learner.fam("EHC") and any(a.FundModel == 25 for a in learner.aims)
    return 19 <= in_august(learner) <= 24 and needs


@of_aim("NINumber_02")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("ACT", "1") and missing(learner.NINumber)


@of_aim("ULN_12")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("ACT", "1") and learner.ULN == NO_ULN


@of_aim("ULN_09")
def _(aim: Aim, learner: Learner) -> bool:
    late = learner.file.FilePreparationDate >= date(learner.file.first_day.year + 1, 1, 1)
    return late and aim.fam("LDM", "034") and learner.ULN == NO_ULN


# Monitoring of the learner ---------------------------------------------------------------------------------------


@of_learner("ALSCost_02")
def _(learner: Learner) -> bool:
    return present(learner.ALSCost) and not learner.fam("HNS")


@of_learner("LearnFAMType_11")
def _(learner: Learner) -> bool:
    counts = Counter(f.LearnFAMType.upper() for f in learner.fams)
    return counts["NLM"] > 2 or counts["EDF"] > 2


@of_learner("LearnFAMType_14")
def _(learner: Learner) -> bool:
    return learner.fam("SEN", 1) and learner.fam("EHC", 1)


@of_learner("LearnFAMType_15", NOW)
def _(learner: Learner) -> bool:
    return learner.fam("MCF", 1) and not learner.fam("EHC")


@of_learner("LearnFAMType_15", THEN)
def _(learner: Learner) -> bool:
    return learner.fam("MCF", 1) and not learner.fam("EHC") and not learner.fam("SEN")


@of_learner("ContPrefType_04", THEN)
def _(learner: Learner) -> bool:
    said = [p.ContPrefCode for p in learner.preferences if p.ContPrefType.upper() == "RUI"]
    return any(c in {1, 2} for c in said) and any(c in {6, 7} for c in said)


# Employment ------------------------------------------------------------------------------------------------------


@of_job("DateEmpStatApp_01")
def _(job: Job, learner: Learner) -> bool:
    return job.DateEmpStatApp > learner.file.last_day


@of_job("ESMType_02")
def _(job: Job, learner: Learner) -> bool:
    return job.DateEmpStatApp >= date(2012, 8, 1) and job.EmpStat == 10 and not job.esm("EII")


@of_job("ESMType_05")
def _(job: Job, learner: Learner) -> bool:
    return job.EmpStat == 10 and job.esm("LOU")


@of_job("ESMType_10")
def _(job: Job, learner: Learner) -> bool:
    return job.EmpStat in {11, 12} and job.esm("LOE")


@of_job("ESMType_12")
def _(job: Job, learner: Learner) -> bool:
    out_of_work = job.DateEmpStatApp >= date(2013, 8, 1) and job.EmpStat in {11, 12}
    return out_of_work and (job.esm("EII") or job.esm("SEI"))


@of_job("ESMType_15")
def _(job: Job, learner: Learner) -> bool:
    counts = Counter(m.ESMType.upper() for m in job.monitored)
    return any(counts[type] > 1 for type in ("SEI", "EII", "LOU", "LOE", "BSI", "PEI", "SEM"))


@of_job("ESMType_18", NOW)
def _(job: Job, learner: Learner) -> bool:
    return job.EmpStat == 10 and job.esm("OET", 1)


@of_aim("EmpStat_20")
def _(aim: Aim, learner: Learner) -> bool:
    return aim.fam("LDM", "363") and learner.job_on(aim.LearnStartDate).EmpStat != 10


@of_aim("EmpStat_22", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return aim.FundModel == 11 and not any(j.DateEmpStatApp <= aim.LearnStartDate for j in learner.jobs)


@of_aim("EmpStat_17", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    trainee = aim.LearnStartDate > date(2016, 7, 31) and aim.ProgType == 24 and aim.AimType == 1
    return trainee and learner.job_on(aim.LearnStartDate).EmpStat == 98


@of_aim("EmpStat_19", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    trainee = aim.LearnStartDate >= date(2018, 8, 1) and aim.ProgType == 24 and aim.AimType == 1
    job = learner.job_on(aim.LearnStartDate)
    hours = [m for m in getattr(job, "monitored", []) or [] if m.ESMType.upper() == "EII"]
    return trainee and job.EmpStat == 10 and any(present(m.ESMCode) and m.ESMCode not in {5, 6} for m in hours)


@of_aim("EmpId_14", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return apprenticeship(aim, learner) and any(j.EmpStat in {11, 12} and present(j.EmpId) for j in learner.jobs)


# What learners went on to ----------------------------------------------------------------------------------------


@of_destination("OutEndDate_01", THEN)
def _(destination: Destination) -> bool:
    return any(o.OutEndDate < o.OutStartDate for o in destination.outcomes)


@of_destination("OutCollDate_01", THEN)
def _(destination: Destination) -> bool:
    return any(o.OutCollDate > destination.file.FilePreparationDate for o in destination.outcomes)


@of_destination("OutStartDate_02", THEN)
def _(destination: Destination) -> bool:
    last = destination.file.last_day
    return any(o.OutStartDate > last.replace(year=last.year + 1) for o in destination.outcomes)


@of_destination("OutType_04", THEN)
def _(destination: Destination) -> bool:
    days = {
        kind: [o.OutStartDate for o in destination.outcomes if o.OutType.upper() == kind] for kind in ("EMP", "NPE")
    }
    return any(day in days["NPE"] for day in days["EMP"] if present(day))
