"""Code and data that are brought into a workspace: in quarantine, scanned, and let in by somebody else."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from tests.support import text_tables
from tests.support.commands import refused, run
from tests.support.unprivileged import folder

from alder.workspaces import malware
from alder.workspaces.malware import EICAR
from alder.workspaces.project_folder import write_new

SAYS = ["--purpose", "distances", "--source", "the department", "--licence", "OGL", "--not-personal"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_new(tmp_path / "leavers", "leavers")
    return tmp_path / "leavers"


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Nothing that scans is installed but a program that says this of each file, and that of what nobody can look into;
    and nobody waits for long.
    """
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(malware, "_PATIENCE", 1)
    monkeypatch.setattr(malware, "_SHORT_PATIENCE", 1)

    def installed(says: str, of_closed: str = "", *, name: str = "clamscan") -> None:
        looks = f'*/locked.zip|*/deep.zip) echo "$f: {of_closed}";; *) echo "$f: {says}";;'
        looks = f'for f; do case "$f" in -*) ;; {looks} esac; done'
        hangs = "exec /bin/sleep 60"
        body = {"hangs": hangs, "breaks": "exit 2"}.get(says, looks)
        status = 1 if "FOUND" in (says + of_closed) else 0
        answers = hangs if of_closed == "hangs" else 'echo "A scanner 1/2/3" && exit'
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && {answers}\n{body}\nexit {status}\n')
        program.chmod(0o700)

    return installed


def zipped(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside", data)
        data = packed.getvalue()
    return data


FILES = {
    "plain.R": b"x <- 1\n",
    "eicar.txt": EICAR.encode(),
    "eicar.zip": zipped(EICAR.encode(), 2),
    "bomb.zip": zipped(bytes(100 << 20)),
    "deep.zip": zipped(b"x", 5),
    "torn.zip": zipped(b"x")[:30],
    "tool.bin": b"\x7fELF\x02\x01\x01\0",
    "secret.py": b'password = "hunter22"\n',
    "table.parquet": b"PAR1\0\0",
}
SCANS = """
    file          | scanner says | state           | is told
    plain.R       | OK           | delivered       |
    secret.py     | OK           | to be looked at | there is a password or key
    table.parquet | OK           | to be looked at | it is no plain text
    plain.R       | X.Y FOUND    | blocked         | ClamAV finds X.Y
    eicar.txt     | OK           | blocked         | EICAR
    eicar.zip     | OK           | blocked         | EICAR
    bomb.zip      | OK           | blocked         | it unpacks to far more than a file of its size
    deep.zip      | OK           | blocked         | archives within archives
    torn.zip      | OK           | blocked         | damaged
    tool.bin      | OK           | blocked         | a program for Linux
    plain.R       |              | scan unavailable | No scanner is installed
    plain.R       | breaks       | scan unavailable | could not look at the files (status 2)
    plain.R       | hangs        | scan unavailable | was not done within
    plain.R       | ERROR        | scan unavailable | did not look at all files
    eicar.txt     |              | blocked         | EICAR
"""


def test_t38_what_is_harmful_stays_in_quarantine_and_an_absent_scanner_is_told(
    project: Path, tmp_path: Path, scanner: Callable[[str], None]
) -> None:
    for number, row in enumerate(text_tables.rows(SCANS), 1):
        (tmp_path / "bin" / "clamscan").unlink(missing_ok=True)
        if row["scanner says"]:
            scanner(row["scanner says"])
        path = tmp_path / str(row["file"])
        path.write_bytes(FILES[path.name])
        fine = row["state"] in ("delivered", "to be looked at")
        said = run("project", "ingress", "add", path, "--project", project, *SAYS, exit=0 if fine else 1)
        assert f"{number:04} of leavers is {row['state']}." in said, row
        assert (row["is told"] or "") in said, row
        assert "hunter22" not in said
        is_in = project / "brought" / f"{number:04}" / path.name
        assert is_in.exists() is (row["state"] == "delivered"), row
    listed = run("project", "ingress", "list", "--project", project).splitlines()
    assert len(listed) == len(text_tables.rows(SCANS))
    assert listed[-1].split() == ["0001", "code", "1", "file", "7", "bytes", "delivered"]


SERVICES = """
    the service says | of what nobody can look into | the program says | state            | is told
    OK               | X FOUND                      |                  | delivered        |
    X.Y FOUND        | X FOUND                      |                  | blocked          | ClamAV finds X.Y
    OK               | OK                           |                  | scan unavailable | does not say what it skips
    OK               | OK                           | OK               | delivered        |
    X.Y FOUND        | OK                           |                  | blocked          | ClamAV finds X.Y
    X.Y FOUND        | OK                           | breaks           | blocked          | ClamAV finds X.Y
    OK               |                              |                  | scan unavailable | did not look at all files
    breaks           |                              |                  | scan unavailable | could not look at the files
    breaks           |                              | OK               | delivered        |
    hangs            | hangs                        |                  | scan unavailable | clamdscan does not answer
    hangs            | hangs                        | OK               | delivered        |
"""


def test_a_service_that_scans_is_believed_only_if_it_says_what_it_skips(
    project: Path, tmp_path: Path, scanner: Callable[..., None]
) -> None:
    (tmp_path / "plain.R").write_bytes(FILES["plain.R"])
    for row in text_tables.rows(SERVICES):
        scanner(str(row["the service says"]), str(row["of what nobody can look into"] or ""), name="clamdscan")
        (tmp_path / "bin" / "clamscan").unlink(missing_ok=True)
        if row["the program says"]:
            scanner(str(row["the program says"]))
        fine = row["state"] == "delivered"
        said = run(
            "project", "ingress", "add", tmp_path / "plain.R", "--project", project, *SAYS, exit=0 if fine else 1
        )
        assert f"of leavers is {row['state']}." in said, row
        assert (row["is told"] or "") in said, row


CLAMAV = """
    set                      | service | file      | state            | is told
    as it comes              | runs    | plain.R   | scan unavailable | does not say what it skips
    as it comes              | runs    | harmful.R | blocked          | ClamAV finds Alder.Test
    to say what it skips     | runs    | plain.R   | delivered        |
    to say what it skips     | runs    | harmful.R | blocked          | ClamAV finds Alder.Test
    to say what it skips     | runs    | large.R   | blocked          | Limits.Exceeded.MaxFileSize
    to say what it skips     | hangs   | plain.R   | scan unavailable | clamdscan does not answer
    to say what it skips     | is gone | plain.R   | scan unavailable | could not look at the files
"""
FILES |= {"harmful.R": b"x <- 'harm of the test'\n", "large.R": b"x <- 1\n" * (40 << 10)}


@pytest.mark.skipif(not shutil.which("clamd", path="/usr/sbin:/usr/bin"), reason="needs ClamAV (clamav-daemon)")
def test_the_service_of_clamav_is_asked_as_it_answers(
    project: Path, tmp_path: Path, scanner: Callable[..., None]
) -> None:
    with folder() as place:  # the name of a socket has to be short
        (place / "signatures").mkdir()
        (place / "signatures" / "own.ndb").write_text(f"Alder.Test:0:*:{b'harm of the test'.hex()}\n")
        program = tmp_path / "bin" / "clamdscan"
        program.write_text(f'#!/bin/sh\nexec /usr/bin/clamdscan --config-file={place}/clamd.conf "$@"\n')
        program.chmod(0o700)
        for how, rows in groupby(text_tables.rows(CLAMAV), key=lambda row: str(row["set"])):
            with clamd(place, how) as running:
                for row in rows:
                    if row["service"] != "runs":
                        running.send_signal(signal.SIGSTOP if row["service"] == "hangs" else signal.SIGKILL)
                    if row["service"] == "is gone":
                        running.wait()
                    path = tmp_path / str(row["file"])
                    path.write_bytes(FILES[path.name])
                    exit = 0 if row["state"] == "delivered" else 1
                    said = run("project", "ingress", "add", path, "--project", project, *SAYS, exit=exit)
                    assert f"of leavers is {row['state']}." in said, row
                    assert (row["is told"] or "") in said, row


@contextmanager
def clamd(place: Path, how: str) -> Iterator[subprocess.Popen[bytes]]:
    """The service with one signature of our own, of files up to 200 kB."""
    alerts = "AlertExceedsMax yes\nAlertEncrypted yes\n" if how == "to say what it skips" else ""
    (place / "clamd.conf").write_text(
        f"LocalSocket {place}/socket\nDatabaseDirectory {place}/signatures\nForeground yes\nMaxFileSize 200K\n{alerts}"
    )
    program = str(shutil.which("clamd", path="/usr/sbin:/usr/bin"))
    with subprocess.Popen([program, f"--config-file={place}/clamd.conf"], stdout=subprocess.DEVNULL) as running:
        until = time.monotonic() + 30
        while not (place / "socket").is_socket():
            assert time.monotonic() < until
            assert running.poll() is None
            time.sleep(0.02)
        try:
            yield running
        finally:
            running.kill()
            running.wait()
            (place / "socket").unlink(missing_ok=True)


def test_what_is_gone_from_quarantine_or_changed_there_is_told(
    project: Path, tmp_path: Path, scanner: Callable[..., None]
) -> None:
    (tmp_path / "plain.R").write_bytes(FILES["plain.R"])
    for number, (kept, told) in enumerate({b"y <- 2\n": "A file changed in quarantine.", None: "are gone"}.items(), 1):
        run("project", "ingress", "add", tmp_path / "plain.R", "--project", project, *SAYS, exit=1)
        lies = project / "ingress" / f"{number:04}" / "quarantine" / "1"
        lies.unlink()
        scan = ["project", "ingress", "scan", str(number), "--project", project]
        if kept is None:
            assert told in refused(*scan)
        else:
            lies.write_bytes(kept)
            scanner("OK")
            assert told in run(*scan, exit=1)
            (tmp_path / "bin" / "clamscan").unlink()


def test_data_are_let_in_by_another_account_as_what_the_agreement_speaks_of(
    project: Path, tmp_path: Path, scanner: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "amara")
    (tmp_path / "distances.csv").write_text("area,km\nA,10\n")
    run("project", "ingress", "add", tmp_path / "distances.csv", "--data", "--project", project, *SAYS, exit=1)
    let_in = ["project", "ingress", "let-in", "1", "--project", project]
    assert "Only a data manager can let files in" in refused(*let_in)
    monkeypatch.setenv("LOGNAME", "dev")
    assert "Name what of the application these data are" in refused(*let_in)
    assert "Say what you looked at, since no scanner did" in refused(*let_in, "--as", "distances")
    scanner("OK")
    run("project", "ingress", "scan", "1", "--project", project)
    assert "0001 of leavers is delivered." in run(*let_in, "--as", "distances")
    assert (project / "brought" / "0001" / "distances.csv").read_text() == "area,km\nA,10\n"
    events = project / "ingress" / "0001" / "events.jsonl"
    assert [json.loads(line)["action"] for line in events.read_text().splitlines()] == [
        *("BRING", "REPORT_UNSCANNED", "PASS_SCAN", "LET_IN", "DELIVER")
    ]
    events.write_text(events.read_text().replace("dev", "grace"))
    assert "an event is not as it was written" in refused("project", "ingress", "list", "--project", project)


def test_a_file_that_changes_in_quarantine_is_held(
    project: Path, tmp_path: Path, scanner: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner("OK")
    monkeypatch.setenv("LOGNAME", "amara")
    (tmp_path / "secret.py").write_bytes(FILES["secret.py"])
    run("project", "ingress", "add", tmp_path / "secret.py", "--project", project, *SAYS)
    (project / "ingress" / "0001" / "quarantine" / "1").write_text("other")
    monkeypatch.setenv("LOGNAME", "dev")
    assert "0001 of leavers is blocked." in run("project", "ingress", "let-in", "1", "--project", project)
    assert not (project / "brought").exists()
    assert "It is blocked, and stays in quarantine." in refused(
        "project", "ingress", "refuse", "1", "--why", "x", "--project", project
    )
