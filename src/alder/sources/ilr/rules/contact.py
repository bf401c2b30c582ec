"""Rules about how learners may be contacted. The return asks this up to 2020/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_closed, is_unknown_pair, key

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

WISH = ("ContPrefType", "ContPrefCode")


def _wishes(preference: Rows, type: str, *wishes: int) -> Truth:
    return preference.any((preference.ContPrefType == type) & preference.ContPrefCode.isin(wishes))


@ilr.rule("ContPrefType_01", until="2020/21", reads=WISH, next="Check the type and the code.")
def unknown_preference(preference: Rows, year: AcademicYear) -> Truth:
    """The contact preference is not on the code list."""
    return is_unknown_pair(preference.ContPrefType, preference.ContPrefCode, codes.learner.contact_preference, year)


@ilr.rule(
    "ContPrefType_02",
    until="2020/21",
    reads=WISH,
    next="Keep only the record that the learner is not to be contacted.",
)
def contact_though_none_is_allowed(learner: Rows, preference: Rows) -> Truth:
    """The learner must not be contacted at all, but has other contact preferences too."""
    wanted = _wishes(preference, "RUI", 1, 2, 6, 7) | _wishes(preference, "PMC", 1, 2, 3, 4, 5, 6)
    return _wishes(preference, "RUI", 3, 4, 5) & wanted


@ilr.rule(
    "ContPrefType_03",
    until="2020/21",
    reads=(*WISH, "LearnStartDate"),
    next="Use the codes for what the learner agrees to: those for what they do not want ended on 25 May 2018.",
)
def preference_closed(preference: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The contact preference was not open when the learner's first aim started.

    A code that is on no list was never open, as in the service.
    """
    begun = aims.smallest("LearnStartDate")
    closed = is_closed(key(preference.ContPrefType, preference.ContPrefCode), begun, codes.learner.contact_preference)
    unknown = is_unknown_pair(preference.ContPrefType, preference.ContPrefCode, codes.learner.contact_preference, year)
    return closed | (unknown & begun.notnull())


@ilr.rule("ContPrefType_04", until="2020/21", reads=WISH, next="Keep the codes for what the learner agrees to.")
def purposes_old_and_new(learner: Rows, preference: Rows) -> Truth:
    """The learner has both old and new codes for the purposes of contact.

    The old ones, to May 2018, say what the learner does not want; the new ones what they agree to.
    """
    return _wishes(preference, "RUI", 1, 2) & _wishes(preference, "RUI", 6, 7)


@ilr.rule("ContPrefType_05", until="2020/21", reads=WISH, next="Keep the codes for what the learner agrees to.")
def ways_old_and_new(learner: Rows, preference: Rows) -> Truth:
    """The learner has both old and new codes for the ways of contact.

    The old ones, to May 2018, say what the learner does not want; the new ones what they agree to.
    """
    return _wishes(preference, "PMC", 1, 2, 3) & _wishes(preference, "PMC", 4, 5, 6)


@ilr.rule("ContPrefType_06", until="2020/21", reads=("ContPrefType",), next="Keep two records at most.")
def three_purposes(learner: Rows, preference: Rows) -> Truth:
    """The learner has more than two records of the purposes of contact."""
    return preference.count(preference.ContPrefType == "RUI") > 2


@ilr.rule("ContPrefType_07", until="2020/21", reads=("ContPrefType",), next="Keep three records at most.")
def four_ways(learner: Rows, preference: Rows) -> Truth:
    """The learner has more than three records of the ways of contact."""
    return preference.count(preference.ContPrefType == "PMC") > 3
