"""What can be done to a thing, as a call names it and the table of its process says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.governance.process import Move

A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True)
class Need:
    """One field that a call has to have, or may have."""

    name: str
    kind: str
    """`text`, `texts`: a list of them, `number`, `truth` or `object`."""
    says: str
    is_required: bool = True
    most: int = 0
    values: tuple[str | int, ...] = ()
    """What it may be, where that is a closed list."""


def name_of(action: StrEnum) -> str:
    """As addresses have it: `return-early`."""
    return action.name.lower().replace("_", "-")


def action_named(actions: type[A], name: str) -> A:
    """The action of an address. One that is not there is not there."""
    found = next((action for action in actions if name_of(action) == name), None)
    if found is None:
        raise Http404
    return found


def needs_json(action: StrEnum, lines: Sequence[Move], needs: Sequence[Need]) -> dict[str, Any]:
    """What the table says of an action: who does it in which states, what must hold, what comes of it; and its fields.

    The conditions are those of the first line of the table for the action: its guards say in their own words what each
    insists on.
    """
    conditions = dict.fromkeys(str(guard.__doc__).strip().split("\n")[0] for line in lines for guard in line.guards)
    return {
        "action": name_of(action),
        "does": str(action),
        "roles": sorted({str(role) for line in lines for role in line.roles}),
        "from": sorted({str(state) for line in lines for state in line.states}),
        "to": sorted({str(line.to) for line in lines}),
        "conditions": list(conditions),
        "needs": [
            {
                "name": need.name,
                "kind": need.kind,
                "says": need.says,
                "isRequired": need.is_required,
                **({"most": need.most} if need.most else {}),
                **({"values": list(need.values)} if need.values else {}),
            }
            for need in needs
        ],
    }
