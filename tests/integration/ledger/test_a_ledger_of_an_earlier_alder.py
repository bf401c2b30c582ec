"""A ledger that commit 9de72e2 made: it opens unchanged, binds as before, and what stays in it is known."""

import tarfile
from pathlib import Path

import pytest
from tests.support.people_counts import ledger_in

from alder.disclosure.ledger import Content, digest_of
from alder.disclosure.ledger.cautions import Cautions
from alder.model.made_up import MadeUp
from alder.publishing.standard import read_pair

KEPT = Path(__file__).with_name("ledger_of_9de72e2.tar.xz")


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    with tarfile.open(KEPT) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path


def test_it_opens_and_says_what_it_said(folder: Path) -> None:
    ledger = ledger_in(folder, by="Priya")
    assert [(f.id, f.binds, f.title) for f in ledger.releases()] == [
        ("0001", True, "Learners participating by sex, 2020/21"),
        ("0002", False, "Learners participating by sex, age, 2020/21"),
        ("0003", True, "Achievement rate by provision, sex, 2020/21"),
    ]
    assert ledger.unremembered() == []
    assert ledger.store.next_id() == "0004"


def test_what_stays_in_it_is_known_by_its_bytes_and_after_it_was_saved_again(folder: Path) -> None:
    ledger = ledger_in(folder, by="Priya")
    file = folder / "inside.csv"
    assert ledger.of_file(digest_of(file)) == ledger.facts("0002")
    file.write_bytes(file.read_bytes() + b"\n")
    assert ledger.of_file(digest_of(file)) is None
    assert ledger.in_file(Content.of(read_pair(file).data), digest_of(file)) == (ledger.facts("0002"),)


def test_what_stays_in_it_is_judged_when_it_is_let_out(folder: Path) -> None:
    ledger = ledger_in(folder, by="Priya")
    assert ledger.trying().let_out(["0002"]) == {"0002": 1}
    ledger.let_out(["0002"])
    assert ledger.facts("0002").binds


def test_what_must_be_read_with_its_tables_was_not_kept_and_is_from_now_on(folder: Path) -> None:
    ledger = ledger_in(folder, by="Priya")
    before = ledger.facts("0001")
    assert ledger.cautions(["0001", "0002"]) == ()
    cautions = Cautions("Learners", grade="C", breaks=(("2019/20", "The form was changed."),), made_up=MadeUp.ALL)
    ledger.keep_cautions("0001", cautions)
    assert ledger.cautions(["0001", "0002"]) == (cautions,)
    assert ledger.facts("0001") == before
    ledger.keep_cautions("0009", cautions)  # forgotten meanwhile, so nothing is kept
    assert ledger.cautions(["0009"]) == ()
