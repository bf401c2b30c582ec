"""What a case tells about derived data, in the place of the shared expressions that rules use for them.

Only answers that hold for the whole record are told: whatever was asked about, or a record with a single aim. All
others are worked out from the record, as a rule does for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from alder.model import expr
from alder.sources.ilr.rules import contracts, derived_data, employment_at_start, lars, placements, prices, terms
from tests.worked_cases.answers import ANY, UNKNOWN, aims_of
from tests.worked_cases.instead import Instead

AS_A_WHOLE: dict[tuple[str, str], tuple[Any, ...]] = {
    ("AcademicYearQueryService", "DateIsInPrevAcademicYear"): (contracts.ended_the_year_before,),
    ("DateTimeQueryService", "DaysBetween"): (terms.days_from,),
    ("DateTimeQueryService", "IsDateBetween"): (employment_at_start.began_in_2018,),
    ("DateTimeQueryService", "WholeDaysBetween"): (terms.whole_days,),
    ("DateTimeQueryService", "YearsBetween"): (terms.age_on,),
    ("DerivedData_04Rule", "GetEarliesStartDateFor"): (derived_data.programme_start,),
    ("DerivedData_07Rule", "IsApprenticeship"): (terms.is_apprenticeship,),
    ("DerivedData_22Rule", "GetLatestLearningStartForESFContract"): (derived_data.contract_start,),
    ("DerivedData_28Rule", "IsAdultFundedUnemployedWithBenefits"): (derived_data.on_benefits_before_2020,),
    ("DerivedData_35Rule", "IsCombinedAuthorities"): (terms.is_devolved,),
    ("DerivedData_37Rule", "Derive"): (derived_data.ever_out_of_work_on_other_benefits,),
    ("DerivedData_38Rule", "Derive"): (derived_data.ever_on_benefits,),
    ("DerivedData_ValidityCategory_01", "Derive"): (lars._category_2020,),
    ("LearningDeliveryWorkPlacementQueryService", "IsValidWorkPlaceMode"): (placements.is_kind_of_placement,),
}
"""Answers that are the whole value of an expression."""

OPPOSITE: dict[tuple[str, str], tuple[Any, ...]] = {
    ("LearnerEmploymentStatusQueryService", "EmpStatsNotExistBeforeDate"): (employment_at_start.has_record_before,),
}
"""Answers that are the opposite of an expression."""

COUNTED: dict[str, Any] = {
    "GetLearnerFAMsCountByFAMType": terms.learner_records,
    "GetLearningDeliveryFAMsCountByFAMType": terms.aim_records,
}
"""Answers how many records of a type there are."""

IN_FORCE = ("LearnerEmploymentStatusQueryService", "LearnerEmploymentStatusForDate")
"""The answer is an employment record, which the learner of the case then has."""

ASKED_OF_AIMS = {
    "HasLearningDeliveryFAMCodeForType",
    "HasAnyLearningDeliveryFAMCodesForType",
    "HasLearningDeliveryFAMType",
    "GetLearningDeliveryFAMsForTypeAndCodes",
}
ASKED_OF_LEARNERS = {
    "HasLearnerFAMCodeForType",
    "HasAnyLearnerFAMCodesForType",
    "HasLearnerFAMType",
}
"""Questions whether there is a funding and monitoring record of some type and codes."""

CHECK_DIGITS = {"GetEmployerIDChecksum", "GetWorkPlaceEmpIdChecksum"}


def tell(case: dict[str, Any], instead: Instead) -> None:
    """Put the case's answers in the place of the expressions that rules would work out."""
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for answer in case["derived"]:
        if answer.get("member") is not None and _holds_for_all(case, answer):
            told.setdefault((answer["service"], answer["member"]), []).append(answer)
    for asked, answers in told.items():
        values = {str(a.get("returns")): a.get("returns") for a in answers}
        if asked in AS_A_WHOLE and len(values) == 1:
            value = next(iter(values.values()))
            for original in AS_A_WHOLE[asked]:
                instead.put(original, _always(value), f"{original.__name__} is {value}")
        if asked in OPPOSITE and len(values) == 1:
            value = not next(iter(values.values()))
            for original in OPPOSITE[asked]:
                instead.put(original, _always(value), f"{original.__name__} is {value}")
    everything = [a for answers in told.values() for a in answers]
    _records_of_type(terms.has, [a for a in everything if a["member"] in ASKED_OF_AIMS], instead)
    _records_of_type(terms.learner_has, [a for a in everything if a["member"] in ASKED_OF_LEARNERS], instead)
    for member, original in COUNTED.items():
        _counts(original, [a for a in everything if a["member"] == member], instead)
    _prices([a for a in everything if a["member"] == "HasAnyLearningDeliveryAFinCodesForType"], instead)
    _digits([a for a in case["derived"] if a.get("member") in CHECK_DIGITS], instead)


def with_told_records(case: dict[str, Any]) -> dict[str, Any]:
    """The case with the employment record that it tells to be in force, where its learner has none."""
    record = case.get("record")
    if case["level"] != "Learner" or not isinstance(record, dict) or record.get("LearnerEmploymentStatus"):
        return case
    told = [
        a["returns"]
        for a in case["derived"]
        if (a.get("service"), a.get("member")) == IN_FORCE and isinstance(a.get("returns"), dict)
    ]
    return case | {"record": record | {"LearnerEmploymentStatus": told}} if told else case


def _holds_for_all(case: dict[str, Any], answer: dict[str, Any]) -> bool:
    args = answer.get("args") or [ANY]
    whole = all(a == ANY for a in args) or args[0] == ANY or len(aims_of(case)) <= 1
    return whole and answer.get("returns") != UNKNOWN


def _always(value: Any) -> Callable[..., Any]:
    def said(*_: Any, **__: Any) -> Any:
        if isinstance(value, str) and value[:4].isdigit() and len(value) == 10:
            return expr.literal(date.fromisoformat(value))
        return expr.literal(value) if value is not None else expr.null("date")

    return said


def _records_of_type(original: Any, answers: list[dict[str, Any]], instead: Instead) -> None:
    """Answer questions about types and codes as told; each code told for itself answers for several together."""
    said = [
        (a["args"][1], _codes(a["args"][2:]), bool(a.get("returns"))) for a in answers if len(a.get("args") or []) > 1
    ]
    if not said:
        return

    def has(fam: Any, type: str, *codes: Any) -> Any:
        known = _answer(said, type, [str(c) for c in codes])
        return original(fam, type, *codes) if known is None else expr.literal(known)

    instead.put(original, has, f"{original.__name__} {said}")


def _counts(original: Any, answers: list[dict[str, Any]], instead: Instead) -> None:
    """Answer how many records of a type there are as told, of that type or of any."""
    said = [(a["args"][1], a.get("returns")) for a in answers if len(a.get("args") or []) > 1]
    if not said:
        return

    def counted(fam: Any, type: str) -> Any:
        known = {told for asked, told in said if asked in (ANY, type)}
        return expr.literal(known.pop()) if len(known) == 1 else original(fam, type)

    instead.put(original, counted, f"{original.__name__} {said}")


def _prices(answers: list[dict[str, Any]], instead: Instead) -> None:
    """Answer whether a price of some kinds was agreed as told."""
    said = [(a["args"][2], bool(a.get("returns"))) for a in answers if (a.get("args") or [""])[1:2] == ["TNP"]]
    if not said:
        return

    def has_price(finance: Any, *numbers: int) -> Any:
        known = {told for asked, told in said if asked == ANY or set(asked) == set(numbers)}
        return expr.literal(known.pop()) if len(known) == 1 else prices_of(finance, *numbers)

    prices_of = prices.has_price
    instead.put(prices_of, has_price, f"has_price {said}")


def _codes(args: Iterable[Any]) -> Any:
    rest = list(args)
    if not rest:
        return ()
    return rest[0] if rest[0] == ANY else tuple(str(c) for c in (rest[0] if isinstance(rest[0], list) else rest[:1]))


def _answer(said: list[tuple[Any, Any, bool]], type: str, codes: list[str]) -> bool | None:
    """What is told about a type with these codes; None where the case says nothing, or two things."""
    of_type = [(c, told) for t, c, told in said if t in (ANY, type)]
    whole = {told for c, told in of_type if (c == ANY and codes) or (c != ANY and set(c) == set(codes))}
    if len(whole) == 1:
        return whole.pop()
    if whole or not codes:
        return None
    each = {code: told for c, told in of_type if c != ANY for code in c if len(c) == 1 or not told}
    return any(each[c] for c in codes) if all(c in each for c in codes) else None


def _digits(answers: list[dict[str, Any]], instead: Instead) -> None:
    """An employer's number is mistyped when its last digit is not the told one."""
    told = {a["args"][0]: str(a.get("returns")) for a in answers if a.get("args") and a["args"][0] != ANY}
    original = derived_data.is_mistyped_employer_number
    if not told:
        return

    def is_mistyped(number: Any) -> Any:
        either = original(number)
        for asked, digit in told.items():
            either = expr.cases((number == int(asked), expr.literal(str(asked)[-1:] != digit)), else_=either)
        return either

    instead.put(original, is_mistyped, f"last digits {told}")
