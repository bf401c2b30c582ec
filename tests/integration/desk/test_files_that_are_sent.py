"""Files that are sent to the desk are kept under names of ours, and judged by what is in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.cast import Someone, begun
from tests.support.site import Site

META = data_sets.META.encode()


@pytest.fixture(scope="module")
def release(desk: Site, people: dict[str, Someone]) -> str:
    return begun(Someone(people["leila"].person).sign_in(), "Files")


Send = Callable[..., str]


@pytest.fixture
def send(leila: Someone, release: str) -> Send:
    """Sends two files, has them screened, and returns what the page of their report says."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from alder.web.work.worker import work_once

    def sent(data: bytes, meta: bytes = META, name: str = "absence.csv", about: str = "absence.meta.csv") -> str:
        files = {"data": SimpleUploadedFile(name, data), "meta": SimpleUploadedFile(about, meta)}
        report = str(leila.do(f"{release}/data", title="Sent", **files)["Location"])
        work_once()
        page = leila.see(report)
        leila.do(report, do="remove")
        return page

    return sent


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Cannot be taken"),
        (b"PK\x03\x04 a workbook", "is a ZIP file or a workbook, not text"),
        ("ab\ncd\n".encode("utf-16"), "It is written in UTF-16."),
        (b"\x80\x04\x95\x00\x00cposix\nsystem", "absence.csv"),
        (b"<html><script>alert(1)</script></html>\n", "absence.csv"),
        (gzip.compress(b"x" * 100)[:-8], "could not be unpacked"),
        (b"a,b\n" + b"1\n" * 3, "absence.csv"),
    ],
    ids=["picture", "workbook", "utf-16", "pickle", "page", "cut-archive", "ragged"],
)
def test_what_is_no_data_file_is_refused_by_its_content(send: Send, data: bytes, says: str) -> None:
    page = send(data)
    assert says in page
    assert "Cannot be taken" in page or "Does not pass" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "..\\..\\evil.csv", "%2e%2e%2fx.csv", "x" * 300 + ".csv", "a\u202ecsv.exe", ".hidden.csv"],
)
def test_no_name_leads_out_of_the_folder(desk: Site, send: Send, name: str) -> None:
    before = {path for path in desk.store.parent.rglob("*") if "uploads" not in path.parts}
    send(b"a,b\n1,2\n", name=name)
    after = {path for path in desk.store.parent.rglob("*") if "uploads" not in path.parts}
    own = {"alder.sqlite3-wal", "alder.sqlite3-shm", "trail-heads.jsonl"}  # the last where the worker ran first in this
    assert {path.name for path in after - before} <= own


def test_a_safe_name_is_what_people_know_their_file_by() -> None:
    from alder.web.publications.uploads import safe_name

    assert safe_name("absence 2024 (final).csv") == "absence 2024 (final).csv"
    assert safe_name("../a/b\\c\x00d.csv") == "c_d.csv"
    assert safe_name("....") == "data.csv"
    assert len(safe_name("x" * 400 + "." + "y" * 400)) < 160


def test_files_that_are_too_large_are_not_taken_in(leila: Someone, release: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import override_settings

    from alder.web.publications.models import Upload

    files = {"data": SimpleUploadedFile("a.csv", b"x" * 3_000_000), "meta": SimpleUploadedFile("a.meta.csv", META)}
    with override_settings(ALDER_UPLOAD_MB=1):
        page = leila.do(f"{release}/data", 200, title="Large", **files).content.decode()
    assert "The files are larger than 1 MB together." in page
    assert not Upload.objects.filter(title="Large").exists()


@pytest.mark.parametrize(
    ("data", "meta", "title", "says"),
    [
        (None, "a.meta.csv", "T", "Choose the data file"),
        ("a.csv", None, "T", "Choose the meta file"),
        ("a.csv", "a.meta.csv", "", "Enter a title for the data set"),
        ("a.csv", "a.meta.csv", "x" * 301, "longer than 300"),
        ("a.csv", "a.csv", "T", "The data file and the meta file have the same name"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    leila: Someone, release: str, data: str | None, meta: str | None, title: str, says: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    given: dict[str, Any] = {"title": title}
    given |= {"data": SimpleUploadedFile(data, b"a\n1\n")} if data else {}
    given |= {"meta": SimpleUploadedFile(meta, META)} if meta else {}
    assert says in leila.do(f"{release}/data", 200, **given).content.decode()


def test_an_empty_file_is_told(leila: Someone, release: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {"data": SimpleUploadedFile("a.csv", b""), "meta": SimpleUploadedFile("a.meta.csv", META)}
    assert "The data file is empty" in leila.do(f"{release}/data", 200, title="T", **files).content.decode()


def test_screening_that_was_killed_half_way_is_done_once_more_and_not_twice(
    leila: Someone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult
    from tests.support.cast import sent_files

    from alder.web.publications import uploads
    from alder.web.publications.models import DataSetVersion, Upload
    from alder.web.work.worker import work_once

    rows = [r | {"kind": r["kind"] or "Total", "absence_rate": r["absence_rate"] or "z"} for r in data_sets.rows()]
    pair = data_sets.write(tmp_path, data=rows)
    release = begun(leila, "Killed")
    figures = uploads.figures_changed

    def killed(*_: Any) -> Any:
        raise KeyboardInterrupt

    kept = uploads.enter_pair
    monkeypatch.setattr(uploads, "enter_pair", lambda *given: (kept(*given), killed())[0])
    report = sent_files(leila, release, pair)
    upload = Upload.objects.get(pk=report.rpartition("/")[2])
    assert upload.state == "Waiting", "the worker died before it could say so"
    assert DataSetVersion.objects.filter(pk=upload.pk).exists()
    monkeypatch.setattr(uploads, "enter_pair", kept)
    assert uploads.figures_changed is figures
    for _ in range(2):
        DBTaskResult.objects.update(status="READY")
        work_once()
    upload.refresh_from_db()
    assert (upload.state, upload.version_id) == ("Ready", upload.pk)
    assert DataSetVersion.objects.filter(release=upload.release).count() == 1
    leila.do(report, do="remove")
    assert not DataSetVersion.objects.filter(pk=upload.pk).exists()
    assert not uploads.folder_of(upload).exists()


def test_what_is_sent_after_a_role_was_lost_is_not_taken(desk: Site, tmp_path: Path) -> None:
    from django_tasks_db.models import DBTaskResult
    from tests.support.cast import sent_files, somebody

    from alder.web.accounts import services
    from alder.web.publications.models import Upload
    from alder.web.work.worker import work_once

    someone = somebody("Leaving", "publisher").sign_in()
    rows = [r | {"kind": r["kind"] or "Total", "absence_rate": r["absence_rate"] or "z"} for r in data_sets.rows()]
    release = begun(someone, "Left behind")
    report = sent_files(someone, release, data_sets.write(tmp_path, data=rows))
    upload = Upload.objects.get(pk=report.rpartition("/")[2])
    version = upload.version
    assert version is not None
    Upload.objects.filter(pk=upload.pk).update(state="Waiting", version=None)
    from alder.web.publications.versions import throw_away

    throw_away(version)
    services.set_roles(someone.person, [])
    DBTaskResult.objects.update(status="READY")
    work_once()
    upload.refresh_from_db()
    assert (upload.state, upload.said) == ("Unreadable", "Only a publisher can change a release.")
