"""The English index of multiple deprivation: five editions, on the small areas (LSOA) of three censuses.

Rank 1 is the most deprived area. A decile is the tenth of all areas that a rank falls into, rounded up:
ceil(10 × rank ÷ areas). That gives every decile published for 2015, 2019 and 2025. For 2007 and 2010 none was
published; deciles in converted files are their makers' own, differ from the rule in 8 areas each, and are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import between, shaped
from alder.look.words import counted
from alder.model import service
from alder.sources.reference.table_layout import Contradiction, Origin, TableLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.sources.reference.table_layout import Blocks


@dataclass(frozen=True)
class Index:
    """One edition: its areas are of the `census`, and there are so many. `city` is the rank of the area E01000001.

    That area is the first in every edition, in the City of London; its ranks differ, so they tell editions apart.
    """

    year: int
    census: int
    areas: int
    city: int
    authorities: str = ""
    """The year of the local authorities in the published file, which tells 2015 from 2019."""

    @property
    def has_deciles(self) -> bool:
        return self.year >= 2015

    @property
    def table(self) -> str:
        return f"imd_{self.year}"


INDICES = (
    Index(2007, 2001, 32_482, 29_006),
    Index(2010, 2001, 32_482, 28_814),
    Index(2015, 2011, 32_844, 29_111, "2013"),
    Index(2019, 2011, 32_844, 29_199, "2019"),
    Index(2025, 2021, 33_755, 26_525, "2024"),
)

SCHEMA = pa.schema([("lsoa", pa.string()), ("rank", pa.int32()), ("decile", pa.int32()), ("score", pa.float64())])
CITY = "E01000001"
_IMD = "Index of Multiple Deprivation (IMD)"
_FIRST = "(where 1 is most deprived)"
_FEW = 0.01

AREA = shaped("E01[0-9]{6}", "is not the code of a small area (LSOA) of England")


def decile(rank: int, areas: int) -> int:
    """The tenth of `areas` that a rank falls into; 1 is the most deprived."""
    return -(-10 * rank // areas)


def check(index: Index, blocks: Blocks) -> Iterable[str]:
    """Raises where the ranks are another edition's, or ranks and deciles contradict each other."""
    rows = pa.concat_tables(blocks(["lsoa", "rank", "decile"]))
    city = rows.filter(pc.equal(rows["lsoa"], CITY))["rank"]
    if len(city) and city[0].as_py() != index.city:
        others = [i for i in INDICES if i.city == city[0].as_py()]
        is_of = f": its ranks are those of IMD {others[0].year}" if others else ""
        raise Contradiction(f"this is not the index of {index.year}{is_of}")
    if rows.num_rows != index.areas:
        yield f"It has {rows.num_rows:,} of the {index.areas:,} areas of England."
    given = rows.filter(pc.is_valid(rows["decile"]))
    by_rule = [decile(rank, index.areas) for rank in given["rank"].to_pylist()]
    other = sum(1 for ours, theirs in zip(by_rule, given["decile"].to_pylist(), strict=True) if ours != theirs)
    if other > _FEW * given.num_rows:
        raise Contradiction(
            f"ranks and deciles contradict each other in {counted(other, 'area')}: "
            "decile 1 should hold the tenth with the lowest ranks"
        )
    if other:
        areas = counted(other, "area")
        yield f"{areas} {'has' if other == 1 else 'have'} another decile than ceil(10 × rank ÷ {index.areas:,}) gives."


def _names(index: Index, *, published: bool) -> dict[str, tuple[str, ...]]:
    census = str(index.census)
    if not published:
        return {
            "lsoa": (f"lsoa{census[2:]}_code", f"lsoa{census[2:]}cd"),
            "rank": ("IMD_rank", "IMDRank"),
            "decile": ("IMD_decile", "IMDDecile") if index.has_deciles else (),
            "score": ("IMD_score", "IMDScore"),
        }
    if not index.has_deciles:
        return {
            "lsoa": ("LSOA CODE", "LSOA"),
            "rank": (f"RANK OF IMD SCORE {_FIRST}", f"RANK OF IMD {_FIRST}"),
            "score": ("IMD SCORE",),
        }
    return {
        "lsoa": (f"LSOA code ({census})",),
        "rank": (f"{_IMD} Rank {_FIRST}",),
        "decile": (f"{_IMD} Decile (where 1 is most deprived 10% of LSOAs)",),
        "score": (f"{_IMD} Score",),
    }


def _signs(index: Index) -> tuple[str, ...]:
    """A column that tells the published file from those of other editions."""
    if index.has_deciles:
        return (f"Local Authority District code ({index.authorities})",)
    return (f"RANK OF IMD SCORE {_FIRST}",) if index.year == 2010 else (f"RANK OF IMD {_FIRST}",)


def _origin(index: Index) -> Origin:
    ministry = "Ministry of Housing, Communities and Local Government"
    if index.year == 2007:
        return Origin(
            "the workbook of IMD 2007 by LSOA, its sheet saved as CSV",
            "Communities and Local Government, now in the National Archives",
            search="Indices of Deprivation 2007 LSOA level data",
        )
    if index.year == 2010:
        return Origin(
            "the workbook of the overall index by LSOA, its sheet saved as CSV",
            ministry,
            service.deprivation(2010),
        )
    return Origin(
        "File 7: all ranks, deciles and scores, CSV",
        ministry,
        service.deprivation(index.year),
    )


def _table(index: Index, *, published: bool) -> TableLayout:
    optional = {"decile"} if not index.has_deciles else set()
    if published:
        sign: tuple[str, ...] = _signs(index)
    else:
        optional |= {"score"}
        sign = (_names(index, published=False)["lsoa"][0],)
    return TableLayout(
        index.table,
        f"the English index of multiple deprivation {index.year}",
        SCHEMA,
        ("lsoa", "rank"),
        _names(index, published=published),
        optional=frozenset(optional),
        marks=sign if published else (),
        exclusive_with="imd" if published else f"imd converted {index.census}",
        file=rf".*(?:imd|iod|id)[ _-]?{index.year}.*",
        unique=("lsoa",),
        reads={
            "lsoa": AREA,
            "rank": between(1, index.areas, f"is not a rank from 1 to {index.areas:,}"),
            "decile": between(1, 10, "is not a decile from 1 to 10"),
        },
        check=partial(check, index),
        enables=f"deciles and quintiles of deprivation {index.year}, by the area of {index.census} of a postcode",
        origins=(_origin(index),),
    )


PLACE = 50
"""Where its tables are listed among those of other publishers."""

TABLES = (
    *(_table(i, published=True) for i in INDICES),
    *(_table(i, published=False) for i in INDICES),
)
