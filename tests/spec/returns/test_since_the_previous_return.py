"""What is new, put right, still there and gone since an earlier return.

Each line of a table is an aim of a learner, or the learner where no aim is given, with the rules that it breaks.
`read` says `no` for a learner whose record could not be read whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.support import text_tables
from tests.support.properties import tried

from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.findings import FINDINGS, Finding, Severity, as_table
from alder.rules.record_tables import FILE
from alder.rules.report import Findings
from alder.rules.result import EarlierState
from alder.rules.verdict import BookRun, FileContent, Verdict
from alder.sources.ilr import return_comparison
from alder.sources.ilr.return_comparison import EarlierReturn, compared

LEARNER = pa.schema([("learner", pa.int64()), ("LearnRefNumber", pa.string()), ("PrevLearnRefNumber", pa.string())])
AIM = pa.schema(
    [
        ("learner", pa.int64()),
        ("aim", pa.int64()),
        ("LearnAimRef", pa.string()),
        ("AimSeqNumber", pa.int32()),
        ("LearnStartDate", pa.date32()),
        ("SWSupAimId", pa.string()),
    ]
)
DESTINATION = pa.schema([("destination", pa.int64()), ("LearnRefNumber", pa.string())])
RAN = frozenset({"R1", "R2", "R3"})
FORM = "FD_ULN_AR"


@dataclass(frozen=True)
class Made:
    """One return made from a text table."""

    learners: pa.Table
    aims: pa.Table
    refs_of_aims: list[str]
    found: list[Finding]


def made(text: str) -> Made:
    learners: dict[str, int] = {}
    people, aims, refs, found = [], [], [], []
    numbers = count(1)
    for row in text_tables.rows(text):
        ref = row["learner"]
        assert ref
        accepted = row.get("read") != "no"
        if ref not in learners:
            learners[ref] = len(learners) + 1
            if accepted:
                people.append({"learner": learners[ref], "LearnRefNumber": ref, "PrevLearnRefNumber": row.get("was")})
        aim = None
        if row.get("aim"):
            aim = next(numbers)
            refs.append(ref)
            aims.append(
                {
                    "learner": learners[ref],
                    "aim": aim,
                    "LearnAimRef": row.get("code") or "60000000",
                    "AimSeqNumber": int(row["aim"] or 0),
                    "LearnStartDate": date.fromisoformat(row.get("start") or "2025-09-01"),
                    "SWSupAimId": row.get("id"),
                }
            )
        for rule in (row.get("breaks") or "").split():
            severity = Severity.WARNING if rule == "R3" else Severity.ERROR
            place = {
                "learner": learners[ref],
                "aim": aim,
                "learner_ref": ref,
                "aim_seq": int(row.get("aim") or 0) or None,
            }
            found.append(Finding(rule, severity, "Something is wrong.", **place))  # type: ignore[arg-type]
    return Made(pa.Table.from_pylist(people, LEARNER), pa.Table.from_pylist(aims, AIM), refs, found)


def earlier(text: str) -> EarlierReturn:
    """The return as the store keeps it: no reference stays of a learner who could not be read whole."""
    was = made(text)
    refs = dict(zip(was.learners["learner"].to_pylist(), was.learners["LearnRefNumber"].to_pylist(), strict=True))
    table = as_table(was.found)
    named = pa.array([refs.get(n) for n in table["learner"].to_pylist()], pa.string())
    return EarlierReturn(
        name="R03",
        file="r03.xml",
        rule_book=None,
        reference_data=None,
        findings=table.select(["rule", "severity", "learner", "aim"]).append_column("ref", named),
        aims=was.aims.append_column("ref", pa.array(was.refs_of_aims, pa.string())),
        refs=was.learners["LearnRefNumber"].combine_chunks(),
    )


def this(text: str, ran: frozenset[str] = RAN) -> Findings:
    now = made(text)
    return Findings(
        file="r04.xml",
        verdict=Verdict(
            FileContent(None), (), BookRun(AcademicYear(2025), AcademicYear(2025), len(ran), len(ran), is_whole=True)
        ),
        year=AcademicYear(2025),
        return_number=ReturnNumber.R04,
        return_assumed=False,
        ukprn=10000001,
        prepared=None,
        checked=datetime(2025, 12, 1),
        learners_read=len({f.learner_ref for f in now.found}),
        learners=now.learners.num_rows,
        learning_deliveries_read=now.aims.num_rows,
        learning_deliveries=now.aims.num_rows,
        notices=(),
        table=as_table(now.found),
        rules="",
        rules_run=len(ran),
        unavailable=(),
        seconds=0.0,
        ran=ran,
        records={
            "learner": now.learners,
            "learning_delivery": now.aims,
            "learner_destination_and_progression": DESTINATION.empty_table(),
            FILE: pa.table({"LearningProviderUKPRN": [10000001]}),
        },
    )


def told(before: str, now: str, ran: frozenset[str] = RAN) -> tuple[list[str], list[str]]:
    """What each finding was, and what became of each of the earlier return, in the order of the tables."""
    result = compared(this(now, ran), earlier(before))
    assert result.since is not None
    standings = [
        f"{f.learner_ref} {f.rule} {f.since}" + (f" as {f.aim_before}" if f.aim_before is not None else "")
        for f in result
    ]
    return standings, result.since.earlier["fate"].to_pylist()


def test_a_finding_is_new_still_there_or_put_right() -> None:
    assert told(
        """
        learner | aim | breaks
        stays   | 1   | R1
        better  | 1   | R1
        worse   | 1   |
        """,
        """
        learner | aim | breaks
        stays   | 1   | R1
        better  | 1   |
        worse   | 1   | R1
        """,
    ) == (["stays R1 still there", "worse R1 new"], ["still there", "put right"])


def test_another_rule_broken_on_the_same_aim_is_another_finding() -> None:
    assert told("learner | aim | breaks\nL1 | 1 | R1", "learner | aim | breaks\nL1 | 1 | R2") == (
        ["L1 R2 new"],
        ["put right"],
    )


def test_a_learner_who_left_the_return_is_gone_and_not_put_right() -> None:
    assert told("learner | aim | breaks\nleft | 1 | R1\nleft | | R2", "learner | aim | breaks\nother | 1 |") == (
        [],
        ["gone", "gone"],
    )


def test_an_aim_that_left_the_return_is_gone_though_its_learner_stays() -> None:
    before = """
        learner | aim | code     | breaks
        L1      | 1   | 60000001 | R1
        L1      | 2   | 60000002 | R1
    """
    assert told(before, "learner | aim | code | breaks\nL1 | 1 | 60000001 | R1") == (
        ["L1 R1 still there"],
        ["still there", "gone"],
    )


def test_an_aim_that_was_renumbered_is_the_same_aim() -> None:
    assert told(
        """
        learner | aim | code     | breaks
        L1      | 1   | 60000001 |
        L1      | 2   | 60000002 | R1
        """,
        """
        learner | aim | code     | breaks
        L1      | 1   | 60000002 | R1
        L1      | 2   | 60000001 | R1
        """,
    ) == (["L1 R1 still there as 2", "L1 R1 new"], ["still there"])


@pytest.mark.parametrize(
    ("now", "same"),
    [
        ("2 | 60000001 | 2025-09-01 |   | R1", True),
        ("2 | 60000009 | 2025-10-09 | x | R1", True),
        ("1 | 60000009 | 2025-09-01 |   | R1", True),
        ("2 | 60000001 | 2025-10-09 |   | R1", True),
        ("2 | 60000009 | 2025-09-01 | y | R1", False),
        ("1 | 60000009 | 2025-10-09 | y | R1", False),
    ],
    ids=[
        "number changed",
        "its id in the software",
        "code put right",
        "start put right",
        "another",
        "same number alone",
    ],
)
def test_what_makes_it_the_same_aim(now: str, same: bool) -> None:
    heads = "learner | aim | code | start | id | breaks"
    standings, fates = told(f"{heads}\nL1 | 1 | 60000001 | 2025-09-01 | x | R1", f"{heads}\nL1 | {now}")
    assert ("still there" in standings[0], fates) == (same, ["still there"] if same else ["gone"])


def test_an_id_that_all_aims_of_a_learner_share_tells_nothing() -> None:
    heads = "learner | aim | code | start | id | breaks"
    assert told(
        f"{heads}\nL1 | 1 | 60000001 | 2025-09-01 | x | R1\nL1 | 2 | 60000002 | 2025-09-02 | x |",
        f"{heads}\nL1 | 1 | 60000003 | 2025-09-03 | x | R1\nL1 | 2 | 60000002 | 2025-09-02 | x |",
    ) == (["L1 R1 new"], ["gone"])


def test_of_a_programme_taken_twice_each_aim_keeps_its_own_findings() -> None:
    before = """
        learner | aim | code     | start      | breaks
        L1      | 1   | ZPROG001 | 2024-09-01 | R1
        L1      | 2   | ZPROG001 | 2025-09-01 |
    """
    now = before.replace("| R1", "|").replace("2025-09-01 |", "2025-09-01 | R1")
    assert told(before, now) == (["L1 R1 new"], ["put right"])


def test_of_several_findings_of_one_rule_on_one_aim_the_numbers_are_compared() -> None:
    assert told("learner | aim | breaks\nL1 | 1 | R1 R1 R1", "learner | aim | breaks\nL1 | 1 | R1 R1") == (
        ["L1 R1 still there", "L1 R1 still there"],
        ["still there", "still there", "put right"],
    )


def test_a_learner_whose_reference_was_changed_is_the_same_learner() -> None:
    before = "learner | aim | breaks\nold | 1 | R1\nold | | R2"
    now = "learner | was | aim | breaks\nNEW | OLD | 1 | R1\nNEW | | | R2"
    assert told(before, now) == (["NEW R1 still there", "NEW R2 still there"], ["still there", "still there"])


def test_references_are_compared_without_letter_case() -> None:
    assert told("learner | breaks\nab1 | R1", "learner | breaks\nAB1 | R1")[1] == ["still there"]


def test_a_rule_that_did_not_run_this_time_put_nothing_right() -> None:
    assert told("learner | breaks\nL1 | R1 R2", "learner | breaks\nL1 |", frozenset({"R2"}))[1] == [
        "not checked",
        "put right",
    ]


def test_a_learner_who_could_not_be_read_whole_this_time_put_nothing_right() -> None:
    now = f"learner | read | breaks\nL1 | no | {FORM}"
    assert told("learner | breaks\nL1 | R1", now) == ([f"L1 {FORM} new"], ["not checked"])


def test_findings_on_learners_who_could_not_be_read_whole_then_are_compared_by_number() -> None:
    before = f"""
        learner | read | breaks
        bad1    | no   | {FORM}
        bad2    | no   | {FORM}
        fine    |      |
    """
    now = f"""
        learner | read | breaks
        fine    | no   | {FORM}
        bad2    | no   | {FORM}
    """
    assert told(before, now) == ([f"fine {FORM} new", f"bad2 {FORM} still there"], ["still there", "put right"])
    result = compared(this(now), earlier(before))
    assert result.since is not None
    assert result.since.by_rule_alone == 2


def test_errors_and_warnings_are_counted_apart() -> None:
    result = compared(this("learner | breaks\nL1 | R1\nL2 | R3"), earlier("learner | breaks\nL1 | R3 R3\nL2 | R3"))
    assert result.since is not None
    assert (result.since.count(Severity.ERROR), result.since.count(Severity.WARNING)) == (0, 3)
    assert result.since.count(Severity.WARNING, EarlierState.PUT_RIGHT) == 2
    assert result.since.by_rule(EarlierState.PUT_RIGHT) == [("R3", "warning", 2)]
    assert [(t.rule, t.new, t.still_there) for t in result.totals] == [("R1", 1, 0), ("R3", 0, 1)]


def test_two_empty_returns_compare_to_nothing() -> None:
    heads = "learner | aim | breaks"
    assert told(heads, heads) == ([], [])


_lines = some.lists(
    some.tuples(
        some.sampled_from(["a", "b", "c"]),
        some.sampled_from(["", "1", "2", "3"]),
        some.sampled_from(["6001", "6002"]),
        some.sampled_from(["", "x", "y"]),
        some.sampled_from(["", "R1", "R2 R3", "R1 R1"]),
    ),
    max_size=8,
)


def _table(lines: list[tuple[str, ...]]) -> str:
    return "\n".join(["learner | aim | code | id | breaks", *(" | ".join(line) for line in lines)])


@given(before=_lines, now=_lines)
@settings(max_examples=tried(60), deadline=None)
def test_no_finding_is_lost_or_told_twice(before: list[tuple[str, ...]], now: list[tuple[str, ...]]) -> None:
    standings, fates = told(_table(before), _table(now))
    still = [s for s in standings if "still there" in s]
    assert len(standings) == sum(len(line[-1].split()) for line in now)
    assert len(fates) == sum(len(line[-1].split()) for line in before)
    assert fates.count("still there") == len(still)
    assert set(fates) <= {str(f) for f in EarlierState} - {"not checked"}


@given(lines=_lines)
@settings(max_examples=tried(40), deadline=None)
def test_a_return_compared_with_itself_has_nothing_new(lines: list[tuple[str, ...]]) -> None:
    standings, fates = told(_table(lines), _table(lines))
    assert all("still there" in s for s in standings)
    assert set(fates) <= {"still there"}


def test_pairing_is_quick_on_a_large_return() -> None:
    """Whole columns at a time: a hundred thousand aims in a moment, and no loop over them."""
    numbers = np.arange(100_000)
    keys = [pa.chunked_array([pa.array(numbers % 50_000)]), pa.chunked_array([pa.array(numbers % 7)])]
    at, to = return_comparison.pair_rows(keys, keys)
    assert (at == to).all()
    assert len(at) == len(numbers)


def test_findings_that_were_not_compared_say_nothing_of_it() -> None:
    plain = this("learner | breaks\nL1 | R1")
    assert plain.since is None
    assert plain.table.schema.equals(FINDINGS)
    assert [f.since for f in plain] == [None]
