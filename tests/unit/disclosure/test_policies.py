"""Policies are data: what contradicts itself is said in words, and a file of one's own is a policy like any other.

What a policy sets is told in words: below a table of one's own policy, and on the page of policies.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts
from tests.support.policies import OWN
from tests.support.text_tables import rows

from alder.disclosure import POLICIES, Action, Demand, Guard, Method, Noise, Policy, Rates, policy_of, protect
from alder.disclosure.described import is_known, lines
from alder.disclosure.settings import finer
from alder.errors import NotProtected, UsageError
from alder.measures.display_rules import fe_outcomes

GOOD: dict = {"name": "mine", "version": 1, "says": "Made for a test.", "why": (), "insider": False}
SUPPRESS = GOOD | {"action": Action.SUPPRESS, "threshold": 10}
ROUND = GOOD | {"action": Action.ROUND, "threshold": 5, "base": 10}
PERTURB = GOOD | {
    "action": Action.PERTURB,
    "threshold": 1,
    "rates": Rates.PUBLISHED,
    "noise": Noise(variance=2.0, most=5),
}
NONE = GOOD | {"action": Action.NONE, "threshold": 1}

CONTRADICTIONS: list[tuple[dict, dict, str]] = [
    (SUPPRESS, {"threshold": 1}, "protects nobody"),
    (SUPPRESS, {"method": Method.MIDPOINT}, "has no method midpoint"),
    (SUPPRESS, {"noise": Noise(1.0, 2)}, "adds no noise"),
    (SUPPRESS, {"rates": Rates.PUBLISHED}, "rates from counts"),
    (SUPPRESS, {"refuses_leaks": True}, "audited to its promise"),
    (SUPPRESS, {"p_percent": 0.0}, "p % lies above 0"),
    (SUPPRESS, {"p_percent": float("nan")}, "p % lies above 0"),
    (SUPPRESS, {"dominance": (0, 80.0)}, "n of 1 or more"),
    (SUPPRESS, {"dominance": (2, 100.0)}, "k between 0 and 100"),
    (SUPPRESS, {"pq": (50.0, 30.0)}, "known already"),
    (SUPPRESS, {"pq": (10.0, 100.0), "p_percent": 20.0}, "contradicts"),
    (SUPPRESS, {"freedom": 0}, "degrees of freedom"),
    (SUPPRESS, {"near_full": 0.5}, "more than half"),
    (SUPPRESS, {"few": 3}, "only where rounded counts"),
    (SUPPRESS, {"rate_decimals": -1}, "0 decimals or more"),
    (SUPPRESS, {"smallest_area": "street"}, "smallest area is one of"),
    (SUPPRESS, {"largest": 0}, "at least one count"),
    (SUPPRESS, {"demands": (Demand("leo", 20, ""), Demand("leo", 30, ""))}, "demands one thing"),
    (SUPPRESS, {"demands": (Demand("leo", 1, ""),)}, "is none"),
    (SUPPRESS, {"hidden": "*"}, "symbols are"),
    (ROUND, {"base": 1}, "base of 2 or more"),
    (ROUND, {"threshold": 1}, "protects nobody"),
    (ROUND, {"base": 20}, "from 5 to 9 as 0"),
    (ROUND, {"noise": Noise(1.0, 2)}, "use the action perturb"),
    (ROUND, {"method": Method.MIDPOINT}, "would undo midpoint rounding"),
    (ROUND, {"method": Method.CONTROLLED, "rates": Rates.PUBLISHED, "base": 3}, "apart from each other"),
    (ROUND, {"method": Method.RANDOM, "rates": Rates.PUBLISHED, "hide_zeros": True}, "zero stays 0"),
    (ROUND, {"insider": True}, "only suppression can promise anything"),
    (ROUND, {"guard": Guard.WIDTH}, "only suppression can promise a width"),
    (ROUND, {"class_disclosure": True}, "only suppression hides rates"),
    (ROUND, {"few": 6}, "more people in its numerator"),
    (PERTURB, {"noise": None}, "needs settings of its noise"),
    (PERTURB, {"base": 5}, "neither a base nor a method"),
    (PERTURB, {"hide_zeros": True}, "leaves zeros alone"),
    (PERTURB, {"rates": Rates.COUNTS}, "undo the noise"),
    (PERTURB, {"threshold": 0}, "1 or more"),
    (NONE, {"threshold": 10}, "protects nothing has threshold 1"),
    (NONE, {"hide_zeros": True}, "hides no zeros"),
    (NONE, {"p_percent": 10.0}, "no rule of concentration"),
]


@pytest.mark.parametrize(("good", "change", "words"), CONTRADICTIONS, ids=[c[2] for c in CONTRADICTIONS])
def test_a_contradiction_is_an_error_in_words(good: dict, change: dict, words: str) -> None:
    Policy(**good)
    with pytest.raises(UsageError, match=words):
        Policy(**(good | change))


def test_all_contradictions_come_in_one_message() -> None:
    with pytest.raises(UsageError) as said:
        Policy(**(SUPPRESS | {"threshold": 1, "base": 5, "p_percent": 200.0}))
    for words in ("protects nobody", "its base is 1", "at most 100"):
        assert words in str(said.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"variance": 0.0, "most": 3}, "variance above 0"),
        ({"variance": 10.0, "most": 3}, "square is at least"),
        ({"variance": 1.0, "most": 3, "gap": 3}, "cannot clear"),
        ({"variance": 1.0, "most": 3, "keys": 100}, "power of two"),
    ],
)
def test_noise_that_cannot_be_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Noise(**settings)


FILE = """
name = "county-tables"
version = 2
says = "Counts are rounded to multiples of 5 that still add up."
why = ["Tables of the county council add up."]
action = "round"
method = "controlled"
threshold = 5
base = 5
rates = "published"
insider = false
dominance = [2, 85]
not_by = ["postcode"]
smallest_area = "local_authority"

[[demands]]
source = "leo"
least = 30
says = "As agreed."
"""


def test_a_policy_is_read_from_a_file_and_says_what_it_sets(tmp_path: Path) -> None:
    file = tmp_path / "county.toml"
    file.write_text(FILE, encoding="utf-8")
    found = policy_of(str(file))
    assert found.label == "county-tables (version 2)"
    assert (found.method, found.base, found.dominance, found.demands) == (
        *(Method.CONTROLLED, 5, (2, 85)),
        (Demand("leo", 30, "As agreed."),),
    )
    table = protect(counts("sex | n\nF | 23\nM | 34", group=OF_ENGLAND), found)
    assert table.value("n") == table.value("n", sex="F") + table.value("n", sex="M")
    (_, _, notes) = table.write_csv(tmp_path / "t.csv")
    said = notes.read_text(encoding="utf-8")
    assert "Protection: policy county-tables (version 2)." in said
    assert "Counts are rounded by the method controlled, to base 5." in said


BAD_FILES = """
change                         | words
thresholds = 5                 | no setting of a policy called thresholds
threshold = true               | a whole number
threshold = 5.5                | a whole number
action = "hide"                | one of suppress, round, perturb, none
dominance = 2                  | two numbers in brackets
near_full = "most"             | is a number
why = "because"                | a list of texts
noise = 3                      | a table of settings
demands = [3]                  | a table of settings
demands = 3                    | of the wrong kind
pq = ["a", 2]                  | is a number
noise = { variance = 2.0 }     | does not say its most
noise = { sigma = 2.0 }        | no setting of noise called sigma
insider = 1                    | true or false
= 4                            | not written in TOML
"""


@pytest.mark.parametrize("case", rows(BAD_FILES), ids=lambda c: c["change"])
def test_a_file_that_is_no_policy_is_refused_in_words(case: dict[str, str], tmp_path: Path) -> None:
    name = case["change"].split(" ")[0]
    kept = [line for line in FILE.split("\n[[")[0].splitlines() if not line.startswith(f"{name} ")]
    file = tmp_path / "odd.toml"
    file.write_text("\n".join([case["change"], *kept]), encoding="utf-8")
    with pytest.raises(UsageError, match=case["words"]):
        policy_of(str(file))


def test_a_file_that_is_not_there_or_says_too_little_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        policy_of(str(tmp_path / "none.toml"))
    (tmp_path / "short.toml").write_text('name = "short"', encoding="utf-8")
    with pytest.raises(UsageError, match="does not say its version, says, action, threshold"):
        policy_of(str(tmp_path / "short.toml"))


@pytest.mark.parametrize(
    ("filter", "smallest", "expected"),
    [
        ("lsoa", "msoa", True),
        ("home_lsoa21", "msoa", True),
        ("home_local_authority", "msoa", False),
        ("home_local_authority", "region", True),
        ("region", "region", False),
        ("sex", "country", False),
    ],
)
def test_smaller_areas_than_allowed_are_known_by_their_names(filter: str, smallest: str, expected: bool) -> None:
    assert finer(filter, smallest) is expected


def test_a_table_by_an_area_too_small_is_refused() -> None:
    with pytest.raises(NotProtected, match="does not allow figures by home_lsoa21"):
        protect(counts("home_lsoa21 | n\na | 20\nb | 30"))
    wide = replace(policy_of("srs-output"), smallest_area="region")
    with pytest.raises(NotProtected, match="does not allow figures by home_local_authority"):
        protect(counts("home_local_authority | n\na | 20\nb | 30"), wide)


def test_projections_keep_their_authors_rule_under_every_policy() -> None:
    jobs = counts("region | n\na | 9999\nb | 20000\nc | 30000\nd | 8000", source_ids=("working_futures",))
    for name in ("srs-output", "dfe-statistics", "open-counts"):
        table = protect(jobs, name)
        assert [table.value("n", region=r) for r in "ad"] == ["c", "c"]
        assert "10,000 people and more" in table.policy.says
        assert table.policy.label.startswith(name)
    assert protect(replace(jobs, source_ids=("lars",)), "srs-output").value("n", region="a") == 9999


def test_figures_that_are_not_about_people_are_left_as_they_are_and_say_so() -> None:
    courses = counts("level | k | n\n2 or below | 1 | 3\n3 | 1 | 1", rates=["k/n"], source_ids=("lars",))
    table = protect(courses, "open-counts")
    assert str(table.value("k_of_n", level="2 or below")) == "33.3"
    assert (table.value("n", level="3"), table.value("n")) == (1, 4)
    assert "Not protected: these figures are not about people." in table.policy.says


@pytest.mark.parametrize(
    ("sources", "unit", "words"),
    [
        ((), "aims", "do not say their source"),
        (("ilr",), "aims", "holds records of people"),
        (("lars", "leo"), "aims", "holds records of people"),
        (("lars",), "learners", "counts learners"),
    ],
)
def test_open_counts_are_refused_for_figures_about_people(sources: tuple, unit: str, words: str) -> None:
    table = counts("level | n\na | 3\nb | 1", source_ids=sources)
    table = replace(table, indicators=tuple(replace(i, unit=unit) for i in table.indicators))
    with pytest.raises(NotProtected, match=words):
        protect(table, "open-counts")


def test_a_policy_may_refuse_tables_that_say_something_of_everybody() -> None:
    minds = Policy(**(SUPPRESS | {"sensitive": frozenset({"outcome"})}))
    text = "sex | outcome | n\nF | work | 40\nF | none | 30\nM | work | 60\nM | none | {}"
    assert protect(counts(text.format(25)), minds).value("n") == 155
    for few in (0, 3):
        with pytest.raises(NotProtected, match="holds everybody of a group, or nearly everybody"):
            protect(counts(text.format(few)), minds)
    assert protect(counts(text.format(0)), "dfe-statistics").value("n") == 130


def test_further_education_outcomes_show_what_their_publisher_does_and_hide_one_thing_more() -> None:
    """Every pair of numbers up to 30: the figures are the publisher's, but for rates that 1 or 2 people are not in."""
    pairs = [(n, d) for d in range(1, 31) for n in range(d + 1)]
    lines = ["who | out | base", *(f"{n} of {d} | {n} | {d}" for n, d in pairs)]
    made, policy = counts("\n".join(lines), rates=["out/base"], unseen=["out"]), policy_of("fe-outcomes")
    shown = dict(protect(made, replace(policy, rate_keeps=0)).rows)
    for n, d in pairs:
        base, rate = fe_outcomes(n, d)
        assert shown[(f"{n} of {d}",)] == (base, rate if d - n not in (1, 2) else "c")
    kept = dict(protect(made, policy).rows)
    differ = [codes for codes in shown if shown[codes] != kept[codes]]
    assert differ, "some rates would give a denominator away"
    assert {kept[codes][1] for codes in differ} == {"c"}


SRS = POLICIES["srs-output"]
ROUNDED = replace(OWN, method=Method.MIDPOINT, threshold=7, base=6)
NOISY = replace(ROUNDED, action=Action.PERTURB, method=Method.NEAREST, base=1, threshold=10, noise=Noise(2.0, 5, gap=2))

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
    (ROUNDED, "Counts are rounded to the middle of classes of 6 counts"),
    (ROUNDED, "Rates are worked out from the counts that are shown."),
    (replace(ROUNDED, refuses_leaks=True), "A table from which a small count follows exactly is refused."),
    (replace(ROUNDED, method=Method.REDACT, base=5), "once small ones are hidden"),
    (replace(ROUNDED, method=Method.REDACT, base=5), "A small count is shown as c."),
    (replace(ROUNDED, method=Method.RANDOM, base=10), "by a draw that the records behind each count fix"),
    (replace(ROUNDED, method=Method.SMALL_COUNTS, base=10), "inner cells under 10, to 0 or 10"),
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


@pytest.mark.parametrize(
    ("settings", "reach"),
    [
        (SUPPRESS, 0.0),
        (NONE, 0.0),
        (ROUND, 5.0),
        (ROUND | {"method": Method.RANDOM, "rates": Rates.PUBLISHED}, 9.0),
        (ROUND | {"method": Method.CONTROLLED, "threshold": 10, "rates": Rates.PUBLISHED}, 9.0),
        (ROUND | {"method": Method.SMALL_COUNTS, "threshold": 10, "rates": Rates.PUBLISHED}, None),
        (PERTURB, 5.0),
    ],
)
def test_a_figure_lies_as_near_its_count_as_the_policy_promises(settings: dict, reach: float | None) -> None:
    """Nearest takes half a base at most, up or down less than a base; where small counts alone move, totals add up."""
    assert Policy(**settings).reach == reach
