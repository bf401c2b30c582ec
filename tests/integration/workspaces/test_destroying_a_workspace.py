"""The end of a workspace: kept, destroyed by two, with a certificate that a power cut does not spoil."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.commands import refused, run

from alder import wall_clock
from alder.workspaces.destruction import Destruction, read_certificate, take_inventory
from alder.workspaces.project_folder import write_new


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "leavers"
    write_new(folder, "leavers")
    written = folder / "runs" / "0001" / "outputs"
    written.mkdir(parents=True)
    (written / "of SECRET.csv").write_text("SECRET")
    (folder / "extract").mkdir()
    (folder / "extract" / "aims.parquet").write_bytes(os.urandom(3 << 20))
    (folder / "away").symlink_to("/etc/passwd")
    os.link(folder / "extract" / "aims.parquet", tmp_path / "another name")
    return folder


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """An account does what follows, on a day."""

    def now(account: str, day: str) -> None:
        monkeypatch.setenv("LOGNAME", account)
        monkeypatch.setattr(wall_clock, "now", lambda: datetime.fromisoformat(f"{day}T12:00+00:00"))

    return now


def test_two_accounts_destroy_what_was_listed_once_it_need_not_be_kept(
    project: Path, tmp_path: Path, on: Callable[[str, str], None]
) -> None:
    destroy = ["project", "destroy", "--project", project]
    on("dev", "2027-01-04")
    assert "It is active." in refused(*destroy, "--why", "It is over.")
    run("project", "retain", "--until", "2027-01-31", "--why", "The agreement is over.", "--project", project)
    assert "Its agreement is over" in refused("project", "thaw", "--project", project)
    assert "It is kept until 31 January 2027." in refused(*destroy, "--why", "It is over.")
    on("dev", "2027-02-01")
    assert "leavers holds 4 files" in run(*destroy, "--why", "It is over.")
    assert "You asked for it, so another data manager agrees." in refused(*destroy)
    on("grace", "2027-02-02")
    (project / "late.txt").write_text("x")
    assert "What is there has changed" in refused(*destroy)
    (project / "late.txt").unlink()
    said = run(*destroy)
    assert not project.exists()
    assert (tmp_path / "another name").read_bytes() == b"", "its bytes are gone, not its name alone"
    assert Path("/etc/passwd").stat().st_size
    written = tmp_path / "leavers.destroyed.json"
    assert said == run("project", "certificate", written)
    certificate = read_certificate(written)
    assert certificate["sha256"] in said
    assert certificate["by"] == ["dev", "grace"]
    names = [one["name"] for one in certificate["what"]]
    assert {"extract/aims.parquet", "project.toml", "frozen.txt", "away", "runs/0001/outputs/1"} <= set(names)
    assert "SECRET" not in written.read_text()
    assert certificate["not promised"]
    events = (tmp_path / "leavers.workspace.jsonl").read_text().splitlines()
    assert json.loads(events[-1])["said"]["certificate"] == certificate["sha256"]
    written.write_text(written.read_text().replace('"grace"', '"amara"'))
    assert "not as it was written" in refused("project", "certificate", written)


def begun(project: Path) -> Destruction:
    destruction = Destruction(project)
    destruction.begin(take_inventory(project), project="leavers", agreement="A-1", by=["dev", "grace"], why="over")
    return destruction


def forked(do: Callable[[], object]) -> int:
    """A process of its own that does it: its number."""
    child = os.fork()
    if not child:  # pragma: no cover  # in a process of its own
        try:
            do()
        finally:
            os._exit(0)
    return child


def test_after_a_power_cut_it_goes_on_and_the_certificate_names_all_that_was_there(project: Path) -> None:
    def cut(path: Path) -> None:  # pragma: no cover  # in a process of its own
        if path.name == "frozen.txt" or path.parent.name == "extract":
            os.kill(os.getpid(), signal.SIGKILL)

    listed = take_inventory(project)
    destruction = begun(project)
    status = os.waitpid(forked(lambda: destruction.carry_out(at=cut)), 0)[1]
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert project.exists()
    done = destruction.carry_out()
    assert (done["interrupted"], done["inventory"], done["left"]) == (1, listed.sha256, 0)
    assert not project.exists()
    assert not destruction.journal.exists()
    assert datetime.fromisoformat(done["ended"]).tzinfo == UTC


def test_of_two_processes_at_once_one_destroys_and_the_other_finds_it_done(project: Path, tmp_path: Path) -> None:
    destruction = begun(project)
    read, write = os.pipe()

    def slowly(path: Path) -> None:  # pragma: no cover  # in a process of its own
        os.write(write, b"x")

    def carry_out() -> None:  # pragma: no cover  # in a process of its own
        (tmp_path / f"done {os.getpid()}").write_text(destruction.carry_out(at=slowly)["sha256"])

    children = [forked(carry_out) for _ in range(2)]
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = len(pipe.read())
    assert told == len(take_certificate(destruction)["what"]), "each path was removed by one of them"
    assert len({(tmp_path / f"done {child}").read_text() for child in children}) == 1


def take_certificate(destruction: Destruction) -> dict[str, object]:
    return read_certificate(destruction.certificate)


def test_a_folder_in_which_something_else_is_mounted_is_not_destroyed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "extract")
    (project / "frozen.txt").write_text("x")
    assert "something else is mounted" in refused("project", "destroy", "--project", project, "--why", "over")
