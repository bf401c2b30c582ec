"""`Protected` explains itself to its owner, and nothing that a reader gets holds the reasons."""

import gc
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts
from tests.support.people_counts import counted, ledger_in, people

from alder.disclosure import POLICIES, Protected, protect
from alder.disclosure.protected import beside
from alder.disclosure.reasons import Reason, Reasons, Why
from alder.errors import NotProtected, UsageError

TABLE = """
sex | age   | leavers | achievers
F   | young | 40      | 29
F   | old   | 5       | 5
M   | young | 80      | 62
M   | old   | 60      | 60
X   | young | 13      | 0
X   | old   | 75      | 42
"""


@pytest.fixture(scope="module", name="table")
def _table() -> Protected:
    return protect(counts(TABLE, rates=["achievers/leavers"], group=OF_ENGLAND))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ({}, Reason.SHOWN),
        ({"sex": "F", "age": "old"}, Reason.SMALL),
        ({"sex": "F", "age": "young"}, Reason.BESIDE),
        ({"indicator": "achievers", "sex": "X", "age": "young"}, Reason.EVERYBODY),
        ({"indicator": "achievers_of_leavers", "sex": "F", "age": "old"}, Reason.PARTS),
    ],
    ids=lambda said: str(said) if isinstance(said, dict) else said.name,
)
def test_the_owner_is_told_why(table: Protected, cell: dict[str, str], reason: Reason) -> None:
    assert table.why(**cell).reason is reason


def test_where_nobody_is_there_is_nothing_to_show() -> None:
    table = protect(
        counts("sex | leavers | achievers\nF | 400 | 200\nM | 500 | 300\nX | 0 | 0", rates=["achievers/leavers"])
    )
    assert table.why("achievers_of_leavers", sex="X").reason is Reason.NOBODY
    with pytest.raises(UsageError, match="no category of sex called nobody"):
        table.why(sex="nobody")


def test_a_cell_hidden_for_another_names_the_sums_that_would_give_that_away(table: Protected) -> None:
    why = table.why(sex="F", age="young")
    assert "leavers, F by age" in why.sums
    assert str(why).startswith("Hidden, because another hidden count could be worked out from it.")
    assert "In the sum of leavers, F by age." in str(why)


def test_a_hidden_rate_names_the_counts_that_hide_it(table: Protected) -> None:
    said = str(table.why("achievers_of_leavers", sex="F", age="old"))
    assert "Leavers: Hidden, because it is below the threshold of the policy." in said


def test_a_rate_of_everybody_says_so_of_whichever_count_is_hidden(table: Protected) -> None:
    hidden = [i for i in ("leavers", "achievers") if table.value(i, sex="M", age="old") == "c"]
    assert hidden
    assert {table.why(i, sex="M", age="old").reason for i in hidden} == {Reason.EVERYBODY}


def test_every_hidden_figure_has_a_reason_and_every_shown_one_has_none(table: Protected) -> None:
    for codes, figures in table.rows:
        where = dict(zip(("sex", "age"), codes, strict=True))
        for i, figure in zip(table.indicators, figures, strict=True):
            assert table.why(i.id, **where).is_hidden == isinstance(figure, str), (i.id, codes)


def test_what_an_earlier_release_forbids_says_so(tmp_path: Path) -> None:
    """Everybody by area, then all but those who came late: 3 in one area, and 20 in another."""
    ledger = ledger_in(tmp_path)
    who = people(a_early=60, b_early=60, b_late=3, c_early=60, c_late=20)
    protect(counted(who, ["area"], title="All"), against=ledger)
    later = protect(counted(who, ["area"], where=lambda p: p["age"] == "early", title="Early"), against=ledger)
    hidden = [c for c in ("a", "b", "c", "Total") if later.value("learners", area=c) == "c"]
    assert hidden
    assert {later.why(area=c).reason for c in hidden} <= {Reason.EARLIER, Reason.BESIDE}
    assert Reason.EARLIER in {later.why(area=c).reason for c in hidden}


def test_rounded_tables_say_why_there_is_no_number() -> None:
    table = protect(counts("sex | n\nF | 3\nM | 40"), "dfe-statistics")
    assert table.why(sex="F").reason is Reason.SMALL
    assert table.why(sex="M").reason is Reason.ROUNDED
    open_ = protect(counts("sort | n\nA | 3\nB | 40", source_ids=("lars",)), "open-counts")
    assert open_.why(sort="A").reason is Reason.SHOWN


def test_each_year_has_its_own_reasons() -> None:
    lines = ["time_period | sex | n", "2019/20 | F | 3", "2019/20 | M | 40", "2019/20 | X | 50"]
    table = protect(counts("\n".join([*lines, "2020/21 | F | 30", "2020/21 | M | 40", "2020/21 | X | 50"])))
    assert table.why(time_period="2019/20", sex="F").reason is Reason.SMALL
    assert table.why(time_period="2020/21", sex="F").reason is Reason.SHOWN


def test_what_is_not_in_the_table_is_refused(table: Protected) -> None:
    with pytest.raises(UsageError, match="the table has no area"):
        table.why(area="E06000001")
    with pytest.raises(UsageError, match="the table has no starts"):
        table.why("starts")


def test_nothing_that_readers_get_tells_which_reason_hid_a_cell(table: Protected, tmp_path: Path) -> None:
    table.write_csv(tmp_path / "t.csv")
    table.write_html(tmp_path / "t.html")
    table.write_parquet(tmp_path / "t.parquet")
    texts = [repr(table), str(table), table._repr_html_(), str(table.to_arrow().to_pylist())]
    texts += [str(table.to_arrow().schema.metadata), str(dir(table))]
    texts += [f.read_bytes().decode("utf-8", errors="replace") for f in tmp_path.iterdir()]
    for text in texts:
        assert not [reason for reason in Reason if str(reason) in text]
        assert "In the sum of" not in text
    with pytest.raises(NotProtected, match="cannot be pickled"):
        pickle.dumps(table)


def test_the_reasons_are_not_within_the_table(table: Protected) -> None:
    seen: set[int] = set()
    stack: list[object] = [table]
    while stack:
        item = stack.pop()
        if id(item) in seen or isinstance(item, type | type(gc)):
            continue
        seen.add(id(item))
        assert not isinstance(item, Reasons | Why)
        stack += gc.get_referents(item)


def test_reasons_end_with_their_table() -> None:
    from alder.disclosure import protected

    made = protect(counts("sex | n\nF | 3\nM | 40\nX | 50"))
    held = len(protected._BESIDE)
    del made
    gc.collect()
    assert len(protected._BESIDE) < held


def test_reasons_hold_no_count() -> None:
    """Values that are found nowhere else: no trace of them is in the reasons."""
    marks = {70907, 60611, 50551}
    table = protect(counts("sex | n\nA | 7\nB | 70907\nC | 60611\nD | 50551"), replace(POLICIES["srs-output"]))
    reasons = beside(table).answers.reasons
    text = "".join(str(table.why(sex=s)) for s in "ABCD") + repr(reasons)
    assert not [m for m in marks if str(m) in text]
    numbers = [n for _, g in reasons.years for m in (*g.members, g.kind) for n in m.tolist()]
    assert not marks.intersection(numbers)
