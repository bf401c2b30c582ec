"""Tables and policies that cannot be right are refused, with what to do next."""

import pytest
from tests.support.count_tables import counts, made

from alder.disclosure import Action, Guard, Policy, audit, policy_of, protect
from alder.errors import NotProtected, UsageError
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
