"""The lists of codes in LARS: each in a file of its own, whose columns are named after the list."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.sources.published.known import Known, Origin
from alder.sources.published.origins import LARS
from alder.sources.published.values import CODE, Reads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA = pa.schema(
    [
        ("list", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("short_name", pa.string()),
        ("EffectiveFrom", pa.date32()),
        ("EffectiveTo", pa.date32()),
    ]
)
"""`list` is the name of the column that holds the codes, as LARS has it in its other files."""

_READ = pa.schema([SCHEMA.field(n) for n in SCHEMA.names if n != "list"])
_ANY = "(list)"


def code_list(reads: Mapping[str, Reads]) -> Known:
    """The table of all lists. `reads` says how codes of some lists are read."""
    return _known(_ANY, _ANY, f"{_ANY}Desc", f"{_ANY}Desc2", reads, partial(_of, reads))


def _of(reads: Mapping[str, Reads], header: Sequence[str]) -> Known | None:
    """The layout of a file whose first column has the codes and whose next, or next but one, says what they mean.

    Subject areas have a table of their own. `Parent` before the name of the codes is the tree that some lists are.
    """
    if len(header) < 3 or header[0].startswith("SectorSubjectArea"):
        return None
    codes = header[0]
    stem = re.sub("(?:Code|Ref|Id)$", "", codes)
    named = header[2] if header[1] == f"Parent{codes}" else header[1]
    if named not in (f"{codes}Desc", f"{stem}Desc", f"{stem}Name"):
        return None
    short = next((h for h in header if h in (f"{named}2", f"{stem}ShortName")), f"{named}2")
    return _known(codes, codes, named, short, reads, None)


def _known(
    name: str, codes: str, named: str, short: str, reads: Mapping[str, Reads], of: partial[Known | None] | None
) -> Known:
    def listed(rows: pa.Table) -> pa.Table:
        columns = {n: rows[n] for n in rows.schema.names}
        return pa.table({"list": pa.repeat(name, rows.num_rows), **columns}).select(SCHEMA.names)

    return Known(
        "lars_code",
        "the lists of codes (LARS)",
        SCHEMA,
        ("code", "name"),
        {
            "code": (codes,),
            "name": (named,),
            "short_name": (short,),
            "EffectiveFrom": ("EffectiveFrom",),
            "EffectiveTo": ("EffectiveTo",),
        },
        optional=frozenset({"short_name", "EffectiveTo"}),
        sign=("EffectiveFrom",),
        joins=True,
        unique=("list", "code", "EffectiveFrom"),
        columns=_READ,
        make=listed,
        of=of,
        reads={"code": reads.get(name, CODE)},
        lets="what codes of aims, rates and standards mean",
        origins=(
            Origin(
                "LearnAimRefType.csv, FundingCategory.csv and the other lists in the CSV download of LARS",
                LARS.publisher,
                LARS.page,
                note="add all of them with one command",
            ),
        ),
    )
