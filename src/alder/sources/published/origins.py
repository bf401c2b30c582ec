"""Pages from which files of several tables are fetched."""

from __future__ import annotations

from alder.model import service
from alder.sources.published.known import Origin

LARS = Origin(
    "LearningDelivery.csv in the CSV download of LARS",
    "Department for Education, Find a learning aim",
    service.LEARNING_AIMS,
    note="take the edition of the year: aims are changed in place",
)
ONSPD = Origin(
    "the ZIP of the ONS Postcode Directory (ONSPD) or of the National Statistics Postcode Lookup (NSPL)",
    "Office for National Statistics, Open Geography portal",
    service.GEOGRAPHY_PORTAL,
    "ONS Postcode Directory",
    "has positions, small areas of three censuses, authorities, and postcodes that have ended",
)
GIAS = Origin(
    "the CSV of all establishment fields (edubasealldata, then the day)",
    "Department for Education, Get information about schools (GIAS)",
    service.SCHOOLS_DOWNLOADS,
    note="has colleges and schools, but no training providers",
)
