"""Priya checks her return: the terminal, the reports, and what the exit status says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from tests.support import ilr_files
from tests.support.few_rules import FEW, check_by
from tests.support.properties import is_long

import alder
from alder.cli import commands
from alder.errors import UnreadableFile, UsageError
from alder.model.ids import ULN
from alder.model.period import AcademicYear
from alder.rules import report_files, report_html
from alder.rules.report import Findings
from alder.rules.report_text import verdict

YEAR = AcademicYear(2020)
NAME = "ILR-10000001-2021-20201201-093000-01.xml"
OWN_ID = "7d8fad5b-d9cb-469f-a165-70867728950e"
KNOWN = str(ULN(1000000019))
SOUND = {
    "ULN": KNOWN,
    "DateOfBirth": "1990-05-01",
    "FamilyName": "Ash",
    "GivenNames": "Priya",
    "PriorAttain": "3",
    "AddLine1": "1 High Road",
    "PlanLearnHours": "100",
}


def aim(*records: tuple[str, str], **changes: str | None) -> ilr_files.Record:
    """A community learning aim that breaks no rule, with its funding and monitoring records."""
    fields: dict[str, str | None] = {
        "FundModel": "10",
        "LearnStartDate": "2020-09-01",
        "LearnPlanEndDate": "2021-07-01",
    }
    pairs = records or (("SOF", "105"), ("ASL", "1"))
    made = ilr_files.delivery(**fields | changes)
    return made + [
        ("LearningDeliveryFAM", [("LearnDelFAMType", type), ("LearnDelFAMCode", code)]) for type, code in pairs
    ]


def learner(ref: str, *aims: ilr_files.Record, **changes: str | None) -> tuple[str, ilr_files.Record]:
    return ilr_files.whole_learner(ref, *(aims or (aim(),)), **SOUND | changes)


def write(folder: Path, *people: tuple[str, ilr_files.Record], name: str = NAME, year: AcademicYear = YEAR) -> Path:
    path = folder / name
    path.write_bytes(ilr_files.message(list(people), year, UKPRN="10000001", Provider="10000001"))
    return path


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sound learner; one with two errors and a warning; one whose record cannot be read whole."""
    return write(
        tmp_path_factory.mktemp("faulty"),
        learner("SOUND1"),
        learner(
            "BAD1",
            aim(LearnPlanEndDate="2020-08-31", SWSupAimId=OWN_ID),
            aim(AimSeqNumber="2", CompStatus="3", LearnActEndDate="2020-10-01", Outcome="3"),
            ULN="9999999999",
            FamilyName="=Beech",
        ),
        learner("ODD1", DateOfBirth="01/05/1990", ULN="1000000027"),
    )


@pytest.fixture(scope="module")
def findings(faulty: Path) -> Findings:
    return alder.check(faulty)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check judges by few rules, those that `faulty` breaks among them."""
    check_by(monkeypatch, FEW)


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        commands.main(["check", *map(str, arguments)])
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


def test_findings_name_the_learner_the_aim_the_line_and_what_the_file_says(findings: Findings, faulty: Path) -> None:
    found = {f.rule: f for f in findings}
    assert set(found) == {"LearnPlanEndDate_02", "WithdrawReason_03", "ULN_02", "FD_DateOfBirth_DT"}
    early = found["LearnPlanEndDate_02"]
    assert (early.learner_ref, early.aim_seq, early.entity) == ("BAD1", 1, "LearningDelivery")
    assert early.fields == {"LearnStartDate": "2020-09-01", "LearnPlanEndDate": "2020-08-31"}
    lines = faulty.read_text(encoding="utf-8").splitlines()
    assert "<LearningDelivery>" in lines[early.line - 1]
    assert found["WithdrawReason_03"].aim_seq == 2
    assert found["FD_DateOfBirth_DT"].learner_ref == "ODD1"


def test_learners_are_counted_as_read_and_as_accepted(findings: Findings) -> None:
    assert (findings.learners_read, findings.learners) == (3, 2)
    assert (findings.learning_deliveries_read, findings.learning_deliveries) == (4, 3)
    assert (findings.errors, findings.warnings, findings.learners_with_errors) == (3, 2, 2)
    assert findings.learners_without_errors == 1


def test_the_return_is_worked_out_from_the_day_of_preparation(findings: Findings) -> None:
    assert (findings.return_number, findings.return_assumed, findings.ukprn) == ("R04", False, 10000001)


def test_the_summary_says_who_what_how_many_and_what_to_type_next(findings: Findings) -> None:
    summary = findings.summary()
    verdict, _, rest = summary.partition("\n\n")
    assert verdict.startswith(
        "Would be refused: content breaks the official schema. 426 of 548 rules ran.\n  content  "
    )
    assert rest.startswith("10000001   R04 2020/21   3 learners   4 aims\n2 learners and 3 aims could be read whole")
    assert re.search(r"  error    FD_DateOfBirth_DT    1   DateOfBirth: not a date", summary)
    assert re.search(r"  warning  ULN_02               2   A learner in community", summary)
    assert re.search(r"3 errors on 2 learners; 1 learner without errors\. \d+ rules in", summary)
    assert re.search(r"\d+ rules did not run: \d+ need the list of learning aims \(LARS\); \d+ need", summary)
    assert summary.endswith("alder explain LearnPlanEndDate_02")
    assert max(map(len, summary.splitlines())) <= 100


def test_a_narrow_terminal_gets_shorter_lines_and_keeps_the_figures(findings: Findings) -> None:
    summary = findings.summary(width=70)
    assert max(map(len, summary.splitlines())) <= 70
    assert "FD_DateOfBirth_DT    1" in summary


def test_colour_only_repeats_a_word(findings: Findings) -> None:
    plain = findings.summary()
    assert re.sub(r"\x1b\[\d+m", "", findings.summary(colour=True)) == plain
    assert "\x1b[31merror" in findings.summary(colour=True)
    (first, *_) = verdict(findings, 100, colour=True)
    assert first == f"\x1b[{31 if findings.verdict.is_refused else 1}m{verdict(findings, 100)[0]}\x1b[0m"


def test_a_sound_return_exits_with_0_and_says_how_to_keep_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, learner("SOUND1"))
    status, said, _ = run(path, capsys=capsys)
    assert status == 0
    assert re.search(r"No errors\. \d+ rules in", said)
    assert said.rstrip().endswith(f"Keep this return:  alder load {path}")


def test_warnings_alone_exit_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said, _ = run(write(tmp_path, learner("L1", ULN="9999999999")), capsys=capsys)
    assert status == 0
    assert "No errors. 1 warning on 1 learner." in said
    assert re.search(r"  warning  ULN_02  1   A learner in community", said), "warnings are listed"


def test_errors_exit_with_1_and_reports_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    faulty = write(tmp_path, learner("BAD1", aim(LearnPlanEndDate="2020-08-31")))
    for ending in ("html", "csv", "json"):
        report = tmp_path / f"findings.{ending}"
        status, _, _ = run(faulty, "--to", report, capsys=capsys)
        assert status == 1
        assert report.stat().st_size > 500


def test_a_report_of_another_kind_is_wrong_usage(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = run(faulty, "--to", "findings.docx", capsys=capsys)
    assert status == 2
    assert "Reports end in .html, .csv or .json." in said


def test_a_file_that_cannot_be_read_exits_with_its_own_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / NAME
    broken.write_bytes(b"<Message")
    status, _, said = run(broken, capsys=capsys)
    assert status == UnreadableFile.exit_code
    assert NAME in said
    assert "Traceback" not in said


def test_of_several_files_each_is_told_and_the_worst_status_wins(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_bytes(b"")
    report = tmp_path / "findings.csv"
    status, said, wrong = run(faulty, broken, "--to", report, capsys=capsys)
    assert status == UnreadableFile.exit_code
    assert "3 errors on 2 learners" in said
    assert "broken.xml" in wrong
    assert (tmp_path / f"findings-{faulty.stem}.csv").exists()


def test_a_check_that_takes_long_says_what_it_does_on_stderr(
    faulty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    import sys
    from itertools import count

    from alder.cli import progress

    ticks = count(step=2)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _, said, noise = run(faulty, capsys=capsys)
    assert "Reading" not in said
    assert "learners" in noise or "Reading" in noise


def test_a_report_without_a_page_is_refused_from_python_too(findings: Findings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no report can be written as findings.pdf"):
        findings.write(tmp_path / "findings.pdf")


def test_few_rules_with_most_errors_come_first_on_the_page(tmp_path: Path) -> None:
    early = {"LearnPlanEndDate": "2020-08-31"}
    people = [learner(f"L{n}", aim(**early), ULN=str(u)) for n, u in enumerate((1000000019, 1000000027, 1000000035))]
    people += [
        learner("S1", aim(AimType="2"), Sex="F", ULN="1000000043"),
        learner("E1", aim(CompStatus="3", LearnActEndDate="2020-10-01", Outcome="3"), ULN="1000000051"),
        learner("Q1", aim(AimSeqNumber="2"), ULN="1000000078"),
        learner("C1", aim(CompStatus="2", LearnActEndDate="2020-10-01"), ULN="1000000086"),
    ]
    told = alder.check(write(tmp_path, *people))
    told.write_html(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    assert "Start here: three rules make up" in page
    assert "3 of <code>LearnPlanEndDate_02</code>. Check both dates." in page


def test_all_lists_every_finding_with_its_values(faulty: Path, capsys: pytest.CaptureFixture[str], few: None) -> None:
    _, said, _ = run(faulty, "--all", capsys=capsys)
    assert re.search(r"error +LearnPlanEndDate_02 +line \d+, learner BAD1, aim 1", said)
    assert "LearnPlanEndDate = 2020-08-31" in said
    assert "WithdrawReason = empty" in said


def test_json_has_the_keys_that_other_programs_rely_on(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said, _ = run(faulty, "--format", "json", capsys=capsys)
    told = json.loads(said)
    assert status == 3
    assert list(told) == [
        *("verdict", "file", "collection_year", "return", "ukprn", "learners", "learning_deliveries", "notices"),
        *("findings", "rules_run", "reference_data", "rules_unavailable"),
    ]
    assert (told["file"], told["collection_year"], told["return"], told["ukprn"]) == (NAME, "2020/21", "R04", 10000001)
    assert list(told["findings"][0]) == ["rule", "severity", "learner_ref", "aim_seq", "line", "fields"]
    codes = [r["rule"] for r in told["rules_unavailable"]]
    assert {"LearnAimRef_01", "LearnAimRef_88"} <= set(codes)
    assert codes == sorted(codes, key=str.casefold), "not in the order of the modules that hold the rules"


def test_the_csv_has_the_columns_of_the_services_report(findings: Findings, tmp_path: Path) -> None:
    findings.write_csv(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0]) == (*report_files.COLUMNS, *report_files.OWN_COLUMNS)
    assert len(report_files.COLUMNS) == 20
    assert (rows[0]["Error\\Warning"], rows[0]["Rule Name"]) == ("F", "Verdict")
    assert rows[0]["Error Message"] == findings.verdict.headline
    early = next(r for r in rows if r["Rule Name"] == "LearnPlanEndDate_02")
    assert (early["Error\\Warning"], early["Learner Ref"], early["Unique Learner Number"]) == (
        "E",
        "BAD1",
        "9999999999",
    )
    assert early["Field Values"] == "LearnStartDate=2020-09-01|LearnPlanEndDate=2020-08-31"
    line = next(f.line for f in findings if f.rule == "LearnPlanEndDate_02")
    assert (early["Put Right"], early["Line"]) == ("Check both dates.", str(line))
    assert (early["Aim Sequence Number"], early["Aim Reference Number"], early["Software Supplier Aim ID"]) == (
        "1",
        "60000000",
        OWN_ID,
    )
    assert early["Funding Model"] == "10"
    assert early["Family Name"] == "'=Beech", "a spreadsheet must not take a name for a formula"
    refused = next(r for r in rows if r["Rule Name"] == "FD_DateOfBirth_DT")
    assert (refused["Learner Ref"], refused["Family Name"]) == ("ODD1", "")


def test_the_page_tells_by_rule_and_by_learner_without_script_or_network(findings: Findings, tmp_path: Path) -> None:
    findings.write_html(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    assert "Contains personal data" in page.split("<h1")[0]
    assert "findings in return R04, 2020/21" in page
    assert "Put the file right first" in page
    assert "Besides, 2 learners have errors of their own." in page
    assert "LearnPlanEndDate = 2020-08-31" in page
    assert "The list of learning aims (LARS)" in page
    assert "<script" not in page
    assert " style=" not in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)


def test_a_page_of_very_many_findings_says_what_it_leaves_out(
    findings: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_html, "MOST_ROWS", 2)
    findings.write_html(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    assert "The first 2 findings are here." in page
    assert page.count("findings-row is-") == 2


def test_a_file_whose_learners_are_all_refused_is_told_whole(tmp_path: Path, few: None) -> None:
    told = alder.check(write(tmp_path, learner("ODD1", Sex="FF")))
    assert (told.learners_read, told.learners, told.errors) == (1, 0, 1)
    told.write(tmp_path / "findings.html")
    assert "1 learner with errors will not count until it is put right." in (tmp_path / "findings.html").read_text(
        encoding="utf-8"
    )


def test_a_year_without_a_book_of_its_own_says_so(tmp_path: Path) -> None:
    told = alder.check(write(tmp_path, learner("L1"), year=AcademicYear(2018)))
    assert "There is no rule book for 2018/19 itself" in told.summary()


def test_samples_are_checked_without_a_traceback(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each year by the whole book, and in a long run all; else the others by few rules."""
    years: set[str] = set()
    for sample in sorted((shared / "ilr" / "samples").glob("*.xml")):
        whole = is_long() or sample.name[:4] not in years
        years.add(sample.name[:4])
        with monkeypatch.context() as patch:
            if not whole:
                check_by(patch, FEW)
            told = alder.check(sample)
        told.write_csv(tmp_path / "findings.csv")
        told.write_html(tmp_path / "findings.html")
        assert json.loads(told.to_json())["file"] == sample.name
        assert told.rules_run > 50 if whole else told.rules_run <= len(FEW)
    assert len(years) > 1


def test_the_list_of_findings_says_how_to_put_each_right(findings: Findings) -> None:
    listing = re.sub(r"\s+", " ", findings.listing())
    assert "The aim is planned to end before it starts. Check both dates. LearnStartDate = 2020-09-01" in listing
