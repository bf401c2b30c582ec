"""Tables and policies that cannot be right are refused, with what to do next."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from tests.support.count_tables import counts, made

from alder.disclosure import Action, Guard, Method, Policy, audit, large, policy_of, protect
from alder.disclosure.attacker import Attacker
from alder.disclosure.audit import Programme, narrow_to
from alder.disclosure.leak import Leak
from alder.disclosure.ledger.cautions import Cautions
from alder.disclosure.ledger.release import Facts, _shape
from alder.disclosure.policy_explanation import alone
from alder.disclosure.rounded_ranges import grid_of
from alder.disclosure.system import build
from alder.errors import Inconsistency, NotProtected, StoreError, UsageError
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

SEX = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))
N = (Indicator("n", "Learners", "learners"),)
SHARE = (*N, Indicator("k", "Achievers", "learners"), Indicator("r", "Rate", "%", ("k", "n"), 1))


def table(
    cells: list[dict], *, filters: tuple[Filter, ...] = (SEX,), indicators: tuple[Indicator, ...] = N, **more: object
) -> Counts:
    return made(filters, indicators, cells, **more)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "no rows"),
        ([{"sex": "F", "n": 20}, {"sex": "F", "n": 30}], "twice"),
        ([{"sex": "X", "n": 20}], "does not list"),
        ([{"sex": "F", "n": None}], "missing"),
        ([{"sex": "F", "n": -4}], "negative"),
        ([{"sex": "F", "n": 2**53}], "above 9,007,199,254,740,991, which cannot be added exactly"),
        ([{"sex": "F", "n": 20}, {"sex": "M", "n": 20}, {"sex": TOTAL, "n": 30}], "add up to more"),
    ],
)
@pytest.mark.parametrize("policy", ["srs-output", "dfe-statistics"])
def test_a_table_that_cannot_be_right_is_refused(cells: list[dict], words: str, policy: str) -> None:
    with pytest.raises(NotProtected, match=words):
        protect(table(cells), policy)


def test_a_rate_above_100_is_refused() -> None:
    with pytest.raises(NotProtected, match="k is not a part of n"):
        protect(table([{"sex": TOTAL, "n": 20, "k": 30}], indicators=SHARE))


def test_a_part_of_an_overlapping_filter_is_no_larger_than_its_total() -> None:
    level = Filter("level", "Level", (Category("2", "Level 2"),), additive=False)
    with pytest.raises(NotProtected, match="more than its total"):
        protect(table([{"level": "2", "n": 30}, {"level": TOTAL, "n": 20}], filters=(level,)))


def test_levels_in_a_loop_are_refused() -> None:
    loop = Filter("area", "Area", (Category("a", "A"), Category("b", "B")), parent={"a": "b", "b": "a"})
    with pytest.raises(NotProtected, match="loop"):
        protect(table([{"area": "a", "n": 20}], filters=(loop,)))


@pytest.mark.parametrize("parent", [{"a": "nowhere"}, {"nowhere": "a"}])
@pytest.mark.parametrize("policy", ["srs-output", "fe-outcomes"])
def test_a_level_that_the_filter_does_not_list_is_refused(parent: dict[str, str], policy: str) -> None:
    area = Filter("area", "Area", (Category("a", "A"), Category("b", "B")), parent=parent)
    with pytest.raises(NotProtected, match="does not list"):
        protect(table([{"area": "a", "n": 20}], filters=(area,)), policy)


def test_a_table_too_large_to_be_proved_is_refused_with_its_size() -> None:
    text = "area | n\n" + "\n".join(f"a{n} | 20" for n in range(20_000))
    with pytest.raises(NotProtected, match=r"20,001 counts, more than the 20,000"):
        protect(counts(text))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "name and a version"),
        ({"version": 0}, "name and a version"),
        ({"threshold": 1}, "protects nobody"),
        ({"action": Action.ROUND, "base": 5}, "below 10 as themselves"),
        ({"base": 5}, "its base is 1"),
        ({"hidden": "z"}, "symbols are"),
    ],
)
def test_a_policy_that_protects_nobody_is_refused(change: dict, words: str) -> None:
    good = {"name": "mine", "version": 1, "says": "", "why": (), "action": Action.SUPPRESS, "threshold": 10}
    assert Policy(**good).values == 2
    with pytest.raises(UsageError, match=words):
        Policy(**(good | change))


def test_policies_are_known_by_name() -> None:
    srs = policy_of("srs-output")
    assert (srs.threshold, srs.guard, srs.values, srs.label) == (10, Guard.WIDTH, 9, "srs-output (version 2)")
    assert policy_of(srs) is srs
    with pytest.raises(UsageError, match="no policy called dfe"):
        policy_of("dfe")


def test_what_did_not_hold_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the engine were wrong, the audit would stop the table."""
    import importlib

    module = importlib.import_module("alder.disclosure.kept")
    monkeypatch.setattr(module, "choose", lambda system, policy, primary, *_: primary & (system.kind == 0))
    with pytest.raises(NotProtected, match="did not hold"):
        protect(counts("sex | age | n\nF | young | 3\nF | old | 50\nM | young | 40\nM | old | 60"))


def test_a_verdict_tells_readers_no_number() -> None:
    import numpy as np

    table = counts("sex | n\nF | 3\nM | 50")
    verdict = audit(table, {"n": np.array([True, True, True])}, policy_of("srs-output"))
    assert not verdict.safe
    assert verdict.words() == "Attacked with everything that is shown, and broken."
    assert verdict.findings[0].how == "it follows from what is shown"


def test_a_table_too_large_to_let_intervals_slide_is_refused() -> None:
    slides = replace(policy_of("srs-output"), guard=Guard.SLIDE)
    system = build(counts("sex | n\nF | 3\nM | 50"), slides)
    with pytest.raises(NotProtected, match="lets intervals slide, which a table of so many counts cannot be given yet"):
        large.choose(system, slides, system.kind == 9, np.ones(system.size))


def test_an_audit_that_finds_not_even_the_true_table_is_wrong_and_says_so() -> None:
    table = counts("sex | n\nF | 3\nM | 50")
    hidden = {"n": np.array([r["sex"] == TOTAL for r in table.cells.to_pylist()])}
    programme = Programme(Attacker(table, hidden, policy_of("srs-output")))
    assert programme.ask(np.zeros(programme.n)).sum() == 53
    for n in range(programme.n):
        programme.solver.changeColBounds(n, 60.0, 70.0)
    with pytest.raises(Inconsistency, match="finds no table that is possible, and the true one is"):
        programme.ask(np.zeros(programme.n))


def test_what_a_rounded_table_leaves_says_for_how_many_counts_it_was_not_asked_together() -> None:
    leak = Leak(100, 2, 2, 10, 1, 4.5, 5.0)
    assert "not all together" not in leak.words()
    said = " For 7 small counts single sums and rates were looked at, and not all together."
    assert replace(leak, unasked=7).words() == leak.words() + said


@pytest.mark.parametrize(
    ("policy", "grid"), [("srs-output", ""), ("open-counts", ""), ("dfe-statistics", "nearest 10 from 5")]
)
def test_only_what_alters_figures_has_a_grid(policy: str, grid: str) -> None:
    assert grid_of(policy_of(policy)) == grid


def test_how_many_pairs_give_themselves_away_is_worked_out_for_rounding_to_the_nearest_alone() -> None:
    redacts = replace(policy_of("dfe-statistics"), method=Method.REDACT, threshold=8, base=5, rate_keeps=0)
    with pytest.raises(ValueError, match="does not round to the nearest"):
        alone(redacts, 5, 9, decimals=0, numerator=True)


def test_a_release_of_a_later_alder_is_not_compared_with() -> None:
    with pytest.raises(StoreError, match="the ledger holds a release of another form"):
        Facts.read('{"form": "of tomorrow"}')


def test_periods_that_are_no_years_leave_out_no_break() -> None:
    said = Cautions("Pay", breaks=(("2019/20", "Another form."), ("2020/21", "Another question.")))
    assert said.within("2020/21", "2020/21").breaks == (("2020/21", "Another question."),)
    assert said.within("2019/20", "2020/21").breaks == (("2020/21", "Another question."),)
    assert said.within("Spring", "Summer") is said


def test_an_audit_says_how_many_counts_it_had_the_time_to_ask_for() -> None:
    """Four people in two hidden groups: neither has the values that the policy asks for, so each is asked for."""
    table, srs = counts("sex | n\nF | 3\nM | 1"), policy_of("srs-output")
    hidden = {"n": np.array([r["sex"] == TOTAL for r in table.cells.to_pylist()])}
    attacker = Attacker(table, hidden, srs)
    programme, some = Programme(attacker), sum(bool(s.terms) for s in attacker.secrets)
    assert some
    assert narrow_to(programme, list(attacker.secrets), srs, 0) < len(attacker.secrets)
    assert narrow_to(programme, list(attacker.secrets), srs, some) == len(attacker.secrets)


def test_of_a_table_of_the_first_form_nothing_is_asked_of_its_shape() -> None:
    found = _shape(pa.table({"shown": [True, False]}))
    assert (found.price.tolist(), found.top.tolist(), found.family.tolist()) == ([1, 1], [False, False], [-1, -1])


def test_a_large_table_of_which_something_is_left_unprotected_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    srs = policy_of("srs-output")
    system = build(counts("sex | n\nF | 3\nM | 50"), srs)
    monkeypatch.setattr(large, "chosen", lambda *_: SimpleNamespace(left=[1], hidden=np.ones(system.size, dtype=bool)))
    with pytest.raises(NotProtected, match="this table cannot be protected as it is"):
        large.choose(system, srs, system.kind == 9, np.ones(system.size))
