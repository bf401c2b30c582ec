"""Contracts between the funding agency and providers, and what European Social Fund contracts allow."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, HUNDREDTHS, TEXT, TRUTH, WHOLE, called, reference

NUMBER = {"ConRefNumber": "ContractAllocationNumber"}

ALLOCATION = reference(
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

REFERENCES = (
    ALLOCATION,
    called("contract", NUMBER, ALLOCATION),
    called("bootcamp_allocation", {"bootcamp_contract_number": "ContractAllocationNumber"}, ALLOCATION),
    reference(
        "bootcamp_deliverable",
        "the deliverables of Skills Bootcamp contracts",
        {"bootcamp_contract_number": "ContractAllocationNumber"},
        ContractAllocationNumber=TEXT,
        DeliverableCode=TEXT,
    ),
    reference(
        "bootcamp_contract",
        "the contracts for Skills Bootcamps that local areas made",
        {"ConRefNumber": "ConRefNumber"},
        ConRefNumber=TEXT,
    ),
    reference(
        "contract_eligibility",
        "whom European Social Fund contracts are for",
        NUMBER,
        ContractAllocationNumber=TEXT,
        MinAge=WHOLE,
        MaxAge=WHOLE,
        MinPriorAttainment=TEXT,
        MaxPriorAttainment=TEXT,
        MinLengthOfUnemployment=WHOLE,
        MaxLengthOfUnemployment=WHOLE,
        Benefits=TRUTH,
    ),
    reference(
        "contract_local_authority",
        "the local authorities that European Social Fund contracts are limited to",
        NUMBER,
        ContractAllocationNumber=TEXT,
        Code=TEXT,
    ),
    reference(
        "contract_enterprise_partnership",
        "the local enterprise partnerships that European Social Fund contracts are limited to",
        NUMBER,
        ContractAllocationNumber=TEXT,
        Code=TEXT,
    ),
    reference(
        "contract_employment_status",
        "the employment statuses that European Social Fund contracts are limited to",
        NUMBER,
        ContractAllocationNumber=TEXT,
        Code=WHOLE,
    ),
    reference(
        "contract_sector",
        "the sectors and levels that European Social Fund contracts are limited to",
        NUMBER,
        ContractAllocationNumber=TEXT,
        SectorSubjectAreaCode=HUNDREDTHS,
        MinLevelCode=TEXT,
        MaxLevelCode=TEXT,
    ),
)
