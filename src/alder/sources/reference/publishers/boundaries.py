"""Boundaries of areas, as the Open Geography portal gives them: GeoJSON, a feature an area.

Which level a file is about is known by its properties, such as LAD23CD and LAD23NM. Each feature becomes a row, its
geometry in the words of GeoJSON, in degrees of WGS84, as RFC 7946 asks for.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING, OtherContents, Unpacker
from alder.files.values import UnreadableValue, between, shaped
from alder.look.words import listed
from alder.model import service
from alder.model.geographic_levels import DEVOLVED_AREA, DISTRICT, LSIP, NATIONAL, REGIONAL
from alder.sources.reference.area_codes import DISTRICT as DISTRICT_CODE
from alder.sources.reference.area_codes import REGION as REGION_CODE
from alder.sources.reference.table_layout import Origin, TableLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import IO

SCHEMA = pa.schema(
    [
        ("level", pa.string()),
        ("year", pa.int32()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("geometry", pa.string()),
    ]
)
"""`level` in letters of the data standard (LAD), `year` that of the codes, `geometry` in GeoJSON."""

PROPERTIES: Mapping[str, tuple[str, str]] = {
    level.code: (f"{word}##CD", f"{word}##NM")
    for level, word in (
        (DISTRICT, "LAD"),
        (LSIP, "LSIP"),
        (DEVOLVED_AREA, "CAUTH"),
        (REGIONAL, "RGN"),
        (NATIONAL, "CTRY"),
    )
}
"""The properties with code and name of an area of each level; `#` is a digit of the year. The finest level is first."""

_CODES = {
    DISTRICT.code: DISTRICT_CODE,
    LSIP.code: shaped("E69[0-9]{6}", "is not the code of a skills area"),
    DEVOLVED_AREA.code: shaped("E(47|61)[0-9]{6}", "is not the code of a combined authority"),
    REGIONAL.code: REGION_CODE,
    NATIONAL.code: shaped("[EWSNK][0-9]{8}", "is not the code of a country"),
}
_LARGEST, _LARGEST_AREA = 48 << 20, 4 << 20
"""Bytes of a file and of one area. Generalised boundaries have a tenth; a map of a page shows no more than they do."""
_GENERALISED = f"{NOTHING} Take the generalised boundaries (BGC, BSC or BUC): a map of a page shows no more."
_PLACES = 6
"""Decimals of a degree that are kept: a tenth of a metre."""
_WGS84 = f"{NOTHING} Download the GeoJSON in WGS84 (EPSG:4326), which the portal offers for every set of boundaries."


class _Fault(ValueError):
    """What is wrong with one feature."""


def _unpacking(opened: Callable[[], IO[bytes]], where: str) -> Callable[[], IO[bytes]]:
    """What opens boundaries as a CSV of their areas."""
    return lambda: _as_csv(opened, where)


def _as_csv(opened: Callable[[], IO[bytes]], where: str) -> IO[bytes]:
    with opened() as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableFile(f"these boundaries have more than {_LARGEST >> 20} MB", where=where, next=_GENERALISED)
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableFile(
            "this file is no whole GeoJSON", where=f"{where}{line}", next=f"{NOTHING} Get the file again."
        ) from None
    features = read.get("features") if isinstance(read, dict) and read.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise OtherContents(
            "this GeoJSON is no collection of features, one for each area",
            where=where,
            next=f"{NOTHING} Take the GeoJSON download of a set of boundaries.",
        )
    level, code, name = _columns(features[0], where)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCHEMA.names)
    for number, feature in enumerate(features, 1):
        own: Any = feature.get("properties") if isinstance(feature, dict) else None
        properties = own if isinstance(own, dict) else {}
        try:
            row = (_code(level, code, properties), _name(name, properties), _geometry(feature))
        except _Fault as fault:
            called = f" ({properties[name]})" if isinstance(properties.get(name), str) else ""
            at = f"{where}, feature {number:,}{called}"
            raise UnreadableFile(str(fault), where=at, next=_next(fault)) from None
        writer.writerow((level, _year(code), *row))
    return io.BytesIO(out.getvalue().encode())


def _columns(first: Any, where: str) -> tuple[str, str, str]:
    """The level of a file with the properties that have code and name, by its first feature."""
    names = list(first.get("properties") or {}) if isinstance(first, dict) else []
    for level, patterns in PROPERTIES.items():
        code, name = (next((n for n in names if _fits(n, pattern)), None) for pattern in patterns)
        if code and name:
            return level, code, name
    wanted = listed(
        [f"{code.replace('#', '.')} and {name.replace('#', '.')}" for code, name in PROPERTIES.values()], "or"
    )
    raise OtherContents(
        "the features of this GeoJSON have no code and name of areas that Alder takes",
        where=f"{where}, feature 1: {listed(names) if names else 'it has no properties'}",
        next=f"{NOTHING} Properties that are known: {wanted}, where points are the year.",
    )


def _fits(name: str, pattern: str) -> bool:
    return re.fullmatch(pattern.replace("#", "[0-9]"), name, re.IGNORECASE) is not None


def _year(code: str) -> int:
    return 2000 + int(code[-4:-2])


def _code(level: str, property: str, properties: Mapping[str, Any]) -> str:
    """The code of an area. Raises where it is none of its level."""
    try:
        return str(_CODES[level].one(_name(property, properties)))
    except UnreadableValue as error:
        raise _Fault(f"{property} {error}") from None


def _name(property: str, properties: Mapping[str, Any]) -> str:
    value = properties.get(property)
    if not isinstance(value, str) or not value.strip():
        raise _Fault(f"{property} is empty")
    return value.strip()


class _NotDegrees(_Fault):
    """Coordinates that are metres."""


class _TooDetailed(_Fault):
    """An area with more corners than a map can use."""


def _next(fault: _Fault) -> str:
    if isinstance(fault, _NotDegrees):
        return _WGS84
    return _GENERALISED if isinstance(fault, _TooDetailed) else f"{NOTHING} Get the file again, as it was published."


def _geometry(feature: Any) -> str:
    """The geometry of an area as text. Raises where it is none."""
    own = feature.get("geometry") if isinstance(feature, dict) else None
    geometry: dict[str, Any] = own if isinstance(own, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Fault(f"its geometry is {f'a {kind}' if isinstance(kind, str) else 'missing'}, and an area is a Polygon")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _Fault("its geometry has no coordinates")
    kept = [[_ring(ring) for ring in _rings(polygon)] for polygon in polygons]
    text = json.dumps({"type": kind, "coordinates": kept[0] if kind == "Polygon" else kept}, separators=(",", ":"))
    if len(text) > _LARGEST_AREA:
        raise _TooDetailed(f"this area alone has more than {_LARGEST_AREA >> 20} MB of corners")
    return text


def _rings(polygon: Any) -> Iterator[Any]:
    if not isinstance(polygon, list) or not polygon:
        raise _Fault("one of its polygons has no ring")
    yield from polygon


def _ring(ring: Any) -> list[list[float]]:
    """The corners of a ring, rounded. Raises where they are no degrees, or where it is not closed."""
    if not isinstance(ring, list) or len(ring) < 4:
        raise _Fault("one of its rings has fewer than four corners")
    corners = []
    for corner in ring:
        if not isinstance(corner, list) or len(corner) < 2 or not all(_is_number(part) for part in corner[:2]):
            raise _Fault("one of its corners is not a longitude and a latitude")
        longitude, latitude = corner[:2]
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise _NotDegrees("its coordinates are no longitude and latitude; they may be metres of the National Grid")
        corners.append([round(float(longitude), _PLACES), round(float(latitude), _PLACES)])
    if corners[0] != corners[-1]:
        raise _Fault("one of its rings does not end where it begins")
    return corners


def _is_number(part: Any) -> bool:
    return isinstance(part, (int, float)) and not isinstance(part, bool) and math.isfinite(part)


PLACE = 65
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "boundary",
        "boundaries of areas, for maps",
        SCHEMA,
        tuple(SCHEMA.names),
        {
            "code": tuple(code for code, _ in PROPERTIES.values()),
            "name": tuple(name for _, name in PROPERTIES.values()),
        },
        joins=True,
        unique=("code", "year"),
        reads={
            "level": shaped("|".join(PROPERTIES), "is none of the levels that have boundaries"),
            "year": between(2009, 2099, "is not the year of codes"),
        },
        enables="maps of figures by region, local authority, skills area or combined authority",
        origins=(
            Origin(
                "the GeoJSON of a set of boundaries",
                "Office for National Statistics, Open Geography portal",
                service.GEOGRAPHY_PORTAL,
                "Local Authority Districts boundaries UK BUC",
                "so for regions, countries, combined authorities and skills areas; take the most generalised (BUC or "
                "BSC), in WGS84. Code and name are properties of its features, and tell the level and year",
            ),
        ),
    ),
)

UNPACKERS = (Unpacker(re.compile(r".*\.(?:geo)?json(?:\.gz)?", re.IGNORECASE), _unpacking, growth=1),)
