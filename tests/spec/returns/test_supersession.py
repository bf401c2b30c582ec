"""Which of a provider's files counts."""

from datetime import date, datetime

import pytest
from tests.support.stores import submission_rows

from alder.engine import submission
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.submissions import sent


def _latest(text: str, upto: ReturnNumber | None = None) -> set[str]:
    return set(submission.latest(submission_rows(text), upto=upto)["file_name"].to_pylist())


def test_the_later_return_counts_whenever_it_was_made() -> None:
    assert _latest("""
        file         | return | sent
        for R06      | R06    | 2021-02-01
        late for R04 | R04    | 2021-03-01
    """) == {"for R06"}


def test_within_a_return_the_file_made_later_counts_whichever_was_loaded_first() -> None:
    assert _latest("""
        file    | return | sent
        evening | R04    | 2020-12-01T18:00
        morning | R04    | 2020-12-01T09:00
    """) == {"evening"}


def test_files_made_at_one_time_are_told_apart_by_what_their_headers_say() -> None:
    assert _latest("""
        file           | sent             | prepared   | source_time
        prepared later | 2020-12-01T09:00 | 2020-12-02 | 2020-12-01T08:00
        source later   | 2020-12-01T09:00 | 2020-12-01 | 2020-12-01T23:00
    """) == {"prepared later"}
    assert _latest("""
        file           | sent             | prepared   | source_time
        source later   | 2020-12-01T09:00 | 2020-12-01 | 2020-12-01T23:00
        source earlier | 2020-12-01T09:00 | 2020-12-01 | 2020-12-01T08:00
        no source time | 2020-12-01T09:00 | 2020-12-01 |
    """) == {"source later"}


def test_of_files_that_say_nothing_to_tell_them_apart_the_last_loaded_counts() -> None:
    assert _latest("""
        file   | sent
        first  |
        second |
    """) == {"second"}


def test_each_provider_and_year_has_its_own() -> None:
    assert _latest("""
        file       | ukprn    | year    | return
        north 2021 | 10000001 | 2020/21 | R14
        north 2122 | 10000001 | 2021/22 | R01
        south old  | 10000002 | 2020/21 | R04
        south new  | 10000002 | 2020/21 | R05
    """) == {"north 2021", "north 2122", "south new"}


def test_the_research_copy_supersedes_no_return_and_of_a_copy_the_last_counts_whole() -> None:
    """One of its pseudonyms has the form of a provider's number. Those of one copy came at one moment."""
    files = """
        file          | load | ukprn    | return | copy | sent
        north         | 1    | 10000001 | R14    |      | 2021-10-20
        first copy    | 2    | 10000001 | R14    | yes  | 2022-02-01
        first, other  | 2    | 502      | R14    | yes  | 2022-02-01
        second copy   | 3    | 777      | R14    | yes  | 2022-03-01
        second, other | 4    | 888      | R14    | yes  | 2022-03-01
    """
    assert _latest(files) == {"north", "second copy", "second, other"}
    assert submission.of_one_kind(submission_rows(files))["file_name"].to_pylist() == ["north"]


def test_as_of_a_return_later_returns_are_not_there_yet() -> None:
    files = """
        file      | ukprn    | return
        north R04 | 10000001 | R04
        north R07 | 10000001 | R07
        south R06 | 10000002 | R06
        west R10  | 10000003 | R10
    """
    assert _latest(files, ReturnNumber.R06) == {"north R04", "south R06"}
    assert _latest(files, ReturnNumber.R14) == {"north R07", "south R06", "west R10"}


def test_an_assumed_return_gives_way_to_what_somebody_said_of_the_same_file() -> None:
    assert _latest("""
        file        | hash | return | assumed
        taken as 06 | aaa  | R06    | yes
        told as 05  | aaa  | R05    |
        for R04     | bbb  | R04    | yes
    """) == {"told as 05"}


def test_nothing_counts_in_an_empty_store() -> None:
    assert submission.latest(submission.SCHEMA.empty_table()).num_rows == 0
    assert submission.in_years(submission.SCHEMA.empty_table(), [AcademicYear(2020)]).num_rows == 0


def test_a_file_is_held_unless_another_return_is_told_for_it() -> None:
    held = submission.AcceptedFiles(
        submission_rows("""
            file | hash | return
            a    | aaa  | R04
        """)
    )
    asked = submission_rows("""
        file          | hash | return | assumed
        same          | aaa  | R04    |
        assumed other | aaa  | R05    | yes
        told other    | aaa  | R05    |
        another file  | bbb  | R04    | yes
    """)
    assert held.which(asked).to_pylist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("case", "file_time", "prepared", "source_time", "expected"),
    [
        ("the name says it", "2020-12-01T10:15", "2020-12-03", "2020-12-04T09:00", "2020-12-01T10:15"),
        ("a renamed file goes by its header", None, "2020-12-03", "2020-12-03T16:00", "2020-12-03T16:00"),
        ("a source time of another day does not count", None, "2020-12-03", "2020-11-01T16:00", "2020-12-03T00:00"),
        ("prepared only", None, "2020-12-03", None, "2020-12-03T00:00"),
        ("source only", None, None, "2020-12-03T16:00", "2020-12-03T16:00"),
        ("nothing", None, None, None, None),
    ],
    ids=lambda v: v if isinstance(v, str) and " " in v else "",
)
def test_when_a_file_was_made(
    case: str, file_time: str | None, prepared: str | None, source_time: str | None, expected: str | None
) -> None:
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    day = date.fromisoformat(prepared) if prepared else None
    assert sent(moment(file_time), day, moment(source_time)) == moment(expected), case
