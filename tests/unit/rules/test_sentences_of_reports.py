"""What reports say in whole sentences: how a return compares with an earlier one, what rules need, what comes first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from tests.support import text_tables

from alder.rules import at_fault, report_html
from alder.rules.report_sentences import sentence_of_needs, sentences_of_comparison
from alder.rules.result import EARLIER, ReturnComparison, Unavailable


def compared(text: str, errors: int, warnings: int, **more: Any) -> list[str]:
    """What is said of a return with so many errors and warnings beside R04, whose findings fared so."""
    rows = [{"rule": f"R{n}", **row} for n, row in enumerate(text_tables.rows(text))]
    earlier = pa.Table.from_pylist(rows, schema=EARLIER)
    since = ReturnComparison("R04", "r04.xml", earlier, **more)
    return list(sentences_of_comparison(SimpleNamespace(since=since, errors=errors, warnings=warnings)))  # type: ignore[arg-type]


EARLIER_ERRORS = """
    severity | fate
    error    | put right
    error    | put right
    error    | still there
    error    | not checked
"""


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        (1, "R04 had 4 errors: 2 put right, 1 still there and 1 not checked. Nothing is new: 1 in all."),
        (2, "R04 had 4 errors: 2 put right, 1 still there and 1 not checked. 1 is new: 2 in all."),
        (4, "R04 had 4 errors: 2 put right, 1 still there and 1 not checked. 3 are new: 4 in all."),
    ],
)
def test_what_became_of_earlier_errors_adds_up_to_all_there_are(errors: int, said: str) -> None:
    first, unchecked = compared(EARLIER_ERRORS, errors, 0)
    assert first == said
    assert unchecked == "Not checked: the rule did not run this time, or the learner's record could not be read whole."


def test_a_return_in_which_all_was_put_right_says_so() -> None:
    (said,) = compared("severity | fate\nerror | put right", 0, 0)
    assert said == "R04 had 1 error: 1 put right. Now there are none."


def test_where_the_comparison_ends_is_said() -> None:
    one, by_rule, otherwise = compared(
        "severity | fate\nerror | still there", 1, 0, by_rule_alone=1, otherwise=("rules", "editions of LARS")
    )
    assert one.endswith("Nothing is new: 1 in all.")
    assert by_rule.startswith("1 finding of R04 was on records that could not be read whole.")
    assert (
        otherwise == "R04 was judged by other rules and editions of LARS, so some findings may be new for that alone."
    )


def needing(*needs: str) -> list[Unavailable]:
    return [Unavailable(f"R{n}", (need,)) for n, need in enumerate(needs)]


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("LARS", "it needs LARS"),
        ("LARS LARS EPA", "2 need LARS; 1 needs EPA"),
        ("a a b b c c d", "2 need a; 2 need b; 2 need c; 1 needs d"),
        ("a a b b c c d e", "2 need a; 2 need b; 2 need c; others need 2 other tables that are not loaded"),
    ],
)
def test_what_rules_need_is_one_sentence_however_many_tables(needs: str, said: str) -> None:
    assert sentence_of_needs(needing(*needs.split())) == said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("read=0", "The file has no learners."),
        ("refused=1", "Put the file right first: as it is, none of its learners would count."),
        (
            "refused=1 wrong=1",
            "Put the file right first: as it is, none of its learners would count. "
            "Besides, 1 learner has errors of its own.",
        ),
        ("warnings=2", "No errors. Look at the warnings: they do not stop the return."),
        ("", "No errors."),
        ("errors=2", "The errors are about the file or about destinations, not about its learners."),
        ("errors=2 wrong=1", "1 learner with errors will not count until it is put right."),
        ("errors=9 wrong=3", "3 learners with errors will not count until they are put right."),
    ],
)
def test_a_report_opens_with_what_to_do_first(file: str, said: str) -> None:
    told = {"read": 10, "refused": 0, "warnings": 0, "errors": 0, "wrong": 0}
    told |= {name: int(n) for name, _, n in (part.partition("=") for part in file.split())}
    findings = SimpleNamespace(
        learners_read=told["read"],
        verdict=SimpleNamespace(is_refused=bool(told["refused"])),
        learners_with_errors=told["wrong"],
        errors=told["errors"],
        warnings=told["warnings"],
    )
    assert report_html._opening(findings) == said  # type: ignore[arg-type]


RECORDS = {"Type": pa.array(["LDM", "SOF", None]), "Hours": pa.array([5, 20, None])}


@pytest.mark.parametrize(
    ("condition", "fitting"),
    [
        (["=", ["column", "child", "Type"], ["value", "LDM", "string"]], [True, False, False]),
        (["between", ["column", "child", "Hours"], ["value", 5, "int"], ["value", 10, "int"]], [True, False, False]),
        (["in", ["column", "child", "Type"], ["value", "SOF", "string"]], [False, True, False]),
        (["missing", ["column", "child", "Type"]], [False, False, True]),
        (["=", ["column", "child", "Code"], ["value", "1", "string"]], None),
        (["<", ["column", "child", "Type"], ["value", 1, "int"]], None),
    ],
)  # fmt: skip
def test_the_records_that_a_report_shows_are_those_that_the_rule_asks_for(
    condition: list[Any], fitting: list[bool] | None
) -> None:
    """Where a record lacks the column, or holds another type, it cannot be said, and all records are shown."""
    found = at_fault.fits(condition, lambda _, name: RECORDS.get(name))
    assert (found if found is None else found.to_pylist()) == fitting
