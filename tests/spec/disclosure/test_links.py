"""What links figures: rates, people without a known category, categories that overlap, and people alone in them."""

from collections.abc import Iterable

import numpy as np
from tests.support.count_tables import counts, made

from alder.disclosure import POLICIES, Guard, audit, protect
from alder.disclosure.attacker import Attacker
from alder.disclosure.audit import attack
from alder.disclosure.kind import Kind
from alder.disclosure.primary import insiders, primaries
from alder.disclosure.system import build
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

SRS = POLICIES["srs-output"]
N = Indicator("n", "Learners", "learners")


def filtered(id: str, codes: str, **more: object) -> Filter:
    return Filter(id, id.capitalize(), tuple(Category(c, c) for c in codes.split()), **more)  # type: ignore[arg-type]


def one_way(f: Filter, figures: Iterable[tuple[str, int]], **more: object) -> Counts:
    return made((f,), (N,), [{f.id: code, "n": n} for code, n in figures], **more)


def test_a_small_difference_hides_the_numerator_though_both_counts_are_large() -> None:
    table = protect(counts("sex | k | n\nF | 57 | 60\nM | 40 | 80", rates=["k/n"]))
    assert table.value("n", sex="F") == 60
    assert table.value("k", sex="F") == "c"
    assert table.value("k_of_n", sex="F") == "c"
    assert table.value("k_of_n") != "c"


def test_people_without_a_known_category_are_a_count_like_any_other() -> None:
    """100 learners, 60 and 37 of known sex: subtraction tells that 3 are not known."""
    unprotected = one_way(filtered("sex", "F M"), [("F", 60), ("M", 37), (TOTAL, 100)], unknown={"sex": 3})
    system = build(unprotected, SRS)
    (rest,) = np.flatnonzero(system.kind == Kind.REST)
    assert (system.value[rest], system.lower[rest]) == (3, 0), "nobody is told whether there are any"
    assert "c" in [row[0] for _, row in protect(unprotected).rows]
    everything = {"n": np.array([True, True, True])}
    assert [f.cell for f in audit(unprotected, everything, SRS).findings] == ["n without sex, Total"]


def test_total_minus_an_overlapping_category_is_a_count_of_people() -> None:
    """97 of 100 learners have an aim at level 2, so 3 have none."""
    level = filtered("level", "2 3", additive=False)
    table = protect(one_way(level, [("2", 97), ("3", 50), (TOTAL, 100)]))
    assert "c" in (table.value("n", level="2"), table.value("n"))
    apart = protect(one_way(level, [("2", 60), ("3", 50), (TOTAL, 100)]))
    assert apart.symbols == ()


def test_overlapping_categories_that_do_not_cover_the_total_promise_no_sum() -> None:
    level = filtered("level", "2 3", additive=False)
    unprotected = one_way(level, [("2", 40), ("3", 30), (TOTAL, 100)])
    assert not (build(unprotected, SRS).kind == Kind.OVERLAP).any()
    assert protect(unprotected).symbols == ()


def test_a_filter_without_a_total_links_nothing() -> None:
    scope = filtered("scope", "a e", has_total=False)
    table = protect(one_way(scope, [("a", 4), ("e", 50)]))
    assert [row[0] for _, row in table.rows] == ["c", 50]


def test_one_person_in_several_cells_is_one_insider() -> None:
    system = build(
        counts(
            "sex | age | k | n\nF | young | 1 | 1\nF | old | 0 | 20\nM | young | 9 | 30\nM | old | 8 | 40",
            rates=["k/n"],
        ),
        SRS,
    )
    cells = [sorted((system.kind[c], system.value[c]) for c in p) for p in insiders(system)]
    assert len(cells) == 1
    assert (Kind.COUNT, 1) in cells[0]
    assert (Kind.DIFFERENCE, 0) in cells[0]


def test_two_people_alone_in_two_cells_of_a_total_cannot_find_each_other() -> None:
    """Each would subtract themselves from the total of two; so the total is hidden, and more beside it."""
    unprotected = counts("area | sex | n\n" + "\n".join(f"{a} | {s} | {v}" for a, s, v in [
        ("a", "F", 1), ("a", "M", 1), ("b", "F", 30), ("b", "M", 40), ("c", "F", 50), ("c", "M", 60)]))  # fmt: skip
    table = protect(unprotected)
    assert table.value("n", area="a") == "c"
    open_total = [(codes, "c" if codes in {("a", "F"), ("a", "M")} else 1) for codes, _ in table.rows]
    shown = {"n": np.array([figure != "c" for _, figure in open_total])}
    how = {f.how for f in attack(unprotected, shown, SRS)[0]}
    assert any("whoever is alone" in h or "as a whole" in h for h in how)


def test_what_a_person_knows_from_their_own_cell_is_no_leak() -> None:
    """The only achiever of a group knows that its other part has none; no hiding can change that."""
    unprotected = counts(
        "age | sex | k | n\na | F | 1 | 5\na | M | 0 | 7\nb | F | 40 | 70\nb | M | 30 | 60", rates=["k/n"]
    )
    assert protect(unprotected).symbols == ("c",)


def test_levels_are_linked_from_top_to_bottom() -> None:
    levels = {"area": {"x": "north", "y": "north"}}
    table = protect(counts("area | n\nx | 3\ny | 40\nsouth | 60", parents=levels))
    hidden = {codes[0] for codes, row in table.rows if row[0] == "c"}
    assert hidden == {"x", "y"}


def test_a_slide_guard_lets_a_small_count_reach_the_threshold_or_nothing() -> None:
    from dataclasses import replace

    slide = replace(SRS, name="slide", guard=Guard.SLIDE, hide_zeros=True, class_disclosure=False)
    unprotected = counts("row | column | n\na | p | 3\na | q | 50\nb | p | 40\nb | q | 60")
    assert protect(unprotected, slide).value("n", row="a", column="p") == "c"
    exact = replace(SRS, name="exact", guard=Guard.EXACT)
    assert protect(unprotected, exact).value("n", row="a", column="p") == "c"
    assert exact.values == 2


def test_without_insiders_nobody_alone_is_tried() -> None:
    from dataclasses import replace

    trusting = replace(SRS, name="trusting", insider=False)
    assert protect(counts("row | n\na | 1\nb | 50\nc | 60"), trusting).symbols == ("c",)


def test_the_attacker_takes_up_every_hidden_count_and_every_small_one() -> None:
    unprotected = counts("sex | n\nF | 3\nM | 50")
    attacker = Attacker(unprotected, {"n": np.array([True, True, False])}, SRS)
    assert {(s.name, s.small) for s in attacker.secrets} == {("n, F", True), ("n, M", False)}
    assert primaries(build(unprotected, SRS), SRS).sum() == 1
