"""Short ids: long enough, of letters and figures, the same every time, and never shared."""

from uuid import UUID

from alder.publishing.public_ids import Ids, PublicIdKind

DATA_SET = UUID("0a1b2c3d-0000-4000-8000-00000000a1de")


def test_an_id_is_five_letters_or_figures() -> None:
    ids = Ids(DATA_SET)
    given = [ids.of(PublicIdKind.OPTION, f"option {n}") for n in range(1000)]
    assert all(len(id) == 5 and id.isascii() and id.isalnum() for id in given)
    assert len(set(given)) == 1000


def test_an_id_follows_from_the_data_set_the_kind_and_the_thing() -> None:
    assert Ids(DATA_SET).of(PublicIdKind.FILTER, "sex") == Ids(DATA_SET).of(PublicIdKind.FILTER, "sex")
    assert Ids(DATA_SET).of(PublicIdKind.FILTER, "sex") != Ids(DATA_SET).of(PublicIdKind.INDICATOR, "sex")
    assert Ids(DATA_SET).of(PublicIdKind.FILTER, "sex") != Ids(UUID(int=1)).of(PublicIdKind.FILTER, "sex")


def test_an_id_that_is_taken_is_given_to_nothing_else() -> None:
    mine = Ids(DATA_SET).of(PublicIdKind.FILTER, "sex")
    ids = Ids(DATA_SET, {"filter": {"something else": mine}})
    assert ids.of(PublicIdKind.FILTER, "sex") != mine
    assert ids.of(PublicIdKind.FILTER, "something else") == mine


def test_what_is_renamed_keeps_its_id_even_where_the_old_name_is_used_again() -> None:
    first = Ids(DATA_SET)
    old = first.of(PublicIdKind.OPTION, "Girls")
    second = Ids(DATA_SET, first.known)
    second.carry(PublicIdKind.OPTION, "Girls", "Young women")
    assert second.of(PublicIdKind.OPTION, "Young women") == old
    assert second.of(PublicIdKind.OPTION, "Girls") != old


def test_two_things_of_one_version_never_share_an_id_that_both_once_had() -> None:
    ids = Ids(DATA_SET, {"option": {"Girls": "aaaaa", "Young women": "aaaaa"}})
    assert ids.of(PublicIdKind.OPTION, "Girls") == "aaaaa"
    assert ids.of(PublicIdKind.OPTION, "Young women") != "aaaaa"
