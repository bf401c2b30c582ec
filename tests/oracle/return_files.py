"""Returns as they are written in XML: learners and their aims, one object each."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.oracle import code_lists as codes
from tests.oracle.days import length

LAST_OF_R13 = (9, 15)
"""Files that are prepared from this day after the end of their year on are of the final return, R14."""


@dataclass(slots=True, eq=False)
class Learner:
    """A learner as one return describes them."""

    provider: int
    reference: str
    uln: int | None
    reference_before: str | None
    provider_before: int | None
    born: date | None
    sex: str | None
    ethnicity: int | None
    difficulty: int | None
    postcode: str | None
    record: int
    """Where they stand in the file."""
    person: object = None
    """Who they are, over returns and years: see `persons`."""


@dataclass(slots=True, eq=False)
class Aim:
    """One aim as one return has it."""

    year: int
    provider: int
    learner: Learner
    reference: str
    type: int | None
    programme: int | None
    framework: int | None
    pathway: int | None
    standard: int | None
    funding: int | None
    start: date
    original_start: date | None
    planned: date
    end: date | None
    achieved_on: date | None
    completion: int | None
    outcome: int | None
    reason: int | None
    restart: bool
    loan: bool
    number: str | None
    """In the software of the provider, which keeps it from year to year."""

    @property
    def provision(self) -> str:
        if self.programme in codes.APPRENTICESHIPS:
            return "apprenticeships"
        if self.programme == codes.TRAINEESHIP:
            return "traineeships"
        return "community_learning" if self.funding == codes.COMMUNITY_LEARNING else "education_and_training"

    @property
    def is_apprenticeship(self) -> bool:
        return self.programme in codes.APPRENTICESHIPS

    @property
    def is_component(self) -> bool:
        """Whether it is a part of an apprenticeship, which is counted by its programme aim."""
        return self.is_apprenticeship and self.type != codes.PROGRAMME_AIM

    @property
    def content(self) -> tuple[object, ...]:
        """What is learned: an apprenticeship is its programme type with standard or framework, all else its aim."""
        if self.is_apprenticeship and not self.is_component:
            return self.programme, self.standard if self.standard is not None else self.framework
        return self.programme, self.reference

    @property
    def planned_days(self) -> int:
        return length(self.start, self.planned)

    @property
    def days(self) -> int:
        return length(self.start, self.end) if self.end else 0


@dataclass(slots=True)
class Return:
    """One return of a provider."""

    provider: int
    year: int
    prepared: date
    learners: list[Learner] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)

    @property
    def is_final(self) -> bool:
        return self.prepared >= date(self.year + 1, *LAST_OF_R13)


def read(path: Path) -> Return:
    """A return, learner by learner."""
    found: Return | None = None
    year = provider = 0
    prepared = date.min
    for _, element in ET.iterparse(path):
        name = _name(element)
        if name == "CollectionDetails":
            said = _fields(element)
            year, prepared = 2000 + int(said["Year"][:2]), date.fromisoformat(said["FilePreparationDate"])
        elif name == "LearningProvider":
            provider = int(_fields(element)["UKPRN"])
            found = Return(provider, year, prepared)
        elif name == "Learner":
            assert found is not None, "a learner stands before the provider"
            _add(found, element)
            element.clear()
    assert found is not None, f"{path.name} names no provider"
    return found


def read_all(paths: Iterable[Path]) -> list[Return]:
    """Returns by year and provider; of one provider and year the earlier first."""
    return sorted((read(p) for p in paths), key=lambda r: (r.year, r.provider, r.prepared))


def _add(found: Return, element: ET.Element) -> None:
    said = _fields(element)
    number = _number(said.get("ULN"))
    learner = Learner(
        provider=found.provider,
        reference=said["LearnRefNumber"],
        uln=number if number and number != codes.NO_NUMBER else None,
        reference_before=said.get("PrevLearnRefNumber"),
        provider_before=_number(said.get("PrevUKPRN")),
        born=_day(said.get("DateOfBirth")),
        sex=said.get("Sex"),
        ethnicity=_number(said.get("Ethnicity")),
        difficulty=_number(said.get("LLDDHealthProb")),
        postcode=said.get("Postcode") or _contact(element),
        record=len(found.learners),
    )
    found.learners.append(learner)
    for delivery in element:
        if _name(delivery) == "LearningDelivery":
            found.aims.append(_aim(found, learner, delivery))


def _contact(element: ET.Element) -> str | None:
    """The home postcode as returns up to 2016/17 have it: a contact that is a postcode (2), of the home today (2)."""
    for contact in (_fields(e) for e in element if _name(e) == "LearnerContact"):
        if contact.get("LocType") == "2" and contact.get("ContType") == "2":
            return contact.get("PostCode")
    return None


def _aim(found: Return, learner: Learner, delivery: ET.Element) -> Aim:
    said = _fields(delivery)
    marks = [_fields(e) for e in delivery if _name(e) == "LearningDeliveryFAM"]
    start, planned = _day(said["LearnStartDate"]), _day(said["LearnPlanEndDate"])
    assert start, "an aim has a start"
    assert planned, "an aim has a planned end"
    return Aim(
        year=found.year,
        provider=found.provider,
        learner=learner,
        reference=said["LearnAimRef"],
        type=_number(said.get("AimType")),
        programme=_number(said.get("ProgType")),
        framework=_number(said.get("FworkCode")),
        pathway=_number(said.get("PwayCode")),
        standard=_number(said.get("StdCode")),
        funding=_number(said.get("FundModel")),
        start=start,
        original_start=_day(said.get("OrigLearnStartDate")),
        planned=planned,
        end=_day(said.get("LearnActEndDate")),
        achieved_on=_day(said.get("AchDate")),
        completion=_number(said.get("CompStatus")),
        outcome=_number(said.get("Outcome")),
        reason=_number(said.get("WithdrawReason")),
        restart=any(m["LearnDelFAMType"] == "RES" and m["LearnDelFAMCode"] == "1" for m in marks),
        loan=any(m["LearnDelFAMType"] == "ADL" for m in marks),
        number=said.get("SWSupAimId"),
    )


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _fields(element: ET.Element) -> dict[str, str]:
    return {_name(e): e.text.strip() for e in element if e.text and e.text.strip() and not len(e)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None
