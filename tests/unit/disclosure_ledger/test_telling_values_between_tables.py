"""That everybody of a group has a telling value, such as a loan, no two tables say that each do not."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.properties import sampled

from alder.disclosure import Protected, protect
from alder.disclosure.ledger import BesideEarlier, Ledger, follows
from alder.disclosure.ledger.complements import Said
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.release import SAID
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Counts

Group = dict[str, str]


def learners(**groups: str) -> list[Person]:
    """`a="42 F Yes"`: of college a 42 women with a loan; several groups are divided by commas."""
    found: list[Person] = []
    for college, several in groups.items():
        for one in several.split(","):
            many, sex, loan = one.split()
            found += [{"provider": college, "sex": sex, "learner_loan": loan, "area": college}] * int(many)
    return numbered(found)


WHO = learners(a="20 F Yes, 22 M Yes", b="30 F Yes, 25 M No, 40 F No", c="15 M Yes, 33 F No", d="50 F No, 30 M Yes")
"""In college a everybody has a loan."""


def asked(who: list[Person], by: list[str], where: str = "", fits: Callable[[Person], bool] | None = None) -> Counts:
    return replace(counted(who, by, where=fits, title=f"{by} {where}"), measure="starts", where=where)


def with_loans(by: list[str], who: list[Person] = WHO) -> Counts:
    return asked(who, by, "learner_loan = Yes", lambda p: p["learner_loan"] == "Yes")


def everybody(by: list[str], who: list[Person] = WHO) -> Counts:
    return asked(who, by)


def shown(tables: list[Protected], college: str = "a") -> list[object]:
    """What each table shows of a college, all of it."""
    return [t.value("learners", provider=college) for t in tables]


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["loans first", "loans last"])
def test_42_with_a_loan_beside_42_in_all_hides_the_later_one(
    monkeypatch: pytest.MonkeyPatch, atoms: int, order: tuple[int, int]
) -> None:
    monkeypatch.setattr(follows, "ATOMS", atoms)
    ledger = ledger_in_memory()
    both = [with_loans(["provider"]), everybody(["provider"])]
    alone = [protect(one).value("learners", provider="a") for one in both]
    assert alone == [42, 42], "each by itself may show it"
    tables = [protect(both[n], against=ledger) for n in order]
    assert shown(tables) == [42, "c"]
    others = [v for codes, figures in tables[1].rows if codes[0] not in ("a", "Total") for v in figures]
    assert others.count("c") == 1, "one more is hidden, so that it is not what is left of the total"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_nor_do_three_tables_by_sums_in_any_order(order: tuple[int, ...]) -> None:
    """Colleges with a loan; women and men of each; and all by area, which is the same as the college."""
    ledger = ledger_in_memory()
    asks = [with_loans(["provider"]), everybody(["provider", "sex"]), everybody(["area"])]
    tables: list[tuple[int, Protected]] = []
    for n in order:
        try:
            tables.append((n, protect(asks[n], against=ledger)))
        except NotProtected:
            continue
    told = {n: {codes: figures[0] for codes, figures in t.rows} for n, t in tables}
    loans = told.get(0, {}).get(("a",), "c")
    every = [told.get(1, {}).get(("a", "Total"), "c"), told.get(2, {}).get(("a",), "c")]
    women, men = (told.get(1, {}).get(("a", sex), "c") for sex in "FM")
    assert loans == "c" or (every == ["c", "c"] and "c" in (women, men))
    assert len(tables) >= 2


WORLDS = os.environ.get("TELLING_WORLDS")
"""As many as somebody asks for; else eight, of which every run tries each second."""


@pytest.mark.parametrize("seed", range(int(WORLDS)) if WORLDS else sampled(range(8), 2))
def test_an_attacker_who_puts_tables_into_one_programme_finds_no_group_without_others(seed: int) -> None:
    """By whole numbers of people of each college, sex and loan: of no group it follows that nobody is without one."""
    draw = random.Random(seed)
    groups = {}
    for college in "abcde":
        full = college == "a" or draw.random() < 0.3
        parts = [f"{draw.randint(3, 40)} {sex} Yes" for sex in "FM"]
        parts += [] if full else [f"{draw.randint(1, 40)} {sex} No" for sex in "FM"]
        groups[college] = ", ".join(parts)
    who = [{**p, "area": "x" if p["provider"] in "ab" else "y"} for p in learners(**groups)]
    asks = [
        (loan, by) for loan in (True, False) for by in (["provider"], ["provider", "sex"], ["area", "sex"], ["area"])
    ]
    asks += [(False, ["provider", "learner_loan"])]
    ledger, told = ledger_in_memory(), []
    for loan, by in draw.sample(asks, 5):
        try:
            table = protect(with_loans(by, who) if loan else everybody(by, who), against=ledger)
        except NotProtected:
            continue
        told += [(loan, dict(zip(by, codes, strict=True)), f[0]) for codes, f in table.rows if f[0] != "c"]
    assert told
    for group in ({"provider": c} for c in "abcde"):
        several = [group, *({**group, "sex": sex} for sex in "FM")]
        for one in several:
            those = [p for p in who if all(p[k] == v for k, v in one.items())]
            if len(those) >= 10 and all(p["learner_loan"] == "Yes" for p in those):
                assert most_without(who, told, one) >= 1, (one, told)


def most_without(who: list[Person], told: list[tuple[bool, dict[str, str], object]], group: dict[str, str]) -> int:
    """How many of a group can be without a loan at most, by all that tables tell."""
    area = {p["provider"]: p["area"] for p in who}
    kinds = [
        {"provider": c, "area": area[c], "sex": sex, "learner_loan": loan}
        for c, sex, loan in product(sorted(area), "FM", ("Yes", "No"))
    ]

    def row(loan: bool, of: dict[str, str]) -> list[int]:
        wanted = {k: v for k, v in of.items() if v != TOTAL} | ({"learner_loan": "Yes"} if loan else {})
        return [int(all(kind[k] == v for k, v in wanted.items())) for kind in kinds]

    figures = np.array([float(str(f)) for _, _, f in told])
    cost = np.array(row(loan=False, of={**group, "learner_loan": "No"}))
    found = milp(
        -cost,
        constraints=LinearConstraint(np.array([row(loan, of) for loan, of, _ in told]), figures, figures),
        integrality=np.ones(len(kinds)),
        bounds=Bounds(0, 1_000),
    )
    assert found.success
    return round(-found.fun)


def test_a_group_is_told_by_its_parts_as_well(ledger: Ledger) -> None:
    """Women and men with a loan, whose sum is told, beside all of the college in a table of that college alone."""
    protect(with_loans(["provider", "sex"]), against=ledger)
    of_a = asked(WHO, [], "provider = 10000001", lambda p: p["provider"] == "a")
    with pytest.raises(BesideEarlier, match="cannot be released beside an earlier release"):
        protect(of_a, against=ledger)


def test_a_table_by_loans_and_one_by_college_are_judged_as_two_with_a_filter(ledger: Ledger) -> None:
    first = protect(everybody(["provider", "learner_loan"]), against=ledger)
    figures = {codes: f[0] for codes, f in first.rows}
    assert figures["a", "No"] == "c"
    second = protect(everybody(["area"]), against=ledger)
    whole = {codes[0]: f[0] for codes, f in second.rows}
    assert "c" in (figures["a", "Yes"], whole["a"])


def test_that_nobody_has_a_loan_and_what_most_have_is_no_secret(ledger: Ledger) -> None:
    who = learners(a="42 F No", b="30 F Yes, 25 M No")
    without = asked(who, ["provider"], "learner_loan = No", lambda p: p["learner_loan"] == "No")
    assert shown([protect(c, against=ledger) for c in (without, everybody(["provider"], who))]) == [42, 42]


def test_groups_in_which_some_have_none_are_shown_as_before(ledger: Ledger) -> None:
    """Of 60 in a 42 have a loan, and 18 have none: no small count."""
    who = learners(a="42 F Yes, 18 M No", b="30 F Yes, 25 M No")
    tables = [protect(c, against=ledger) for c in (with_loans(["provider"], who), everybody(["provider"], who))]
    assert [f for t in tables for _, figures in t.rows for f in figures if f == "c"] == []


@pytest.mark.parametrize("policies", [("srs-output (version 1)", "srs-output"), ("srs-output", "srs-output")])
def test_it_is_enough_that_one_of_the_tables_has_a_policy_that_minds(policies: tuple[str, str]) -> None:
    ledger = ledger_in_memory()
    both = (with_loans(["provider"]), everybody(["provider"]))
    assert shown([protect(c, p, against=ledger) for c, p in zip(both, policies, strict=True)]) == [42, "c"]


def test_a_policy_that_minds_no_telling_value_hides_none() -> None:
    ledger, before = ledger_in_memory(), "srs-output (version 1)"
    both = (with_loans(["provider"]), everybody(["provider"]))
    assert shown([protect(c, before, against=ledger) for c in both]) == [42, 42]


def test_a_release_of_an_earlier_alder_is_known_by_its_question(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    asks = {
        "alder_query": 1,
        "measure": "starts",
        "by": ["provider"],
        "years": "2020/21",
        "where": "learner_loan = Yes",
    }
    protect(with_loans(["provider"]), against=ledger.asking(asks))
    (tmp_path / "ledger" / "0001" / f"{SAID}.parquet").unlink()
    assert not LedgerFolder(tmp_path).has("0001", SAID)
    assert json.loads((tmp_path / "ledger" / "0001" / "facts.json").read_text(encoding="utf-8"))["query"] == asks
    assert shown([protect(everybody(["provider"]), against=ledger)]) == ["c"]


def test_one_that_stayed_inside_is_judged_when_it_is_let_out(ledger: Ledger) -> None:
    inside = ledger.keeping_in("For the governors, who see the records.")
    protect(everybody(["provider"]), against=inside)
    protect(with_loans(["provider"]), against=ledger)
    with pytest.raises(BesideEarlier, match="0001 of the ledger cannot be let out as it is"):
        ledger.let_out(["0001"])


@pytest.mark.parametrize(
    ("first", "second"),
    [("dfe-statistics", "dfe-statistics"), ("srs-output", "dfe-statistics"), ("fe-outcomes", "srs-output")],
)
@pytest.mark.parametrize("without", [0, 2], ids=["everybody", "all but two"])
@pytest.mark.parametrize("loans_first", [True, False])
def test_rounding_cannot_hide_it_so_the_later_table_is_refused(
    ledger: Ledger, first: str, second: str, without: int, loans_first: bool
) -> None:
    more = f", {without} M No" if without else ""
    who = learners(a=f"40 F Yes{more}", b="30 F Yes, 25 M No, 40 F No")
    both = [with_loans(["provider"], who), everybody(["provider"], who)]
    one, other = both if loans_first else both[::-1]
    protect(one, first, against=ledger)
    with pytest.raises(NotProtected):
        protect(other, second, against=ledger)
    assert len(ledger.releases()) == 1


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("learner_loan = Yes", {"learner_loan=Yes"}),
        ("sex = F and learner_loan = Yes", {"learner_loan=Yes"}),
        ("not learner_loan = No", {"learner_loan=Yes"}),
        ("learner_loan != No", {"learner_loan=Yes"}),
        ("ADL is known", {"learner_loan=Yes"}),
        ("ADL = 1", {"learner_loan=Yes"}),
        ("LearningDeliveryFAM.ADL = 1", {"learner_loan=Yes"}),
        ("LLDDHealthProb = 1", {"lldd=Yes"}),
        ("Ethnicity = 35", {"ethnicity_minor=35"}),
        ("ethnicity in (Asian, Black)", {"ethnicity=Asian,Black"}),
        ("ethnicity in (Asian, White)", set()),
        ("lldd = Yes or learner_loan = Yes", set()),
        ("lldd = Yes and learner_loan = Yes", {"lldd=Yes", "learner_loan=Yes"}),
        ("not (lldd = No or learner_loan = No)", {"lldd=Yes", "learner_loan=Yes"}),
        ("learner_loan = No", set()),
        ("LLDDHealthProb = 2", set()),
        ("sex = F", set()),
    ],
)
def test_what_a_filter_says_of_everybody_who_fits(where: str, says: set[str]) -> None:
    assert set(Said.asked({"measure": "starts", "where": where}).facts()) == says


@pytest.fixture(name="ledger")
def _ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path)
