"""The distance between a learner's home and where learning is delivered: straight lines between postcode centroids.

It is not a distance by road, and means nothing where learning happens at work or online.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Value

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the earth."""

BANDS = ((0, "0 to <2"), (2, "2 to <5"), (5, "5 to <10"), (10, "10 to <20"), (20, "20 to <50"), (50, "50+"))
"""The least distance of each band in km, and its code."""

DISTANCE_BANDS = (
    *(Category(code, f"{code.replace('<', 'under ')} km" if "<" in code else "50 km and over") for _, code in BANDS),
    UNKNOWN,
)

AT_WORK_OR_ONLINE = Parameter(
    "distance_at_work_or_online",
    "left_out",
    "Whether apprentices, and who learns at a distance, have a distance from home.",
    Evidence.A,
    "A straight line to a workplace or to a provider's office says nothing about a journey to learn.",
    choices=(
        ("left_out", "none here; ask with --set distance_at_work_or_online=measured to have theirs."),
        ("measured", "measured like any other."),
    ),
    in_notes=True,
)

SAME_POSTCODE = Parameter(
    "distance_of_same_postcode",
    "measured",
    "What the distance is where home and place of delivery have one postcode, as in halls or barracks.",
    Evidence.A,
    "One study of travel to learn left such learners out; the school census does not.",
    choices=(("measured", "nothing, in the nearest band"), ("left_out", "not known")),
)


def grid_km(east_from: Value, north_from: Value, east_to: Value, north_to: Value) -> Value:
    """Kilometres between two points of the National Grid, given in metres."""
    east = (east_to - east_from).cast("float64")
    north = (north_to - north_from).cast("float64")
    return (east * east + north * north).sqrt() / 1000


def sphere_km(lat_from: Value, long_from: Value, lat_to: Value, long_to: Value) -> Value:
    """Kilometres over the globe between two points given in degrees: the haversine formula on the mean radius."""
    half_lat = (lat_to - lat_from).radians() / 2
    half_long = (long_to - long_from).radians() / 2
    chord = half_lat.sin() ** 2 + lat_from.radians().cos() * lat_to.radians().cos() * half_long.sin() ** 2
    return chord.sqrt().asin() * (2 * EARTH_RADIUS_KM)


def distance_band(km: Value) -> Text:
    """The band of a distance that is not rounded; Unknown without one."""
    below = [(km < least, code) for (_, code), (least, _) in pairwise(BANDS)]
    return cases((km.isnull(), "Unknown"), *below, else_=BANDS[-1][1])
