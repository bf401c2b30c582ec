"""Variables of who pays and who teaches: funding, loans, the type of community learning, subcontracting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import OTHER, YES_NO, code_or, coded, in_use, yes_no
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text

_FAM = ("LearnDelFAMType", "LearnDelFAMCode")
_MODELS = coded("FundModel")
_SOURCES = coded("LearnDelFAMType", "SOF")
_LATER = (
    *(Category(str(code), f"A devolved authority since 2021 or later (code {code})") for code in (118, 119, 120)),
    *(
        Category(str(code), f"East Midlands, York and North Yorkshire, or Cornwall (code {code})")
        for code in (121, 122, 123)
    ),
)
"""Codes that came after the list of 2020/21. Rules of 2025/26 take 118 to 120 for devolved authorities without naming
them, and name three authorities for 121 to 123 without saying which has which."""
_SHARES = coded("LearnDelFAMType", "FFI")
_COMMUNITY = coded("LearnDelFAMType", "ASL")
_TAILORED_LEARNING = 11
_TAILORED = Category("tailored", "Tailored learning, from August 2024")


@variables.declare(
    title="Funding model",
    unit="category",
    reads=("FundModel",),
    source="ILR code list",
    evidence=Evidence.V,
    categories=(*_MODELS, OTHER),
    in_use=in_use("FundModel"),
)
def funding_model(aims: Table) -> Text:
    """How the aim is paid for, as the return codes it (FundModel). Unfunded learning and loans share code 99."""
    return code_or(aims.FundModel, _MODELS, missing=OTHER.code)


@variables.declare(
    title="Source of funding",
    unit="category",
    reads=_FAM,
    columns=("SOF",),
    source="ILR code list of 2020/21 (LearnDelFAMType SOF); later codes from the validation rules of 2025/26",
    evidence=Evidence.V,
    categories=(*_SOURCES[:-1], *_LATER, _SOURCES[-1], Category("none", "No source recorded"), OTHER),
    in_use=in_use("LearnDelFAMType", "SOF") | {c.code: (2025 if int(c.code) > 120 else 2021, None) for c in _LATER},
)
def source_of_funding(aims: Table) -> Text:
    """Which body pays: the national budgets, or since August 2019 an authority to which the adult budget is devolved.

    None is recorded for apprenticeships of the levy, loans and unfunded learning. The list of devolved authorities
    grows: the names of later ones are not in a source that was read, so they stand by their codes, and a code that came
    later still is shown as other.
    """
    return code_or(aims.SOF, (*_SOURCES, *_LATER), missing="none")


@variables.declare(
    title="Fully or co-funded",
    unit="category",
    reads=_FAM,
    columns=("FFI",),
    source="ILR code list (LearnDelFAMType FFI)",
    evidence=Evidence.V,
    categories=(
        *_SHARES,
        Category("none", "Not recorded, as for aims outside adult and apprenticeship funding"),
        OTHER,
    ),
)
def fully_or_co_funded(aims: Table) -> Text:
    """Whether the public budget pays the whole of the aim or shares it with the learner or the employer."""
    return code_or(aims.FFI, _SHARES, missing="none")


@variables.declare(
    title="Advanced learner loan",
    unit="category",
    reads=_FAM,
    columns=("ADL",),
    source="ILR code list (LearnDelFAMType ADL)",
    evidence=Evidence.V,
    categories=YES_NO,
)
def learner_loan(aims: Table) -> Text:
    """Whether an Advanced Learner Loan pays for the aim. Recorded only where it is so."""
    return yes_no(aims.ADL.notnull())


@variables.declare(
    title="Type of community learning",
    unit="category",
    reads=(*_FAM, "FundModel"),
    columns=("ASL",),
    source="ILR code list (LearnDelFAMType ASL)",
    evidence=Evidence.V,
    categories=(*_COMMUNITY, _TAILORED, Category("none", "Not community learning, or no type recorded"), OTHER),
    in_use={c.code: (None, 2023) for c in _COMMUNITY} | {_TAILORED.code: (2024, None)},
)
def community_learning_type(aims: Table) -> Text:
    """Which kind of community learning the aim is. Community learning ended as a budget of its own in July 2024.

    Tailored learning, which took its place, codes purposes instead (LearnDelFAMType ACL): no list of these was read, so
    such aims are one category, and are not put among the types before.
    """
    return cases(
        (((aims.FundModel == _TAILORED_LEARNING) & aims.ASL.isnull()).fill_null(False), _TAILORED.code),
        else_=code_or(aims.ASL, _COMMUNITY, missing="none"),
    )


@variables.declare(
    title="Subcontracted",
    unit="category",
    reads=("PartnerUKPRN", "UKPRN"),
    columns=("PartnerUKPRN",),
    source="ILR specification: PartnerUKPRN names the subcontractor",
    evidence=Evidence.V,
    categories=YES_NO,
)
def subcontracted(aims: Table) -> Text:
    """Whether another provider teaches the aim for the one that returns it: a partner's UKPRN is given, not its own."""
    return cases(((aims.PartnerUKPRN != aims.ukprn).fill_null(False), "Yes"), else_="No")
