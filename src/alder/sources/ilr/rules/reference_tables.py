"""Reference tables that rules look into, publisher by publisher, under the publisher's names of their columns.

A rule that names one is unavailable until it is loaded. `on` pairs fields of the judged record with columns.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from alder.rules.record_tables import ReferenceTable

WHOLE, TEXT, DAY, HUNDREDTHS = pa.int32(), pa.string(), pa.date32(), pa.decimal128(5, 2)
TRUTH, POUNDS = pa.bool_(), pa.decimal128(12, 2)


def _table(name: str, title: str, on: dict[str, str], **columns: pa.DataType) -> ReferenceTable:
    """A table `name`; `on` pairs fields of the judged record with columns of the table."""
    return ReferenceTable(name, title, on, pa.schema([pa.field(n, t) for n, t in columns.items()]))


def _called(name: str, on: dict[str, str], table: ReferenceTable) -> ReferenceTable:
    """The same table under another name, found through another field."""
    return replace(table, name=name, on=on, table=table.loaded_as)


# The organisations that assess apprentices at the end, and what they may assess.

_ASSESSMENT = (
    _table(
        "epa_organisation",
        "the register of end-point assessment organisations",
        {"EPAOrgID": "EPAOrgID"},
        EPAOrgID=TEXT,
        StandardCode=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)

# Lists of codes that change through the year.

_CODES = (
    _table(
        "codes_of_the_year",
        "the year's list of funding and monitoring codes",
        {"LearnDelFAMType": "LearnDelFAMType", "LearnDelFAMCode": "LearnDelFAMCode"},
        LearnDelFAMType=TEXT,
        LearnDelFAMCode=TEXT,
    ),
    _table(
        "codes_of_learners",
        "the year's list of the learners' funding and monitoring codes, with their dates",
        {"LearnFAMType": "LearnFAMType", "LearnFAMCode": "LearnFAMCode"},
        LearnFAMType=TEXT,
        LearnFAMCode=WHOLE,
        ValidTo=DAY,
    ),
)

# Contracts between the funding agency and providers, and what European Social Fund contracts allow.

_NUMBER = {"ConRefNumber": "ContractAllocationNumber"}

_ALLOCATION = _table(
    "allocation",
    "the contract allocations of providers",
    {"UKPRN": "DeliveryUKPRN"},
    DeliveryUKPRN=WHOLE,
    FundingStreamPeriodCode=TEXT,
    ContractAllocationNumber=TEXT,
    StartDate=DAY,
    StopNewStartsFromDate=DAY,
)
"""Found through the UKPRN of the file."""

_CONTRACTS = (
    _ALLOCATION,
    _called("contract", _NUMBER, _ALLOCATION),
    _called("bootcamp_allocation", {"bootcamp_contract_number": "ContractAllocationNumber"}, _ALLOCATION),
    _table(
        "bootcamp_deliverable",
        "the deliverables of Skills Bootcamp contracts",
        {"bootcamp_contract_number": "ContractAllocationNumber"},
        ContractAllocationNumber=TEXT,
        DeliverableCode=TEXT,
    ),
    _table(
        "bootcamp_contract",
        "the contracts for Skills Bootcamps that local areas made",
        {"ConRefNumber": "ConRefNumber"},
        ConRefNumber=TEXT,
    ),
    _table(
        "contract_eligibility",
        "whom European Social Fund contracts are for",
        _NUMBER,
        ContractAllocationNumber=TEXT,
        MinAge=WHOLE,
        MaxAge=WHOLE,
        MinPriorAttainment=TEXT,
        MaxPriorAttainment=TEXT,
        MinLengthOfUnemployment=WHOLE,
        MaxLengthOfUnemployment=WHOLE,
        Benefits=TRUTH,
    ),
    _table(
        "contract_local_authority",
        "the local authorities that European Social Fund contracts are limited to",
        _NUMBER,
        ContractAllocationNumber=TEXT,
        Code=TEXT,
    ),
    _table(
        "contract_enterprise_partnership",
        "the local enterprise partnerships that European Social Fund contracts are limited to",
        _NUMBER,
        ContractAllocationNumber=TEXT,
        Code=TEXT,
    ),
    _table(
        "contract_employment_status",
        "the employment statuses that European Social Fund contracts are limited to",
        _NUMBER,
        ContractAllocationNumber=TEXT,
        Code=WHOLE,
    ),
    _table(
        "contract_sector",
        "the sectors and levels that European Social Fund contracts are limited to",
        _NUMBER,
        ContractAllocationNumber=TEXT,
        SectorSubjectAreaCode=HUNDREDTHS,
        MinLevelCode=TEXT,
        MaxLevelCode=TEXT,
    ),
)

# The register of higher education providers, which the Office for Students (OfS) keeps.

_HIGHER_EDUCATION = (
    _table(
        "ofs_register",
        "the register of higher education providers (OfS)",
        {"UKPRN": "UKPRN"},
        UKPRN=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        FundingFieldsRequired=TRUTH,
    ),
)
"""`FundingFieldsRequired` is false for providers that need not say the level and completion of funded study."""

# The national list of learning aims (LARS): the aims themselves.

_AIM = {"LearnAimRef": "LearnAimRef"}

_LARS_AIMS = (
    _table(
        "lars_delivery",
        "the list of learning aims (LARS)",
        _AIM,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        LearnAimRefType=TEXT,
        NotionalNVQLevel=TEXT,
        NotionalNVQLevelv2=TEXT,
        LearningDeliveryGenre=TEXT,
        FrameworkCommonComponent=WHOLE,
        EnglPrscID=WHOLE,
        SectorSubjectAreaTier1=HUNDREDTHS,
        SectorSubjectAreaTier2=HUNDREDTHS,
        LearnDirectClassSystemCode1=TEXT,
        LearnDirectClassSystemCode2=TEXT,
        LearnDirectClassSystemCode3=TEXT,
    ),
    _table(
        "lars_validity",
        "the dates between which aims are open (LARS)",
        _AIM,
        LearnAimRef=TEXT,
        ValidityCategory=TEXT,
        StartDate=DAY,
        EndDate=DAY,
        LastNewStartDate=DAY,
    ),
    _table(
        "lars_category",
        "the categories of learning aims (LARS)",
        _AIM,
        LearnAimRef=TEXT,
        CategoryRef=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    _table(
        "lars_annual_value",
        "what learning aims count as in a year (LARS)",
        _AIM,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        BasicSkills=WHOLE,
        BasicSkillsType=WHOLE,
        FullLevel2EntitlementCategory=WHOLE,
        FullLevel3EntitlementCategory=WHOLE,
        FullLevel2Percent=HUNDREDTHS,
        FullLevel3Percent=HUNDREDTHS,
    ),
)

# The national list of learning aims (LARS): frameworks and standards of apprenticeships.

_FRAMEWORK = {"FworkCode": "FworkCode", "ProgType": "ProgType", "PwayCode": "PwayCode"}
_STANDARD = {"StdCode": "StandardCode"}

_LARS_APPRENTICESHIPS = (
    _table(
        "lars_framework",
        "the apprenticeship frameworks (LARS)",
        _FRAMEWORK,
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    _table(
        "lars_framework_aim",
        "the aims of apprenticeship frameworks (LARS)",
        {"LearnAimRef": "LearnAimRef"},
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        LearnAimRef=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        FrameworkComponentType=WHOLE,
    ),
    _table(
        "lars_framework_component",
        "the common components of apprenticeship frameworks (LARS)",
        _FRAMEWORK,
        FworkCode=WHOLE,
        ProgType=WHOLE,
        PwayCode=WHOLE,
        CommonComponent=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    _table(
        "lars_standard",
        "the apprenticeship standards (LARS)",
        _STANDARD,
        StandardCode=WHOLE,
        StandardSectorCode=TEXT,
        NotionalEndLevel=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        LastDateStarts=DAY,
    ),
    _table(
        "lars_standard_funding",
        "what the state pays towards apprenticeship standards (LARS)",
        _STANDARD,
        StandardCode=WHOLE,
        FundingCategory=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
        CoreGovContributionCap=POUNDS,
    ),
    _table(
        "lars_standard_validity",
        "the dates between which apprenticeship standards are open (LARS)",
        _STANDARD,
        StandardCode=WHOLE,
        ValidityCategory=TEXT,
        StartDate=DAY,
        LastNewStartDate=DAY,
        EndDate=DAY,
    ),
    _table(
        "lars_standard_component",
        "the common components of apprenticeship standards (LARS)",
        _STANDARD,
        StandardCode=WHOLE,
        CommonComponent=WHOLE,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
    _table(
        "lars_standard_type",
        "the types of apprenticeship standards (LARS)",
        _STANDARD,
        StandardCode=WHOLE,
        StandardTypeCode=TEXT,
    ),
)

# What the provider returned for the year before: its last return of that year, as the store keeps it.
#
# `UKPRN` is the provider whose return it was: the one that is judged, or one that its learners came from.

LAST_YEAR_AIM = _table(
    "last_year_aim",
    "last year's return of this provider in the store",
    {"learner__LearnRefNumber": "LearnRefNumber", "LearnAimRef": "LearnAimRef"},
    collection_year=TEXT,
    LearnRefNumber=TEXT,
    ULN=pa.int64(),
    UKPRN=WHOLE,
    PrevUKPRN=WHOLE,
    PMUKPRN=WHOLE,
    LearnAimRef=TEXT,
    LearnStartDate=DAY,
    LearnActEndDate=DAY,
    FundModel=WHOLE,
    ProgType=WHOLE,
    FworkCode=WHOLE,
    PwayCode=WHOLE,
    StdCode=WHOLE,
)

_LAST_YEAR = (
    LAST_YEAR_AIM,
    _called(
        "last_year_aim_elsewhere",
        {"learner__PrevLearnRefNumber": "LearnRefNumber", "LearnAimRef": "LearnAimRef"},
        LAST_YEAR_AIM,
    ),
)
"""Found by the learner's reference, or by the one that an earlier provider gave the learner."""

# Organisations that provide learning, found through any field that holds their UKPRN.

_ORGANISATION = _table(
    "organisation",
    "the list of organisations",
    {"UKPRN": "UKPRN"},
    UKPRN=WHOLE,
    LegalOrgType=TEXT,
    PartnerUKPRN=TRUTH,
    LongTermResid=TRUTH,
)
"""`PartnerUKPRN` says whether an organisation may be named as a partner of another."""

_ORGANISATIONS = (
    _called("provider", {"UKPRN": "UKPRN"}, _ORGANISATION),
    _called("partner", {"PartnerUKPRN": "UKPRN"}, _ORGANISATION),
    _called("earlier_provider", {"PrevUKPRN": "UKPRN"}, _ORGANISATION),
    _called("provider_before_merger", {"PMUKPRN": "UKPRN"}, _ORGANISATION),
    _table(
        "short_term_funding",
        "the providers with short-term funding",
        {"LearnDelFAMCode": "LdmCode"},
        UKPRN=WHOLE,
        LdmCode=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)

# Postcodes, and the devolved areas that they lie in. Letter case does not count.

_POSTCODE = _table(
    "postcode",
    "the list of postcodes",
    {"home_postcode": "pcds"},
    pcds=TEXT,
    EffectiveFrom=DAY,
    EffectiveTo=DAY,
    laua=TEXT,
    lep1=TEXT,
    lep2=TEXT,
)

_POSTCODES = (
    *(
        _called(f"{where}_postcode", {f"{where}_postcode": "pcds"}, _POSTCODE)
        for where in ("home", "prior", "delivery", "start", "he")
    ),
    _table(
        "devolved_postcode",
        "the postcodes of devolved areas",
        {"start_postcode": "Postcode"},
        Postcode=TEXT,
        SourceOfFunding=TEXT,
        EffectiveFrom=DAY,
        EffectiveTo=DAY,
    ),
)
"""One table of postcodes, by where it is read: home and prior (learner), delivery and start (aim), higher education."""

# Registers of learners, of employers and of the campuses of providers.

_EMPLOYERS = _table(
    "employer_register",
    "the register of employers",
    {"EmpId": "EmpId"},
    EmpId=WHOLE,
)

_LEARNERS = _table(
    "learner_register",
    "the register of learner numbers",
    {"ULN": "ULN"},
    ULN=pa.int64(),
)
"""A number of three digits is a series: it stands for all numbers that begin with it."""

_REGISTERS = (
    _LEARNERS,
    _called("learner_series", {"uln_series": "ULN"}, _LEARNERS),
    _EMPLOYERS,
    _called("employer_of_placement", {"WorkPlaceEmpId": "EmpId"}, _EMPLOYERS),
    _table(
        "campus",
        "the list of campus identifiers",
        {"CampId": "CampusIdentifier"},
        CampusIdentifier=TEXT,
        MasterUKPRN=WHOLE,
    ),
)

# Every reference table by the name that rules call it by.
REFERENCES = {
    table.name: table
    for table in (
        *_ASSESSMENT,
        *_CODES,
        *_CONTRACTS,
        *_HIGHER_EDUCATION,
        *_LARS_AIMS,
        *_LARS_APPRENTICESHIPS,
        *_LAST_YEAR,
        *_ORGANISATIONS,
        *_POSTCODES,
        *_REGISTERS,
    )
}
