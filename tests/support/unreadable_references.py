"""Files of places, deprivation, aims and providers that have come to harm, and sound ones to begin from."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

IMD = "Index of Multiple Deprivation (IMD)"
POSTCODES = "pcds,dointr,doterm,oseast1m,osnrth1m,osgrdind,oslaua,rgn,lsoa11,ru11ind"
TRURO = "TR1 {n}AA,198001,,182{n}00,0044{n}00,1,E06000052,E12000009,E0101880{n},C1"
RANKS_2015 = (
    f"LSOA code (2011),LSOA name (2011),Local Authority District code (2013),{IMD} Score,"
    f"{IMD} Rank (where 1 is most deprived),{IMD} Decile (where 1 is most deprived 10% of LSOAs)"
)
AIMS = "LearnAimRef,LearnAimRefTitle,LearnAimRefType,NotionalNVQLevelv2,SectorSubjectAreaTier1,SectorSubjectAreaTier2"
GIAS = (
    "URN,EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),"
    "OpenDate,CloseDate,UKPRN,Postcode,DistrictAdministrative (code)"
)


def lines(head: str, rows: list[str]) -> str:
    return "\n".join([head, *rows]) + "\n"


def postcodes(*, rows: int = 9, row: str = TRURO, head: str = POSTCODES) -> str:
    return lines(head, [row.format(n=n) for n in range(1, rows + 1)])


def ranks(*changes: tuple[int, str, int, int], head: str = RANKS_2015) -> str:
    """A few areas of the index of 2015; `changes` put other codes, ranks and deciles in."""
    rows = [(n, f"E010000{n:02}", 3_000 * n, -(-10 * 3_000 * n // 32_844)) for n in range(2, 11)]
    rows = [next((c for c in changes if c[0] == row[0]), row) for row in rows]
    return lines(head, [f"{code},Place {n:03}A,E06000001,{n}.5,{rank},{tenth}" for n, code, rank, tenth in rows])


def aims(kind: str = "0003") -> str:
    return lines(AIMS, [f"6014292{n},English,{kind},1.5,12.00,12.10" for n in range(9)])


def establishments(ukprn: str = "1000000{n}", delimiter: str = ",") -> str:
    row = "13000{n},{n},College {n},Further education,Open,01-09-1993,,UKPRN,TR1 1AA,E06000052".replace("UKPRN", ukprn)
    return lines(GIAS, [row.format(n=n) for n in range(1, 10)]).replace(",", delimiter)


def _file(content: str | bytes, name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def _swapped(head: str, one: str, other: str) -> str:
    return head.replace(one, "?").replace(other, one).replace("?", other)


_SOUTH = "TR1 {n}AA,198001,,0044{n}00,182{n}00,1,E06000052,E12000009,E0101880{n},C1"
_TENTHS = [(n, f"E010000{n:02}", 3_000 * n, 11 + -(10 * 3_000 * n // 32_844) - 1) for n in range(2, 11)]

MADE: dict[str, Callable[[Path], Path]] = {
    "A directory with eastings and northings changed about": _file(postcodes(row=_SOUTH), "ONSPD_NOV_2024_UK.csv"),
    "A directory with authorities and small areas changed about": _file(
        postcodes(head=_swapped(POSTCODES, "oslaua", "lsoa11")), "ONSPD_NOV_2024_UK.csv"
    ),
    "A directory with a postcode in two places": _file(
        postcodes() + TRURO.format(n=1).replace("E06000052", "E06000053") + "\n", "ONSPD_NOV_2024_UK.csv"
    ),
    "A gzipped directory cut short": _file(gzip.compress(postcodes(rows=9).encode() * 5000)[:-200], "ONSPD.csv.gz"),
    "An index of deprivation taken for another": _file(
        ranks((2, "E01000001", 29_199, 9)), "File_7_ID_2015_All_ranks.csv"
    ),
    "An index whose edition nothing says": _file(
        lines("lsoa01_code,IMD_rank", [f"E010000{n},{n}" for n in range(10, 20)]), "deprivation.csv"
    ),
    "Ranks and deciles changed about": _file(
        ranks(
            head=_swapped(
                RANKS_2015, "Rank (where 1 is most deprived)", "Decile (where 1 is most deprived 10% of LSOAs)"
            )
        ),
        "File_7_ID_2015_All_ranks.csv",
    ),
    "Deciles counted from the other end": _file(ranks(*_TENTHS), "File_7_ID_2015_All_ranks.csv"),
    "An authority in two skills areas": _file(
        lines(
            "LAD23CD,LAD23NM,LSIP23CD,LSIP23NM",
            ["E06000060,B,E69000002,One", "E06000060,B,E69000003,Two", "E06000031,P,E69000003,Two"],
        ),
        "lad_to_lsip.csv",
    ),
    "Kinds of aim without leading zeros": _file(aims("3"), "LearningDelivery.csv"),
    "Provider numbers taken for powers of ten": _file(establishments("1.00E+07"), "edubasealldata20241101.csv"),
    "A register with semicolons": _file(establishments(delimiter=";"), "edubasealldata20241101.csv"),
}
"""Each under the name by which the page in the docs lists it."""
