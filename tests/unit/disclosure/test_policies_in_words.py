"""What a policy sets is told in words: below a table of one's own policy, and on the page of policies."""

from dataclasses import replace

import pytest
from tests.support.policies import OWN

from alder.disclosure import POLICIES, Action, Demand, Guard, Method, Noise, Policy
from alder.disclosure.described import is_known, lines

SRS = POLICIES["srs-output"]
ROUND = replace(OWN, method=Method.MIDPOINT, threshold=7, base=6)
NOISY = replace(ROUND, action=Action.PERTURB, method=Method.NEAREST, base=1, threshold=10, noise=Noise(2.0, 5, gap=2))

SAID: list[tuple[Policy, str]] = [
    (SRS, "A count is small from 1 to 9."),
    (SRS, "Small counts are hidden (c), and others beside them."),
    (SRS, "A small count keeps 9 possible values."),
    (SRS, "Whoever is alone in a cell cannot find another small count exactly."),
    (SRS, "Rates of 0% and 100% are hidden."),
    (SRS, "A total of values is unsafe where the 2 largest have over 90% of it."),
    (SRS, "Of the source working_futures no cell under 10,000 is shown."),
    (replace(SRS, guard=Guard.EXACT, insider=False), "A small count keeps two possible values."),
    (replace(SRS, guard=Guard.EXACT, insider=False), "Whoever is alone in a cell may find another"),
    (replace(SRS, guard=Guard.SLIDE), "possible values up to the threshold, or none at all"),
    (replace(SRS, pq=(20.0, 80.0)), "unsafe by the rule p/q with 20/80"),
    (replace(SRS, sensitive=frozenset({"outcome"})), "one category of outcome holds everybody"),
    (replace(SRS, demands=(Demand("leo", 30, "As agreed."),)), "source leo no cell under 30 is shown. As agreed."),
    (POLICIES["fe-outcomes"], "A count is small from 0 to 5."),
    (POLICIES["fe-outcomes"], "Rates have at most 0 decimals."),
    (POLICIES["open-counts"], "Nothing is protected."),
    (ROUND, "Counts are rounded to the middle of classes of 6 counts"),
    (ROUND, "Rates are worked out from the counts that are shown."),
    (replace(ROUND, refuses_leaks=True), "A table from which a small count follows exactly is refused."),
    (replace(ROUND, method=Method.REDACT, base=5), "once small ones are hidden"),
    (replace(ROUND, method=Method.REDACT, base=5), "A small count is shown as c."),
    (replace(ROUND, method=Method.RANDOM, base=10), "by a draw that the records behind each count fix"),
    (replace(ROUND, method=Method.SMALL_COUNTS, base=10), "inner cells under 10, to 0 or 10"),
    (NOISY, "Counts move by up to 5, with variance 2"),
    (NOISY, "No count from 1 to 2 is published."),
    (NOISY, "What is under 10 after the noise is hidden (c)."),
]


@pytest.mark.parametrize(("policy", "words"), SAID, ids=[words for _, words in SAID])
def test_settings_are_said(policy: Policy, words: str) -> None:
    assert words in " ".join(lines(policy))


def test_what_is_not_set_is_not_said() -> None:
    plain = replace(NOISY, threshold=1, noise=Noise(2.0, 5), demands=(), smallest_area="postcode")
    said = " ".join(lines(plain))
    for words in ("small", "hidden", "published. ", "smallest area", "source"):
        assert words not in said, words
    assert "unsafe" not in " ".join(lines(replace(SRS, p_percent=None, dominance=None)))


def test_policies_that_come_with_alder_are_known_by_what_they_set() -> None:
    assert all(is_known(p) for p in POLICIES.values())
    assert not is_known(replace(SRS, threshold=5))
