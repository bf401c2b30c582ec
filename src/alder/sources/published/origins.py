"""Pages from which files of several tables are fetched."""

from __future__ import annotations

from alder.sources.published.known import Origin

LARS = Origin(
    "LearningDelivery.csv in the CSV download of LARS",
    "Department for Education, Find a learning aim",
    "https://submit-learner-data.service.gov.uk/find-a-learning-aim/",
    note="take the edition of the year: aims are changed in place",
)
ONSPD = Origin(
    "the ZIP of the ONS Postcode Directory (ONSPD) or of the National Statistics Postcode Lookup (NSPL)",
    "Office for National Statistics, Open Geography portal",
    "https://geoportal.statistics.gov.uk/",
    "ONS Postcode Directory",
    "has positions, small areas of three censuses, authorities, and postcodes that have ended",
)
GIAS = Origin(
    "the CSV of all establishment fields (edubasealldata, then the day)",
    "Department for Education, Get information about schools (GIAS)",
    "https://get-information-schools.service.gov.uk/Downloads",
    note="has colleges and schools, but no training providers",
)
