"""Ways to publish counts that are near the true ones, one by one and as whole tables."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.support.count_tables import counts, made
from tests.support.policies import OWN
from tests.support.text_tables import rows

from alder.disclosure import Action, Method, Noise, Policy, Rates, protect, rounding_leak
from alder.disclosure.noise import (
    FULL,
    PerturbationTable,
    altered,
    cell_keys,
    controlled,
    exactly_known,
    midpoints,
    nearest,
    pcv,
    perturbed,
    possible,
    random_rounded,
    read,
    record_keys,
    redacted,
)
from alder.disclosure.noise import made as made_table
from alder.disclosure.noise.entropy import probabilities, support
from alder.disclosure.system import build
from alder.errors import Inconsistency, NotProtected, UsageError
from alder.model.period import AcademicYear
from alder.model.statistic import TIME, TOTAL, Category, Counts, Filter, Indicator, Period
from alder.solver import Solver

MIDPOINT = replace(OWN, method=Method.MIDPOINT, threshold=7, base=6)
RANDOM = replace(OWN, method=Method.RANDOM, threshold=3, base=3)
SMALL = replace(OWN, method=Method.SMALL_COUNTS)
REDACT = replace(OWN, method=Method.REDACT, threshold=8, base=5)
NOISY = replace(*(OWN,), action=Action.PERTURB, method=Method.NEAREST, base=1, threshold=1, noise=Noise(2.0, 4, gap=2))

SINGLE = """
count      | nearest 5  | midpoint 6 | redact 7
0          | 0          | 0          | 0
1          | 0          | 3          |
2          | 0          | 3          |
3          | 5          | 3          |
6          | 5          | 3          |
7          | 5          | 9          |
8          | 10         | 9          | 10
12         | 10         | 9          | 10
13         | 15         | 15         | 15
100        | 100        | 99         | 100
2147483648 | 2147483650 | 2147483649 | 2147483650
"""


@pytest.mark.parametrize("case", rows(SINGLE), ids=lambda c: c["count"])
def test_counts_one_by_one(case: dict[str, str]) -> None:
    count = [int(case["count"])]
    assert nearest(count, 5).tolist() == [int(case["nearest 5"])]
    assert midpoints(count, 6).tolist() == [int(case["midpoint 6"])]
    found, hidden = redacted(count, 8, 5)
    assert (None if hidden[0] else found[0]) == (int(case["redact 7"]) if case["redact 7"] else None)


RANDOMLY = """
count | down | of three draws
4     | 3    | 2
5     | 3    | 1
6     | 6    | 3
7     | 6    | 2
0     | 0    | 3
"""


@pytest.mark.parametrize("case", rows(RANDOMLY), ids=lambda c: c["count"])
def test_random_rounding_is_right_on_average_and_the_same_for_the_same_records(case: dict[str, str]) -> None:
    count, down, often = (int(v) for v in case.values())
    keys = np.arange(30_000, dtype=np.int64) * (FULL // 30_000)
    found = random_rounded(np.full(30_000, count), keys, 3)
    assert set(found.tolist()) <= {down, down + 3}
    assert (found == down).mean() == pytest.approx(often / 3, abs=1e-3)
    assert found.mean() == pytest.approx(count, abs=1e-3)
    assert random_rounded([count], [12345], 3) == random_rounded([count], [12345 + FULL], 3)


WRONG = """
what       | words
-1         | negative, or too large
2.5        | missing or not a whole number
None       | missing or not a whole number
nan        | missing or not a whole number
True       | missing or not a whole number
9007199254740992 | too large
"""


@pytest.mark.parametrize("case", rows(WRONG), ids=lambda c: c["what"])
def test_what_is_no_count_is_refused(case: dict[str, str]) -> None:
    value = eval(case["what"], {"nan": float("nan")})  # the texts stand above
    for work in (lambda v: nearest(v, 5), lambda v: midpoints(v, 6), lambda v: random_rounded(v, [0], 3)):
        with pytest.raises(NotProtected, match=case["words"]):
            work(np.array([value], dtype=object))
    with pytest.raises(NotProtected, match="missing or not a whole number"):
        nearest(np.array([2.5]), 5)


def test_controlled_rounding_adds_up_and_moves_as_little_as_can_be() -> None:
    table = counts("row | column | n\na | I | 2\na | II | 3\nb | I | 1\nb | II | 4")
    system = build(table, OWN)
    found, steps = controlled(system, 5)
    assert steps == 1
    assert int(np.abs(found - system.value[: system.counts]).sum()) == 12
    shown = dict(protect(table, OWN).rows)
    inner = tuple(shown[r, c][0] for r in "ab" for c in ("I", "II"))
    assert inner in {(0, 5, 0, 5), (5, 0, 0, 5)}
    assert shown[TOTAL, TOTAL] == (10,)


def test_a_table_in_three_dimensions_that_one_step_cannot_round_takes_two_and_says_so() -> None:
    cube = [[[1, 0], [1, 0]], [[0, 1], [1, 1]]]
    lines = [f"x{a} | y{b} | z{c} | {cube[a][b][c]}" for a in range(2) for b in range(2) for c in range(2)]
    table = counts("\n".join(["x | y | z | n", *lines]))
    pairs = replace(OWN, threshold=2, base=2)
    assert altered(table, pairs).steps == 2
    protected = protect(table, pairs)
    assert protected.about.checked.endswith("Some counts moved two steps, because no nearer table adds up.")
    shown = {codes: figures[0] for codes, figures in protected.rows}
    true = {tuple(r[k] for k in "xyz"): r["n"] for r in table.cells.to_pylist()}
    for codes, figure in shown.items():
        assert figure % 2 == 0
        assert abs(figure - true[codes]) < 4
        assert figure == 0 or true[codes] > 0
        for n, code in enumerate(codes):
            if code == TOTAL:
                below = [f for c, f in shown.items() if c[n] != TOTAL and (*c[:n], TOTAL, *c[n + 1 :]) == codes]
                assert figure == sum(below)


@pytest.mark.parametrize("odd", ["2018/19", "2019/20", "2020/21"])
def test_what_is_said_of_one_of_several_years_names_it_whichever_it_is(odd: str) -> None:
    cube = [[[1, 0], [1, 0]], [[0, 1], [1, 1]]]
    years = ("2018/19", "2019/20", "2020/21")
    places = [(a, b, c) for a in range(2) for b in range(2) for c in range(2)]
    lines = [f"{y} | x{a} | y{b} | z{c} | {cube[a][b][c] if y == odd else 4}" for y in years for a, b, c in places]
    periods = tuple(Period(AcademicYear.parse(y)) for y in years)
    table = counts("\n".join(["time_period | x | y | z | n", *lines]), periods=periods)
    said = protect(table, replace(OWN, threshold=2, base=2)).about.checked
    others = " and ".join(y for y in years if y != odd)
    held = "Attacked as intervals, with everything that is shown: no small count follows exactly."
    assert f"{odd}: {held} Some counts moved two steps, because no nearer table adds up." in said
    assert f"{others}: {held}" in said


def test_a_table_that_cannot_be_rounded_and_add_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("alder.disclosure.noise.controlled")
    table = counts("row | n\na | 2\nb | 3")
    asked = []
    monkeypatch.setattr(module, "nearest_table", lambda *a: asked.append(a))
    with pytest.raises(NotProtected, match="cannot be rounded so that it still adds up"):
        protect(table, OWN)
    assert len(asked) == 2, "one step was tried, then two"


def test_a_search_that_ends_with_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    class Idle(Solver):
        def run(self) -> None:
            """Ends before it has found anything."""

    monkeypatch.setattr(importlib.import_module("alder.disclosure.noise.whole_numbers"), "Solver", Idle)
    with pytest.raises(NotProtected, match="no table that adds up was found among 2,000 tried"):
        protect(counts("row | column | n\na | I | 2\na | II | 3\nb | I | 1\nb | II | 4"), OWN)


def test_small_count_rounding_moves_inner_cells_under_the_base_only_and_everything_adds_up() -> None:
    table = counts("row | column | n\na | I | 2\na | II | 3\na | III | 17\nb | I | 1\nb | II | 4\nb | III | 0")
    shown = {codes: figures[0] for codes, figures in protect(table, SMALL).rows}
    assert shown["a", "III"] == 17
    assert shown["b", "III"] == 0
    assert {shown[r, c] for r in "ab" for c in ("I", "II")} <= {0, 5}
    assert not {v for v in shown.values() if 0 < v < 5}
    for r in ("a", "b", TOTAL):
        assert shown[r, TOTAL] == shown[r, "I"] + shown[r, "II"] + shown[r, "III"]
    assert abs(shown[TOTAL, TOTAL] - 27) <= 3
    with pytest.raises(NotProtected, match="takes tables of counts"):
        protect(counts("row | k | n\na | 20 | 30\nb | 30 | 40", rates=["k/n"]), SMALL)


def with_keys(table: Counts, records: dict[tuple[str, ...], list[int]]) -> Counts:
    """The table with the sum of the keys of the records of its inner cells, which are these."""
    summed = []
    for row in table.cells.to_pylist():
        codes = tuple(row[f.id] for f in table.filters)
        mine = [k for cell, ks in records.items() for k in ks if _within(cell, codes)]
        summed.append(sum(mine) % FULL)
    return replace(table, keys=pa.table({i.id: pa.array(summed, pa.int64()) for i in table.counts}))


def _within(cell: tuple[str, ...], codes: tuple[str, ...]) -> bool:
    return all(own == code or code == TOTAL for own, code in zip(cell, codes, strict=True))


def records_of(table: Counts) -> dict[tuple[str, ...], list[int]]:
    """Record keys for everybody in the inner cells of a table of one count."""
    found = {}
    start = 0
    for row in table.cells.to_pylist():
        codes = tuple(row[f.id] for f in table.filters)
        if TOTAL not in codes:
            found[codes] = record_keys(b"secret", range(start, start + row["n"])).tolist()
            start += row["n"]
    return found


TABLE = "sex | age | n\nF | a | 3\nF | b | 11\nM | a | 40\nM | b | 2\nO | a | 0\nO | b | 25"


@pytest.mark.parametrize("policy", [RANDOM, NOISY], ids=["random", "perturbed"])
def test_the_same_cell_has_the_same_figure_in_every_table(policy: Policy) -> None:
    whole = counts(TABLE)
    keyed = with_keys(whole, records_of(whole))
    first = {codes: figures[0] for codes, figures in protect(keyed, policy).rows}
    assert first == {codes: figures[0] for codes, figures in protect(keyed, policy).rows}
    alone = counts("age | n\na | 43\nb | 38")
    records = {}
    for (_, age), keys in records_of(whole).items():
        records.setdefault((age,), []).extend(keys)
    second = {codes: figures[0] for codes, figures in protect(with_keys(alone, records), policy).rows}
    assert second == {(age,): first[TOTAL, age] for age in ("a", "b", TOTAL)}
    assert first["O", "a"] == 0
    if policy is RANDOM:
        assert all(v % 3 == 0 for v in first.values())
        assert all(abs(v - r["n"]) < 3 for v, r in zip(first.values(), whole.cells.to_pylist(), strict=True))
    else:
        assert not set(first.values()) & {1, 2}
        assert all(abs(v - r["n"]) <= 4 for v, r in zip(first.values(), whole.cells.to_pylist(), strict=True))
        assert first != {(r["sex"], r["age"]): r["n"] for r in whole.cells.to_pylist()}


@pytest.mark.parametrize("policy", [RANDOM, NOISY], ids=["random", "perturbed"])
def test_counts_that_do_not_bring_their_keys_are_refused(policy: Policy) -> None:
    with pytest.raises(NotProtected, match="these counts do not tell them"):
        protect(counts(TABLE), policy)


def test_keys_go_with_the_rows_of_each_year() -> None:
    text = f"{TIME} | sex | n\n2019/20 | F | 31\n2019/20 | M | 40\n2020/21 | F | 22\n2020/21 | M | 23"
    table = counts(text)
    keys = pa.table({"n": pa.array(range(100, 100 + table.cells.num_rows), pa.int64())})
    keyed = replace(table, keys=keys)
    together = dict(protect(keyed, RANDOM).rows)
    expected = random_rounded(table.cells["n"].to_pylist(), keys["n"].to_pylist(), 3)
    at = [tuple(r[f.id] for f in table.filters) for r in table.cells.to_pylist()]
    assert together == {codes: (v,) for codes, v in zip(at, expected.tolist(), strict=True)}


def test_noise_below_a_threshold_is_hidden_and_a_true_zero_is_not() -> None:
    whole = counts(TABLE)
    found = protect(with_keys(whole, records_of(whole)), replace(NOISY, threshold=10))
    assert found.value("n", sex="M", age="b") == "c"
    assert found.value("n", sex="O", age="a") == 0
    assert isinstance(found.value("n", sex="M", age="a"), int)


def test_rates_of_altered_counts_are_rates_of_what_is_shown() -> None:
    table = counts("sex | k | n\nF | 13 | 31\nM | 0 | 12\nO | 1 | 1", rates=["k/n"])
    shown = dict(protect(table, replace(MIDPOINT, refuses_leaks=False)).rows)
    assert [str(f) for f in shown["F",]] == ["15", "33", "45.5"]
    assert [str(f) for f in shown["M",]] == ["0", "9", "0.0"]
    assert [str(f) for f in shown["O",]] == ["3", "3", "100.0"]
    unseen = counts("sex | m | k | n\nF | 5 | 13 | 31\nM | 2 | 0 | 12", rates=["k/n"], unseen=["m", "k"])
    assert str(protect(unseen, MIDPOINT).value("k_of_n", sex="F")) == "45.5", "a rate tells counts that are not shown"
    keys = pa.table({"k": pa.array([FULL - 1, 0, 0, 0], pa.int64()), "n": pa.array([0, 0, 0, 0], pa.int64())})
    odd = replace(counts("sex | k | n\nF | 4 | 4\nM | 0 | 0\nO | 0 | 0", rates=["k/n"]), keys=keys)
    shown = dict(protect(odd, RANDOM).rows)
    assert [str(f) for f in shown["F",]] == ["6", "3", "x"], "more than all is no rate"
    assert [str(f) for f in shown["M",]] == ["0", "0", "z"]


# Perturbation tables and keys


def test_a_cell_key_is_the_sum_of_its_records_keys() -> None:
    assert cell_keys([0, 0, 0, 2], [200, 99, 45, 7], 3, 256).tolist() == [88, 0, 7]
    with pytest.raises(NotProtected, match="from 0 to 255"):
        cell_keys([0], [256], 1, 256)
    with pytest.raises(NotProtected, match="missing"):
        cell_keys([0], [0.5], 1, 256)


def test_record_keys_are_permanent_secret_and_spread_out() -> None:
    keys = record_keys(b"one", range(4096), keys=256)
    assert (keys == record_keys(b"one", range(4096)) % 256).all()
    assert (keys != record_keys(b"other", range(4096), keys=256)).mean() > 0.9
    assert set(keys.tolist()) == set(range(256))
    assert record_keys(b"one", [7]).tolist() == record_keys(b"one", [3, 7]).tolist()[1:]


@pytest.mark.parametrize(
    ("count", "row"),
    [(1, 1), (10, 10), (750, 750), (751, 501), (1000, 750), (1001, 501), (1250, 750), (1251, 501)],
)
def test_large_counts_use_the_last_rows_again(count: int, row: int) -> None:
    assert pcv([count]).tolist() == [row]


DEMO = """
row | moves
0   | 0 0 0 0 0 0 0 0
1   | -1 -1 -1 -1 -1 1 2 2
2   | -2 -2 0 0 0 0 2 2
3   | -2 -1 0 0 0 0 1 2
"""


def demo() -> PerturbationTable:
    return PerturbationTable(np.array([[int(m) for m in r["moves"].split()] for r in rows(DEMO)]))


def test_a_perturbation_table_is_looked_up_by_count_and_cell_key() -> None:
    table = demo()
    assert [(table.mean(n), table.variance(n)) for n in range(4)] == [(0, 0), (0, 1.75), (0, 2.0), (0, 1.25)]
    assert perturbed([0, 1, 1, 2, 3, 4], [3, 0, 7, 0, 1, 0], table).tolist() == [0, 0, 3, 0, 2, 4]
    assert (table.most, table.keys, table.moves_zeros) == (2, 8, False)


def test_a_perturbation_table_survives_its_file(tmp_path) -> None:
    demo().write(tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_text().splitlines()[:2] == ['"pcv","ckey","pvalue"', "0,0,0"]
    assert (read(tmp_path / "p.csv").moves == demo().moves).all()


BAD_TABLES = """
lines               | words
ckey,pvalue;0,1     | lacks pcv
pcv,ckey,pvalue     | is empty
pcv,ckey,pvalue;1,0,0.5 | no whole numbers
pcv,ckey,pvalue;1,0,-2  | make counts negative
pcv,ckey,pvalue;1,0,0;1,0,1 | twice
pcv,ckey,pvalue;1,0,0;2,0,0;2,1,0 | without some of its 2
pcv,ckey,pvalue;-1,0,0 | out of range
"""


@pytest.mark.parametrize("case", rows(BAD_TABLES), ids=lambda c: c["words"])
def test_a_file_that_is_no_perturbation_table_is_refused(case: dict[str, str], tmp_path) -> None:
    (tmp_path / "p.csv").write_text(case["lines"].replace(";", "\n") + "\n")
    with pytest.raises(UsageError, match=case["words"]):
        read(tmp_path / "p.csv")


def test_a_perturbation_table_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.csv")
    (tmp_path / "odd.csv").write_bytes(b"pcv,ckey\n1\n1,2,3\n")
    with pytest.raises(UsageError, match="is not CSV"):
        read(tmp_path / "odd.csv")


@pytest.mark.parametrize(
    ("variance", "most", "gap"), [(1.0, 2, 0), (2.0, 5, 0), (2.0, 5, 2), (6.0, 8, 4), (25.0, 5, 0)]
)
def test_a_made_table_has_mean_0_the_variance_asked_for_and_no_count_in_the_gap(
    variance: float, most: int, gap: int
) -> None:
    noise = Noise(variance, most, gap=gap)
    table = made_table(noise, rows=30)
    assert not table.moves_zeros
    for n in range(1, 31):
        published = n + table.moves[n]
        assert published.min() >= 0
        assert not ((published > 0) & (published <= gap)).any()
        assert abs(table.moves[n]).max() <= most
        assert table.mean(n) == 0
        assert (np.diff(table.moves[n]) >= 0).all(), "laid on the keys by cumulated probability"
        exact = probabilities(support(n, noise), variance)
        wanted = float(exact @ support(n, noise) ** 2)
        assert table.variance(n) == pytest.approx(wanted, abs=0.35)
        if n >= most + gap:
            assert wanted == pytest.approx(variance, rel=1e-6)


def test_no_distribution_of_the_same_moments_has_more_entropy() -> None:
    noise = Noise(2.0, 4)
    steps = support(20, noise)
    p = probabilities(steps, 2.0)
    entropy = -(p * np.log(p)).sum()
    kept = np.stack([np.ones(len(steps)), steps, steps**2]).astype(float)
    _, _, v = np.linalg.svd(kept)
    for direction in v[3:]:
        for size in (0.01, -0.01):
            other = p + size * direction
            assert (other > 0).all()
            assert -(other * np.log(other)).sum() < entropy


def test_a_policy_takes_a_table_of_its_own_and_refuses_one_that_does_something_else(tmp_path) -> None:
    whole = counts(TABLE)
    keyed = with_keys(whole, records_of(whole))
    made_table(Noise(1.0, 2, keys=8)).write(tmp_path / "mine.csv")
    own = replace(NOISY, noise=Noise(1.0, 2, keys=8, table=str(tmp_path / "mine.csv")))
    assert {
        abs(f[0] - r["n"]) for (_, f), r in zip(protect(keyed, own).rows, whole.cells.to_pylist(), strict=True)
    } <= {*range(3)}
    other = replace(NOISY, noise=Noise(1.0, 2, keys=16, table=str(tmp_path / "mine.csv")))
    with pytest.raises(NotProtected, match="has 8 keys"):
        protect(keyed, other)
    zeros = demo().moves.copy()
    zeros[0, 0] = 1
    PerturbationTable(zeros).write(tmp_path / "zeros.csv")
    with pytest.raises(NotProtected, match="moves zeros"):
        protect(keyed, replace(NOISY, noise=Noise(1.0, 2, keys=8, table=str(tmp_path / "zeros.csv"))))


# What is left possible


@pytest.mark.parametrize("policy", [OWN, MIDPOINT, RANDOM, SMALL, REDACT, NOISY, replace(NOISY, threshold=10)])
def test_what_a_figure_leaves_possible_holds_the_count_behind_it(policy: Policy) -> None:
    """Every count up to 30, alone in its table, with every draw."""
    for n in range(31):
        table = made((), (Indicator("n", "N", "aims"),), [{"n": n}])
        for key in range(0, FULL, FULL // 7 + 1) if policy.is_keyed else [0]:
            keyed = replace(table, keys=pa.table({"n": pa.array([key], pa.int64())}))
            found = altered(keyed, policy)
            (figure,) = found.figures["n"]
            low, high = possible(figure, policy, steps=found.steps)
            assert low <= n <= high, (n, figure)


def test_a_small_count_that_follows_is_known_and_refused_where_the_policy_says_so() -> None:
    """Six groups of one: each is shown as 3, and so is their total, which can only be six."""
    table = counts("who | n\n" + "\n".join(f"g{n} | 1" for n in range(6)))
    loose, strict = replace(MIDPOINT, refuses_leaks=False), replace(MIDPOINT, refuses_leaks=True)
    leak = rounding_leak(table, loose)
    assert (leak.small, leak.small_exact) == (7, 7)
    assert "it promises no more than each rounding by itself" in protect(table, loose).about.checked
    with pytest.raises(NotProtected, match="a small count follows from the rounded ones"):
        protect(table, strict)
    wide = counts("who | n\n" + "\n".join(f"g{n} | {n + 1}" for n in range(6)))
    assert "no small count follows exactly" in protect(wide, strict).about.checked


def test_exact_rates_beside_rounded_counts_are_part_of_the_attack() -> None:
    """28 of 41 and 190 of 310 have rates that nothing else has, and what they leave of the difference is one value."""
    strict = replace(REDACT, rates=Rates.COUNTS, threshold=20, base=20, refuses_leaks=True)
    with pytest.raises(NotProtected, match="a small count follows"):
        protect(counts("who | k | n\na | 28 | 41\nb | 190 | 310", rates=["k/n"]), replace(strict, few=5))
    table = counts("who | k | n\na | 18 | 31\nb | 17 | 33", rates=["k/n"])
    assert protect(table, strict).value("k_of_n", who="a") == "x"


def test_what_is_known_is_told_by_name_to_the_owner() -> None:
    table = counts("who | n\na | 7\nb | 2")
    at = {r["who"]: ("n", k) for k, r in enumerate(table.cells.to_pylist())}
    low = {at["a"]: 7, at["b"]: 0, at[TOTAL]: 9}
    high = {at["a"]: 7, at["b"]: 5, at[TOTAL]: 9}
    assert exactly_known(table, MIDPOINT, low, high).names == ("n, b",)
    assert exactly_known(table, MIDPOINT, low, high | {at["a"]: 8}).names == ()


ODD = """
what                       | policy     | words
add up to more             | controlled | add up to more than their total
add up to more             | midpoint   | add up to more than their total
negative                   | small      | negative or not whole
missing                    | controlled | missing
"""
CELLS = {
    "add up to more": [{"sex": "F", "n": 20}, {"sex": "M", "n": 20}, {"sex": TOTAL, "n": 30}],
    "negative": [{"sex": "F", "n": -4}],
    "missing": [{"sex": "F", "n": None}],
}
SEX = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))


@pytest.mark.parametrize("case", rows(ODD), ids=lambda c: f"{c['what']}, {c['policy']}")
def test_tables_that_cannot_be_right_are_refused(case: dict[str, str]) -> None:
    policy = {"controlled": OWN, "midpoint": MIDPOINT, "small": SMALL}[case["policy"]]
    with pytest.raises(NotProtected, match=case["words"]):
        protect(made((SEX,), (Indicator("n", "N", "aims"),), CELLS[case["what"]]), policy)


@pytest.mark.parametrize("policy", [OWN, MIDPOINT, SMALL, REDACT], ids=lambda p: p.method.value)
def test_a_table_of_zeros_and_a_table_of_one_category_are_as_they_should_be(policy: Policy) -> None:
    nobody = protect(counts("sex | n\nF | 0\nM | 0"), policy)
    assert {f for _, figures in nobody.rows for f in figures} == {0}
    one = protect(counts("sex | n\nF | 40"), policy)
    assert one.value("n") == one.value("n", sex="F")
    large = protect(counts("sex | n\nF | 3000000000\nM | 3000000000"), policy)
    assert abs(large.value("n") - 6_000_000_000) <= 10


@pytest.mark.parametrize("value", [2.5, float("nan"), 3.0], ids=["a fraction", "not a number", "a whole number as one"])
@pytest.mark.parametrize("policy", [OWN, MIDPOINT, SMALL, REDACT], ids=lambda p: p.method.value)
def test_fractions_are_no_counts(policy: Policy, value: float) -> None:
    table = counts("sex | n\nF | 30\nM | 40")
    odd = pa.array([value, *map(float, table.cells["n"].to_pylist()[1:])], pa.float64())
    with pytest.raises(NotProtected, match="negative or not whole numbers"):
        protect(replace(table, cells=table.cells.set_column(1, "n", odd)), policy)


def test_a_count_that_may_not_stay_moves_both_ways_as_little_as_it_may() -> None:
    """A variance of 0.1 is not to be had where each step is one down or two up: the least is 2, with mean 0."""
    assert probabilities(np.array([-2, -1, 2, 3]), 0.1).tolist() == pytest.approx([0, 2 / 3, 1 / 3, 0])


@pytest.mark.parametrize("steps", [[1, 2], [-2, -1]])
def test_noise_that_moves_a_count_one_way_only_has_no_mean_of_0(steps: list[int]) -> None:
    with pytest.raises(Inconsistency, match="may only rise, or only fall"):
        probabilities(np.array(steps), 1.0)
