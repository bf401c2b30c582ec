"""Priya checks R04 against the R03 that the store holds, and lists only some of what is found.

Rules come and go with the years, so each test looks at the few that it plants. A check of the whole book takes a
second or so: the two that most tests look at are made once.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support import ilr_files
from tests.support.few_rules import FEW, check_by

import alder
from alder.cli import commands
from alder.cli.check import finding_filter
from alder.errors import StoreError, UsageError
from alder.model.ids import ULN
from alder.model.period import AcademicYear, ReturnNumber
from alder.rules import Findings, report_files
from alder.rules.record_tables import FILE
from alder.sources.ilr.return_comparison import since

YEAR = AcademicYear(2020)
R03, R04 = "ILR-10000001-2021-20201104-093000-01.xml", "ILR-10000001-2021-20201201-093000-01.xml"
EARLY = {"LearnPlanEndDate": "2020-08-31"}
WRONG = "LearnPlanEndDate_02"
LEFT = "WithdrawReason_03"
FORM = "FD_DateOfBirth_DT"
ONLY = ("--rule", f"{WRONG},{LEFT},{FORM}")


def aim(number: int = 1, code: str = "60000000", **changes: str | None) -> ilr_files.Record:
    fields: dict[str, str | None] = {"FundModel": "10", "AimSeqNumber": str(number), "LearnAimRef": code}
    return ilr_files.delivery(**fields | changes)


def person(ref: str, *aims: ilr_files.Record, **changes: str | None) -> tuple[str, ilr_files.Record]:
    number = str(ULN(1000000019))
    return ilr_files.whole_learner(ref, *(aims or (aim(),)), **{"ULN": number, "DateOfBirth": "1990-05-01", **changes})


def write(folder: Path, name: str, *people: tuple[str, ilr_files.Record]) -> Path:
    day = f"{name[18:22]}-{name[22:24]}-{name[24:26]}"
    body = ilr_files.message(list(people), YEAR, UKPRN="10000001", Provider="10000001", FilePreparationDate=day)
    (folder / name).write_bytes(body)
    return folder / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("returns")


@pytest.fixture(scope="module")
def store(folder: Path) -> Path:
    """R03: of three aims planned to end too early one stays so, one is put right, and one leaves with its learner."""
    r03 = write(
        folder,
        R03,
        person("STAYS", aim(1, "60000001"), aim(2, "60000002", **EARLY)),
        person("BETTER", aim(**EARLY)),
        person("LEAVES", aim(**EARLY)),
        person("ODD", DateOfBirth="1 May"),
    )
    alder.open(folder / "store").load(r03, return_number="R03")
    return folder / "store"


@pytest.fixture(scope="module")
def r04(folder: Path) -> Path:
    """The aims of the learner who stays were numbered anew."""
    return write(
        folder,
        R04,
        person("STAYS", aim(1, "60000002", **EARLY), aim(2, "60000001")),
        person("BETTER"),
        person("NEWLY", aim(CompStatus="3", LearnActEndDate="2020-10-01", Outcome="3")),
        person("ODD", DateOfBirth="1 May"),
    )


@pytest.fixture(scope="module")
def plain(r04: Path) -> Findings:
    return alder.check(r04)


@pytest.fixture(scope="module")
def findings(store: Path, r04: Path) -> Findings:
    """R04 compared with R03."""
    return alder.open(store).check(r04, since="previous")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        commands.main(["check", *map(str, arguments)])
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


def planted(findings: Findings) -> dict[str, str | None]:
    return {f"{f.learner_ref} {f.rule}": f.since for f in findings if f.rule in (WRONG, LEFT, FORM)}


def test_what_is_new_and_what_is_still_there_is_told_of_each_finding(findings: Findings) -> None:
    assert planted(findings) == {
        f"STAYS {WRONG}": "still there",
        f"NEWLY {LEFT}": "new",
        f"ODD {FORM}": "still there",
    }
    (moved,) = [f for f in findings if f.rule == WRONG]
    assert (moved.aim_seq, moved.aim_before) == (1, 2)
    assert findings.since is not None
    ended = findings.since.earlier.filter([r == WRONG for r in findings.since.earlier["rule"].to_pylist()])
    assert sorted(ended["fate"].to_pylist()) == ["gone", "put right", "still there"]


def test_the_terminal_says_what_became_of_the_earlier_return(findings: Findings) -> None:
    said = findings.narrowed(finding_filter([WRONG, LEFT, FORM], [], [], [])).summary()
    assert re.search(rf"{LEFT} +1   1 new   ", said)
    assert re.search(rf"{WRONG} +1 +The aim", said)
    told = " ".join(said.split())
    assert re.search(r"R03 had \d+ errors: \d+ put right, \d+ still there and \d+ gone\. \d+ (is|are) new", told)
    assert "Gone: the learner or the aim is no longer in the return" in told
    assert "1 finding of R03 was on records that could not be read whole." in told
    assert max(map(len, said.splitlines())) <= 100


def test_every_finding_in_the_terminal_says_what_it_was(findings: Findings) -> None:
    said = findings.listing()
    assert re.search(rf"{WRONG}   line \d+, learner STAYS, aim 1, there in R03 as aim 2\n", said)
    assert re.search(rf"{LEFT}   line \d+, learner NEWLY, aim 1, new since R03\n", said)


def test_json_gets_the_comparison_and_csv_keeps_the_services_columns(
    store: Path, r04: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "new.csv"
    status, said, _ = run(
        capsys, r04, "--since", "previous", "--store", store, "--to", report, "--format", "json", "--new", *ONLY
    )
    assert status == 3
    told = json.loads(said)
    assert (told["since"]["return"], told["since"]["file"]) == ("R03", R03)
    errors = told["since"]["errors"]
    assert errors["before"] == sum(errors[k] for k in ("still_there", "put_right", "gone", "not_checked"))
    assert {"rule": WRONG, "severity": "error", "findings": 1, "became": "gone"} in told["since"]["ended"]
    assert [(f["rule"], f["since"], f["aim_seq_before"]) for f in told["findings"]] == [(LEFT, "new", None)]
    assert set(told["left_out"]) == {"errors", "warnings"}
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0])[:20] == report_files.COLUMNS
    assert [r["Rule Name"] for r in rows] == ["Verdict", LEFT]


def test_the_page_has_a_section_columns_and_a_filter_without_script(findings: Findings, tmp_path: Path) -> None:
    findings.write(tmp_path / "f.html")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert '<h2 class="govuk-heading-l" id="since">Since R03</h2>' in page
    assert page.count(">Still there</th>") in (1, 2)
    assert "body:has(#since-new:checked) tr.is-still" in page
    assert '<span class="findings-soft">as aim 2</span>' in page
    assert re.search(r'id="since-still"><span>\d+ still there', page)
    assert "<script" not in page
    assert " style=" not in page


def test_a_page_that_was_not_compared_says_nothing_of_it(plain: Findings, tmp_path: Path) -> None:
    plain.write(tmp_path / "f.html")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert ">Still there</th>" not in page
    assert 'id="since' not in page


def test_links_of_the_page_lead_to_the_first_finding_of_the_rule(plain: Findings, tmp_path: Path) -> None:
    plain.write(tmp_path / "f.html")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    links, targets = set(re.findall(r'href="#(row-\d+)"', page)), re.findall(r'id="(row-\d+)"', page)
    assert links == set(targets)
    assert len(targets) == len(links) > 1


def test_without_an_earlier_return_the_check_says_so_and_goes_on(store: Path, plain: Findings) -> None:
    held = alder.open(store).store
    other = plain.records | {FILE: pa.table({"LearningProviderUKPRN": [10000002]})}
    (*_, notice) = since(replace(plain, records=other), held).notices
    assert notice == "Nothing to compare with: the store holds no earlier return of 10000002 for 2020/21."
    told = since(plain, held, "R02")
    assert told.since is None
    assert told.errors == plain.errors
    assert "the store holds no R02 of 10000001 for 2020/21." in told.notices[-1]


def test_which_return_is_the_previous_one(store: Path, plain: Findings) -> None:
    """Another file of the same return is not, nor is the very file that is checked."""
    held = alder.open(store).store
    (file_hash,) = held.submissions()["file_hash"].to_pylist()

    def named(which: str = "previous", **changes: object) -> str | None:
        told = since(replace(plain, **changes), held, which).since  # type: ignore[arg-type]
        return told.name if told else None

    assert named() == "R03"
    assert named(return_number=ReturnNumber.R14) == "R03"
    assert named(return_number=None) == "R03"
    assert named(return_number=ReturnNumber.R03) is None
    assert named("R03", return_number=ReturnNumber.R03) == "R03"
    assert named("R03", return_number=ReturnNumber.R03, file_hash=file_hash) is None
    assert named(return_number=ReturnNumber.R01) is None


def test_other_words_and_other_places_are_answered_before_a_file_is_read(
    r04: Path, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, said = run(capsys, r04, "--since", "R15", "--store", store)
    assert status == UsageError.exit_code
    assert "Compare with `previous`, or with a return, R01 to R14." in said
    status, _, said = run(capsys, r04, "--since", "previous", "--store", tmp_path / "none")
    assert status == StoreError.exit_code
    assert "there is no store here yet" in said
    status, _, said = run(capsys, r04, "--new")
    assert status == UsageError.exit_code
    assert "--since previous" in said


@pytest.mark.parametrize(
    ("narrowing", "left"),
    [
        (([WRONG], [], [], []), {f"STAYS {WRONG}"}),
        (([WRONG.lower(), FORM], [], [], []), {f"STAYS {WRONG}", f"ODD {FORM}"}),
        (([], ["newly"], [], []), {f"NEWLY {LEFT}"}),
        (([], ["NEWLY", "ODD"], [], []), {f"NEWLY {LEFT}", f"ODD {FORM}"}),
        (([], [], ["warnings"], []), set()),
        (([], [], [], ["10"]), {f"STAYS {WRONG}", f"NEWLY {LEFT}"}),
        (([], [], [], ["36", "35"]), set()),
        (([WRONG], ["NEWLY"], ["error"], []), set()),
    ],
    ids=["rule", "rules", "learner", "learners", "severity", "funding model", "funding models", "rule of a learner"],
)
def test_filters_narrow_what_is_listed(narrowing: tuple[list[str], ...], left: set[str], plain: Findings) -> None:
    few = plain.narrowed(finding_filter(*narrowing))
    assert {f"{f.learner_ref} {f.rule}" for f in few if f.rule in (WRONG, LEFT, FORM)} == left
    assert (few.errors, few.exit_code) == (plain.errors, 3), "sums and exit status are those of the whole file"
    told = json.loads(few.to_json())
    assert sum(told["left_out"].values()) == len(plain) - len(told["findings"])


def test_what_was_left_out_is_said(
    r04: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_by(monkeypatch, FEW)
    page = tmp_path / "f.html"
    _, said, _ = run(capsys, r04, "--rule", WRONG, "--learner", "STAYS", "--to", page)
    told = " ".join(said.split())
    assert re.search(rf"Listed: {WRONG}, one learner, 1 finding\. Left out are \d+ errors", told)
    assert LEFT not in told
    text = page.read_text(encoding="utf-8")
    assert f"Listed: {WRONG}, learner STAYS, 1 finding. Left out are" in text
    assert text.count("findings-row is-") == 1


def test_filters_that_leave_nothing_say_so(plain: Findings, tmp_path: Path) -> None:
    few = plain.narrowed(finding_filter([], ["NOBODY"], [], []))
    few.write(tmp_path / "f.html")
    assert "0 findings. Left out are" in " ".join(few.summary().split())
    assert "findings-row is-" not in (tmp_path / "f.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("narrowing", "answer"),
    [
        (("--rule", "LearnPlanEndDate_2"), "Did you mean LearnPlanEndDate_02?"),
        (("--severity", "eror"), "Did you mean error?"),
        (("--funding-model", "34"), "There are 10, 11, 25, 35, 36"),
    ],
)
def test_unknown_words_get_the_nearest_known(
    narrowing: tuple[str, ...], answer: str, r04: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, said = run(capsys, r04, *narrowing)
    assert status == UsageError.exit_code
    assert answer in said
