"""No learner's value in what is printed, logged or raised: marked values are planted and everything said is searched.

A provider's own report (`check --all`, `--to`, `--format json`) shows the provider's own rows, and is not searched.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from tests.support import commands, ilr_files
from tests.support.properties import sampled

import alder
from alder.cli import main
from alder.errors import AlderError
from alder.model.period import AcademicYear
from alder.sources.ilr import schema

YEAR = AcademicYear(2020)

MARKED = {
    "LearnRefNumber": "ZQREF7",
    "ULN": "5076543212",
    "FamilyName": "Zqfamily",
    "GivenNames": "Zqgiven",
    "DateOfBirth": "1987-03-19",
    "NINumber": "ZQ765432Q",
    "PostcodePrior": "ZQ7 7ZQ",
    "Postcode": "ZQ8 8ZQ",
    "AddLine1": "7 Zqstreet",
    "TelNo": "07654321077",
    "Email": "zqmail@example.org",
}
MARKS = re.compile(r"zq|5076543212|1987-03-19|19 March 1987|07654321077", re.IGNORECASE)


def marked_learner(**changes: str) -> ilr_files.Record:
    """A learner whose every telling field holds a mark, in the order of the specification."""
    values = {**dict(v for v in ilr_files.learner() if isinstance(v[1], str)), **MARKED, **changes}
    order = [f.name for f in schema.entities()["learner"].fields]
    fields: ilr_files.Record = [(name, values[name]) for name in order if name in values]
    return [*fields, ("LearningDelivery", ilr_files.delivery())]


def file_of(folder: Path, *learners: ilr_files.Record, tail: str = "") -> Path:
    path = folder / "ILR-99999999-2021-20201201-093000-01.xml"
    body = [("Learner", learner) for learner in learners]
    path.write_bytes(ilr_files.message(body, YEAR).replace(b"</Message>", (tail + "</Message>").encode()))
    return path


def said_by(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, *arguments: str | Path
) -> tuple[int, str]:
    """What a command prints on both streams and logs at any level, and its exit status."""
    caplog.set_level(logging.DEBUG)
    status = 0
    try:
        main([str(a) for a in arguments])
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err + caplog.text


def test_commands_on_a_sound_return_say_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = file_of(tmp_path, marked_learner())
    store = tmp_path / "store"
    for arguments in (
        ("check", path),
        ("load", path, "--store", store),
        ("load", path, "--store", store),
        ("returns", "--store", store),
        ("returns", "99999999", "--store", store),
        ("quality", "--store", store),
        ("quality", "DateOfBirth", "--store", store, "--format", "csv"),
        ("quality", "Postcode", "--store", store),
        ("store", "measure", "--store", store),
        ("table", "learners_participating", "--by", "sex", "--year", "2020/21", "--store", store),
        ("table", "learners_participating", "--year", "2020/21", "--store", store, "--unprotected"),
        ("table", "learners_participating", "--year", "2018/19", "--store", store),
        ("store", "optimise", "--store", store),
        ("check", path, "--since", "previous", "--store", store),
    ):
        with commands.at_a_terminal():
            _, said = said_by(capsys, caplog, *arguments)
        assert said, arguments
        assert not MARKS.search(said), f"alder {arguments[0]} said a learner's value"


@pytest.mark.parametrize("field", sampled(sorted(MARKED), 4))
def test_a_value_that_does_not_fit_is_not_repeated(
    field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = file_of(tmp_path, marked_learner(**{field: "Zq|" * 60}), marked_learner(LearnRefNumber="ZQREF8"))
    for arguments in (("check", path), ("load", path, "--store", tmp_path / "store")):
        status, said = said_by(capsys, caplog, *arguments)
        assert said
        assert status in (0, 1, 3, 11, 12, 13)
        assert not MARKS.search(said), f"alder {arguments[0]} repeated a value of {field}"


def test_a_comparison_and_a_filter_say_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    store = tmp_path / "store"
    wrong = marked_learner(DateOfBirth="1987-03-19x")
    told, path = file_of(tmp_path, marked_learner(), wrong), tmp_path / "ILR-99999999-2021-20210104-093000-01.xml"
    path.write_bytes(told.read_bytes().replace(b"2020-12-01", b"2021-01-04").replace(b"<Sex>F</Sex>", b"<Sex>M</Sex>"))
    said_by(capsys, caplog, "load", told, "--store", store)
    for options in (
        ("--since", "previous"),
        ("--since", "R04", "--new"),
        ("--learner", "ZQREF7", "--severity", "error"),
    ):
        status, said = said_by(capsys, caplog, "check", path, "--store", store, *options)
        assert status in (0, 1, 3)
        assert "learners" in said
        assert not MARKS.search(said), f"alder check {' '.join(options)} said a learner's value"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: text.index(b"Zqstreet") + 4],
        lambda text: text.replace(b"Zqfamily", b"Zqfamil\xe9"),
        lambda text: text.replace(b"Zqfamily", b"Zq&family;"),
        lambda text: text.replace(b"Zqfamily", b"Zq<family"),
        lambda text: text.replace(b"<FamilyName>Zqfamily", b"<FamilyName><Zqfamily/>"),
        lambda text: text.replace(b"<FamilyName>", b"<FamilyName Zqattribute='Zqvalue'>"),
        lambda text: text.replace(b"<Sex>F</Sex>", b"<Sex>F</Sex>Zqtext between"),
        lambda text: text.replace(b"Zqfamily", b"Zq" * 6_000_000),
        lambda text: text.replace(b"<Learner>", b"<Learner><![CDATA[Zqtext]]>"),
        lambda text: text.replace(b"<Message", b"<!DOCTYPE Zqdoc><Message"),
        lambda text: text.replace(b"ILR/2020-21", b"ILR/Zq"),
    ],
    ids=["cut off", "other bytes", "entity", "bracket", "element", "attribute", "stray", "giant", "cdata", "doctype",
         "namespace"],
)  # fmt: skip
def test_a_damaged_file_is_answered_without_a_value(
    damage: object, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = file_of(tmp_path, marked_learner())
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    for arguments in (("check", path), ("load", path, "--store", tmp_path / "store")):
        _, said = said_by(capsys, caplog, *arguments)
        assert said
        said = said.replace("Zqattribute", "").replace("Zqdoc", "")  # names that a file made up are no learner's value
        assert not MARKS.search(said), f"alder {arguments[0]} said a learner's value"


def test_an_error_raised_in_python_holds_no_value(tmp_path: Path) -> None:
    path = file_of(tmp_path, marked_learner())
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(AlderError) as raised:
        alder.check(path)
    chain: BaseException | None = raised.value
    while chain is not None:
        assert not MARKS.search(f"{chain!s} {chain!r}")
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
