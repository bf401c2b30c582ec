"""Rules about names, addresses, postcodes and National Insurance numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids import Postcode
from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_no_insurance_number, is_no_postcode
from alder.sources.ilr.rules.terms import (
    NO_ULN,
    all_community_learning,
    all_community_learning_of_one_kind,
    has,
    is_not,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

COMMUNITY = ("FundModel", "LearnDelFAMType", "LearnDelFAMCode")
HOURS = "PlanLearnHours"
SHORT = 10
"""So many planned hours, or fewer, make a short course, of which less is asked."""

NO_POSTCODE = Postcode.UNKNOWN
"""Stands for a postcode that is not known."""


# Names -----------------------------------------------------------------------------------------------------------


@ilr.rule("FamilyName_02", until="2020/21", reads=("FamilyName", HOURS, *COMMUNITY), next="Add the family name.")
def no_family_name_in_a_longer_course_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no family name, in community learning of more than ten hours.

    Community learning is of one kind here, for all aims: funded as such, or through a local authority.
    """
    longer = learner.PlanLearnHours > SHORT
    return learner.FamilyName.isnull() & longer & all_community_learning_of_one_kind(aims, fam)


@ilr.rule("FamilyName_02", since="2025/26", reads=("FamilyName", HOURS, *COMMUNITY), next="Add the family name.")
def no_family_name_in_a_longer_course(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no family name, in community learning of more than ten hours."""
    return learner.FamilyName.isnull() & (learner.PlanLearnHours > SHORT) & all_community_learning(aims, fam)


@ilr.rule("FamilyName_04", reads=("FamilyName", "ULN", HOURS, *COMMUNITY), next="Add the family name.")
def no_family_name_beside_a_number(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no family name, in a short course of community learning, but has a learner number."""
    short = learner.PlanLearnHours <= SHORT
    known = is_not(learner.ULN, NO_ULN)
    return learner.FamilyName.isnull() & short & known & all_community_learning(aims, fam)


@ilr.rule("GivenNames_01", until="2020/21", reads=("GivenNames", *COMMUNITY), next="Add the given names.")
def no_given_names_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no given names, and not all of their learning is community learning.

    Community learning is of one kind here, for all aims: funded as such, or through a local authority.
    """
    return learner.GivenNames.isnull() & ~all_community_learning_of_one_kind(aims, fam)


@ilr.rule("GivenNames_01", since="2025/26", reads=("GivenNames", *COMMUNITY), next="Add the given names.")
def no_given_names(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no given names, and not all of their learning is community learning."""
    return learner.GivenNames.isnull() & ~all_community_learning(aims, fam)


@ilr.rule("GivenNames_02", until="2020/21", reads=("GivenNames", HOURS, *COMMUNITY), next="Add the given names.")
def no_given_names_in_a_longer_course_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no given names, in community learning of more than ten hours.

    Community learning is of one kind here, for all aims: funded as such, or through a local authority.
    """
    longer = learner.PlanLearnHours > SHORT
    return learner.GivenNames.isnull() & longer & all_community_learning_of_one_kind(aims, fam)


@ilr.rule("GivenNames_02", since="2025/26", reads=("GivenNames", HOURS, *COMMUNITY), next="Add the given names.")
def no_given_names_in_a_longer_course(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no given names, in community learning of more than ten hours."""
    return learner.GivenNames.isnull() & (learner.PlanLearnHours > SHORT) & all_community_learning(aims, fam)


@ilr.rule("GivenNames_04", reads=("GivenNames", "ULN", HOURS, *COMMUNITY), next="Add the given names.")
def no_given_names_beside_a_number(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no given names, in a short course of community learning, but has a learner number."""
    short = learner.PlanLearnHours <= SHORT
    known = is_not(learner.ULN, NO_ULN)
    return learner.GivenNames.isnull() & short & known & all_community_learning(aims, fam)


# Addresses -------------------------------------------------------------------------------------------------------


@ilr.rule(
    "AddLine1_03", until="2020/21", reads=("AddLine1", HOURS, *COMMUNITY), next="Add the first line of the address."
)
def no_address_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no address.

    It is not asked for in community learning of ten hours or fewer. Community learning is of one kind here, for all
    aims: funded as such, or through a local authority.
    """
    short = (learner.PlanLearnHours <= SHORT).fill_null(False)
    return learner.AddLine1.isnull() & ~(short & all_community_learning_of_one_kind(aims, fam))


@ilr.rule(
    "AddLine1_03", since="2025/26", reads=("AddLine1", HOURS, *COMMUNITY), next="Add the first line of the address."
)
def no_address(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no address.

    It is not asked for in community learning of ten hours or fewer.
    """
    short = (learner.PlanLearnHours <= SHORT).fill_null(False)
    return learner.AddLine1.isnull() & ~(short & all_community_learning(aims, fam))


@ilr.rule("Postcode_15", reads=("Postcode",), next="Write it in capitals with one blank, as in AB1 2CD.")
def malformed_postcode(learner: Rows) -> Truth:
    """The postcode is not written as postcodes are."""
    return is_no_postcode(learner.Postcode)


@ilr.rule("PostcodePrior_02", reads=("PostcodePrior",), next="Write it in capitals with one blank, as in AB1 2CD.")
def malformed_postcode_before(learner: Rows) -> Truth:
    """The postcode from before enrolment is not written as postcodes are."""
    return is_no_postcode(learner.PostcodePrior)


@ilr.rule(
    "Postcode_14",
    severity=Severity.WARNING,
    reads=("Postcode",),
    next=f"Check the postcode, or use {NO_POSTCODE} where none is known.",
)
def unknown_postcode(learner: Rows, home_postcode: Rows) -> Truth:
    """The postcode does not exist."""
    return (learner.Postcode != NO_POSTCODE) & home_postcode.none()


@ilr.rule(
    "PostcodePrior_01",
    severities={"2020/21": Severity.WARNING},
    reads=("PostcodePrior",),
    next=f"Check the postcode, or use {NO_POSTCODE} where none is known.",
)
def unknown_postcode_before(learner: Rows, prior_postcode: Rows) -> Truth:
    """The postcode from before enrolment does not exist."""
    return (learner.PostcodePrior != NO_POSTCODE) & prior_postcode.none()


# National Insurance ----------------------------------------------------------------------------------------------


@ilr.rule("NINumber_01", reads=("NINumber",), next="Copy the number again: two letters, six figures, one letter.")
def malformed_insurance_number(learner: Rows) -> Truth:
    """The National Insurance number is not written as such numbers are.

    The last letter may be blank, so eight characters are enough.
    """
    return is_no_insurance_number(learner.NINumber)


@ilr.rule(
    "NINumber_02",
    reads=("NINumber", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Add the National Insurance number.",
)
def apprentice_without_insurance_number(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """An apprentice has a contract with an employer, but no National Insurance number."""
    return has(fam, "ACT", "1") & learner.NINumber.isnull()
