"""The geographic levels of the open-data standard: what files call them, what the API calls them, and their columns.

Source: the statistics service's list of levels (2026-07); which of them the department's screener accepts (2026-05).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Level:
    """A geographic level, and the columns in which a data file says which place of that level a row is about."""

    text: str
    """What `geographic_level` says in files."""
    code: str
    """What the API calls it."""
    name_column: str
    codes: tuple[tuple[str, str], ...] = ()
    """The API's property of a place (`code`, `oldCode`, `urn`, `laEstab`, `ukprn`) with the column that holds it."""
    in_screener: bool = True
    """Whether the department's screener accepts a file with such rows."""

    @property
    def place(self) -> str:
        """What one place of the level is called."""
        return _PLACES.get(self.text, self.text)

    @property
    def code_column(self) -> str:
        """The column with the code by which a place of the level is known first."""
        return self.code_columns[0]

    @property
    def code_columns(self) -> tuple[str, ...]:
        """The columns with its codes, the first one first."""
        return tuple(column for _, column in self.codes)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the level: its codes, then its name."""
        return (*self.code_columns, self.name_column)


_PLACES = {"National": "Country", "Regional": "Region", "MAT": "Multi-academy trust"}
"""Levels that files call by something else than one of their places."""


def _level(text: str, code: str, stem: str, *, column: str = "", in_screener: bool = True) -> Level:
    """A level whose two columns share a stem: `lad_code` and `lad_name`."""
    codes = (("code", column or f"{stem}_code"),)
    return Level(text, code, f"{stem}_name", codes, in_screener)


NATIONAL = _level("National", "NAT", "country")
REGIONAL = _level("Regional", "REG", "region")
LOCAL_AUTHORITY = Level("Local authority", "LA", "la_name", (("code", "new_la_code"), ("oldCode", "old_la_code")))
DISTRICT = _level("Local authority district", "LAD", "lad")
RSC_REGION = Level("RSC region", "RSC", "rsc_region_lead_name")
CONSTITUENCY = _level("Parliamentary constituency", "PCON", "pcon")
LSIP = _level("Local skills improvement plan area", "LSIP", "lsip")
LEP = _level("Local enterprise partnership", "LEP", "local_enterprise_partnership")
DEVOLVED_AREA = _level("English devolved area", "EDA", "english_devolved_area")
COMBINED_AUTHORITY = _level("Mayoral combined authority", "MCA", "mayoral_combined_authority", in_screener=False)
OPPORTUNITY_AREA = _level("Opportunity area", "OA", "opportunity_area")
WARD = _level("Ward", "WARD", "ward")
TRUST = _level("MAT", "MAT", "trust", column="trust_id")
SPONSOR = _level("Sponsor", "SPON", "sponsor", column="sponsor_id")
SCHOOL = Level("School", "SCH", "school_name", (("urn", "school_urn"), ("laEstab", "school_laestab")))
PROVIDER = Level("Provider", "PROV", "provider_name", (("ukprn", "provider_ukprn"),))
INSTITUTION = _level("Institution", "INST", "institution", column="institution_id")
PLANNING_AREA = _level("Planning area", "PA", "planning_area")
POLICE_FORCE_AREA = _level("Police force area", "PFA", "pfa")

LEVELS: tuple[Level, ...] = (
    NATIONAL,
    REGIONAL,
    LOCAL_AUTHORITY,
    DISTRICT,
    RSC_REGION,
    CONSTITUENCY,
    LSIP,
    LEP,
    DEVOLVED_AREA,
    COMBINED_AUTHORITY,
    OPPORTUNITY_AREA,
    WARD,
    TRUST,
    SPONSOR,
    SCHOOL,
    PROVIDER,
    INSTITUTION,
    PLANNING_AREA,
    POLICE_FORCE_AREA,
)

LEVEL_BY_TEXT: Mapping[str, Level] = MappingProxyType({level.text: level for level in LEVELS})
LEVEL_BY_CODE: Mapping[str, Level] = MappingProxyType({level.code: level for level in LEVELS})

LEFT_OUT_OF_TABLES = frozenset({SCHOOL, PROVIDER, INSTITUTION, PLANNING_AREA})
"""Levels whose rows the service's table tool leaves out where a file holds other levels too."""

GEOGRAPHY_COLUMNS = frozenset(column for level in LEVELS for column in level.columns)
"""Every column that names or codes a place. None of them has a row in the meta file."""
