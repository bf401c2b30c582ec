"""A `Protection` that exists can be carried out: what does not go together is refused as it is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.count_tables import grid

from alder.disclosure import Guard, Method, Protection, Rates, policy_of, protect
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.protection import Fate, RecordQuery
from alder.errors import UsageError

HIDES, ROUNDS, NOTHING = policy_of("srs-output"), policy_of("dfe-statistics"), policy_of("open-counts")
TABLE = """
    row | a | b | c
    x   | 3 | 40 | 30
    y   | 50 | 4 | 20
    z   | 30 | 20 | 60
"""
FOLDER = (Path("leavers"),)
SLIDES = replace(HIDES, guard=Guard.SLIDE)
RANDOM = replace(ROUNDS, method=Method.RANDOM, rates=Rates.PUBLISHED, rate_keeps=0)
LOAN = frozenset({"loan=Yes"})


def of(**asked: Any) -> RecordQuery:
    return RecordQuery(path=Path("people.csv"), **({"by": "region"} | asked))


REFUSED: list[tuple[dict[str, Any], str]] = [
    # counts of a measure
    ({}, "counts of a measure are protected under a policy"),
    ({"policy": HIDES, "threshold": 5}, "threshold is about table folders"),
    ({"policy": HIDES, "insider": False}, "insider is about table folders"),
    ({"policy": HIDES, "interval": True}, "interval is about table folders"),
    ({"policy": HIDES, "never_empty": False}, "never_empty is about table folders"),
    ({"policy": HIDES, "secret": Path("s")}, "secret is about table folders"),
    ({"policy": HIDES, "bands": "thirds"}, "no bands called thirds"),
    ({"policy": HIDES, "leak": True}, "does neither"),
    ({"policy": ROUNDS, "nearest": True}, "no other table hides less"),
    ({"policy": ROUNDS, "keep": [{"sex": "F"}]}, "none to keep visible"),
    ({"policy": NOTHING, "fate": Fate.LEAVES}, "compared with no earlier ones"),
    ({"policy": HIDES, "fate": Fate.STAYS}, "stays inside for a reason"),
    ({"policy": HIDES, "fate": Fate.UNREMEMBERED, "reason": " "}, "leaves unremembered for a reason"),
    # table folders
    ({"of": FOLDER, "bands": "quintile"}, "bands is about counts of a measure"),
    ({"of": FOLDER, "policy": HIDES, "threshold": 5}, "a policy brings its own threshold"),
    ({"of": FOLDER, "threshold": 1}, "protects nobody"),
    ({"of": FOLDER, "p": 200.0}, "p is a percentage"),
    ({"of": FOLDER, "policy": NOTHING}, "protects nothing"),
    ({"of": FOLDER, "policy": ROUNDS, "interval": True}, "--interval is for tables that hide cells"),
    ({"of": FOLDER, "policy": ROUNDS, "threshold": 5}, "--threshold is for tables that hide cells"),
    ({"of": FOLDER, "policy": ROUNDS, "secret": Path("s")}, "does not"),
    ({"of": FOLDER, "secret": Path("s")}, "draw at random"),
    ({"of": FOLDER, "base": Path("b")}, "one by itself"),
    ({"of": FOLDER, "policy": SLIDES}, "lets intervals slide, which tables of this kind cannot be given yet"),
    ({"of": (*FOLDER, Path("b")), "keep": Path("k")}, "there are several"),
    # records
    ({"of": of()}, "by a threshold or by p"),
    ({"of": of(by="")}, "Write --by region,level"),
    ({"of": of(statistic="mean"), "threshold": 10}, "needs the column"),
    ({"of": of(of="pay", statistic="silly"), "threshold": 10}, "silly is no statistic"),
    ({"of": of(of="pay", to=100.0), "threshold": 10}, "--to rounds means"),
    ({"of": of(of="pay", limits=(1.0,)), "threshold": 10}, "about a minimum or a maximum"),
    ({"of": of(of="pay", beside=("mean",)), "threshold": 10}, "names no statistic and file"),
    ({"of": of(of="pay", statistic="mean"), "p": 10.0}, "protected by a threshold"),
    ({"of": of(beside=("mean:m.csv",)), "threshold": 10}, "--beside is about totals, means, percentiles and extremes"),
    ({"of": of(of="pay", statistic="mean"), "policy": RANDOM, "secret": Path("s")}, "and means are not"),
    ({"of": of(of="pay", statistic="mean"), "threshold": 10, "keep": Path("k")}, "--keep is about counts"),
    ({"of": of(of="stay", statistic="rate"), "threshold": 10}, "rates are protected under a policy"),
    ({"of": of(of="stay", statistic="rate"), "policy": HIDES, "interval": True}, "what policy srs-output says"),
    ({"of": of(year="2020/21"), "threshold": 10}, "nobody says which column"),
    ({"of": of(learner="ULN"), "policy": HIDES}, "a learner is counted in a year"),
    ({"of": of(learner="ULN", year="2020/21"), "threshold": 10}, "--threshold does not go with --learner"),
    ({"of": of(learner="ULN", year="2020/21")}, "remembers the policy"),
    ({"of": of(of="pay", learner="ULN", year="2020/21"), "policy": ROUNDS}, "keeps totals of a file"),
    # what was published, and is attacked
    ({"of": FOLDER, "published": Path("p"), "policy": HIDES, "p": 5.0}, "a policy brings its own threshold"),
    ({"of": FOLDER, "published": Path("p"), "rates": Path("r")}, "rates are attacked with"),
    ({"of": FOLDER, "published": Path("p"), "named": frozenset({"a=Yes"}), "against": ("b:c",)}, "about one table"),
    ({"of": FOLDER, "published": Path("p"), "base": Path("b")}, "one by itself"),
    ({"of": FOLDER, "published": Path("p"), "policy": ROUNDS, "interval": True}, "about hidden counts"),
    ({"of": of(of="pay", statistic="mean"), "published": Path("p")}, "which values are unsafe"),
    ({"of": of(of="pay", statistic="mean"), "published": Path("p"), "p": 5.0, "base": Path("b")}, "by themselves"),
    ({"of": of(of="pay", to=5.0), "published": Path("p"), "threshold": 5}, "Say which with --as"),
    ({"of": of(of="pay", beside=("mean:m.csv",)), "published": Path("p"), "p": 5.0}, "statistics of one column"),
    ({"of": of(of="stay", statistic="rate"), "published": Path("p"), "threshold": 5}, "attacked under a policy"),
    ({"of": of(of="pay", statistic="mean"), "published": Path("p"), "p": 5.0, "named": LOAN}, "about one table"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), REFUSED)
def test_what_does_not_go_together_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Protection(**asked)
    assert said in str(caught.value)


def test_a_change_of_one_that_fits_is_checked_as_well() -> None:
    fits = Protection(policy=HIDES, nearest=True)
    with pytest.raises(UsageError, match="no other table hides less"):
        replace(fits, policy=ROUNDS)


def test_values_that_are_named_stand_beside_those_of_the_policy() -> None:
    asked = Protection(of=FOLDER, policy=HIDES, named=frozenset({"shoes=Red"}))
    assert asked.telling == HIDES.telling | {"shoes=Red"}
    assert asked.policy is not None
    assert asked.policy.telling == asked.telling


def test_python_protects_by_name_or_by_a_protection_alike() -> None:
    counts = grid(TABLE)
    by_name, by_object = protect(counts, "srs-output"), protect(counts, Protection(policy=HIDES))
    assert by_name.text() == by_object.text()


@pytest.mark.parametrize(
    ("policy", "more", "said"),
    [
        (Protection(policy=HIDES), {"bands": "quintile"}, "bands stands beside a Protection"),
        (Protection(policy=HIDES), {"unremembered": "Made up."}, "reason stands beside a Protection"),
        (Protection(of=FOLDER, threshold=10), {}, "these are counts of a measure"),
        ("dfe-statistics", {"keep": [{"sex": "F"}]}, "none to keep visible"),
        ("srs-output", {"bands": "thirds"}, "no bands called thirds"),
        ("srs-output", {"unremembered": " "}, "for a reason"),
        ("srs-output", {"unremembered": "Made up.", "against": ledger_in_memory()}, "not both"),
        ("open-counts", {"against": ledger_in_memory()}, "no earlier ones"),
    ],
)
def test_python_refuses_it_before_anything_is_protected(policy: Any, more: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        protect(grid(TABLE), policy, **more)
    assert said in str(caught.value)


def test_a_policy_that_alters_counts_hides_nothing() -> None:
    assert Protection(of=FOLDER, policy=HIDES).hiding() is HIDES
    with pytest.raises(UsageError, match="alters counts, and what is asked for is protected by hiding"):
        Protection(of=FOLDER, policy=ROUNDS).hiding()
