"""How far each ILR field may be trusted, and why; and the breaks in series that the ILR has had."""

from __future__ import annotations

from dataclasses import dataclass

from alder.model.definition import Evidence
from alder.model.period import AcademicYear
from alder.model.quality import Break, FieldQuality, Grade

A, B, C, D = Grade

_WHY: dict[str, tuple[Grade, str]] = {
    "UKPRN": (A, "names the provider; checked against the register"),
    "LearnRefNumber": (A, "the key of the return; it may change between years and when providers merge"),
    "PrevLearnRefNumber": (B, "asked for only where the reference changed, and often left empty"),
    "PrevUKPRN": (B, "asked for only where the provider changed, and often left empty"),
    "PMUKPRN": (B, "asked for only where providers merged"),
    "ULN": (
        A,
        "given by the Learning Records Service, with a check digit; temporary numbers, late ones and some doubles",
    ),
    "FamilyName": (A, "for matching only; spelling, order and changes of name"),
    "GivenNames": (A, "for matching only; spelling and order vary"),
    "DateOfBirth": (A, "decides eligibility and rates of funding; some providers have too many first days of a month"),
    "Sex": (B, "declared by the learner, female or male only; says nothing of gender identity"),
    "Ethnicity": (B, "declared by the learner; the share not provided differs by provider and course"),
    "LLDDHealthProb": (B, "judged by the learner, not a diagnosis; adults and apprentices declare less"),
    "LLDDCat": (C, "judged by the learner; categories changed in 2015/16"),
    "PrimaryLLDD": (C, "judged by the learner; its total differs from the number who say yes"),
    "LearnFAMType": (B, "support and eligibility; high needs and plans are checked, free meals less so"),
    "LearnFAMCode": (B, "support and eligibility; high needs and plans are checked, free meals less so"),
    "NINumber": (B, "needed for apprentices and loans, optional for others"),
    "Postcode": (A, "decides area uplift and devolved funding; the address at the last update"),
    "PostcodePrior": (B, "the address before the course; rarely put right afterwards"),
    "PriorAttain": (
        B,
        "what the learner remembers; awards from abroad; eligibility gives a reason to report it low or high",
    ),
    "PriorLevel": (B, "what the learner remembers; replaced PriorAttain in 2021/22 with other numbers"),
    "DateLevelApp": (B, "the day on which a prior level was recorded"),
    "EngGrade": (B, "a condition of funding at 16 to 19; the GCSE scale changed, other kinds of pass are missing"),
    "MathGrade": (B, "a condition of funding at 16 to 19; the GCSE scale changed, other kinds of pass are missing"),
    "PlanLearnHours": (A, "sets the funding band; hours planned, not attended, and often just above a limit"),
    "PlanEEPHours": (A, "sets the funding band; hours planned, not attended, and often just above a limit"),
    "PHours": (B, "planned hours of an apprenticeship or T Level; a plan, not hours attended, and checked lightly"),
    "EmpStat": (B, "good for the time before the course; changes during it are missed"),
    "DateEmpStatApp": (B, "good for the time before the course; changes during it are missed"),
    "ESMType": (B, "hours and income come in coarse bands"),
    "ESMCode": (B, "hours and income come in coarse bands"),
    "EmpId": (B, "a checked number, but branches and parents are confused"),
    "LearnAimRef": (A, "checked against the list of aims; generic aims (Z...) do not say what is learned"),
    "AimType": (A, "decides how the aim is funded"),
    "AimSeqNumber": (A, "numbers the aims of a learner"),
    "ProgType": (A, "decides how the programme is funded"),
    "FworkCode": (A, "decides how the programme is funded; frameworks have ended"),
    "PwayCode": (A, "decides how the programme is funded; frameworks have ended"),
    "StdCode": (A, "decides how the programme is funded"),
    "FundModel": (A, "decides who pays; funders changed their names and roles in 2017, 2019 and 2024"),
    "LearnDelFAMType": (A, "source and rate of funding are checked; restarts that are not marked make false starts"),
    "LearnDelFAMCode": (A, "source and rate of funding are checked; restarts that are not marked make false starts"),
    "LearnStartDate": (A, "starts payments"),
    "LearnPlanEndDate": (A, "decides monthly payments; it cannot be moved once set, so it grows old"),
    "OrigLearnStartDate": (B, "given for restarts; missing ones make false starts"),
    "LearnActEndDate": (A, "ends payments; reported late, and breaks are sometimes used in place of withdrawals"),
    "CompStatus": (A, "checked against the outcome and the end date"),
    "Outcome": (A, "checked against the completion status; some are still not known at the final return"),
    "AchDate": (A, "for standards since 2019/20; the end of the assessment, not of the training"),
    "WithdrawReason": (C, "chosen by staff, many Other; transfers (7, 40) change achievement rates and are checked"),
    "OutGrade": (B, "gaps, and results that come late"),
    "DelLocPostCode": (B, "often the main site for all; homes and employers"),
    "LSDPostcode": (B, "decides devolved funding of the start"),
    "PartnerUKPRN": (A, "checked for subcontracted learning"),
    "SWSupAimId": (B, "made by the provider's software"),
    "AFinType": (A, "agreed prices and payments of apprenticeships"),
    "AFinCode": (A, "agreed prices and payments of apprenticeships"),
    "AFinAmount": (A, "agreed prices and payments of apprenticeships"),
    "AFinDate": (A, "agreed prices and payments of apprenticeships"),
    "UCASAPPID": (B, "few records; the higher education return is better"),
    "SOC2000": (B, "few records; the higher education return is better"),
    "DOMICILE": (B, "few records; the higher education return is better"),
    "OutType": (D, "often by telephone; many could not be reached, the time is free, and it was given up for 2024/25"),
    "OutCode": (D, "often by telephone; many could not be reached, the time is free, and it was given up for 2024/25"),
    "OutStartDate": (
        D,
        "often by telephone; many could not be reached, the time is free, and it was given up for 2024/25",
    ),
}

GRADES: dict[str, FieldQuality] = {name: FieldQuality(name, grade, why) for name, (grade, why) in _WHY.items()}
"""The grade of each collected field that has one, with the reason."""


@dataclass(frozen=True)
class SeriesBreak:
    """A break in series, with the fields and measures that it touches; without any it touches every figure."""

    at: Break
    evidence: Evidence
    touches: frozenset[str] = frozenset()

    def touches_any(self, names: frozenset[str]) -> bool:
        return not self.touches or bool(self.touches & names)


def _break(year: str, text: str, evidence: Evidence, *touches: str) -> SeriesBreak:
    return SeriesBreak(Break(AcademicYear.parse(year), text), evidence, frozenset(touches))


_RATES = ("leavers", "retention_rate", "pass_rate", "achievement_rate", "timely_achievement_rate")

_DEPRIVATION = ("imd_decile", "imd_quintile")
_EDITION = "Homes are ranked by the Indices of Deprivation of {}{}, unless one edition is set for all years."

BREAKS: tuple[SeriesBreak, ...] = (
    _break("2011/12", "One collection replaced three; ethnic groups were coded anew.", Evidence.B),
    _break("2013/14", "Prior attainment at levels 4 and 5 was coded anew.", Evidence.V, "PriorAttain"),
    _break("2015/16", "Categories of disability and health problem changed.", Evidence.V, "LLDDCat", "PrimaryLLDD"),
    _break("2015/16", _EDITION.format(2015, ", on areas of 2011"), Evidence.B, *_DEPRIVATION),
    _break("2016/17", "Full levels 2 and 3 were classified anew.", Evidence.V, "level", "full_level"),
    _break("2016/17", "Rates changed: reason 41, early leavers and small units.", Evidence.S, *_RATES),
    _break("2017/18", "The apprenticeship levy began in May 2017.", Evidence.V, "apprenticeships"),
    _break(
        "2019/20",
        "Standards replaced frameworks, and the achievement date parts the end of assessment from that of training.",
        Evidence.S,
        "apprenticeships",
    ),
    _break("2019/20", "The adult budget was devolved.", Evidence.B, "education_and_training", "source_of_funding"),
    _break("2019/20", "The pandemic changed teaching, breaks and grades until 2021/22.", Evidence.V),
    _break("2019/20", _EDITION.format(2019, ""), Evidence.B, *_DEPRIVATION),
    _break("2020/21", "The event that ends a 16 to 18 study programme changed.", Evidence.V, "PlanLearnHours"),
    _break(
        "2021/22", "Prior attainment became dated records with other numbers.", Evidence.V, "PriorAttain", "PriorLevel"
    ),
    _break("2023/24", "Traineeships became part of other provision.", Evidence.V, "education_and_training"),
    _break(
        "2024/25",
        "Tailored learning replaced community learning, inside education and training.",
        Evidence.V,
        "education_and_training",
        "community_learning_type",
    ),
    _break("2024/25", "Late reports are taken from the final return alone.", Evidence.S, *_RATES),
    _break("2024/25", "Destinations are no longer collected.", Evidence.S, "OutType", "OutCode", "OutStartDate"),
    _break("2025/26", _EDITION.format(2025, ", on areas of 2021"), Evidence.V, *_DEPRIVATION),
    _break(
        "2025/26",
        "Homes are rural or urban by the classification of 2021, unless that of 2011 is set for all years.",
        Evidence.B,
        "rural_or_urban",
    ),
)
