"""Intervals of rates in protected tables: from what is shown, and from nothing else.

Rates of exact counts beside rounded ones: what they leave possible, and which of them a policy leaves out.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from tests.golden.further_education import golden
from tests.support.count_tables import OF_ENGLAND, made
from tests.support.count_tables import counts as counts_as_text
from tests.support.policies import OWN
from tests.support.text_tables import rows

from alder.disclosure import (
    POLICIES,
    Action,
    Guard,
    Method,
    Policy,
    Rates,
    ends,
    narrowing,
    policy_of,
    protect,
    rounding_leak,
)
from alder.disclosure.attack import rated
from alder.disclosure.attack.published import Published
from alder.disclosure.attack.rated import Rate, attack_rates, pair
from alder.disclosure.ends import Ends
from alder.disclosure.exact_rates import left_out, with_decimals
from alder.disclosure.notes import INTERVALS, notes, rates_left_out
from alder.disclosure.protected import Protected
from alder.disclosure.rate_pairs import Printed, as_shown
from alder.disclosure.rounding import may_show_rate
from alder.disclosure.sheet import notebook, page
from alder.disclosure.system import table_rows
from alder.disclosure.tables.hierarchy import dimension
from alder.disclosure.tables.table import Table, TableKind
from alder.errors import UsageError
from alder.model.interval import wilson
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator, rate

SEX = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))
RATE = Indicator("rate", "Achievement rate", "%", of=("achievers", "leavers"), decimals=1)


def counts(*, seen: bool = True, **rows: tuple[int, int]) -> Counts:
    indicators = (
        Indicator("leavers", "Leavers", "aims", shown=seen),
        Indicator("achievers", "Achievers", "aims"),
        RATE,
    )
    cells = [{"sex": {"all": TOTAL}.get(k, k), "leavers": n, "achievers": a} for k, (n, a) in rows.items()]
    return made((SEX,), indicators, cells, group=OF_ENGLAND)


def rounded(*, seen: bool = True, **rows: tuple[int, int]) -> Protected:
    return protect(counts(seen=seen, **rows), "dfe-statistics (version 1)")  # shows every rate, with its decimal


def test_counts_have_the_exact_interval_and_other_figures_none() -> None:
    table = counts(F=(157, 117), M=(218, 127), all=(375, 244))
    assert table.interval("rate", sex="F") == wilson(117, 157)
    assert table.interval("leavers") is None


def test_suppressed_tables_work_it_out_from_the_counts_that_they_show() -> None:
    table = protect(counts(F=(157, 117), M=(218, 127), all=(375, 244)), "srs-output")
    assert table.interval("rate", sex="F") == wilson(117, 157)
    assert table.interval("achievers", sex="F") is None


def test_what_is_hidden_or_cannot_be_has_no_interval() -> None:
    table = protect(counts(F=(157, 3), M=(218, 127), all=(375, 130)), "srs-output")
    assert table.interval("rate", sex="F") is None
    small = rounded(F=(4, 2), M=(218, 127), all=(222, 129))
    assert small.interval("rate", sex="F") is None
    empty = rounded(F=(0, 0), M=(218, 127), all=(218, 127))
    assert empty.interval("rate", sex="F") is None


def test_a_cohort_of_1000_needs_none() -> None:
    table = protect(counts(F=(999, 500), M=(1000, 500), all=(1999, 1000)), "srs-output")
    assert table.interval("rate", sex="F")
    assert table.interval("rate", sex="M") is None


@pytest.mark.parametrize("leavers", [155, 156, 158, 160, 164])
def test_rounded_tables_that_print_the_same_have_the_same_interval(leavers: int) -> None:
    """Whatever stands behind 160 leavers and a rate of 74.5, the interval is of these two printed figures."""
    achievers = round(0.745 * leavers)
    table = rounded(F=(leavers, achievers), M=(218, 127), all=(leavers + 218, achievers + 127))
    printed = table.value("rate", sex="F")
    assert table.value("leavers", sex="F") == 160
    assert table.interval("rate", sex="F") == wilson(printed * 160 / 100, 160)  # type: ignore[operator]


def test_where_the_whole_is_not_shown_there_is_no_interval() -> None:
    assert rounded(seen=False, F=(157, 117), M=(218, 127), all=(375, 244)).interval("rate") is None


def test_files_have_both_ends_or_the_symbol_that_says_why_not(tmp_path: Path) -> None:
    table = protect(counts(F=(157, 3), M=(2000, 1200), all=(2157, 1203)), "srs-output")
    file, meta, notes = table.write_csv(tmp_path / "t.csv")
    with file.open(encoding="utf-8") as lines:
        rows = {r["sex"]: (r["rate"], r["rate_lower"], r["rate_upper"]) for r in csv.DictReader(lines)}
    assert rows["Female"] == ("c", "c", "c")
    assert "rate_lower,Indicator," in meta.read_text(encoding="utf-8")
    assert INTERVALS not in notes.read_text(encoding="utf-8")
    shown = protect(counts(F=(157, 117), M=(2000, 1200), all=(2157, 1317)), "srs-output")
    with shown.write_csv(tmp_path / "s.csv")[0].open(encoding="utf-8") as lines:
        rows = {r["sex"]: (r["rate"], r["rate_lower"], r["rate_upper"]) for r in csv.DictReader(lines)}
    assert rows == {
        "Female": ("74.5", "67.2", "80.7"),
        "Male": ("60.0", "z", "z"),
        "Total": ("61.1", "z", "z"),
    }
    arrow = shown.to_arrow().to_pylist()
    assert (str(arrow[0]["rate_lower"]), arrow[0]["sex"]) == ("67.2", "Female")
    assert arrow[1]["rate_upper"] is None


def test_people_read_it_beside_the_rate() -> None:
    table = protect(counts(F=(157, 117), M=(2000, 1200), all=(2157, 1317)), "srs-output")
    assert "74.5 (67.2–80.7)" in table.text()
    assert f"{INTERVALS}: in brackets where there is room, and in the files." in " ".join(table.text().split())
    assert "67.2 to 80.7" in page(table)
    assert "67.2 to 80.7" in notebook(table)
    assert "below the rates" in notebook(table)


DFE = policy_of("dfe-statistics (version 1)")  # promises nothing for rates
KEEPS = replace(DFE, rate_keeps=3)

PAIRS = """
rate  | numerators | denominators | one pair is left
58.1  | 15 to 24   | 25 to 34     | 18 of 31
58    | 15 to 24   | 25 to 34     | 15 to 19 of 26 to 33
50    | 15 to 24   | 25 to 34     | 15 to 17 of 30 to 34
98.1  | 45 to 54   | 45 to 54     | nothing: a difference of 1 is not shown
0     | 0 to 4     | 25 to 34     | 0 of 25 to 34
"""


@pytest.mark.parametrize("case", rows(PAIRS), ids=lambda c: f"{c['rate']}, {c['denominators']}")
def test_a_rate_leaves_the_pairs_that_print_so(case: dict[str, str]) -> None:
    (n_low, n_high), (d_low, d_high) = (map(int, case[k].split(" to ")) for k in ("numerators", "denominators"))
    ends = Ends(np.array([n_low, d_low, 0.0]), np.array([n_high, d_high, d_high], dtype=float))
    printed = Printed.of([(0, 1, 2, Decimal(case["rate"]))])
    decimals = -int(Decimal(case["rate"]).as_tuple().exponent)
    fits = [
        (n, d)
        for d in range(d_low, d_high + 1)
        for n in range(n_low, min(n_high, d) + 1)
        if rate(n, d, decimals) == Decimal(case["rate"]) and may_show_rate(n, d, DFE)
    ]
    if not fits:
        assert case["one pair is left"].startswith("nothing")
        return
    found = printed.narrowed(ends, DFE)
    for place, values in enumerate(([n for n, _ in fits], [d for _, d in fits], [d - n for n, d in fits])):
        assert (found.low[place], found.high[place]) == (min(values), max(values))
    left = [str(min(v)) if min(v) == max(v) else f"{min(v)} to {max(v)}" for v in zip(*fits, strict=True)]
    assert case["one pair is left"] == " of ".join(left)


@pytest.mark.parametrize("policy", [KEEPS, POLICIES["fe-outcomes"], replace(KEEPS, rate_keeps=5, few=2)])
@pytest.mark.parametrize(
    "box", [((15, 24), (25, 34)), ((0, 0), (15, 24)), ((95, 104), (195, 204)), ((0, 34), (25, 34))]
)
def test_whoever_knows_the_policy_keeps_enough_values_with_a_rate_and_without(
    policy: Policy, box: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    """Every pair behind the figures is listed with what is printed beside it: a rate, or the symbol for none."""
    own, of = box
    for decimals in (0, 1):
        out, _ = left_out(own, of, 100 * 10**decimals, policy)
        seen: dict[int | str, list[tuple[int, int]]] = {}
        every = [(n, d) for d in range(of[0], of[1] + 1) for n in range(own[0], min(own[1], d) + 1)]
        for n, d in every:
            printed = rate(n, d, decimals)
            assert printed is not None
            digits = int(printed.scaleb(decimals))
            shown = may_show_rate(n, d, policy) and digits not in out
            seen.setdefault(digits if shown else "x", []).append((n, d))
        may = [(n, d) for n, d in every if may_show_rate(n, d, policy)]
        for what, pairs in seen.items():
            if what == "x" and not out:
                continue  # left out because few stand behind it, as ever
            for kind in (lambda p: p[0], lambda p: p[1], lambda p: p[1] - p[0]):
                values = {kind(p) for p in pairs}
                least = min(policy.rate_keeps, len({kind(p) for p in may}))
                assert len(values) >= least or values == {0}, (what, pairs)


def drawn(seed: int, shape: tuple[int, ...], scale: float = 60.0) -> Counts:
    random = np.random.default_rng(seed)
    names = "abc"[: len(shape)]
    lines = [" | ".join([*names, "leavers", "achievers"])]
    for at in np.ndindex(*shape):
        d = int(random.gamma(0.9, scale))
        n = int(random.binomial(d, random.uniform(0.4, 0.95)))
        lines.append(" | ".join([*(f"{x}{k}" for x, k in zip(names, at, strict=True)), str(d), str(n)]))
    return counts_as_text("\n".join(lines), rates=["achievers/leavers"])


def followed(table: Counts, policy: Policy, *, rates: bool = True) -> int:
    """How many counts and differences follow exactly, by the attack of `alder audit` on what `protect` lets out."""
    made = protect(table, policy)
    dimensions = tuple(
        dimension(f.id, [[TOTAL, None], *([c.code, TOTAL] for c in f.categories)]) for f in table.filters
    )
    true = table.cells.to_pylist()
    inner = [r for r in true if all(r[f.id] != TOTAL for f in table.filters)]
    at = [[d.codes.index(r[d.name]) for d in dimensions] for r in inner]
    leaves = np.array(at, dtype=np.int64)
    part, whole = (
        Table(dimensions, TableKind.COUNT, leaves, freq, freq.astype(float))
        for freq in (np.array([r[i] for r in inner], dtype=np.int64) for i in ("achievers", "leavers"))
    )
    rated = pair(whole, part)
    key = {
        tuple(codes): int(
            np.ravel_multi_index([d.codes.index(c) for d, c in zip(dimensions, codes, strict=True)], whole.shape)
        )
        for codes, _ in made.rows
    }
    place = {codes: int(np.searchsorted(rated.out_of.keys, k)) for codes, k in key.items()}
    shown = []
    for column in (0, 1):
        figures = np.zeros(rated.size)
        for codes, figure in made.rows:
            figures[place[codes]] = np.nan if isinstance(figure[column], str) else float(figure[column])
        shown.append(Published(np.isnan(figures), figures, 0))
    half = 0.5 * 10.0 ** -made.indicators[2].decimals
    told = {place[codes]: Rate(float(figure[2]), half) for codes, figure in made.rows if not isinstance(figure[2], str)}
    leak = attack_rates(rated, (shown[0], shown[1]), told if rates else {}, policy, 10.0)
    assert not leak.wrong
    return leak.exact


@pytest.mark.parametrize("seed", range(4))
def test_no_count_follows_from_rates_that_keep_enough(seed: int) -> None:
    table = drawn(seed, ((3, 4), (5, 5), (2, 3, 2), (4, 6))[seed])
    assert followed(table, DFE) > 5
    assert followed(table, KEEPS) == followed(table, KEEPS, rates=False)


NOW = POLICIES["dfe-statistics"]


@pytest.mark.parametrize("seed", range(3))
def test_no_count_follows_from_a_rate_of_published_statistics(seed: int) -> None:
    table = drawn(seed + 20, ((3, 4), (5, 5), (2, 3, 2))[seed])
    assert followed(table, DFE) > followed(table, NOW) == followed(table, NOW, rates=False)
    assert rounding_leak(table, NOW).exact == rounding_leak(table, NOW).exact_without


def test_of_linked_rates_the_one_that_a_table_is_about_goes_last() -> None:
    """Achievement is retention times pass, so of three rates two tell the third."""
    table = protect(golden(), NOW)
    left = {i.id: sum(f[n] == "x" for _, f in table.rows) for n, i in enumerate(table.indicators) if i.is_rate}
    assert left["achievers_of_leavers"] < min(left["completers_of_leavers"], left["achievers_of_completers"])
    leak = rounding_leak(golden(), NOW)
    assert leak.exact == 0


def test_the_notes_say_how_many_rates_are_not_shown_and_not_for_which_reason() -> None:
    few = protect(counts_as_text("a | k | n\nx | 18 | 31\ny | 2 | 40\nz | 4000 | 9000", rates=["k/n"]), NOW)
    said = rates_left_out(few)
    assert said.startswith("1 of 4 rates is not shown (x): a part of each is small, or it would give away a count")
    assert said in notes(few)
    assert said in " ".join(few.text().split())
    assert said in page(few)
    assert said in few._repr_html_()
    assert (
        rates_left_out(protect(counts_as_text("a | k | n\nx | 4000 | 9000\ny | 5000 | 9100", rates=["k/n"]), NOW)) == ""
    )
    assert str(few.why("k_of_n", a="y")).startswith("Hidden, because a count that it is made of")


def test_the_version_before_can_be_asked_for_and_says_which_it_is() -> None:
    old = policy_of("dfe-statistics (version 1)")
    assert (old.version, old.rate_keeps, old.label) == (1, 0, "dfe-statistics (version 1)")
    assert policy_of(NOW.label) is NOW
    table = protect(counts_as_text("a | k | n\nx | 18 | 31\ny | 20 | 40", rates=["k/n"]), old.label)
    assert str(table.value("k_of_n", a="x")) == "58.1"
    assert "Protection: policy dfe-statistics (version 1)." in notes(table)
    assert "A count is small from" not in notes(table), "its settings are known, so they need no telling"


def test_a_large_table_is_attacked_by_sums_and_rates_and_keeps_its_promise() -> None:
    table = drawn(7, (6, 5, 3))
    loose, kept = rounding_leak(table, DFE), rounding_leak(table, KEEPS)
    assert loose.counts > 280, "more than programmes ask for one by one"
    assert loose.exact > 150
    assert kept.exact == kept.exact_without == loose.exact_without
    assert "Without the printed rates" in loose.words()
    assert "Without the printed rates" not in kept.words()
    assert followed(table, KEEPS) == followed(table, KEEPS, rates=False)


def test_rates_of_fewer_decimals_come_before_rates_left_out() -> None:
    table = drawn(1, (5, 5))
    assert [i.decimals for i in with_decimals(table, DFE).rates] == [1]
    assert [i.decimals for i in with_decimals(table, KEEPS).rates] == [0]
    column = [figures[2] for _, figures in protect(table, KEEPS).rows]
    assert 5 < sum(f == "x" for f in column) < len(column) - 5


def test_tables_of_any_size_are_rounded() -> None:
    table = drawn(3, (13, 12, 10), scale=30.0)
    policy = replace(DFE, largest=1_000)
    assert table.cells.num_rows * 2 > policy.largest
    made = protect(table, policy)
    assert len(made.rows) == table.cells.num_rows


REFUSED = """
what                              | keeps | words
one value is no secret            | 1     | keeps no secret
more than rounding leaves         | 11    | leaves 10 values
rates of the rounded counts       | 3     | is set only where rounded counts stand
"""


@pytest.mark.parametrize("case", rows(REFUSED), ids=lambda c: c["what"])
def test_settings_that_contradict_each_other_are_refused(case: dict[str, str]) -> None:
    policy = replace(OWN, method=Method.NEAREST, base=10) if "rounded counts" in case["what"] else DFE
    assert policy.rates is (Rates.PUBLISHED if "rounded counts" in case["what"] else Rates.COUNTS)
    with pytest.raises(UsageError, match=case["words"]):
        replace(policy, rate_keeps=int(case["keeps"]))


NO_ZEROS = Policy(
    name="zeros-too",
    version=1,
    says="Zeros are small too.",
    why=(),
    action=Action.SUPPRESS,
    threshold=5,
    hide_zeros=True,
    guard=Guard.EXACT,
)


@pytest.mark.parametrize("policy", [DFE, KEEPS, POLICIES["fe-outcomes"], NO_ZEROS], ids=lambda p: p.name)
def test_what_a_shown_rate_leaves_is_what_a_policy_shows_a_rate_of(policy: Policy) -> None:
    """Of every pair: it fits a shown rate just where its numerator, denominator and difference may all be shown."""
    of, n = (a.ravel() for a in np.meshgrid(np.arange(policy.threshold, 40), np.arange(40), indexing="ij"))
    of, n = of[n <= of], n[n <= of]
    least, most = as_shown(of, n, n, policy)
    fits = (least == n) & (most == n)
    assert fits.tolist() == [may_show_rate(a, b, policy) for a, b in zip(n.tolist(), of.tolist(), strict=True)]


def test_of_very_many_pairs_no_rate_is_left_out() -> None:
    """Behind 10,000 people and more each rate of one decimal leaves more numerators than any policy asks for."""
    assert left_out((0, 10_100), (10_000, 10_100), 1000, KEEPS) == (frozenset(), 0.0)
    low, high = 10_000 * 0.4995, 10_000 * 0.5005
    assert high - low > KEEPS.rate_keeps


def test_fewer_rounds_of_sums_and_rates_leave_more_and_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure from 0 to its total: one round of single sums; then as many as it takes; then all at once, again."""
    table = drawn(0, (3, 4))
    true = {(i.id, k): n for i in table.counts for k, n in enumerate(table.cells.column(i.id).to_pylist())}
    codes = table_rows(table)
    is_total = {(i.id, k): TOTAL in codes[k] for i in table.counts for k in range(len(codes))}
    low = {at: n if is_total[at] else 0 for at, n in true.items()}
    high = {at: n if is_total[at] else 200 for at, n in true.items()}
    told = narrowing.Told.of(table, DFE, {})
    first = told.first(low, high)
    every = told.narrowed(first, DFE)
    _, together = narrowing.narrowed_all(table, DFE, low, high, {})
    monkeypatch.setattr(narrowing, "_ROUNDS", 1)
    monkeypatch.setattr(ends, "_ROUNDS", 1)
    one = told.narrowed(first, DFE)
    for some, wider in ((together, every), (every, one), (one, first)):
        assert (some.low >= wider.low).all()
        assert (some.high <= wider.high).all()
        counts_there = np.array([true[at] for at in told.cells])
        assert (some.low[: len(told.cells)] <= counts_there).all()
        assert (counts_there <= some.high[: len(told.cells)]).all()
    monkeypatch.undo()
    monkeypatch.setattr(Ends, "same", lambda self, other: False)
    _, again = narrowing.narrowed_all(table, DFE, low, high, {})
    assert (again.low == together.low).all(), "what is asked for again gives nothing more"
    assert (again.high == together.high).all()


def test_the_notes_of_a_policy_that_leaves_out_no_rate_name_one_reason_alone() -> None:
    table = protect(counts_as_text("a | d | n\nx | 40 | 2\ny | 50 | 25", rates=["n/d"]), DFE)
    said = rates_left_out(table)
    assert "not shown (x): a part of each is small." in said
    assert "give away" not in said


def test_fewer_rounds_of_rates_give_no_more_away(monkeypatch: pytest.MonkeyPatch) -> None:
    table = drawn(1, (5, 5))
    every, without = followed(table, DFE), followed(table, DFE, rates=False)
    monkeypatch.setattr(rated, "_ROUNDS", 1)
    assert without <= followed(table, DFE) <= every
    monkeypatch.setattr(rated, "_WIDEST", 0)
    assert without <= followed(table, DFE) <= every
