"""Areas of England: its regions, and what stands for places without an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Value

REGIONS = (
    Category("E12000001", "North East"),
    Category("E12000002", "North West"),
    Category("E12000003", "Yorkshire and The Humber"),
    Category("E12000004", "East Midlands"),
    Category("E12000005", "West Midlands"),
    Category("E12000006", "East of England"),
    Category("E12000007", "London"),
    Category("E12000008", "South East"),
    Category("E12000009", "South West"),
)
OUTSIDE = Category("Outside England", "Outside England")
NO_PLAN = Category("None", "In no plan's area")
NO_AUTHORITY = Category("None", "In no combined authority")


def outside_england(lad: Value) -> Truth:
    """Whether a local authority district is known and not in England: codes of England begin with E."""
    return (~lad.startswith("E")).fill_null(False)


def region(code: Value, lad: Value) -> Text:
    """The region's code where it is one of England; outside England; or not known."""
    known = code.isin([c.code for c in REGIONS])
    return cases((known, code), (outside_england(lad), OUTSIDE.code), else_="Unknown")


def area(code: Value, lad: Value, *, missing: Category) -> Text:
    """The area's code where the district is in England, and `missing` where the area has none of it."""
    return cases(
        (lad.isnull(), "Unknown"),
        (outside_england(lad), OUTSIDE.code),
        (code.isnull(), missing.code),
        else_=code,
    )
