"""Providers and where they are, from the register of establishments (GIAS) and the register of providers (UKRLP).

A UKPRN stands in GIAS once for every establishment that had it, closed ones too: a college before and after it became
an academy, say. One row is kept for each UKPRN: an open establishment before a closed one, then the latest to open,
then the highest URN. So provider numbers find one place, and never two.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import ColumnReader, between
from alder.look.words import counted
from alder.model import service
from alder.sources.reference.area_codes import DISTRICT, POSTCODE, REGION
from alder.sources.reference.table_layout import GIAS, FinishedTable, Origin, TableLayout

SCHEMA = pa.schema(
    [
        ("ukprn", pa.int32()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("postcode", pa.string()),
        ("lad", pa.string()),
        ("region", pa.string()),
        ("urn", pa.int32()),
        ("status", pa.string()),
        ("opened", pa.date32()),
        ("closed", pa.date32()),
    ]
)

UKRLP = Origin(
    "a list of providers with the columns UnitedKingdomProviderReferenceNumber, ProviderName and ProviderStatus",
    "UK Register of Learning Providers",
    service.PROVIDERS,
    note="has every provider, but no areas",
)

REGIONS = dict(zip("ABDEFGHJK", (f"E1200000{n}" for n in range(1, 10)), strict=True)) | {"W": "W99999999", "Z": None}
"""The letters that GIAS still has for the regions of England, W for Wales and Z for none, as the codes of today."""


def _region(text: str) -> str | None:
    if text in REGIONS:
        return REGIONS[text]
    region: str = REGION.one(text)
    return region


_READS = {
    "ukprn": between(10_000_000, 19_999_999, "is not a provider number of eight digits that begins with 1"),
    "postcode": POSTCODE,
    "lad": DISTRICT,
    "region": ColumnReader(_region),
    "urn": between(100_000, 999_999, "is not a school number of six digits"),
}


def one_of_each(rows: pa.Table) -> FinishedTable:
    """One row for each UKPRN."""
    is_open = pc.fill_null(pc.match_substring_regex(pc.utf8_lower(rows["status"]), "^(open|active|verified)"), False)
    order = rows.append_column("is_open", is_open.cast(pa.int8())).sort_by(
        [("ukprn", "ascending"), ("is_open", "descending"), ("opened", "descending"), ("urn", "descending")]
    )
    numbers = order["ukprn"].to_pylist()
    first = [n for n, number in enumerate(numbers) if n == 0 or number != numbers[n - 1]]
    kept = order.take(first).select(rows.schema.names)
    over = rows.num_rows - kept.num_rows
    note = f"{counted(over, 'establishment')} of a UKPRN that another has too: the open or latest one was kept."
    return FinishedTable(kept, (note,) if over else ())


SUCCESSORS = pa.schema([("ukprn", pa.int32()), ("successor", pa.int32()), ("date", pa.date32())])

LINKS = Origin(
    "a CSV with the columns UKPRN, Successor and Date, a line for each provider that became part of another",
    "made by hand, from the links of establishments in GIAS or the associations of the UK Register of Learning "
    "Providers",
    GIAS.page,
    note="GIAS links schools and colleges by URN; the UKPRN of each is in its list of establishments",
)


def one_successor_of_each(rows: pa.Table) -> FinishedTable:
    """One successor for each provider, the latest; a provider that would be its own is left out."""
    order = rows.filter(pc.not_equal(rows["ukprn"], rows["successor"])).sort_by(
        [("ukprn", "ascending"), ("date", "descending"), ("successor", "ascending")]
    )
    numbers = order["ukprn"].to_pylist()
    first = [n for n, number in enumerate(numbers) if n == 0 or number != numbers[n - 1]]
    kept = order.take(pa.array(first, pa.int64()))  # with a type also where there is none
    over = rows.num_rows - kept.num_rows
    note = f"{counted(over, 'line')} left out: of a provider with several successors the latest was kept."
    return FinishedTable(kept.select(rows.schema.names), (note,) if over else ())


PLACE = 70
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "provider_place",
        "providers: what kind they are and where",
        SCHEMA,
        ("ukprn", "name"),
        {
            "ukprn": ("UKPRN",),
            "name": ("EstablishmentName",),
            "kind": ("TypeOfEstablishment (name)",),
            "postcode": ("Postcode",),
            "lad": ("DistrictAdministrative (code)",),
            "region": ("GOR (code)",),
            "urn": ("URN",),
            "status": ("EstablishmentStatus (name)",),
            "opened": ("OpenDate",),
            "closed": ("CloseDate",),
        },
        optional=frozenset({"lad", "region", "opened", "closed"}),
        marks=("EstablishmentNumber",),
        file="edubasealldata[0-9]*",
        unique=("ukprn",),
        reads=_READS,
        finish=one_of_each,
        enables="provider type and provider area, and names of colleges and schools",
        origins=(GIAS, UKRLP),
    ),
    TableLayout(
        "provider_place",
        "providers: what kind they are and where",
        SCHEMA,
        ("ukprn", "name"),
        {
            "ukprn": ("UnitedKingdomProviderReferenceNumber",),
            "name": ("ProviderName",),
            "postcode": ("PostCode",),
            "status": ("ProviderStatus",),
        },
        optional=frozenset({"kind", "postcode", "lad", "region", "urn", "opened", "closed"}),
        marks=("ProviderStatus",),
        unique=("ukprn",),
        reads=_READS,
        finish=one_of_each,
    ),
    TableLayout(
        "provider_successor",
        "providers that became part of others, and when",
        SUCCESSORS,
        ("ukprn",),
        {"ukprn": ("UKPRN",), "successor": ("Successor",), "date": ("Date",)},
        unique=("ukprn", "date"),
        reads={"ukprn": _READS["ukprn"], "successor": _READS["ukprn"]},
        finish=one_successor_of_each,
        enables="achievement rates to follow learners through the mergers of providers",
        origins=(LINKS,),
    ),
)
