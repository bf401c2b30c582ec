"""Records of learners come together to persons: by number, else by reference as far as a chain goes."""

from __future__ import annotations

from tests.support.link_tables import persons, records

from alder.linkage.people import RECORDS, people


def test_a_number_joins_years_and_providers() -> None:
    found, ways, listed = persons(
        """
        record       | year | UKPRN    | LearnRefNumber | ULN        | DateOfBirth
        first year   | 2019 | 10000001 | A              | 1000000019 | 2002-05-01
        second year  | 2020 | 10000001 | B              | 1000000019 | 2002-05-01
        elsewhere    | 2020 | 10000002 | C              | 1000000019 | 2002-05-01
        another      | 2020 | 10000002 | D              | 1000000000 | 2002-05-01
        """
    )
    assert found == [{"another"}, {"first year", "second year", "elsewhere"}]
    assert set(ways.values()) == {"ULN"}
    assert listed == {}


def test_a_temporary_or_mistyped_number_joins_nobody() -> None:
    found, ways, _ = persons(
        """
        record      | LearnRefNumber | ULN        | DateOfBirth
        temporary   | A              | 9999999999 | 2002-05-01
        temporary 2 | B              | 9999999999 | 2002-05-01
        mistyped    | C              | 1000000010 | 2002-05-01
        mistyped 2  | D              | 1000000010 | 2002-05-01
        """
    )
    assert len(found) == 4
    assert set(ways.values()) == {"alone"}


def test_without_a_number_the_same_reference_and_date_of_birth_join() -> None:
    found, ways, listed = persons(
        """
        record       | year | LearnRefNumber | ULN        | DateOfBirth
        no number    | 2018 | A              | 9999999999 | 2002-05-01
        still none   | 2019 | a              |            | 2002-05-01
        now one      | 2020 | A              | 1000000019 | 2002-05-01
        reused       | 2021 | A              | 9999999999 | 2005-01-01
        """
    )
    assert found == [{"no number", "now one", "still none"}, {"reused"}]
    assert ways == {"no number": "reference", "still none": "reference", "now one": "ULN", "reused": "alone"}
    assert listed == {"reused_reference": {"no number", "still none", "now one", "reused"}}


def test_a_chain_of_earlier_references_joins_as_far_as_it_goes() -> None:
    found, ways, _ = persons(
        """
        record        | year | UKPRN    | LearnRefNumber | PrevUKPRN | PrevLearnRefNumber | DateOfBirth
        began         | 2018 | 10000001 | A              |           |                    | 2002-05-01
        moved         | 2019 | 10000002 | B              | 10000001  | A                  | 2002-05-01
        renumbered    | 2020 | 10000002 | C              |           | B                  | 2002-05-01
        not a twin    | 2019 | 10000002 | D              | 10000001  | A                  | 2001-01-01
        no reference  | 2019 | 10000003 | A              | 10000001  |                    | 2002-05-01
        """
    )
    assert found == [{"began", "moved", "renumbered"}, {"no reference"}, {"not a twin"}]
    assert ways["renumbered"] == "earlier reference"


def test_a_reference_kept_through_a_merger_joins() -> None:
    found, _, _ = persons(
        """
        record | year | UKPRN    | LearnRefNumber | PMUKPRN  | DateOfBirth
        before | 2018 | 10000001 | A              |          | 2002-05-01
        after  | 2019 | 10000009 | A              | 10000001 | 2002-05-01
        """
    )
    assert found == [{"after", "before"}]


def test_a_chain_that_bites_its_tail_is_one_person() -> None:
    found, _, listed = persons(
        """
        record | year | UKPRN    | LearnRefNumber | PrevUKPRN | PrevLearnRefNumber | DateOfBirth
        one    | 2018 | 10000001 | A              | 10000003  | C                  | 2002-05-01
        two    | 2019 | 10000002 | B              | 10000001  | A                  | 2002-05-01
        three  | 2020 | 10000003 | C              | 10000002  | B                  | 2002-05-01
        itself | 2020 | 10000004 | D              | 10000004  | D                  | 2002-05-01
        """
    )
    assert found == [{"itself"}, {"one", "two", "three"}]
    assert listed == {}


def test_two_numbers_are_never_joined_and_are_listed() -> None:
    found, _, listed = persons(
        """
        record     | year | LearnRefNumber | ULN        | DateOfBirth
        one number | 2018 | A              | 1000000019 | 2002-05-01
        no number  | 2019 | A              |            | 2002-05-01
        another    | 2020 | A              | 1000000000 | 2002-05-01
        """
    )
    assert found == [{"another"}, {"no number"}, {"one number"}]
    assert listed == {"second_number": {"one number", "no number", "another"}}


def test_two_persons_with_one_number_are_kept_apart_and_listed() -> None:
    found, _, listed = persons(
        """
        record        | year | LearnRefNumber | ULN        | DateOfBirth | surname_initial
        somebody      | 2018 | A              | 1000000019 | 2002-05-01  | S
        married       | 2019 | A              | 1000000019 | 2002-05-01  | T
        date mistyped | 2020 | A              | 1000000019 | 2002-05-11  | T
        somebody else | 2019 | B              | 1000000019 | 1980-01-01  | K
        says nothing  | 2020 | C              | 1000000019 |             |
        """
    )
    assert found == [{"date mistyped", "married", "somebody"}, {"says nothing"}, {"somebody else"}]
    assert listed["shared_number"] == {"somebody", "married", "date mistyped", "somebody else", "says nothing"}


def test_a_record_that_says_neither_date_nor_name_follows_its_number() -> None:
    found, _, _ = persons(
        """
        record       | year | LearnRefNumber | ULN        | DateOfBirth
        somebody     | 2018 | A              | 1000000019 | 2002-05-01
        says nothing | 2020 | C              | 1000000019 |
        lone         | 2020 | D              | 1000000000 |
        lone again   | 2021 | E              | 1000000000 |
        """
    )
    assert found == [{"lone", "lone again"}, {"says nothing", "somebody"}]


def test_details_that_changed_are_listed_though_the_records_are_linked() -> None:
    found, _, listed = persons(
        """
        record | year | LearnRefNumber | ULN        | DateOfBirth | Sex
        before | 2018 | A              | 1000000019 | 2002-05-01  | F
        after  | 2019 | A              | 1000000019 | 2002-05-01  | M
        """
    )
    assert found == [{"after", "before"}]
    assert listed == {"differs": {"before", "after"}}


def test_a_missing_date_of_birth_is_lent_by_the_chain_where_nothing_contradicts() -> None:
    found, _, _ = persons(
        """
        record     | year | LearnRefNumber | DateOfBirth | surname_initial
        dated      | 2018 | A              | 2002-05-01  | S
        undated    | 2019 | A              |             | S
        other name | 2020 | A              |             | K
        nameless   | 2021 | A              |             |
        never      | 2018 | B              |             | S
        never too  | 2019 | B              |             | S
        """
    )
    assert found == [{"dated", "nameless", "undated"}, {"never", "never too"}, {"other name"}]


def test_two_records_of_one_return_that_nothing_tells_apart_are_listed_and_left() -> None:
    found, ways, listed = persons(
        """
        record    | year | LearnRefNumber | PrevLearnRefNumber | DateOfBirth
        twin      | 2019 | B              | A                  | 2002-05-01
        other     | 2019 | C              | A                  | 2002-05-01
        next year | 2020 | B              |                    | 2002-05-01
        """
    )
    assert {"twin", "next year"} in found
    assert {"other"} in found
    assert listed == {"same_return": {"twin", "other", "next year"}}
    assert ways["twin"] == "alone"


def test_a_record_without_a_reference_stands_alone() -> None:
    found, _, _ = persons(
        """
        record | DateOfBirth
        one    | 2002-05-01
        two    | 2002-05-01
        """
    )
    assert found == [{"one"}, {"two"}]


def test_no_records_are_nobody() -> None:
    found = people(RECORDS.empty_table())
    assert found.count == 0
    assert found.conflicts.num_rows == 0


def test_a_person_is_called_by_number_else_by_the_earliest_reference_whatever_the_order() -> None:
    names, rows = records(
        """
        record     | year | LearnRefNumber | ULN        | DateOfBirth | surname_initial
        no number  | 2018 | A              |            | 2002-05-01  |
        number     | 2019 | A              | 1000000019 | 2002-05-01  |
        later      | 2020 | B              |            | 2003-05-01  | S
        earlier    | 2018 | b              |            | 2003-05-01  | S
        shared     | 2019 | C              | 1000000000 | 2004-01-01  | T
        shared too | 2019 | D              | 1000000000 | 1990-01-01  | K
        """
    )
    order = [5, 3, 1, 0, 2, 4]
    for shown in (rows, rows.take(order)):
        found = people(shown)
        assert sorted(found.called.to_pylist()) == [
            "REF/2018/10000001/B/2003-05-01/S",
            "ULN:1000000000/1990-01-01/K",
            "ULN:1000000000/2004-01-01/T",
            "ULN:1000000019",
        ]
    assert names[0] == "no number"
