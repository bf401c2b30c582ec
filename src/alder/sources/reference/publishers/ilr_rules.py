"""The reference tables that the rules of the ILR look into, as published files hold them."""

from __future__ import annotations

import pyarrow as pa

from alder.files.values import ColumnReader, shaped
from alder.model import service
from alder.sources.ilr.rules.reference_tables import REFERENCES
from alder.sources.reference.area_codes import DISTRICT
from alder.sources.reference.table_layout import GIAS, LARS, ONSPD, Origin, TableLayout

PROVIDER = "provider"
"""Names of providers: no rule reads them, but reports and tables show them."""

OWN = {"last_year_aim"}
"""Tables that the store works out from returns that it holds, so that no file is read for them."""

ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    PROVIDER: {
        "ukprn": ("UnitedKingdomProviderReferenceNumber",),
        "name": ("ProviderName", "provider_name", "EstablishmentName"),
    },
    "postcode": {
        "pcds": ("Postcode",),
        "EffectiveFrom": ("dointr",),
        "EffectiveTo": ("doterm",),
        "laua": ("oslaua", "lad##cd"),
        "lep1": ("lep##cd1",),
        "lep2": ("lep##cd2",),
    },
    "lars_standard_type": {"StandardTypeCode": ("ApprenticeshipStandardTypeCode",)},
}
"""Other names that publishers have for columns, by table."""

FILES = {
    "lars_delivery": "LearningDelivery",
    "lars_validity": "Validity",
    "lars_category": "LearningDeliveryCategory",
    "lars_annual_value": "AnnualValue",
    "lars_framework": "Framework",
    "lars_framework_aim": "FrameworkAims",
    "lars_framework_component": "FrameworkCmnComp",
    "lars_standard": "Standard",
    "lars_standard_validity": "StandardValidity",
    "lars_standard_component": "StandardCommonComponent",
    "lars_standard_type": "Standard",
    "lars_standard_funding": "StandardFunding",
}
"""What publishers call the file of a table, which decides where columns alone do not."""

READS: dict[str, dict[str, ColumnReader]] = {
    "codes_of_the_year": {"LearnDelFAMType": shaped("[A-Za-z]{3}", "is not the three letters of a type")},
    "contract_local_authority": {"Code": DISTRICT},
    "contract_enterprise_partnership": {"Code": shaped("E37[0-9]{6}", "is not the code of an enterprise partnership")},
}
"""Columns whose codes have one form, by table: it tells when they were changed about with another."""

_ORIGINS = {
    "lars_delivery": LARS,
    "postcode": ONSPD,
    PROVIDER: GIAS,
    "ofs_register": Origin(
        "the register of higher education providers",
        "Office for Students",
        service.OFFICE_FOR_STUDENTS,
        "the OfS Register",
        "give its columns the names of the table, and save it as CSV",
    ),
}

_BY_AGENCY = Origin(
    "a list of the funding agency or of your own contracts, saved as CSV with the columns of the table",
    "no public page: the agency gives it to providers, or keeps it",
)


def _tables() -> tuple[TableLayout, ...]:
    """A table for each list that rules look into, and the names of providers."""
    layouts: dict[str, TableLayout] = {}
    for reference in REFERENCES.values():
        name = reference.loaded_as
        if name in OWN or name in layouts:
            continue
        keys = tuple(dict.fromkeys(reference.on.values()))
        layouts[name] = TableLayout(
            name,
            reference.title,
            reference.schema,
            keys,
            ALSO.get(name, {}),
            file=FILES.get(name, name).split("_")[-1],
            joins=name == "postcode",
            reads=READS.get(name, {}),
            enables="runs the rules that look into it",
            origins=(_origin(name),),
        )
    names = pa.schema([("ukprn", pa.int32()), ("name", pa.string())])
    layouts[PROVIDER] = TableLayout(
        PROVIDER,
        "the names of providers",
        names,
        ("ukprn", "name"),
        ALSO[PROVIDER],
        file=PROVIDER,
        enables="shows names of providers beside their numbers",
        origins=(_ORIGINS[PROVIDER],),
    )
    return tuple(layouts.values())


def _origin(name: str) -> Origin:
    if name in FILES and name not in _ORIGINS:
        return Origin(f"{FILES[name]}.csv in the CSV download of LARS", LARS.publisher, LARS.page)
    return _ORIGINS.get(name, _BY_AGENCY)


PLACE = 10
"""Where its tables are listed among those of other publishers."""

TABLES = _tables()
