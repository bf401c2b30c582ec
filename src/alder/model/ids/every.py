"""All kinds of identifiers, for whatever asks of any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids.employer import EmployerNumber
from alder.model.ids.higher_education import HUSID, SID, SSN
from alder.model.ids.learn_aim_ref import LearnAimRef
from alder.model.ids.organisations import LAESTAB, UKPRN, URN
from alder.model.ids.places import LSOA, Postcode
from alder.model.ids.pupil_matching import PMR
from alder.model.ids.uln import ULN
from alder.model.ids.upn import UPN

if TYPE_CHECKING:
    from alder.model.ids.identifier import Identifier

IDENTIFIERS: tuple[type[Identifier], ...] = (
    *(ULN, UPN, PMR, HUSID, SID, SSN),
    *(UKPRN, URN, LAESTAB, EmployerNumber),
    *(LearnAimRef, Postcode, LSOA),
)
"""Of people, of organisations, of aims and places."""
