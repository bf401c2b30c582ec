"""Rules about the file as a whole, and about learners who appear in it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import NO_ULN

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows


@ilr.rule(
    "UKPRN_03",
    since="2016/17",
    reads=("UKPRN", "LearningProviderUKPRN"),
    next="Give both the same provider number.",
)
def two_providers(file: Rows) -> Truth:
    """The provider in the header differs from the provider of the learners."""
    return file.LearningProviderUKPRN != file.UKPRN


@ilr.rule(
    "R06",
    since="2016/17",
    reads=("LearnRefNumber",),
    alike="LearnRefNumber",
    next="Give each learner one record, with all of their aims.",
)
def same_reference_twice(learner: Rows) -> Truth:
    """Another learner in the file has the same reference.

    Letter case and blanks around the reference do not count, as in the 2025/26 text. The service of 2020/21 minded
    blanks, and took two learners without a reference for the same; a missing one is left to the form of the field.
    """
    return learner.LearnRefNumber.notnull() & (learner.copies("LearnRefNumber") > 1)


@ilr.rule(
    "R59",
    since="2016/17",
    reads=("ULN",),
    alike="ULN",
    next="Find out whether this is one learner with two records, or a number typed wrongly.",
    severities={"2020/21": Severity.WARNING},
)
def same_learner_number_twice(learner: Rows) -> Truth:
    """Another learner in the file has the same learner number."""
    return (learner.ULN != NO_ULN) & (learner.copies("ULN") > 1)


@ilr.rule(
    "Filename_3",
    since="2025/26",
    reads=("UKPRN",),
    next="Check the provider number in the header and in the name of the file.",
)
def provider_not_known(file: Rows, provider: Rows) -> Truth:
    """The provider is not on the list of organisations.

    The published rule reads the number in the file's name. That is the number in the header, or Header_3 is broken.
    """
    return provider.none()
