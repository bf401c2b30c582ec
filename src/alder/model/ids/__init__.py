"""Identifiers of learners, providers, aims and places: one declaration each, judged alike one by one and in columns."""

from alder.model.ids.check_character import CheckCharacter
from alder.model.ids.higher_education import HUSID, SID, SSN
from alder.model.ids.identifier import Identifier, Unsound
from alder.model.ids.learn_aim_ref import LearnAimRef
from alder.model.ids.learner_numbers import PMR, ULN, UPN, check_digits
from alder.model.ids.organisations import LAESTAB, UKPRN, URN, EmployerNumber
from alder.model.ids.places import LSOA, Postcode

__all__ = [
    "HUSID",
    "IDENTIFIERS",
    "LAESTAB",
    "LSOA",
    "PMR",
    "SID",
    "SSN",
    "UKPRN",
    "ULN",
    "UPN",
    "URN",
    "CheckCharacter",
    "EmployerNumber",
    "Identifier",
    "LearnAimRef",
    "Postcode",
    "Unsound",
    "check_digits",
]

# Of people, of organisations, of aims and places: for whatever asks of any of them.
IDENTIFIERS: tuple[type[Identifier], ...] = (
    *(ULN, UPN, PMR, HUSID, SID, SSN),
    *(UKPRN, URN, LAESTAB, EmployerNumber),
    *(LearnAimRef, Postcode, LSOA),
)
