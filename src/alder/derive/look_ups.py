"""What is looked up for aims in reference tables: by which columns, in which table and edition, and what it gives.

A look-up starts from columns of the table of aims, or goes on from what another has found: home postcode, its small
area, the area's rank. Which edition of the Indices of Deprivation serves a year, and so which small areas, is settled
here (`edition_for`), once for the whole query, so that editions are never mixed; and so is the rural-urban
classification.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.area_editions import DEPRIVATION, LSOA_YEARS, RURAL_URBAN_COLUMNS, edition_for, rural_urban_edition

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME, SITE, PROVIDER, REGISTER = "home", "site", "provider", "register"
LISTED_AIM, AWARDER, WIDTH, RATE = "listed_aim", "awarder", "width", "rate"
STANDARD, CAP = "standard", "cap"
STANDARD_SUBJECT, PATHWAY_SUBJECT = "standard_subject", "pathway_subject"
OF_YEAR = "home_rural_urban_of_year"


@dataclass(frozen=True)
class LookUp:
    """One table to look into. `on` maps its key columns to columns known by then, of which the first known counts.

    `after` names the look-up that this goes on from. `during` names the columns of the first and last day of a row,
    for a table that has several of a key; the row in force when the aim began is taken (`strictly`: or none). `where`
    names a column and the text that rows have in it, whatever its letter case. Without
    the table of an `optional` one, what it gives stays missing. `columns` are those of the table that settings chose.
    """

    name: str
    table: str
    on: Mapping[str, tuple[str, ...]]
    says: str
    after: str = ""
    during: tuple[str, str] | None = None
    strictly: bool = False
    where: tuple[str, str] | None = None
    optional: bool = False
    postcode: bool = False
    chained: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)

    def column_of(self, name: str) -> str:
        """The column of the table that gives a column of the aims."""
        return self.columns.get(name, LOOKED_UP[name].column)


@dataclass(frozen=True)
class LookedUp:
    """A column that a look-up gives. An edition in which an `essential` one is empty throughout is refused."""

    type: pa.DataType
    look_up: str
    column: str
    says: str
    person: bool = False
    essential: bool = True


def _places(start: str, whose: str, person: bool) -> dict[str, LookedUp]:
    def one(type: pa.DataType, look_up: str, column: str, says: str, *, essential: bool = True) -> LookedUp:
        return LookedUp(type, f"{start}{look_up}", column, f"{says} of {whose}.", person, essential)

    text, whole = pa.string(), pa.int32()
    return {
        f"{start}_easting": one(whole, "", "easting", "Metres east on the National Grid"),
        f"{start}_northing": one(whole, "", "northing", "Metres north on the National Grid"),
        f"{start}_lad": one(text, "", "lad", "Local authority district"),
        f"{start}_rural_urban": one(text, "", "rural_urban", "Class of rural or urban area"),
        f"{start}_rural_urban_2021": one(text, "", "rural_urban_2021", "Class of rural or urban area of 2021"),
        **{f"{start}_lsoa{v}": one(text, "", f"lsoa{v}", f"LSOA of 20{v}") for v in ("01", "11", "21")},
        f"{start}_lad_now": one(text, "_now", "lad", "Local authority district of today", essential=False),
        f"{start}_lad_name": one(text, "_region", "name", "Name of the local authority district"),
        f"{start}_region": one(text, "_region", "region", "Region"),
        f"{start}_lsip": one(text, "_lsip", "lsip", "Area of a local skills improvement plan"),
        f"{start}_lsip_name": one(text, "_lsip", "lsip_name", "Name of that area"),
        f"{start}_cauth": one(text, "_cauth", "cauth", "Combined authority"),
        f"{start}_cauth_name": one(text, "_cauth", "cauth_name", "Name of the combined authority"),
    }


LOOKED_UP: dict[str, LookedUp] = {
    **_places(HOME, "the learner's home", person=True),
    OF_YEAR: LookedUp(
        pa.string(), HOME, "rural_urban", "Class of rural or urban home, in the classification of the year.", True
    ),
    "imd_rank": LookedUp(pa.int32(), "deprivation", "rank", "Rank of the home's LSOA, 1 the most deprived.", True),
    **_places(SITE, "the place where the aim is delivered", person=False),
    "provider_kind": LookedUp(pa.string(), REGISTER, "kind", "Kind of provider."),
    "provider_postcode": LookedUp(pa.string(), REGISTER, "postcode", "Postcode of the provider."),
    **_places(PROVIDER, "the provider", person=False),
    **{
        name: LookedUp(type, LISTED_AIM, column, says)
        for name, type, column, says in (
            ("notional_level", pa.string(), "NotionalNVQLevelv2", "Level of the aim."),
            ("aim_ref_type", pa.string(), "LearnAimRefType", "Type of the qualification."),
            ("ssa_tier_2", pa.float64(), "SectorSubjectAreaTier2", "Subject area, second tier."),
            ("award_org", pa.string(), "AwardOrgCode", "Awarding body."),
            ("least_guided_hours", pa.int32(), "OfQualGlhMin", "Least guided learning hours."),
            ("most_guided_hours", pa.int32(), "OfQualGlhMax", "Greatest guided learning hours."),
            ("credits", pa.int32(), "RegulatedCreditValue", "Credit points."),
        )
    },
    "full_level_2_share": LookedUp(pa.float64(), WIDTH, "FullLevel2Percent", "Share of a full level 2, in %."),
    "full_level_3_share": LookedUp(pa.float64(), WIDTH, "FullLevel3Percent", "Share of a full level 3, in %."),
    "award_org_name": LookedUp(pa.string(), AWARDER, "AwardOrgName", "Name of the awarding body."),
    "weighted_rate": LookedUp(pa.float64(), RATE, "RateWeighted", "Weighted funding rate of the aim, in GBP."),
    "standard_ssa": LookedUp(
        pa.float64(), STANDARD_SUBJECT, "SectorSubjectAreaTier2", "Subject area of the standard, second tier."
    ),
    "framework_ssa": LookedUp(
        pa.float64(), PATHWAY_SUBJECT, "SectorSubjectAreaTier2", "Subject area of the pathway, second tier."
    ),
    "standard_level": LookedUp(pa.string(), STANDARD, "NotionalEndLevel", "Level of the apprenticeship standard."),
    "standard_cap": LookedUp(
        pa.float64(), CAP, "CoreGovContributionCap", "Most that is paid for the standard, in GBP."
    ),
}
"""Every column that can be looked up."""


@dataclass(frozen=True)
class LookUps:
    """The look-ups of a query: what each is, once the year and the settings are known."""

    year: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> LookUp:
        if name == "deprivation":
            return self._deprivation()
        return _FIXED[name] if name in _FIXED else self._home()

    def _home(self) -> LookUp:
        which = str(self.settings.get("home_postcode", "Postcode"))
        edition = rural_urban_edition(self.year, str(self.settings.get("rural_urban_edition", "by_year")))
        classes = {OF_YEAR: RURAL_URBAN_COLUMNS[edition]}
        on = {"postcode": (which,)}
        return LookUp(HOME, "postcode_place", on, "places of postcodes", postcode=True, columns=classes)

    def _deprivation(self) -> LookUp:
        edition = edition_for(self.year, str(self.settings.get("imd_edition", "by_year")))
        lsoa = f"home_lsoa{LSOA_YEARS[edition]}"
        return LookUp("deprivation", f"imd_{edition}", {"lsoa": (lsoa,)}, DEPRIVATION.format(edition), after=HOME)


def _areas(start: str) -> dict[str, LookUp]:
    lad = {"lad": (f"{start}_lad_now", f"{start}_lad")}
    return {
        f"{start}_now": LookUp(
            f"{start}_now",
            "lad_change",
            {"lad_from": (f"{start}_lad",)},
            "changes of local authority districts",
            after=start,
            optional=True,
            chained=True,
        ),
        f"{start}_region": LookUp(f"{start}_region", "lad_region", lad, "regions of districts", after=start),
        f"{start}_lsip": LookUp(f"{start}_lsip", "lad_lsip", lad, "areas of skills plans", after=start),
        f"{start}_cauth": LookUp(f"{start}_cauth", "lad_combined_authority", lad, "combined authorities", after=start),
    }


_FIXED: dict[str, LookUp] = {
    SITE: LookUp(SITE, "postcode_place", {"postcode": ("DelLocPostCode",)}, "places of postcodes", postcode=True),
    REGISTER: LookUp(REGISTER, "provider_place", {"ukprn": ("ukprn",)}, "the register of providers"),
    PROVIDER: LookUp(
        PROVIDER,
        "postcode_place",
        {"postcode": ("provider_postcode",)},
        "places of postcodes",
        after=REGISTER,
        postcode=True,
    ),
    **_areas(HOME),
    **_areas(SITE),
    **_areas(PROVIDER),
    LISTED_AIM: LookUp(
        LISTED_AIM,
        "lars_aim",
        {"LearnAimRef": ("LearnAimRef",)},
        "the list of aims (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
    ),
    AWARDER: LookUp(
        AWARDER,
        "awarding_organisation",
        {"AwardOrgCode": ("award_org",)},
        "names of awarding organisations (LARS)",
        after=LISTED_AIM,
        optional=True,
    ),
    RATE: LookUp(
        RATE,
        "lars_funding",
        {"LearnAimRef": ("LearnAimRef",)},
        "funding rates of aims (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
        strictly=True,
        where=("FundingCategory", "Matrix"),
    ),
    WIDTH: LookUp(
        WIDTH,
        "lars_annual_value",
        {"LearnAimRef": ("LearnAimRef",)},
        "what aims are worth each year (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
    ),
    STANDARD: LookUp(
        STANDARD,
        "lars_standard",
        {"StandardCode": ("StdCode",)},
        "apprenticeship standards (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
    ),
    STANDARD_SUBJECT: LookUp(
        STANDARD_SUBJECT,
        "lars_standard_subject",
        {"StandardCode": ("StdCode",)},
        "subjects of apprenticeship standards (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
        optional=True,
    ),
    PATHWAY_SUBJECT: LookUp(
        PATHWAY_SUBJECT,
        "lars_framework_subject",
        {"FworkCode": ("FworkCode",), "ProgType": ("ProgType",), "PwayCode": ("PwayCode",)},
        "subjects of pathways of apprenticeship frameworks (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
        optional=True,
    ),
    CAP: LookUp(
        CAP,
        "lars_standard_funding",
        {"StandardCode": ("StdCode",)},
        "funding of apprenticeship standards (LARS)",
        during=("EffectiveFrom", "EffectiveTo"),
        strictly=True,
        where=("FundingCategory", "App_May_2017"),
    ),
}
