"""What each ILR field could give away about a person. The publisher gives no codes: these are Alder's judgement.

The scales are those of the Department for Education's tables of NPD variables, read as they are used there: numbers
and names of persons 1 or 2, keys without a meaning 3, what narrows down greatly 4; special categories D.
"""

from __future__ import annotations

from alder.model.layout import Identifies, Sensitivity

JUDGED_BY = "Alder's judgement, on the scale of the department's NPD tables; the specification gives none"

_TEXT = """
    direct    1 E  FamilyName GivenNames AddLine1 AddLine2 AddLine3 AddLine4 Email TelNo TelNumber
    direct    2 E  ULN NINumber SSN UCASPERID
    pseudonym 3 E  LearnRefNumber PrevLearnRefNumber NUMHUS UCASAPPID SWSupAimId AgreeId
    quasi     4 E  DateOfBirth Postcode PostcodePrior PostCode HEPostCode LSDPostcode DelLocPostCode CampId
    quasi     4 E  PrevUKPRN PMUKPRN PartnerUKPRN EmpId WorkPlaceEmpId
    quasi     4 E  ProvSpecLearnMon ProvSpecDelMon LearnStartDate LearnActEndDate
    quasi     4 D  Ethnicity LLDDCat PrimaryLLDD
    no        5 D  LLDDHealthProb
    no        5 C  Sex EmpStat ESMType ESMCode LearnFAMType LearnFAMCode WithdrawReason FINTYPE FINAMOUNT Accom
    no        5 C  OutType OutCode
"""

_JUDGED: dict[str, tuple[Identifies, int, Sensitivity]] = {
    name: (Identifies(identifies), int(risk), Sensitivity(sensitivity))
    for identifies, risk, sensitivity, *names in (line.split() for line in _TEXT.strip().splitlines())
    for name in names
}


def judged(field: str) -> tuple[Identifies, int, Sensitivity]:
    """How the field identifies, its risk and its sensitivity; a field that is not named does no harm alone."""
    return _JUDGED.get(field, (Identifies.NO, 5, Sensitivity.E))


def named() -> frozenset[str]:
    """The fields that are named here."""
    return frozenset(_JUDGED)
