"""What answers show of themselves when they are the last line of a cell."""

import re
from datetime import date, datetime

import pyarrow as pa
from tests.support import text_tables

from alder.look.notebook import NotebookList
from alder.model.period import AcademicYear
from alder.rules.findings import Finding, Severity, as_table
from alder.rules.report import Findings
from alder.rules.verdict import BookRun, FileContent, Verdict
from alder.sources.ilr.submissions import Returns

YEAR = AcademicYear(2025)


def words(html: str) -> str:
    """What a reader sees of a snippet."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def returns(text: str) -> Returns:
    rows = [
        {
            "collection_year": "2025/26",
            "return_number": row["return"],
            "sent": datetime(2025, 11, 3, 9, 30),
            "ukprn": int(row["ukprn"]),
            "provider": row["provider"],
            **dict.fromkeys(("learning_deliveries", "errors", "warnings"), 0),
            "learners": int(row["learners"]),
            "made_up": row["made up"] == "yes",
            "current": row["current"] == "yes",
        }
        for row in text_tables.rows(text)
    ]
    return Returns(pa.Table.from_pylist(rows), ((10000002, "Eastmoor College"),))


HELD = """
ukprn    | provider           | return | learners | made up | current
10000001 | Northfield College | R04    | 1200     | yes     | yes
10000001 | Northfield College | R03    | 1100     | yes     | no
"""


def test_returns_show_the_current_ones_what_is_kept_beside_and_who_is_awaited() -> None:
    held = returns(HELD)
    for said in (words(held._repr_html_()), repr(held)):
        assert re.search(r"Northfield College +10000001 +2025/26 +R04 +2025-11-03 09:30 +1,200", said)
        assert "R03" not in said
        assert "1 older file kept." in said
        assert "No return yet of 1 known provider: Eastmoor College." in said
        assert "Made-up returns: the people behind them do not exist" in said
    assert "Made-up" not in repr(returns(HELD.replace("| yes     | yes", "| no      | yes")))
    assert repr(Returns(held.table.slice(0, 0))).startswith("No returns yet. Keep some: store.load(FILE)")


def test_findings_show_rules_and_no_learner() -> None:
    found = [
        Finding("R1", Severity.ERROR, "It ends <before> it starts.", learner_ref="SECRET1", fields={"X": "SECRET2"}),
        Finding("R2", Severity.WARNING, "Have a look.", learner_ref="SECRET3"),
    ]
    shown = Findings(
        file="ILR.xml",
        verdict=Verdict(FileContent("2025/26 (version 1.0)"), (), BookRun(YEAR, YEAR, 2, 2, True)),
        year=YEAR,
        return_number=None,
        return_assumed=False,
        ukprn=10000001,
        prepared=date(2026, 8, 6),
        checked=datetime(2026, 8, 6, 12),
        learners_read=2,
        learners=2,
        learning_deliveries_read=2,
        learning_deliveries=2,
        notices=(),
        table=as_table(found),
        rules="Rules: 2025/26, 2 rules.",
        rules_run=2,
        unavailable=(),
        seconds=1.0,
    )
    html = shown._repr_html_()
    assert "ILR.xml: 1 error, 1 warning" in words(html)
    assert "R1 error 1 0 It ends &lt;before&gt; it starts." in words(html)
    assert "SECRET" not in html + repr(shown)
    assert shown.to_arrow().num_rows == 2, "whoever asks for the findings has them"


def test_a_long_list_is_cut_and_says_so() -> None:
    long = NotebookList("Rules", ("code",), [(f"R{n}",) for n in range(51)])
    assert "R49 And 1 more: to_pandas(), to_polars() and to_arrow() have them all." in words(long.html())
    assert "more" not in words(NotebookList("Rules", ("code",), [("R1",)]).html())
