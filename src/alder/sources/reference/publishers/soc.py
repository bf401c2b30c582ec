"""The occupations of SOC 2020: major groups (1 digit), sub-major (2), minor (3) and unit groups (4)."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import shaped
from alder.model import service
from alder.sources.reference.table_layout import Origin, TableLayout

SCHEMA = pa.schema([("code", pa.string()), ("level", pa.int32()), ("title", pa.string())])
LEVELS = {1: "major group", 2: "sub-major group", 3: "minor group", 4: "unit group"}
_READ = pa.schema([("code", pa.string()), ("title", pa.string())])


def levelled(rows: pa.Table) -> pa.Table:
    """Each code with its level, which is how many digits it has."""
    level = pc.utf8_length(rows["code"]).cast(pa.int32())
    return pa.table([rows["code"], level, rows["title"]], schema=SCHEMA)


PLACE = 80
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "soc2020",
        "the Standard Occupational Classification 2020",
        SCHEMA,
        ("code", "title"),
        {"code": ("code", "SOC2020 code", "SOC 2020"), "title": ("title", "SOC2020 title", "Group Title")},
        marks=("code", "title", "parent"),
        file=r"soc_?2020.*",
        unique=("code",),
        columns=_READ,
        reads={"code": shaped("[1-9][0-9]{0,3}", "is not a code of one to four digits")},
        derive=levelled,
        enables="titles of occupations in outcomes and labour-market tables",
        origins=(
            Origin(
                "the structure in volume 1, its sheet saved as CSV with the columns code, digits, parent and title",
                "Office for National Statistics",
                service.SOC_2020,
            ),
        ),
    ),
)
