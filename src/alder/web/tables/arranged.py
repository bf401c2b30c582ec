"""How the table is arranged, and links that arrange it otherwise. The address carries the order: no script is needed.

A link leads back to the place in the list where what was moved stands now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.publishing.tables.members import moved

if TYPE_CHECKING:
    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.table import Dimension
    from alder.web.tables.asked import Asked
    from alder.web.tables.chosen import Layout

MOST_MEMBERS = 40
"""Dimensions with more members than this keep their order: the address would become too long."""


@dataclass(frozen=True)
class Move:
    """A link that arranges the table otherwise: what it says, and whose it is for who cannot see that."""

    words: str
    of: str
    address: str
    id: str


@dataclass(frozen=True)
class Arranged:
    """Where something stands, with links that move it."""

    id: str
    words: str
    stands: str
    moves: tuple[Move, ...]
    members: tuple[Arranged, ...] = ()
    is_open: bool = False
    """Whether the members stand in an order of their own, which is then shown."""


def dimensions(so_far: Asked, found: ChosenTable, at: Layout) -> list[Arranged]:
    """Each split dimension with where it stands: down the side or along the top, and how far out."""
    made = []
    for side, here in enumerate(at):
        other = at[1 - side]
        for n, name in enumerate(here):
            dimension = found.dimension(name)
            spot = f"move-{name}"
            across = (*here[:n], *here[n + 1 :]), (*other, name)
            links = [(f"To {_SIDES[1 - side]}", "across", _sides(side, *across))]
            if n:
                links.append(("Further out", "out", _sides(side, moved(here, n, -1), other)))
            if n + 1 < len(here):
                links.append(("Further in", "in", _sides(side, moved(here, n, 1), other)))
            moves = tuple(
                Move(words, dimension.title, _address(so_far, spot, to), f"{spot}-{kind}") for words, kind, to in links
            )
            stands = _SIDES[side].capitalize() + (f", {n + 1} of {len(here)}" if len(here) > 1 else "")
            is_open = any(other == name for other, _ in so_far.orders)
            made.append(Arranged(spot, dimension.title, stands, moves, _members(so_far, found, dimension), is_open))
    return made


_SIDES = ("rows", "columns")


def _sides(side: int, here: tuple[str, ...], other: tuple[str, ...]) -> Layout:
    return (here, other) if side == 0 else (other, here)


def _members(so_far: Asked, found: ChosenTable, dimension: Dimension) -> tuple[Arranged, ...]:
    order = found.ids(dimension)
    if len(order) > MOST_MEMBERS:
        return ()
    made = []
    for n, (_, words) in enumerate(dimension.members):
        spot = f"place-{dimension.name}-{order[n].replace('.', '-')}"
        moves = tuple(
            Move(said, words, _ordered(so_far, spot, dimension.name, moved(order, n, by)), f"{spot}-{said.lower()}")
            for said, by in (("Up", -1), ("Down", 1))
            if 0 <= n + by < len(order)
        )
        made.append(Arranged(spot, words, f"{n + 1} of {len(order)}", moves))
    return tuple(made)


def swapped(so_far: Asked, at: Layout) -> str:
    """The address of the table with rows and columns changed about."""
    return _address(so_far, "table", (at[1], at[0]))


def _address(so_far: Asked, spot: str, at: Layout) -> str:
    more = [(name, ",".join(names)) for name, names in zip(_SIDES, at, strict=True) if names]
    return _at(so_far) + so_far.query(without=_SIDES, more=[*more, *so_far.chart]) + f"#{spot}"


def _ordered(so_far: Asked, spot: str, name: str, order: tuple[str, ...]) -> str:
    others = [("order", f"{other}:{','.join(of)}") for other, of in so_far.orders if other != name]
    more = [*others, ("order", f"{name}:{','.join(order)}")]
    return _at(so_far) + so_far.query(without=("order",), more=[*more, *so_far.chart]) + f"#{spot}"


def _at(so_far: Asked) -> str:
    return reverse("table", args=[so_far.data_set])
