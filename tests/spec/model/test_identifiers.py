"""Numbers and codes that stand for learners, providers, aims and places."""

from __future__ import annotations

import numpy as np
import pytest
from tests.support.text_tables import rows

from alder.model import ids
from alder.model.ids import (
    HUSID,
    LAESTAB,
    LSOA,
    PMR,
    SID,
    SSN,
    UKPRN,
    ULN,
    UPN,
    URN,
    EmployerNumber,
    LearnAimRef,
    Postcode,
    Unsound,
    check_digits,
)

JUDGED = """
identifier     | written             | sound | why
ULN            | 1000000019          | yes   | 1×10 + 1×2 = 12, remainder 1, so the last digit is 9
ULN            | 9276308686          | yes   | all ten add up to 296 = 26×11 + 10; the first nine leave 4, so 6
ULN            | 1000000043          | yes   | the first nine leave 7, so the last digit is 3
ULN            | 1000000000          | yes   | 1×10 = 10, remainder 10, so the last digit is 0
ULN            | 1234567899          | yes   |
ULN            | 9999999998          | yes   | the temporary number's neighbour is real
ULN            | 3000000002          | yes   |
ULN            | 6500000004          | yes   |
ULN            | 9999999999          | yes   | temporary
ULN            | 1000000010          | no    | last digit wrong
ULN            | 1000000063          | no    | 1×10 + 6×2 = 22, remainder 0: no number begins so
ULN            | 100000004           | no    | nine digits
ULN            | 0123456789          | no    | begins with 0
ULN            | 10000000l9          | no    | a letter
UPN            | B801200005001       | yes   |
UPN            | A801200005001       | no    | another check letter
UPN            | M202400124123       | yes   |
UPN            | R301202112001       | yes   |
UPN            | F37342341912A       | yes   | temporary
UPN            | P37312341912A       | yes   | temporary
UPN            | Y80120000500Z       | yes   | temporary
UPN            | UN3                 | yes   | stands for a child without one
UPN            | UN6                 | no    | stands for nothing
UPN            | I801200005001       | no    | no such check letter
UPN            | B801200005S01       | no    | a letter in the middle
UPN            | B80120000500I       | no    | a letter not in use at the end
LearnAimRef    | 1000239X            | yes   |
LearnAimRef    | 50065336            | yes   |
LearnAimRef    | 60341624            | yes   | the check character does not fit, which is doubtful only
LearnAimRef    | 61000079            | yes   | real, and does not fit
LearnAimRef    | Z0001946            | yes   | a class code
LearnAimRef    | ZPROG001            | yes   | the programme aim
LearnAimRef    | 301061              | no    | leading zeros lost
LearnAimRef    | 5.01E+08            | no    | a number as spreadsheets shorten it
UKPRN          | 10000001            | yes   |
UKPRN          | 20000000            | no    | begins with 2
UKPRN          | 1234567             | no    | seven digits
URN            | 100001              | yes   |
URN            | 200001              | no    |
LAESTAB        | 2016005             | yes   |
LAESTAB        | 0006005             | no    | no authority
HUSID          | 2011560000010       | yes   |
HUSID          | 0811561234568       | yes   |
HUSID          | 0811561234567       | no    | check digit
HUSID          | 0611561234567       | yes   | entered before one way of counting held for all
HUSID          | 9911561234567       | yes   | likewise
SID            | 22100077740000015   | yes   |
SID            | 23100038661234566   | yes   |
SID            | 23100038661234567   | no    | check digit
SID            | 23200038661234566   | no    | no provider number in it
SSN            | WADM46891352A       | yes   |
SSN            | WADM46891352B       | no    | check letter
SSN            | WAOM46891352A       | no    | O is not used
EmployerNumber | 900000000           | no    | 9×9 = 81, which is no multiple of 11
EmployerNumber | 900000007           | yes   | 81 + 7 = 88
EmployerNumber | 999999999           | yes   | temporary
Postcode       | B1 1AY              | yes   | A9 9AA
Postcode       | B74 2NW             | yes   | A99 9AA
Postcode       | LS9 8BY             | yes   | AA9 9AA
Postcode       | YO24 1AB            | yes   | AA99 9AA
Postcode       | W1A 0AX             | yes   | A9A 9AA
Postcode       | EC1A 1BB            | yes   | AA9A 9AA
Postcode       | GIR 0AA             | yes   |
Postcode       | ZZ99 9ZZ            | yes   | stands for a place that is not known
Postcode       | YO24 1AC            | no    | C is not used in the last part
Postcode       | YO24                | no    | half of one
Postcode       | 1O24 1AB            | no    | begins with a digit
Postcode       | YO244 1AB           | no    | too long
LSOA           | E01033068           | yes   |
LSOA           | W01000001           | yes   |
LSOA           | E02006899           | no    | a middle layer area
LSOA           | S01006506           | no    | a Scottish data zone
PMR            | AAAABBBBCCCCDDDD12  | yes   |
PMR            | AAAABBBBCCCCDDDD1   | no    | seventeen characters
"""


@pytest.mark.parametrize("row", rows(JUDGED), ids=lambda r: f"{r['identifier']} {r['written']}")
def test_a_number_is_judged_by_its_form_and_its_check_character(row: dict[str, str]) -> None:
    kind = getattr(ids, row["identifier"])
    assert kind.is_sound(row["written"]) is (row["sound"] == "yes"), row["why"]


WRITTEN = """
identifier  | written          | normal form
ULN         | 1000 000 019     | 1000000019
UPN         | b801200005001    | B801200005001
LearnAimRef | 603/4162/2       | 60341622
LearnAimRef | 1000239x         | 1000239X
LAESTAB     | 201/6005         | 2016005
LAESTAB     | 201-6005         | 2016005
Postcode    | yo241ab          | YO24 1AB
Postcode    | YO24  1AB        | YO24 1AB
Postcode    | B1  1AY          | B1 1AY
Postcode    | gir0aa           | GIR 0AA
Postcode    | 1AB              | 1AB
PMR         | aaAA             | aaAA
"""


@pytest.mark.parametrize("row", rows(WRITTEN), ids=lambda r: str(r["written"]))
def test_a_number_has_one_normal_form(row: dict[str, str]) -> None:
    kind = getattr(ids, row["identifier"])
    assert kind.normalise(row["written"]) == row["normal form"]
    assert kind.normalise(row["normal form"]) == row["normal form"]


FAULTS = """
identifier     | written           | what is wrong
ULN            |                   | it is empty
ULN            | 100000004         | it has nine characters, not ten digits
ULN            | 1                 | it has one character, not ten digits
ULN            | 1000000019000000000000 | it has 22 characters, not ten digits
ULN            | 10000000l9        | it holds something other than digits
ULN            | 0123456789        | it begins with 0, and learner numbers begin with 1 to 9
ULN            | 1000000010        | its check character does not follow from the others
ULN            | 1000000063        | no number has these other characters
UPN            | S801200005001     | it does not begin with a letter other than I, O and S
UPN            | B8012O0005001     | places 2 to 12 are not all digits
UPN            | B80120000500I     | it ends neither in a digit nor, as temporary numbers do, in a letter in use
UPN            | A801200005001     | its check character does not follow from the others
UKPRN          | 20000000          | it has eight digits and begins with 1
UKPRN          | 1000000A          | it holds something other than digits
URN            | 200001            | it does not begin with 1
LAESTAB        | 000/6005          | its authority begins with 0
EmployerNumber | 012345678         | it begins with 0
HUSID          | 08115612345x8     | it holds something other than digits
SID            | 23200038661234566 | places 3 to 10 are not a provider number, which begins with 1
SSN            | ZADM46891352A     | it does not begin with four letters other than I, O, Q and Z
SSN            | WADM4689135AA     | places 5 to 12 are not all digits
SSN            | WADM468913521     | it does not end in a letter other than I, O and Q
LearnAimRef    | 301061            | fewer than eight digits: a spreadsheet may have dropped its leading zeros
LearnAimRef    | 5.01E+08          | it holds something other than letters and digits
Postcode       | 1AB               | it has not two to four characters before the last three
Postcode       | 9O24 1AB          | it does not begin with a letter
Postcode       | YYO4 1AB          | its first part has none of the shapes A9, A99, AA9, AA99, A9A, AA9A
Postcode       | YO24 AAB          | its last part is not a digit and two letters other than C, I, K, M, O and V
LSOA           | E02006899         | it does not begin with E01 or W01
LSOA           | E0100689O         | its last six places are not all digits
PMR            | AAAABBBBCCCCDDDD1- | it holds something other than letters and digits
"""


@pytest.mark.parametrize("row", rows(FAULTS), ids=lambda r: f"{r['identifier']} {r['what is wrong']}")
def test_an_error_says_what_is_wrong_and_not_the_number(row: dict[str, str | None]) -> None:
    kind, written = getattr(ids, str(row["identifier"])), row["written"] or ""
    assert kind.fault(written) == row["what is wrong"]
    with pytest.raises(Unsound, match=kind.called.split(" (")[0]) as caught:
        kind(written)
    assert len(written) < 3 or written not in str(caught.value)


@pytest.mark.parametrize("number", [1000000019, "1000000019", "1000 000 019"])
def test_a_learner_number_cannot_end_in_a_log(number: str | int) -> None:
    made = ULN(number)
    assert "1000000019" not in repr(made)
    assert "1000000019" not in repr([made])
    assert str(made) == "1000000019"
    assert made.number == 1000000019
    assert made == ULN(1000000019)


def test_only_numbers_of_public_registers_show_themselves() -> None:
    shown = {kind.__name__ for kind in ids.IDENTIFIERS if not kind.is_personal}
    assert shown == {"UKPRN", "URN", "LAESTAB", "EmployerNumber", "LearnAimRef"}
    assert repr(UKPRN(10000001)) == "UKPRN('10000001')"
    assert repr(Postcode("YO24 1AB")) == "Postcode(hidden)"


def test_every_mistyped_digit_and_every_swap_of_neighbours_is_found() -> None:
    seeds = np.arange(123456000, 123456200, dtype=np.int64)
    sound = [int(s) * 10 + int(d) for s, d in zip(seeds, check_digits(seeds), strict=True) if d >= 0]
    assert len(sound) > 150
    for number in sound:
        text = str(number)
        for place in range(1, 10):
            for digit in "0123456789":
                if digit != text[place]:
                    assert not ULN.is_sound(int(text[:place] + digit + text[place + 1 :]))
            if place < 9 and text[place] != text[place + 1]:
                swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
                assert not ULN.is_sound(int(swapped))


@pytest.mark.parametrize("first_nine", [987654321, 100000006])
def test_some_nine_digits_begin_no_learner_number(first_nine: int) -> None:
    assert ULN.check_digit(first_nine) is None
    assert check_digits(np.array([first_nine])).tolist() == [-1]


def test_nine_digits_call_for_the_tenth() -> None:
    assert ULN.check_digit(100000001) == 9
    assert ULN.check_digit(927630868) == 6


@pytest.mark.parametrize("number", [-1000000019, 0, 10**10])
def test_a_whole_number_that_has_not_ten_digits_is_no_learner_number(number: int) -> None:
    assert not ULN.is_sound(number)


STAND_INS = [ULN(9999999999), UPN("UN1"), Postcode("zz99 9zz"), EmployerNumber(999999999)]


@pytest.mark.parametrize("value", STAND_INS, ids=lambda v: type(v).__name__)
def test_a_value_that_stands_in_for_a_number_identifies_nobody(value: ids.Identifier) -> None:
    assert value.is_stand_in
    assert not value.identifies
    assert value.stand_ins[value.text]


def test_a_temporary_learner_number_says_so() -> None:
    assert ULN(ULN.TEMPORARY).is_temporary
    assert not ULN(1000000019).is_temporary
    assert ULN(1000000019).identifies


def test_a_temporary_pupil_number_ends_in_a_letter_and_still_identifies() -> None:
    assert UPN("F37342341912A").is_temporary
    assert UPN("F37342341912A").identifies
    assert not UPN("B801200005001").is_temporary
    assert not UPN("UN1").is_temporary


def test_a_pupil_number_of_an_abolished_authority_stays_sound() -> None:
    other = UPN.check.wanted("?909200005001")
    assert UPN(f"{other}909200005001").authority == "909"
    assert UPN("UN1").authority is None


@pytest.mark.parametrize(
    ("reference", "agrees"),
    [
        ("1000239X", True),
        ("50065336", True),
        ("60048323", True),
        ("61008187", True),
        ("603/4162/2", True),
        ("60341624", False),
        ("61000079", False),
        ("Z0001946", None),
        ("00301061", None),
        ("Q1054387", None),
        ("short", None),
    ],
)
def test_the_check_of_an_aim_reference_is_a_doubt_and_never_an_error(reference: str, agrees: bool | None) -> None:
    assert LearnAimRef.check_agrees(reference) is agrees


def test_an_identifier_without_a_check_character_agrees_with_nothing() -> None:
    assert UKPRN.check_agrees("10000001") is None


def test_parts_of_a_number_can_be_read() -> None:
    assert (LAESTAB("201/6005").authority, LAESTAB("201/6005").establishment) == ("201", "6005")
    assert (Postcode("yo241ab").outward, Postcode("yo241ab").inward) == ("YO24", "1AB")
    assert (LSOA("E01033068").nation, LSOA("W01000001").nation) == ("England", "Wales")
    assert (UKPRN(10000001).number, URN("100001").number) == (10000001, 100001)


def test_numbers_of_one_kind_are_ordered_and_of_two_kinds_are_different() -> None:
    assert UKPRN(10000001) < UKPRN(10000002)
    assert HUSID("2011560000010") != SID("22100077740000015")
    assert len({SSN("WADM46891352A"), SSN("wadm46891352a"), PMR("AAAABBBBCCCCDDDD12")}) == 2
