"""The people of the demo: whom each works for, what each is there for, and what they sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance import Right, Role, RoleScope, ScopeKind
from alder.look.words import listed
from alder.web.accounts import second_factor, services
from alder.web.accounts.organisations import add_organisation, employ
from alder.web.accounts.rights import give

if TYPE_CHECKING:
    from alder.web.accounts.models import Person

HARWICK, NORTHFIELD, KESTREL, SERVICE = (
    "Harwick University",
    "Northfield College",
    "Kestrel Training",
    "Mereshire data service",
)
_ORGANISATIONS = {
    HARWICK: ("university or research institute", "harwick.example"),
    NORTHFIELD: ("college or training provider", "northfield.example"),
    KESTREL: ("college or training provider", "kestrel.example"),
    SERVICE: ("government department or agency", "mereshire.example"),
}
CODES = 6
"""How many of the codes on paper are shown: enough to try everything without a telephone."""


@dataclass(frozen=True)
class CastMember:
    """Somebody of the demo."""

    name: str
    organisation: str
    roles: tuple[Role, ...] = ()
    source: str = ""
    """The one source for which they have their roles, if it is not everything."""

    @property
    def email(self) -> str:
        return f"{self.name.casefold()}@{_ORGANISATIONS[self.organisation][1]}"

    @property
    def does(self) -> str:
        """What they are there for, in words."""
        return listed([str(role) for role in self.roles]) or "no role"


CAST = (
    CastMember("Leila", SERVICE, (Role.PUBLISHER, Role.RELEASE_OFFICER)),
    CastMember("Marcus", SERVICE, (Role.APPROVER, Role.PANEL_MEMBER)),
    CastMember("Priya", NORTHFIELD),
    CastMember("Amara", HARWICK),
    CastMember("Ben", HARWICK),
    CastMember("Sana", HARWICK, (Role.SIGNATORY,)),
    CastMember("Tom", KESTREL),
    CastMember("Kit", KESTREL, (Role.SIGNATORY,)),
    CastMember("Iris", SERVICE, (Role.INTAKE_OFFICER, Role.AGREEMENT_OFFICER, Role.ACCREDITATION_OFFICER)),
    CastMember("Olga", SERVICE, (Role.DATA_OWNER,), source="ilr"),
    CastMember("Gwen", SERVICE, (Role.GOVERNANCE_REVIEWER,)),
    CastMember("Mia", SERVICE, (Role.PANEL_MEMBER,)),
    CastMember("Ines", NORTHFIELD, (Role.INDEPENDENT_MEMBER,)),
    CastMember("Owen", SERVICE, (Role.PANEL_CHAIR,)),
    CastMember("Dev", SERVICE, (Role.CHECKER, Role.DATA_MANAGER)),
    CastMember("Grace", SERVICE, (Role.CHECKER,)),
)


def add_cast() -> tuple[dict[str, Person], list[str]]:
    """Everybody, by name; and how each signs in, in lines that are shown this once. One password is drawn for all."""
    organisations = {
        name: add_organisation(name, kind, domains=[domain]) for name, (kind, domain) in _ORGANISATIONS.items()
    }
    password, hashed = services.drawn_password(), ""
    lines = [f"  All of them have the password  {password}", ""]
    people = {}
    for one in CAST:
        roles = () if one.source else one.roles
        person = services.add(one.email, one.name, roles, password, is_their_own=True, hashed=hashed)
        people[one.name], hashed = person, person.password
        for role in one.roles if one.source else ():
            give(person, Right(role, RoleScope(ScopeKind.SOURCE, one.source)))
        employ(person, organisations[one.organisation], "made up")
        device = second_factor.draw_app(person, confirmed=True)
        codes = second_factor.draw_recovery_codes(person)
        lines += [
            f"  {one.name}, {one.does}: {one.email}",
            f"    codes {', '.join(codes[:CODES])} (each good once), or app key {second_factor.secret_of(device)}",
        ]
    return people, lines
