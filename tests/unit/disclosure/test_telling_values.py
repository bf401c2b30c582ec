"""That everybody of a group has a loan, a disability or another telling value is no figure that leaves."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.support.count_tables import counts, made
from tests.support.text_tables import rows

from alder.derive import variables
from alder.disclosure import POLICIES, Policy, policy_of, protect
from alder.disclosure.policy import TELLING
from alder.disclosure.policy_file import read
from alder.disclosure.primary import primaries
from alder.disclosure.protected import Protected
from alder.disclosure.reasons import Reason
from alder.disclosure.system import build
from alder.errors import NotProtected, UsageError
from alder.measures import measures
from alder.model.layout import Sensitivity
from alder.model.statistic import TOTAL, Category, Filter, Indicator
from alder.sources.ilr.layout import judged

LOANS = """
    area | learner_loan | n
    a    | Yes          | 42
    a    | No           | 0
    b    | Yes          | 30
    b    | No           | 55
    c    | Yes          | 12
    c    | No           | 70
    d    | Yes          | 0
    d    | No           | 64
"""
ROUNDING = ("dfe-statistics", "fe-outcomes", "opensafely-midpoint6")


def possible_others(table: Protected, area: str) -> tuple[int, int]:
    """How many of an area could have no loan, by all sums of a table of loans by area, in whole numbers.

    A hidden count is at least 1, but of those without a loan it may be 0: the policy says so.
    """
    cells = {codes: figures[0] for codes, figures in table.rows}
    place = {codes: n for n, codes in enumerate(cells)}
    low = [0 if f == "c" and codes[1] == "No" else 1 if f == "c" else int(f) for codes, f in cells.items()]
    high = [10_000 if f == "c" else int(f) for f in cells.values()]
    sums = []
    for f, other in ((0, 1), (1, 0)):
        parts = [c.code for c in table.filters[f].categories]
        for rest in [*(c.code for c in table.filters[other].categories), TOTAL]:
            line = np.zeros(len(cells))
            for code, sign in [(TOTAL, 1), *((p, -1) for p in parts)]:
                line[place[(code, rest) if f == 0 else (rest, code)]] += sign
            sums.append(line)
    asked = np.zeros(len(cells))
    asked[place[area, "No"]] = 1
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * asked,
            constraints=LinearConstraint(np.array(sums), 0, 0),
            integrality=np.ones(len(cells)),
            bounds=Bounds(low, high),
        )
        assert found.success
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


def test_42_of_42_with_a_loan_is_hidden_and_so_is_a_group_beside_it() -> None:
    before, now = protect(counts(LOANS), "srs-output (version 1)"), protect(counts(LOANS))
    assert possible_others(before, "a") == (0, 0), "everybody has one, and the table says so"
    assert now.value("n", area="a", learner_loan="Yes") == now.value("n", area="a", learner_loan="No") == "c"
    assert possible_others(now, "a")[1] >= 8, "nine values or more, as of every small count"
    assert now.value("n", area="a") == 42
    assert [now.value("n", area="d", learner_loan=code) for code in ("Yes", "No")] == [0, 64], (
        "nobody has one: no secret"
    )


def test_its_owner_is_told_why() -> None:
    table = protect(counts(LOANS))
    assert table.why("n", area="a", learner_loan="No").reason is Reason.TELLING
    assert table.why("n", area="a", learner_loan="Yes").reason is Reason.TELLING
    assert table.why("n", area="b", learner_loan="Yes").reason is Reason.BESIDE


@pytest.mark.parametrize("seed", range(6))
def test_nobody_can_tell_from_all_sums_that_everybody_of_a_group_has_a_loan(seed: int) -> None:
    draw = random.Random(seed)
    lines = ["area | learner_loan | n"]
    for area in "abcdefgh":
        full = area == "a" or draw.random() < 0.15
        lines += [f"{area} | Yes | {draw.randint(1, 60)}", f"{area} | No | {0 if full else draw.randint(5, 90)}"]
    table = protect(counts("\n".join(lines)))
    true = {r["area"]: r["n"] for r in counts("\n".join(lines)).cells.to_pylist() if r["learner_loan"] == "No"}
    told = [area for area, n in true.items() if n == 0 and table.value("n", area=area) != 0]
    assert told
    for area in told:
        low, high = possible_others(table, area)
        assert low == 0
        assert high >= 8


def test_it_holds_in_margins_and_beside_rates() -> None:
    """All women and all men of the group have one as well, and all 30 who achieved."""
    lines = ["area | sex | learner_loan | achievers | leavers"]
    for area, sex in product("abcd", "FM"):
        full = area == "a"
        lines += [f"{area} | {sex} | Yes | 15 | 21", f"{area} | {sex} | No | {0 if full else 40} | {0 if full else 55}"]
    table = protect(counts("\n".join(lines), rates=["achievers/leavers"]))
    for codes, figures in table.rows:
        if codes[0] == "a" and codes[2] != TOTAL:
            assert "c" in (figures[0], figures[1]), codes
            assert codes[2] == "Yes" or figures == ("c", "c", "c"), "a 0 of nobody would tell as much as a count of 0"
    assert table.value("leavers", area="a") == 42


def test_all_but_a_few_in_several_groups_are_few_together() -> None:
    """Of 107 with a disability or none 4 have none and 3 are not known: 7 are the rest, and a small count."""
    areas = {"a": (100, 4, 3), "b": (30, 60, 20)}
    lines = [
        f"{a} | {code} | {n}"
        for a, found in areas.items()
        for code, n in zip(("Yes", "No", "Unknown"), found, strict=True)
    ]
    table = counts("\n".join(["area | lldd | n", *lines]))
    now, before = POLICIES["srs-output"], policy_of("srs-output (version 1)")
    rest = {p.version: build(table, p).value[primaries(build(table, p), p)].tolist() for p in (now, before)}
    assert (rest[2].count(7), rest[1].count(7)) == (1, 0)
    assert "c" in (protect(table).value("n", area="a", lldd="Yes"), protect(table).value("n", area="a"))


def test_where_categories_overlap_it_is_total_minus_the_telling_one() -> None:
    loans = Filter(
        "learner_loan", "Advanced learner loan", (Category("Yes", "Yes"), Category("No", "No")), additive=False
    )
    area = Filter("area", "Area", tuple(Category(c, c) for c in "abc"), additive=False)
    figures = {"a": (42, 20, 42), "b": (30, 50, 70), "c": (25, 60, 80), TOTAL: (97, 130, 192)}
    cells = [
        {"area": a, "learner_loan": code, "n": n}
        for a, found in figures.items()
        for code, n in zip(("Yes", "No", TOTAL), found, strict=True)
    ]
    table = protect(made((area, loans), (Indicator("n", "Learners", "learners"),), cells))
    assert "c" in (table.value("n", area="a", learner_loan="Yes"), table.value("n", area="a"))


@pytest.mark.parametrize("policy", ROUNDING)
def test_rounding_hides_no_group_and_refuses_the_table(policy: str) -> None:
    with pytest.raises(NotProtected, match="everybody of a group, or all but a few, have a telling value"):
        protect(counts(LOANS), policy)
    nearly = LOANS.replace("a    | No           | 0", "a    | No           | 2")
    with pytest.raises(NotProtected, match="Use fewer breakdowns, merge groups, or use a policy that hides it"):
        protect(counts(nearly), policy)
    most = LOANS.replace("a    | No           | 0", "a    | No           | 20")
    assert protect(counts(most), policy).value("n", area="a", learner_loan="No") != "c"


ORDINARY = """
what                                  | filter       | Yes     | No
nobody has one                        | learner_loan | No      | Yes
not known is no value                 | lldd         | Unknown | No
White is what most groups are         | ethnicity    | White   | Black
sex is known to whoever knows anybody | sex          | F       | M
"""


@pytest.mark.parametrize("case", rows(ORDINARY), ids=lambda c: str(c["what"]))
@pytest.mark.parametrize("policy", ["srs-output", "dfe-statistics"])
def test_what_tells_nothing_is_shown_of_everybody(case: dict[str, str], policy: str) -> None:
    lines = [f"area | {case['filter']} | n"]
    lines += [f"a | {case['Yes']} | 40", f"a | {case['No']} | 0", f"b | {case['Yes']} | 30", f"b | {case['No']} | 50"]
    table = protect(counts("\n".join(lines)), policy)
    assert table.value("n", area="a", **{case["filter"]: case["Yes"]}) == 40


def test_a_group_that_is_named_by_the_value_tells_nothing_new() -> None:
    """All Indians are Asian, and everybody with dyslexia has a learning difficulty, by definition."""
    lines = ["ethnicity | ethnicity_minor | n", "White | English | 80", "Asian | Indian | 42", "Asian | Pakistani | 30"]
    table = counts("\n".join([*lines, "White | Indian | 0", "White | Pakistani | 0", "Asian | English | 0"]))
    assert "c" not in protect(table).symbols
    assert protect(table, "dfe-statistics").value("n", ethnicity="Asian", ethnicity_minor="Indian") == 40


OWN = """
name = "mine"
version = 1
says = "Counts under 10 are hidden."
action = "suppress"
threshold = 10
"""


def test_a_policy_of_ones_own_sets_the_list_or_has_none(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"

    def own(line: str = "") -> Policy:
        file.write_text(OWN + line, encoding="utf-8")
        return read(file)

    assert protect(counts(LOANS), own()).value("n", area="a", learner_loan="No") == 0, (
        "files of before mean what they did"
    )
    assert own('telling = ["usual"]').telling == TELLING
    assert own('telling = ["usual", "sex=F"]').telling == TELLING | {"sex=F"}
    assert protect(counts(LOANS), own('telling = ["learner_loan=Yes"]')).value("n", area="a", learner_loan="No") == "c"
    with pytest.raises(UsageError, match="a telling value is a filter and a category"):
        own('telling = ["learner_loan"]')


def test_every_policy_that_protects_has_the_list_and_its_version_before_had_not() -> None:
    for name, policy in POLICIES.items():
        assert policy.telling == (frozenset() if name == "open-counts" else TELLING)
        if name != "open-counts":
            before = policy_of(f"{name} (version {policy.version - 1})")
            assert before.telling == frozenset()
            assert protect(counts(LOANS), before).policy.label == before.label


NOT_TELLING = {
    "sex": "known to whoever knows that somebody is there",
    "source_of_funding": "which body pays for a course",
    "fully_or_co_funded": "how much of a course is paid for",
    "community_learning_type": "a kind of course",
    "start_status": "when a course began",
}
"""Variables over sensitive fields of which no value is telling, and why."""


def test_every_variable_over_a_sensitive_field_has_telling_values_or_a_reason_why_not() -> None:
    telling = {v.partition("=")[0] for v in TELLING}
    sensitive = (Sensitivity.B, Sensitivity.C, Sensitivity.D)
    own = [v for m in measures if m.extract for v in m.extract.variables.values()]
    closed = [v for v in (*variables, *own) if v.categories]
    missing = {
        v.name
        for v in closed
        if any(judged(field)[2] in sensitive for field in v.reads) and v.name not in telling | NOT_TELLING.keys()
    }
    assert not missing, "say which of their values are telling, in disclosure.policy.TELLING, or why none is"
    codes = {f"{v.name}={c.code}" for v in closed for c in v.categories}
    named = {v for v in TELLING if v.partition("=")[0] in {v.name for v in closed}}
    assert not named - codes, "no such category"
