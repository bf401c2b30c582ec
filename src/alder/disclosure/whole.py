"""What the totals of a table stand for: England, or the smaller place whose providers the store holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class LevelColumns:
    """A level of the open-data standard: what files call it, and the columns with the code and the name of a place."""

    text: str
    code: str
    name: str


NATIONAL = LevelColumns("National", "country_code", "country_name")
REGIONAL = LevelColumns("Regional", "region_code", "region_name")
DISTRICT = LevelColumns("Local authority district", "lad_code", "lad_name")
LSIP = LevelColumns("Local skills improvement plan area", "lsip_code", "lsip_name")
DEVOLVED_AREA = LevelColumns("English devolved area", "english_devolved_area_code", "english_devolved_area_name")
PROVIDER = LevelColumns("Provider", "provider_ukprn", "provider_name")

_LEVELS: Mapping[str, LevelColumns] = {
    "NAT": NATIONAL,
    "REG": REGIONAL,
    "LAD": DISTRICT,
    "LSIP": LSIP,
    "EDA": DEVOLVED_AREA,
    "PROV": PROVIDER,
}


@dataclass(frozen=True)
class Whole:
    """The place that the rows of everybody are about."""

    level: LevelColumns
    code: str
    name: str

    @classmethod
    def read(cls, text: str) -> Whole:
        """Read a level, a code and a name: `LSIP E69000001 Greater Alder`."""
        level, _, place = text.strip().partition(" ")
        code, _, name = place.strip().partition(" ")
        if level.upper() not in _LEVELS or not code or not name.strip():
            raise UsageError(
                f"“{text}” is not a level, a code and a name",
                where=f"Levels: {', '.join(_LEVELS)}.",
                next="Write, for example: --whole 'PROV 10000001 Northfield College'",
            )
        return cls(_LEVELS[level.upper()], code, name.strip())


ENGLAND = Whole(NATIONAL, "E92000001", "England")
