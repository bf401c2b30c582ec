"""Learners, aims, programmes and years are weights on the same people: a table of one is judged beside the others.

Whoever asks is taken to know how many of each everybody outside a group has.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.people_counts import Person, counted_as, ledger_in, people
from tests.support.text_tables import rows

from alder.disclosure import POLICIES, Protected, protect
from alder.disclosure.ledger import MORE, BesideEarlier, Ledger, not_known
from alder.disclosure.ledger.membership import Membership, membership
from alder.disclosure.ledger.release import PEOPLE
from alder.disclosure.ledger.words import NOT_KNOWN, SAME
from alder.model.statistic import Counts


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path)


def shown(table: Protected) -> dict[str, object]:
    return {codes[0] if codes else "Total": figures[0] for codes, figures in table.rows}


def beside(ledger: Ledger, counts: Counts, policy: str = "srs-output") -> Protected:
    return protect(counts, policy, against=ledger)


def table(text: str) -> dict[str, object]:
    """A table as text: area | figure."""
    found = rows(text)
    return {str(r["area"]): int(r["shown"]) if str(r["shown"]).isdigit() else r["shown"] for r in found}


def numbered_from(first: int, who: list[Person]) -> list[Person]:
    return [{**p, "number": str(first + n)} for n, p in enumerate(who)]


def apprentices() -> list[Person]:
    """Of each area so many began a programme, and some have none that counts: they came back to an old one."""
    return [
        {**p, "new": "no" if p["age"] == "back" else "yes"}
        for p in people(a_new=40, a_back=3, b_new=35, b_back=4, c_new=50)
    ]


def test_learners_less_programmes_tell_no_small_group(ledger: Ledger) -> None:
    """43 learners and 40 programmes of one area: three have none."""
    who = apprentices()
    learners = beside(ledger, counted_as("learners", who, ["area"]))
    assert shown(learners) == table("""
        area  | shown
        a     | 43
        b     | 39
        c     | 50
        Total | 132
    """)
    programmes = counted_as("programmes", who, ["area"], where=lambda p: p["new"] == "yes")
    assert shown(protect(programmes, "srs-output")) == table("""
        area  | shown
        a     | 40
        b     | 35
        c     | 50
        Total | 125
    """)
    with pytest.raises(BesideEarlier) as refused:
        beside(ledger, programmes)
    assert refused.value.releases == ("0001",)
    assert str(refused.value) == (
        "this table cannot be released beside an earlier release\n\n"
        f"  {ledger.facts('0001').name}\n\n"
        "With it, a small group of people could be worked out. Tables of the same people are compared whatever they "
        "count and of whichever year: learners, aims, programmes. Whoever has them is taken to know how many of these "
        "everybody outside a group has. Ask for fewer breakdowns, for broader categories, or for the same people as "
        "before."
    )


def test_what_would_tell_them_is_hidden_where_that_is_enough(ledger: Ledger) -> None:
    """Twelve have no programme, of whom three are of one area: the areas that would tell them are hidden."""
    who = people(a_new=40, a_back=3, b_new=35, b_back=9, c_new=50)
    beside(ledger, counted_as("learners", who, ["area"]))
    programmes = beside(ledger, counted_as("programmes", who, ["area"], where=lambda p: p["age"] == "new"))
    assert shown(programmes) == table("""
        area  | shown
        a     | c
        b     | c
        c     | 50
        Total | 125
    """)
    assert programmes.about.checked == (
        f"Attacked with everything that is shown, and held. {MORE} Attacked together with every earlier table of the "
        f"same people that the ledger holds, and held. {SAME}"
    )
    assert SAME == (
        "Tables of the same people are compared whatever they count and of whichever year: learners, aims, programmes. "
        "Whoever has them is taken to know how many of these everybody outside a group has."
    )
    assert MORE == (
        "More is hidden than this table needs by itself, so that no small group follows from it "
        "and other tables of the same people."
    )


def test_nor_do_they_in_the_other_order(ledger: Ledger) -> None:
    who = people(a_new=40, a_back=3, b_new=35, b_back=9, c_new=50)
    beside(ledger, counted_as("programmes", who, ["area"], where=lambda p: p["age"] == "new"))
    learners = beside(ledger, counted_as("learners", who, ["area"]))
    assert shown(learners) == table("""
        area  | shown
        a     | c
        b     | c
        c     | 50
        Total | 137
    """)


def test_people_of_two_years_tell_no_small_group(ledger: Ledger) -> None:
    """All who go on are counted as going on in one year, and, without one provider's, as learners in the next."""
    who = people(a_stays=60, a_goes=4, b_stays=45, b_goes=8)
    beside(ledger, counted_as("learners", who, ["area"], year=2019))
    next_year = beside(ledger, counted_as("learners", who, ["area"], year=2020, where=lambda p: p["age"] == "stays"))
    assert shown(next_year) == table("""
        area  | shown
        a     | c
        b     | c
        Total | 105
    """)


@pytest.mark.parametrize("aims", [1, 2, 3], ids=lambda n: f"{n} aims each")
def test_how_many_aims_everybody_else_has_is_taken_to_be_known(ledger: Ledger, aims: int) -> None:
    """120 aims are 60 people to whoever knows that each has two."""
    who = people(a_in=60, a_out=4, b_in=45, b_out=8)
    beside(ledger, counted_as("learners", who, ["area"]))
    of_aims = counted_as("aims", who, ["area"], each=lambda _: aims, where=lambda p: p["age"] == "in")
    assert shown(beside(ledger, of_aims)) == {"a": "c", "b": "c", "Total": 105 * aims}


def test_that_some_have_several_aims_is_no_secret(ledger: Ledger) -> None:
    """The same people by learners and by aims: 105 and 108, and nobody is left out."""
    who = people(a_one=60, a_two=3, b_one=45)
    beside(ledger, counted_as("learners", who, ["area"]))
    aims = beside(ledger, counted_as("aims", who, ["area"], each=lambda p: 2 if p["age"] == "two" else 1))
    assert shown(aims) == {"a": 66, "b": 45, "Total": 111}
    assert MORE not in aims.about.checked


def test_a_table_of_aims_by_itself_is_judged_by_its_aims(ledger: Ledger) -> None:
    """Three have an aim in both areas. Of 63 aims and 48 nobody knows whose they are."""
    one, both = people(a=60, b=45), [{**p, "number": f"{900 + n}"} for n, p in enumerate(people(a=3))]
    beside(ledger, counted_as("learners", [*one, *both], title="All"))
    aims = counted_as("aims", [*one, *both, *({**p, "area": "b"} for p in both)], ["area"])
    assert shown(beside(ledger, aims)) == {"a": 63, "b": 48, "Total": 111}


def test_a_large_count_of_the_aims_of_few_people_is_hidden_beside_their_learners(ledger: Ledger) -> None:
    """15 aims of five people: learners less those with the other aims are five."""
    who = people(a=40, b=30, c=5)
    aims = counted_as("aims", who, ["area"], each=lambda p: 3 if p["area"] == "c" else 1)
    assert shown(protect(aims, "srs-output")) == {"a": 40, "b": 30, "c": 15, "Total": 85}
    beside(ledger, counted_as("learners", who))
    assert shown(beside(ledger, aims)) == {"a": 40, "b": "c", "c": "c", "Total": 85}


def test_learners_less_those_with_an_aim_of_one_kind_are_told_by_no_two_tables(ledger: Ledger) -> None:
    """108 learners, 102 of them with an aim in maths: six have none, though 12 aims are of others."""
    both, one = people(maths=96), [{**p, "number": f"{900 + n}"} for n, p in enumerate(people(maths=6))]
    others = [{**p, "number": f"{950 + n}"} for n, p in enumerate(people(other=6))]
    aims = [*both, *one, *({**p, "area": "other"} for p in both[:6]), *others]
    beside(ledger, counted_as("aims", aims, ["area"]))
    assert shown(protect(counted_as("aims", aims, ["area"]), "srs-output")) == {"maths": 102, "other": 12, "Total": 114}
    with pytest.raises(BesideEarlier):
        beside(ledger, counted_as("learners", [*both, *one, *others]))


def test_learners_and_two_figures_of_aims_tell_no_small_group(ledger: Ledger) -> None:
    """79 aims in maths are 70 people's, 47 aims of men are 35 people's, and all men have one in maths: of 38 women
    three have none. Of aims alone nobody can tell how many they are.
    """
    women, men = people(F_maths=35, F_other=3), numbered_from(500, people(M_maths=35))
    more = [*({**p, "age": "maths"} for p in (*women[:3], *men[:6]))]
    more += [{**p, "age": "other"} for p in (*women[5:13], *men[10:16])]
    aims = [*women, *men, *more]
    of_maths = beside(ledger, counted_as("aims", aims, where=lambda p: p["age"] == "maths", title="In maths"))
    assert shown(of_maths) == {"Total": 79}
    assert shown(beside(ledger, counted_as("aims", aims, ["area"]))) == {"F": 49, "M": 47, "Total": 96}
    assert shown(protect(counted_as("learners", women), "srs-output")) == {"Total": 38}
    with pytest.raises(BesideEarlier) as refused:
        beside(ledger, counted_as("learners", women))
    assert refused.value.releases == ("0001", "0002")


def test_a_small_count_of_learners_is_a_secret_though_a_larger_one_of_their_aims_is_out(ledger: Ledger) -> None:
    """Ten aims of seven men are out, under a policy that minds fewer than five. How many learners they are is not."""
    who = people(F=14, M=7)
    five = replace(POLICIES["srs-output"], threshold=5)
    protect(counted_as("programmes", who, where=lambda p: p["area"] == "F"), five, against=ledger)
    aims = protect(counted_as("aims", [*who, *who[14:17]], ["area"]), five, against=ledger)
    assert shown(aims) == {"F": 14, "M": 10, "Total": 24}
    with pytest.raises(BesideEarlier) as refused:
        beside(ledger, counted_as("learners", who))
    assert refused.value.releases == ("0002",)


def test_tables_of_other_people_are_no_concern(ledger: Ledger) -> None:
    who = people(a_in=60, a_out=4)
    beside(ledger, counted_as("learners", who, ["area"]))
    others = [{**p, "number": str(int(p["number"]) + 1_000)} for p in who]
    assert shown(beside(ledger, counted_as("aims", others, ["area"]))) == {"a": 64, "Total": 64}


def test_a_small_group_that_two_units_could_tell_is_kept_for_a_third(ledger: Ledger) -> None:
    who = people(a_in=60, a_out=4, b_in=45, b_out=8)
    beside(ledger, counted_as("learners", who, ["area"]))
    beside(ledger, counted_as("programmes", who, ["area"], where=lambda p: p["age"] == "in"))
    kept = ledger.store.table("0002", PEOPLE)["keys"].to_pylist()
    assert sorted(map(len, kept))[:2] == [4, 8]


def test_a_table_that_an_earlier_alder_kept_is_said_not_to_be_compared_until_it_is_asked_for_again(
    ledger: Ledger,
) -> None:
    who = people(a_in=60, a_out=4, b_in=45, b_out=8)
    of_2019 = counted_as("learners", who, ["area"], year=2019)
    old = beside(ledger, _without_people(of_2019))
    of_2020 = counted_as("learners", who, ["area"], year=2020, where=lambda p: p["age"] == "in")
    tried = beside(ledger.trying(), of_2020)
    assert shown(tried) == {"a": 60, "b": 45, "Total": 105}
    assert NOT_KNOWN in tried.about.checked
    assert NOT_KNOWN == (
        "Earlier tables of other units or years that do not say whose records they are were not compared."
    )
    assert not_known([ledger.facts("0001")]) == (
        f"{NOT_KNOWN} An earlier Alder kept them: 0001. Ask for them once more, and every later table is judged "
        "beside them."
    )
    assert shown(beside(ledger, of_2019)) == shown(old)
    assert [f.id for f in ledger.releases()] == ["0001"]
    asked = beside(ledger, of_2020)
    assert shown(asked) == {"a": "c", "b": "c", "Total": 105}
    assert NOT_KNOWN not in asked.about.checked
    assert ledger.not_compared("0002") == []


def test_people_with_several_records_are_once_in_each_of_their_cells() -> None:
    who = people(a=2, b=1)
    of = membership(counted_as("aims", who, ["area"], each=lambda p: 2))
    people_of: Membership | None = of.of_people
    assert people_of is not None
    assert sorted(of.count.tolist()) == [2, 4, 6]
    assert sorted(people_of.count.tolist()) == [1, 2, 3]
    assert len(people_of.key) == 3
    assert membership(_without_people(counted_as("aims", who, ["area"]))).of_people is None


def _without_people(counts: Counts) -> Counts:
    assert counts.records is not None
    return replace(counts, records=counts.records.drop_columns(["person"]))
