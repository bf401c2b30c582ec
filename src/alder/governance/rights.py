"""What a role is held for: everything, or one publication, source or request queue.

A role that is held for everything counts for each thing. What is held for one thing counts for that thing alone: to
whoever has nothing to do with another, it is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.errors import UsageError, unknown_name
from alder.governance.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable


class ScopeKind(StrEnum):
    """The kinds of things that a role can be held for."""

    EVERYTHING = "everything"
    PUBLICATION = "publication"
    SOURCE = "source"
    QUEUE = "request queue"


@dataclass(frozen=True, order=True)
class RoleScope:
    """What a role is held for: everything, or one thing by its id."""

    kind: ScopeKind
    id: str = ""

    def __post_init__(self) -> None:
        if (self.kind is ScopeKind.EVERYTHING) != (self.id == ""):
            raise UsageError(
                "a role is held for everything, or for one thing of a kind",
                where=f"{self.kind} {self.id}".strip(),
                next="Write everything, or a kind and the id of a thing: publication 0a1b2c3d-….",
            )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}".strip()

    @classmethod
    def parse(cls, text: str) -> RoleScope:
        """From `everything`, `publication ID`, `source ID` or `request queue ID`."""
        for kind in ScopeKind:
            if text == kind or text.startswith(f"{kind} "):
                return cls(kind, text.removeprefix(kind).strip())
        raise unknown_name("kind of thing", text, [str(kind) for kind in ScopeKind])


EVERYTHING = RoleScope(ScopeKind.EVERYTHING)

_ANSWERS = frozenset({ScopeKind.SOURCE, ScopeKind.QUEUE})
_NARROWER = {
    Role.PUBLISHER: frozenset({ScopeKind.PUBLICATION}),
    Role.APPROVER: frozenset({ScopeKind.PUBLICATION}),
    Role.STATISTICIAN: _ANSWERS,
    Role.CHECKER: _ANSWERS,
    Role.SENIOR_CHECKER: _ANSWERS,
    Role.RELEASE_OFFICER: _ANSWERS,
    Role.AUDITOR: frozenset({ScopeKind.SOURCE}),
    Role.DATA_OWNER: frozenset({ScopeKind.SOURCE}),
}
"""The roles that can be held for less than everything. Who looks after people or incidents sees all."""


@dataclass(frozen=True, order=True)
class Right:
    """A role, and what it is held for."""

    role: Role
    scope: RoleScope = EVERYTHING

    def __post_init__(self) -> None:
        kind = self.scope.kind
        if kind is not ScopeKind.EVERYTHING and kind not in _NARROWER.get(self.role, ()):
            raise UsageError(
                f"nobody is {self.role} for one {kind}",
                where=f"{self.role}: {', '.join(map(str, scope_kinds(self.role)))}.",
                next="Choose another role, or hold it for everything.",
            )

    def __str__(self) -> str:
        return str(self.role) if self.scope == EVERYTHING else f"{self.role} for {self.scope}"


def scope_kinds(role: Role) -> tuple[ScopeKind, ...]:
    """The kinds of things that a role can be held for."""
    return tuple(kind for kind in ScopeKind if kind is ScopeKind.EVERYTHING or kind in _NARROWER.get(role, ()))


def roles_in(rights: Iterable[Right], scope: RoleScope) -> frozenset[Role]:
    """The roles that these rights give for a thing."""
    return frozenset(right.role for right in rights if right.scope in (EVERYTHING, scope))


def things_of(rights: Iterable[Right], roles: Iterable[Role], kind: ScopeKind) -> frozenset[str] | None:
    """The things of a kind for which these rights give one of the roles, by their ids; None for all there are."""
    found = [right.scope for right in rights if right.role in set(roles)]
    return None if EVERYTHING in found else frozenset(scope.id for scope in found if scope.kind is kind)
