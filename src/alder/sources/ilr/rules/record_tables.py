"""How the ILR's tables hang together, and the names that rules call them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.rules.record_tables import FILE, Derived, RecordTable, RecordTables
from alder.sources.ilr import schema
from alder.sources.ilr.rules.reference_tables import REFERENCES

if TYPE_CHECKING:
    from alder.model.expr import Table, Value

FOLDED = {
    "learner": {"LearnRefNumber", "PrevLearnRefNumber", "CampId"},
    "learner_fam": {"LearnFAMType"},
    "contact_preference": {"ContPrefType"},
    "employment_status_monitoring": {"ESMType"},
    "learning_delivery": {"LearnAimRef", "ConRefNumber", "EPAOrgID"},
    "learning_delivery_fam": {"LearnDelFAMType", "LearnDelFAMCode"},
    "app_fin_record": {"AFinType"},
    "learner_destination_and_progression": {"LearnRefNumber"},
    "dp_outcome": {"OutType"},
    "provider_spec_delivery_monitoring": {"ProvSpecDelMonOccur"},
    "provider_spec_learner_monitoring": {"ProvSpecLearnMonOccur"},
    "learning_delivery_he": {"DOMICILE", "PERMADDCOUNTRY", "QUALENT3"},
}
"""Types and codes that the ILR compares without letter case."""

NAMES = {
    "file": FILE,
    "learner": "learner",
    "learners": "learner",
    "aim": "learning_delivery",
    "aims": "learning_delivery",
    "others": "learning_delivery",
    "fam": "learning_delivery_fam",
    "fams": "learning_delivery_fam",
    "finance": "app_fin_record",
    "finances": "app_fin_record",
    "placement": "learning_delivery_work_placement",
    "aim_he": "learning_delivery_he",
    "aim_mark": "provider_spec_delivery_monitoring",
    "learner_fam": "learner_fam",
    "learner_he": "learner_he",
    "learner_he_support": "learner_he_financial_support",
    "learner_mark": "provider_spec_learner_monitoring",
    "lldd": "lldd_and_health_problem",
    "prior": "prior_attain",
    "preference": "contact_preference",
    "employment": "learner_employment_status",
    "monitoring": "employment_status_monitoring",
    "destination": "learner_destination_and_progression",
    "outcome": "dp_outcome",
    "outcomes": "dp_outcome",
}
"""The names of a rule's parameters. `others` are the learner's aims without the judged one, `aims` all of them."""

FILE_SCHEMA = pa.schema(
    [
        pa.field("submission", pa.int64()),
        pa.field("collection_year", pa.string()),
        pa.field("UKPRN", pa.int32()),
        pa.field("LearningProviderUKPRN", pa.int32()),
        pa.field("FilePreparationDate", pa.date32()),
        pa.field("ReturnNumber", pa.string()),
    ]
)
"""One row a file: what its header says. `UKPRN` stands in the header's Source, the other in LearningProvider.

`ReturnNumber` is the return of the year that the file is for: R01 to R14."""


def _next_start(employment: Table) -> Value:
    """The day on which the next employment record of the learner begins: until then this one is in force.

    Of two records of one day the first in the file is in force, as in the service's own look-up.
    """
    from alder.model import expr

    return expr.over(
        employment.DateEmpStatApp.lead(),
        [employment.submission, employment.learner],
        [employment.DateEmpStatApp, expr.desc(employment.employment)],
    )


def _in_capitals(field: str) -> Derived:
    return Derived(pa.string(), (field,), lambda rows: rows[field].upper())


def _up_to_the_second_hyphen(aim: Table) -> Value:
    """The number of a Skills Bootcamp contract. What follows the second hyphen is the code of a deliverable."""
    return aim.ConRefNumber.re_extract("^([^-]*-[^-]*)", 1).nullif("")


def _after_the_second_hyphen(aim: Table) -> Value:
    return aim.ConRefNumber.re_extract("^[^-]*-[^-]*-(.*)$", 1).nullif("")


_BEHIND_THE_SERIES = 10**7
"""A learner number has ten digits, and the first three are its series."""

_SERIES = Derived(pa.int64(), ("ULN",), lambda rows: (rows.ULN // _BEHIND_THE_SERIES).cast("int64"))


DERIVED = {
    "learner_employment_status": {
        "in_force_before": Derived(pa.date32(), ("DateEmpStatApp", "learner", "employment"), _next_start)
    },
    "learner": {
        "home_postcode": _in_capitals("Postcode"),
        "prior_postcode": _in_capitals("PostcodePrior"),
        "uln_series": _SERIES,
    },
    "learner_destination_and_progression": {"uln_series": _SERIES},
    "learning_delivery": {
        "delivery_postcode": _in_capitals("DelLocPostCode"),
        "start_postcode": _in_capitals("LSDPostcode"),
        "bootcamp_contract_number": Derived(pa.string(), ("ConRefNumber",), _up_to_the_second_hyphen),
        "bootcamp_deliverable_code": Derived(pa.string(), ("ConRefNumber",), _after_the_second_hyphen),
    },
    "learning_delivery_he": {"he_postcode": _in_capitals("HEPostCode")},
}


_SAME_REFERENCE = (("LearnRefNumber", "LearnRefNumber"),)

MET_BY = {
    "learner_destination_and_progression": {"learner": _SAME_REFERENCE},
    "learner": {"learner_destination_and_progression": _SAME_REFERENCE},
}
"""Destinations are a part of the file of their own: they belong to the learner who has their reference."""


def _tables() -> dict[str, RecordTable]:
    submission = pa.field("submission", pa.int64())
    tables = {FILE: RecordTable(FILE, "Message", ("submission",), FILE_SCHEMA)}
    for name, columns in schema.superset().items():
        tables[name] = RecordTable(
            name=name,
            element=schema.entities()[name].element,
            keys=("submission", *schema.keys()[name]),
            schema=pa.schema([submission, *columns]),
            folded=frozenset(FOLDED.get(name, ())),
            derived=DERIVED.get(name, {}),
            met_by=MET_BY.get(name, {}),
        )
    return tables


SHAPE = RecordTables(_tables(), NAMES, REFERENCES)
