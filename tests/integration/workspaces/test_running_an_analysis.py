"""Running an analysis as a researcher does: what is shown, what is kept, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import text_tables
from tests.support.commands import refused, run
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder import sandbox
from alder.errors import NotSandboxed
from alder.model.period import AcademicYear
from alder.workspaces import analysis_run
from alder.workspaces.analysis_run import run_analysis
from alder.workspaces.made_up_extract import make_up_extract
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import open_project, write_new

SCRIPT = """
import os, sys
from pathlib import Path
print("record of SECRET")
Path(os.environ["ALDER_OUTPUTS"], "of SECRET.csv").write_text("sex,learners\\nFemale,120\\n")
Path("cover.toml").write_text('[[files]]\\nname = "of SECRET.csv"\\n[[files]]\\nname = "missing.csv"\\n')
import more
sys.exit(more.STATUS)
"""


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    """A project with made-up records, owned by an account that owns nothing else."""
    with_a_sandbox()
    with folder() as top:
        run("project", "new", top / "leavers", "--learners", 5)
        (top / "analysis.py").write_text(SCRIPT)
        (top / "more.py").write_text("STATUS = 3\n")
        (top / "works.py").write_text(
            "open('alive.txt', 'w').write('a')\nwhile True: open('alive.txt', 'a').write('a')\n"
        )
        hand_over(top)
        yield top


def test_what_is_shown_of_a_run_is_its_status_times_and_sizes_and_no_word_of_its_code(workspace: Path) -> None:
    made_up = workspace / "leavers" / "made-up"
    command = ["project", "run", workspace / "analysis.py", "--with", workspace / "more.py"]
    command += ["--project", workspace / "leavers", "--extract", made_up]
    said = unprivileged(lambda: run(*command, exit=1))
    lines = [line.split("  ")[0] if line[:1] != " " else line.split()[0] for line in said.splitlines() if line]
    assert lines[0].startswith("Run 0001 of leavers ended with status 3, after ")
    assert lines[1:] == ["Memory", "It", "Its", "For", "Not", "See what a checker would say:"]
    assert "SECRET" not in said
    ran = workspace / "leavers" / "runs" / "0001"
    assert (ran / "printed.txt").read_text() == "record of SECRET\n"
    record = json.loads((ran / "run.json").read_text())
    assert [record["state"], record["exit"], record["sandbox"]["wrong"]] == ["ended", 3, []]
    assert [file["name"] for file in record["code"]] == ["analysis.py", "more.py"]
    assert record["extract"]["sha256"] == read_extract(made_up).sha256
    assert [(one["name"], one["bytes"]) for one in record["outputs"]] == [("of SECRET.csv", 24)]
    assert record["refused"] == [{"name": "missing.csv", "why": "The analysis wrote no such file."}]
    assert sorted(path.name for path in (ran / "gathered").iterdir()) == ["cover.toml", "of SECRET.csv"]


def _refusal(workspace: Path) -> str:
    project = open_project(workspace / "leavers")
    with pytest.raises(NotSandboxed) as caught:
        run_analysis(project, workspace / "analysis.py", read_extract(project.folder / "made-up"))
    return str(caught.value)


WALLS = """
asked               | is told

without unshare-net | it shares these namespaces with the machine: net
without unshare-pid | it shares these namespaces with the machine: pid
with tmpfs /foreign | it holds what it should not: /foreign
with no-such-wall   | bwrap: Unknown option --no-such-wall
"""


def test_a_wall_that_is_missing_keeps_code_from_running(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bubblewrap is asked for less, or more, than Alder thinks, and the launcher in it sees that."""
    for row in text_tables.rows(WALLS):
        how, _, words = str(row["asked"]).partition(" ")
        option, *rest = f"--{words}".split()
        walls = [part for part in sandbox.WALLS if part != option]
        monkeypatch.setattr(analysis_run, "WALLS", walls if how == "without" else [*walls, option, *rest])
        assert str(row["is told"]) in unprivileged(lambda: _refusal(workspace)), row
    last = max((workspace / "leavers" / "runs").iterdir())
    assert json.loads((last / "run.json").read_text())["state"] == "refused"
    assert not list((last / "outputs").iterdir())


def test_a_run_ends_when_whoever_began_it_is_killed(workspace: Path) -> None:
    project = open_project(workspace / "leavers")

    def begin_and_kill() -> list[int]:
        extract = read_extract(project.folder / "made-up")
        before = set((project.folder / "runs").glob("*/outputs/alive.txt"))
        child = os.fork()
        if not child:
            run_analysis(project, workspace / "works.py", extract)
            os._exit(0)
        until = time.monotonic() + 30
        while not (alive := set((project.folder / "runs").glob("*/outputs/alive.txt")) - before):
            assert time.monotonic() < until
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        (file,) = alive
        while True:  # the kernel takes a moment to end them
            size = file.stat().st_size
            time.sleep(0.05)
            if size == file.stat().st_size or time.monotonic() > until:
                return [size, file.stat().st_size]

    size, later = unprivileged(begin_and_kill)
    assert size == later


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as root")
def test_root_runs_no_analysis(workspace: Path) -> None:
    said = refused(
        "project",
        "run",
        workspace / "analysis.py",
        "--project",
        workspace / "leavers",
        "--extract",
        workspace / "leavers" / "made-up",
    )
    assert said.startswith("analyses are not run as root")


def test_a_try_runs_the_same_code_on_made_up_records_and_takes_no_others(tmp_path: Path) -> None:
    write_new(tmp_path / "leavers", "leavers")
    made_up = tmp_path / "leavers" / "made-up"
    make_up_extract(made_up, year=AcademicYear.parse("2025/26"), learners=3)
    (tmp_path / "analysis.py").write_text(SCRIPT)
    (tmp_path / "more.py").write_text("STATUS = 0\n")
    command = [
        "project",
        "try",
        tmp_path / "analysis.py",
        "--with",
        tmp_path / "more.py",
        "--project",
        tmp_path / "leavers",
    ]
    said = run(*command, exit=1)
    assert "  gathered      of SECRET.csv  0 KB" in said
    assert "  not gathered  missing.csv  The analysis wrote no such file." in said
    manifest = made_up / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"made_up": true', '"made_up": false'))
    assert refused(*command).startswith("this extract is about real people, and is used in the sandbox alone")


def test_a_made_up_extract_holds_nothing_that_names_anybody(tmp_path: Path) -> None:
    files = make_up_extract(tmp_path / "made-up", year=AcademicYear.parse("2025/26"), learners=3)
    fields = {field for file in files for field in file.fields}
    assert {"learner_key", "Sex", "LearnAimRef"} <= fields
    assert not fields & {"ULN", "LearnRefNumber", "FamilyName", "Postcode", "DateOfBirth", "Email"}
    assert read_extract(tmp_path / "made-up").made_up
