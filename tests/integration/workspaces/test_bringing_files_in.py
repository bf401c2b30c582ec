"""Code and data that are brought into a workspace: in quarantine, scanned, and let in by somebody else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support import text_tables
from tests.support.commands import refused, run

from alder.workspaces import malware
from alder.workspaces.malware import EICAR
from alder.workspaces.project_folder import write_new

SAYS = ["--purpose", "distances", "--source", "the department", "--licence", "OGL", "--not-personal"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_new(tmp_path / "leavers", "leavers")
    return tmp_path / "leavers"


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Nothing that scans is installed but a program that says this of each file; and nobody waits for long."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(malware, "_PATIENCE", 1)

    def installed(says: str) -> None:
        looks = f'for f; do case "$f" in -*) ;; *) echo "$f: {says}";; esac; done'
        body = {"hangs": "exec /bin/sleep 60", "breaks": "exit 2"}.get(says, looks)
        status = 1 if says.endswith("FOUND") else 0
        program = tmp_path / "bin" / "clamscan"
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "A scanner 1/2/3" && exit\n{body}\nexit {status}\n'
        )
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
