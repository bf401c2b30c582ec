"""A new table beside all earlier ones of the same people.

Small parts of the ledger, each by itself: what is small, how a file is known again, and how deep a code lies.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.support.people_counts import Person, counted, ledger_in, numbered, people

from alder.disclosure import Protected, protect
from alder.disclosure.ledger import MORE, BesideEarlier, Ledger, follows
from alder.disclosure.ledger.acts import digest_of
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.shape import _level
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.words import refusal
from alder.errors import AlderError, NotProtected, UsageError
from alder.model.statistic import TOTAL

VECTORS = Path(__file__).parents[4] / "shared" / "sdc" / "vectors.json"
THRESHOLD_10 = "srs-output"


def said(table: Protected) -> dict[str, object]:
    """What readers see, by category."""
    return {codes[0] if codes else "Total": figures[0] for codes, figures in table.rows}


def groups(b: int = 6, c: int = 3) -> list[Person]:
    """The areas of the vector `overlap`, with the regions and the other areas that they are in."""
    region = {"a": "R1", "b": "R1", "c": "R2", "d": "R2"}
    other = {"a": "N1", "b": "N2", "c": "N2", "d": "N3"}
    who = people(a=40, b=b, c=c, d=30)
    return [{**p, "region": region[p["area"]], "lsip": other[p["area"]]} for p in who]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path)


def test_overlapping_areas_do_not_give_small_ones_away_between_them(ledger: Ledger) -> None:
    """R1 less N1 is b, and R2 less N3 is c, though each table alone is safe."""
    who = groups()
    alone = [said(protect(counted(who, [by]), THRESHOLD_10)) for by in ("region", "lsip")]
    assert alone[0] == {"R1": 46, "R2": 33, "Total": 79}
    assert alone[1]["N1"] == 40
    first = said(protect(counted(who, ["region"], title="By region"), THRESHOLD_10, against=ledger))
    assert first == alone[0]
    made = protect(counted(who, ["lsip"], title="By other area"), THRESHOLD_10, against=ledger)
    assert MORE in made.about.checked
    second = said(made)
    assert second == {"N1": "c", "N2": "c", "N3": "c", "Total": 79}


def test_late_learners_are_not_told_by_two_returns(ledger: Ledger) -> None:
    """16-18: 57 then 54."""
    who = people(x_young=57, x_older=120)
    protect(counted(who, ["age"], title="As of R14"), THRESHOLD_10, against=ledger)
    early = counted(who, ["age"], title="As of R10", where=lambda p: int(p["number"]) > 3)
    with pytest.raises(BesideEarlier, match="cannot be released beside an earlier release") as refused:
        protect(early, THRESHOLD_10, against=ledger)
    assert refused.value.releases == ("0001",)
    assert [f.title for f in ledger.releases()] == ["As of R14 by age, 2020/21"]


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
def test_of_several_earlier_tables_the_one_that_forbids_is_named(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, atoms: int
) -> None:
    monkeypatch.setattr(follows, "ATOMS", atoms)
    who = people(x_young=57, x_older=120)
    for title, by, least in (("Older", "age", 58), ("All", "age", 1), ("Older by area", "area", 58)):
        some = counted(who, [by], title=title, where=lambda p, least=least: int(p["number"]) >= least)
        protect(some, THRESHOLD_10, against=ledger)
    early = counted(who, ["age"], title="Early", where=lambda p: int(p["number"]) > 3)
    with pytest.raises(BesideEarlier) as refused:
        protect(early, THRESHOLD_10, against=ledger)
    assert refused.value.releases == ("0002",)


@pytest.mark.skipif(not VECTORS.exists(), reason="the folder of facts is not beside this one")
def test_the_vectors_of_the_facts(tmp_path: Path) -> None:
    found = json.loads(VECTORS.read_text(encoding="utf-8"))
    vector = found["overlap"]
    who = groups(vector["la"]["b"], vector["la"]["c"])
    ledger = ledger_in(tmp_path / "overlap")
    (tmp_path / "overlap").mkdir()
    shown = [said(protect(counted(who, [by], title=by), THRESHOLD_10, against=ledger)) for by in ("region", "lsip")]
    assert {k: v for k, v in shown[0].items() if k != "Total"} == vector["regions"]
    assert shown[1]["N1"] == shown[1]["N3"] == "c"
    vector = found["release_diff"]
    (tmp_path / "late").mkdir()
    ledger = ledger_in(tmp_path / "late")
    who = people(x_young=vector["first"]["16-18"], x_older=vector["first"]["19+"])
    assert said(protect(counted(who, ["age"]), THRESHOLD_10, against=ledger))["Total"] == vector["first"]["all"]
    early = counted(who, ["age"], where=lambda p: int(p["number"]) > vector["late_learners"])
    with pytest.raises(BesideEarlier):
        protect(early, THRESHOLD_10, against=ledger)


def providers(b_young: int, b_older: int) -> list[Person]:
    return people(A_young=30, A_older=40, B_young=b_young, B_older=b_older, C_young=50, C_older=20)


def but_b(who: list[Person]) -> object:
    return counted(who, ["age"], where=lambda p: p["area"] != "B", title="All but B")


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
def test_two_harmless_tables_and_a_third_that_is_refused(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, atoms: int
) -> None:
    """A and C together, then all: B is what is left, and B is small."""
    monkeypatch.setattr(follows, "ATOMS", atoms)
    who = providers(3, 4)
    ask = {area: counted(who, ["age"], where=lambda p, a=area: p["area"] == a, title=area) for area in "AC"}
    for area in "AC":
        assert "c" not in said(protect(ask[area], THRESHOLD_10, against=ledger)).values()
    with pytest.raises(BesideEarlier) as refused:
        protect(counted(who, ["age"], title="All"), THRESHOLD_10, against=ledger)
    assert refused.value.releases == ("0001", "0002"), "neither alone forbids it"
    words = str(refused.value)
    assert words.splitlines()[0] == "this table cannot be released beside earlier releases"
    assert "0001: A by age, 2020/21" in words
    assert "0002: C by age, 2020/21" in words


@pytest.mark.parametrize(("young", "older"), [(1, 1), (2, 6), (5, 4), (8, 1)])
def test_the_words_of_a_refusal_do_not_depend_on_what_is_protected(tmp_path: Path, young: int, older: int) -> None:
    def words(folder: str, young: int, older: int) -> str:
        (tmp_path / folder).mkdir()
        ledger = ledger_in(tmp_path / folder)
        who = providers(young, older)
        protect(counted(who, ["age"], title="All"), THRESHOLD_10, against=ledger)
        with pytest.raises(BesideEarlier) as refused:
            protect(but_b(who), THRESHOLD_10, against=ledger)
        assert refused.value.__cause__ is None
        return str(refused.value)

    assert words("one", young, older) == words("other", 3, 4)


def test_asking_again_with_slight_changes_does_not_find_where_a_small_group_ends(tmp_path: Path) -> None:
    """However many are left out, from 1 to 9, the answer is the same, and a refusal changes nothing after it."""
    ledger = ledger_in(tmp_path)
    who = people(x_young=57, x_older=120)
    protect(counted(who, ["age"], title="All"), THRESHOLD_10, against=ledger)
    told = set()
    for left_out in range(1, 10):
        some = counted(who, ["age"], title="Some", where=lambda p, n=left_out: int(p["number"]) > n)
        with pytest.raises(BesideEarlier) as refused:
            protect(some, THRESHOLD_10, against=ledger)
        told.add(str(refused.value))
    assert len(told) == 1
    assert len(ledger.releases()) == 1


def test_the_same_question_has_the_same_answer_and_is_one_release(ledger: Ledger) -> None:
    who = groups()
    first = protect(counted(who, ["area"], title="By area"), THRESHOLD_10, against=ledger)
    for by in ("region", "lsip"):
        protect(counted(who, [by], title=by), THRESHOLD_10, against=ledger)
    again = protect(counted(who, ["area"], title="By area"), THRESHOLD_10, against=ledger)
    assert again.rows == first.rows
    assert len(ledger.releases()) == 3


def test_tables_of_other_people_are_no_concern(ledger: Ledger) -> None:
    who = numbered([*groups(), *groups()])
    half = len(who) // 2
    protect(counted(who[:half], ["region"], title="First"), THRESHOLD_10, against=ledger)
    other = said(protect(counted(who[half:], ["lsip"], title="Second"), THRESHOLD_10, against=ledger))
    assert other == said(protect(counted(who[half:], ["lsip"]), THRESHOLD_10))


def test_a_table_that_is_tried_is_not_kept(ledger: Ledger) -> None:
    protect(counted(groups(), ["region"]), THRESHOLD_10, against=ledger.trying())
    assert not ledger.releases()


def test_a_release_is_forgotten_by_its_owner_for_a_reason(ledger: Ledger, tmp_path: Path) -> None:
    who = people(x_young=57, x_older=120)
    protect(counted(who, ["age"], title="As of R14"), THRESHOLD_10, against=ledger)
    with pytest.raises(UsageError, match="only vera can"):
        ledger_in(tmp_path, by="otto").forget("0001", reason="I want mine")
    with pytest.raises(UsageError, match="for a reason"):
        ledger.forget("0001", reason="  ")
    assert len(ledger.releases()) == 1
    ledger.forget("0001", reason="The file was deleted unread")
    assert not ledger.releases()
    assert [(f["id"], f["by"], f["reason"]) for f in ledger.forgotten()] == [
        ("0001", "vera", "The file was deleted unread")
    ]
    protect(counted(who, ["age"], title="As of R10"), THRESHOLD_10, against=ledger)
    assert [f.id for f in ledger.releases()] == ["0002"], "no id is given twice"


def test_what_cannot_be_compared_is_said(ledger: Ledger) -> None:
    from dataclasses import replace

    who = groups()
    with pytest.raises(UsageError, match="do not say which records"):
        protect(replace(counted(who, ["area"]), records=None), THRESHOLD_10, against=ledger)
    fewer = counted(who, ["area"])
    assert fewer.records is not None
    with pytest.raises(UsageError, match="not those that were counted"):
        protect(replace(fewer, records=fewer.records.slice(1)), THRESHOLD_10, against=ledger)
    with pytest.raises(UsageError, match="protects nobody"):
        protect(counted(who, ["area"], source_ids=("lars",)), "open-counts", against=ledger)
    with pytest.raises(UsageError, match="no release 0009"):
        ledger.forget("0009", reason="any")


def test_what_cannot_be_told_exactly_is_refused_and_not_taken_for_safe(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(counted(groups(), ["region"], title="First"), THRESHOLD_10, against=ledger)
    monkeypatch.setattr("alder.disclosure.ledger.motions.STEPS", 1)
    with pytest.raises(NotProtected, match="cannot be judged together"):
        protect(counted(groups(), ["lsip"], title="Second"), THRESHOLD_10, against=ledger)


def test_more_than_memory_holds_is_refused_and_not_judged_in_part(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(counted(groups(), ["region"], title="First"), THRESHOLD_10, against=ledger)
    monkeypatch.setattr("alder.disclosure.ledger.wide.MOST", 3)
    with pytest.raises(NotProtected, match="more than can be judged together"):
        protect(counted(groups(), ["lsip"], title="Second"), THRESHOLD_10, against=ledger)


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
def test_whoever_is_alone_in_an_earlier_table_is_told_nobody_in_a_later_one(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, atoms: int
) -> None:
    """The one of a knows that b has 30, by the first table; beside 22 of b's men the eight women would be told."""
    monkeypatch.setattr(follows, "ATOMS", atoms)
    who = people(a_m=1, b_m=22, b_f=8, c_m=40, d_m=25, d_f=5)
    kinds = [{**p, "kind": f"{p['area']}{p['age']}"} for p in who]
    first = said(protect(counted(kinds, ["area"], where=lambda p: p["area"] != "d"), THRESHOLD_10, against=ledger))
    assert first == {"a": "c", "b": "c", "c": 40, "d": 0, "Total": 71}
    later = counted(kinds, ["kind"], where=lambda p: p["area"] in "bd", title="Later")
    alone, beside = (said(protect(later, THRESHOLD_10, against=other)) for other in (None, ledger))
    assert (alone["bm"], alone["bf"]) == (22, "c")
    assert (beside["bm"], beside["bf"]) == ("c", "c")


def test_a_table_of_nobody_is_judged_beside_earlier_tables_like_any_other(ledger: Ledger) -> None:
    protect(counted(groups(), ["region"], title="First"), THRESHOLD_10, against=ledger)
    nobody = protect(counted(groups(), ["lsip"], where=lambda _: False, title="Later"), THRESHOLD_10, against=ledger)
    assert set(said(nobody).values()) == {0}
    assert len(ledger.releases()) == 2


def test_a_release_is_kept_whole_or_not_at_all(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import alder.engine.ledger_folder as engine

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engine.pq, "write_table", full)
    with pytest.raises(AlderError, match="the disk is full"):
        protect(counted(groups(), ["region"]), THRESHOLD_10, against=ledger)
    monkeypatch.undo()
    assert not ledger.releases()
    assert not [p for p in (tmp_path / "ledger").iterdir() if p.is_dir()]


def test_a_ledger_in_memory_forgets_a_release_and_never_gives_its_number_again() -> None:
    mine, who = ledger_in_memory(), groups()
    protect(counted(who, ["region"], title="By region"), THRESHOLD_10, against=mine)
    mine.forget("0001", reason="Tried, and shown to nobody")
    assert mine.releases() == []
    assert [line["reason"] for line in mine.forgotten()] == ["Tried, and shown to nobody"]
    protect(counted(who, ["lsip"], title="By other area"), THRESHOLD_10, against=mine)
    assert [f.id for f in mine.releases()] == ["0002"]


def test_nobody_is_no_small_group_and_ten_are_none_where_fewer_than_ten_are() -> None:
    members = SimpleNamespace(count=np.array([0, 1, 9, 10]))
    table = Table(members, np.array([True, False, True, False]), 10)
    assert table.little.tolist() == [False, True, True, False]
    assert table.secret.tolist() == [False, True, False, False]


def test_a_packed_file_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    plain, packed = tmp_path / "table.csv", tmp_path / "table.csv.gz"
    plain.write_bytes(b"region,count\nR1,10\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert digest_of(packed) == digest_of(plain)


@pytest.mark.parametrize(("code", "level"), [(TOTAL, 0), ("North", 1), ("Mereshire", 2), ("Upper Mere", 3)])
def test_a_code_lies_one_level_below_the_one_it_is_part_of(code: str, level: int) -> None:
    assert _level({"Mereshire": "North", "Upper Mere": "Mereshire"}, code) == level


def test_no_kept_sets_are_none() -> None:
    none = KeptSets.none()
    assert (len(none.key), none.start.tolist()) == (0, [0])


@pytest.mark.parametrize(
    ("earlier", "said"),
    [(1, "beside an earlier release\n\n  T0\n\nWith it, "), (2, "releases\n\n  T0\n  T1\n\nWith these, ")],
)
def test_a_refusal_speaks_of_one_release_or_of_several(earlier: int, said: str) -> None:
    assert said in str(refusal([SimpleNamespace(id=n, name=f"T{n}") for n in range(earlier)]))


def test_a_refusal_can_be_about_a_table_that_the_ledger_holds() -> None:
    earlier = [SimpleNamespace(id="0001", name="0001: What this table cannot say")]
    of_one = refusal(earlier).of(SimpleNamespace(id="0007"))
    assert of_one.what == "table 0007 of the ledger cannot be released beside an earlier release"
    assert (of_one.table, of_one.releases) == ("table 0007 of the ledger", ("0001",))
    assert of_one.where == "0001: What this table cannot say", "words of a title stay as they are"
