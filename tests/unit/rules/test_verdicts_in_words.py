"""What is said of a file as a whole, of each kind of verdict."""

from __future__ import annotations

import pytest

from alder.model.period import AcademicYear
from alder.rules.verdict import BookRun, FileContent, FileFault, OfficialSchema, SchemaFaults, Verdict

YEAR = AcademicYear(2020)
SCHEMA = OfficialSchema(YEAR, "ILR-2020-21.xsd", "1.0")
FAULT = FileFault("Schema", "a value is not there", line=1_204)
HEADER = FileFault("Header_1", "The year is another.")
NAME = FileFault("Filename_3", "The provider is on no list.")
WHOLE = BookRun(YEAR, YEAR, 540, 548, is_whole=True)


def verdict(content: FileContent, *name: FileFault, book: BookRun = WHOLE) -> Verdict:
    return Verdict(content, name, book)


@pytest.mark.parametrize(
    ("refusing", "reported", "said"),
    [
        (1, 0, "It is: line 1,204, Schema: a value is not there"),
        (1, 1, "First: line 1,204, Schema: a value is not there"),
        (0, 2, "First: line 1,204, Schema: a value is not there"),
    ],
)
def test_one_fault_is_the_fault_and_of_several_it_is_the_first(refusing: int, reported: int, said: str) -> None:
    content = verdict(FileContent(SCHEMA, SchemaFaults(refusing, reported, FAULT))).lines[0][1]
    assert said in content


@pytest.mark.parametrize(
    ("content", "name", "headline"),
    [
        (FileContent(SCHEMA), (), "No reason to refuse it: content keeps the official schema, name its rules"),
        (FileContent(None), (), "Content not judged (no schema of 2020/21); name keeps its rules"),
        (
            FileContent(SCHEMA, SchemaFaults(0, 2, FAULT)),
            (),
            "Not refused whole, but content breaks the official schema",
        ),
        (
            FileContent(SCHEMA, SchemaFaults(1, 0, FAULT), (HEADER,)),
            (NAME,),
            "Would be refused: content breaks the official schema and Header_1; name breaks Filename_3",
        ),
        (FileContent(None, header=(HEADER,)), (), "Would be refused: content breaks Header_1"),
        (FileContent(SCHEMA), (NAME,), "Would be refused: name breaks Filename_3"),
    ],
)
def test_the_first_line_says_whether_a_file_is_refused_and_for_what(
    content: FileContent, name: tuple[FileFault, ...], headline: str
) -> None:
    found = verdict(content, *name)
    assert found.headline == f"{headline}. 540 of 548 rules ran."
    assert found.is_refused == headline.startswith("Would be refused")


@pytest.mark.parametrize(
    ("book", "short", "sentence"),
    [
        (WHOLE, "540 of 548 rules ran", "540 of the 548 rules of 2020/21 ran."),
        (
            BookRun(YEAR, AcademicYear(2022), 540, 548, is_whole=True),
            "540 of 548 rules of 2020/21 ran",
            "540 of the 548 rules of 2020/21 ran, on a return of 2022/23.",
        ),
        (
            BookRun(YEAR, YEAR, 61, 70, is_whole=False),
            "61 rules ran: no whole book",
            "61 of the 70 rules known for 2020/21 ran. That year has no whole rule book.",
        ),
    ],
)
def test_how_much_of_which_book_ran_is_said(book: BookRun, short: str, sentence: str) -> None:
    found = verdict(FileContent(SCHEMA), book=book)
    assert found.headline.endswith(f". {short}.")
    assert dict(found.lines)["rules"] == sentence
