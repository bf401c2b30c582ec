"""The page of the finished table: its files, chart, links and arrangement, and the same figures for programs.

The address carries the order: no script is needed. A link leads back to the place in the list where what was moved
stands now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from alder import wall_clock
from alder.publishing.tables import calls
from alder.publishing.tables.choice import as_query, cropped
from alder.publishing.tables.chosen_table import Size, most_figures, moved
from alder.show.layout import page_table
from alder.show.table import title_of
from alder.web import frame
from alder.web.frame import page
from alder.web.publications import look_up
from alder.web.tables import table_address
from alder.web.tables.chart_views import chart_form
from alder.web.tables.file_views import LARGE, TYPES
from alder.web.tables.table_address import with_time_limit

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.layout import PageTable
    from alder.show.table import Dimension
    from alder.web.tables.table_address import Layout, TableAddress

_MOST_ROWS = 2_000
"""Rows of the data set that a page shows; files have all."""
_MOST_LINES = 200


@with_time_limit
def show(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The table with everything that belongs to it. A choice that is not whole goes back to its step."""
    from alder.web.methodology.column_methods import methods_of  # it loads every measure

    address = table_address.complete_address(request, data_set)
    if isinstance(address, HttpResponseRedirect):
        return address
    is_part = table_address.is_very_large(address)
    table = _part(address) if is_part else table_address.figures(address, most_rows=_MOST_ROWS)
    if not table.figures:
        return HttpResponseRedirect(address.url("table-content", more=[("next", "1")]))
    at = table_address.layout(address, table)
    facts = table_address.facts(request, address, at)
    shown = page_table(table, facts, most=_MOST_LINES)
    withheld = _withheld(address, shown)
    version, latest = address.version, look_up.latest(data_set)
    csv = table_address.table_url(request, address, "table-file", version=address.number, kind="csv")
    figures = [indicator.column for indicator in table.indicators if indicator.unit != "string"]
    api = request.build_absolute_uri(f"/v1/data-sets/{data_set}")
    return page(
        request,
        "alder.web.tables:templates/table.html.j2",
        at="create-a-table",
        crumbs=[table_address.CRUMB],
        script=frame.asset_url("arrange.js"),
        address=address,
        version=version,
        made_up=version.figures_are,
        is_latest=latest is not None and latest.id == version.id,
        title=title_of(table),
        facts=facts,
        methods=methods_of([address.contents]),
        shown=shown,
        is_part=is_part,
        summary=address.summary(5),
        change=address.url("table-content"),
        fewer=address.url("table-places"),
        charted=None if is_part or shown.lacks_lines else chart_form(address, table, facts),
        arranged=[] if is_part else dimension_orders(address, table, at),
        swapped=swapped_url(address, at),
        files={kind: address.url("table-file", kind) for kind in TYPES if kind not in withheld},
        withheld=withheld,
        is_large=most_figures(address.choice, address.contents) > LARGE,
        live=table_address.table_url(request, address),
        frozen=table_address.table_url(request, address, version=str(version.number)),
        freeze=address.url("freeze-table"),
        cited=facts.cited(table),
        today=wall_clock.today(),
        curl=calls.curl(api, as_query(address.choice, address.contents)),
        python=calls.python_table(csv, figures),
        r=calls.r_table(csv, figures),
    )


def _withheld(address: TableAddress, shown: PageTable) -> dict[str, str]:
    """The kinds of files that the whole table does not fit into, and why not."""
    if not shown.table.is_cut and not table_address.is_very_large(address):
        return Size(most_figures(address.choice, address.contents), shown.lines_in_all, shown.columns_in_all).withheld()
    about = table_address.outline(address)
    return table_address.size(address, about, table_address.layout(address, about)).withheld()


def _part(address: TableAddress) -> ChosenTable:
    """Of a very large table the latest times of a few places; its first rows where those have none."""
    part = table_address.figures(address, choice=cropped(address.choice, address.contents), most_rows=_MOST_ROWS)
    return part if part.figures else table_address.figures(address, most_rows=_MOST_ROWS)


MOST_MEMBERS = 40
"""Dimensions with more members than this keep their order: the address would become too long."""


@dataclass(frozen=True)
class OrderLink:
    """A link that arranges the table otherwise: what it says, and whose it is for who cannot see that."""

    words: str
    of: str
    address: str
    id: str


@dataclass(frozen=True)
class DimensionOrder:
    """Where something stands, with links that move it."""

    id: str
    words: str
    stands: str
    moves: tuple[OrderLink, ...]
    members: tuple[DimensionOrder, ...] = ()
    is_open: bool = False
    """Whether the members stand in an order of their own, which is then shown."""


def dimension_orders(address: TableAddress, table: ChosenTable, at: Layout) -> list[DimensionOrder]:
    """Each split dimension with where it stands: down the side or along the top, and how far out."""
    made = []
    for side, here in enumerate(at):
        other = at[1 - side]
        for n, name in enumerate(here):
            dimension = table.dimension(name)
            spot = f"move-{name}"
            across = (*here[:n], *here[n + 1 :]), (*other, name)
            links = [(f"To {_SIDES[1 - side]}", "across", _sides(side, *across))]
            if n:
                links.append(("Further out", "out", _sides(side, moved(here, n, -1), other)))
            if n + 1 < len(here):
                links.append(("Further in", "in", _sides(side, moved(here, n, 1), other)))
            moves = tuple(
                OrderLink(words, dimension.title, _arranged_url(address, spot, to), f"{spot}-{kind}")
                for words, kind, to in links
            )
            stands = _SIDES[side].capitalize() + (f", {n + 1} of {len(here)}" if len(here) > 1 else "")
            is_open = any(other == name for other, _ in address.orders)
            made.append(
                DimensionOrder(spot, dimension.title, stands, moves, _members(address, table, dimension), is_open)
            )
    return made


_SIDES = ("rows", "columns")


def _sides(side: int, here: tuple[str, ...], other: tuple[str, ...]) -> Layout:
    return (here, other) if side == 0 else (other, here)


def _members(address: TableAddress, table: ChosenTable, dimension: Dimension) -> tuple[DimensionOrder, ...]:
    order = table.ids(dimension)
    if len(order) > MOST_MEMBERS:
        return ()
    made = []
    for n, (_, words) in enumerate(dimension.members):
        spot = f"place-{dimension.name}-{order[n].replace('.', '-')}"
        moves = tuple(
            OrderLink(
                said, words, _ordered(address, spot, dimension.name, moved(order, n, by)), f"{spot}-{said.lower()}"
            )
            for said, by in (("Up", -1), ("Down", 1))
            if 0 <= n + by < len(order)
        )
        made.append(DimensionOrder(spot, words, f"{n + 1} of {len(order)}", moves))
    return tuple(made)


def swapped_url(address: TableAddress, at: Layout) -> str:
    """The address of the table with rows and columns changed about."""
    return _arranged_url(address, "table", (at[1], at[0]))


def _arranged_url(address: TableAddress, spot: str, at: Layout) -> str:
    more = [(name, ",".join(names)) for name, names in zip(_SIDES, at, strict=True) if names]
    return address.url("table", without=_SIDES, more=[*more, *address.chart], spot=spot)


def _ordered(address: TableAddress, spot: str, name: str, order: tuple[str, ...]) -> str:
    others = [("order", f"{other}:{','.join(of)}") for other, of in address.orders if other != name]
    more = [*others, ("order", f"{name}:{','.join(order)}")]
    return address.url("table", without=("order",), more=[*more, *address.chart], spot=spot)
