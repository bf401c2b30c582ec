"""By what figures are split: age, sex, ethnic group, difficulty, home, provider, programme, level and subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.oracle import code_lists as codes
from tests.oracle.days import age, band, year_of
from tests.oracle.registers import Registers, in_force
from tests.oracle.return_files import Aim, Learner

UNKNOWN = "Unknown"


def at_31_august(learner: Learner, year: int) -> str:
    return band(age(learner.born, date(year, 8, 31)), (0, "Under 19"), (19, "19-24"), (25, "25-49"), (50, "50+"))


def at_start(a: Aim) -> str:
    return band(age(a.learner.born, a.start), (0, "Under 19"), (19, "19-24"), (25, "25+"))


def of_rates(a: Aim, scope: str) -> str:
    """Apprentices by age at the start, others by age at 31 August of the year in which they started."""
    if scope == "apprenticeships":
        return band(age(a.learner.born, a.start), (0, "Under 16"), (16, "16-18"), (19, "19-23"), (24, "24+"))
    started = year_of(a.start)
    assert started is not None
    return band(age(a.learner.born, date(started, 8, 31)), (0, "Under 16"), (16, "16-18"), (19, "19+"))


def sex(learner: Learner) -> str:
    return learner.sex if learner.sex in ("F", "M") else UNKNOWN


def ethnic_group(learner: Learner) -> str:
    return codes.ETHNIC_GROUP.get(learner.ethnicity or 0, UNKNOWN)


def difficulty(learner: Learner) -> str:
    return codes.DIFFICULTY.get(learner.difficulty or 0, UNKNOWN)


def home_region(learner: Learner, registers: Registers) -> str:
    code = registers.region_of_postcode.get(learner.postcode or "", "")
    return code if code.startswith("E12") else UNKNOWN


def programme(a: Aim) -> str:
    if a.programme == codes.STANDARD:
        return "standard"
    kinds = {"Level 2": "intermediate", "Level 3": "advanced", "Level 4+": "higher"}
    return kinds[codes.FRAMEWORKS[a.programme]] if a.programme in codes.FRAMEWORKS else "none"


def level(a: Aim, registers: Registers) -> str:
    """An apprenticeship, its components too, has the level of its programme; any other aim its own."""
    if a.programme in codes.FRAMEWORKS:
        return codes.FRAMEWORKS[a.programme]
    if a.programme == codes.STANDARD:
        rows = registers.level_of_standard.get(a.standard or 0, ())
    else:
        rows = registers.level_of_aim.get(a.reference, ())
    return codes.NOTIONAL_LEVELS.get(in_force(rows, a.start), UNKNOWN)


def subject(a: Aim, registers: Registers) -> str:
    """The first tier of the subject: of an apprenticeship that of its standard or pathway, of any aim its own."""
    if a.is_apprenticeship and not a.is_component:
        if a.programme == codes.STANDARD:
            rows = registers.subject_of_standard.get(a.standard or 0, ())
        else:
            key = (a.framework or 0, a.programme or 0, a.pathway or 0)
            rows = registers.subject_of_pathway.get(key, ())
    else:
        rows = registers.subject_of_aim.get(a.reference, ())
    code = in_force(rows, a.start)
    return str(int(code)) if code is not None and 1 <= code < 16 else UNKNOWN


OF_PERSONS: dict[str, Callable[[Learner, Registers], str]] = {
    "sex": lambda learner, registers: sex(learner),
    "ethnicity": lambda learner, registers: ethnic_group(learner),
    "lldd": lambda learner, registers: difficulty(learner),
    "home_region": home_region,
}
OF_AIMS: dict[str, Callable[[Aim, Registers], str]] = {
    "prog_type": lambda a, registers: programme(a),
    "provision": lambda a, registers: a.provision,
    "level": level,
    "subject_area": subject,
}
