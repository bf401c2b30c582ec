"""Running an analysis as a researcher does: what is shown, what is kept, and what is refused."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support import text_tables
from tests.support.analysis_programs import programs_with
from tests.support.commands import refused, run
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder import sandbox
from alder.errors import MissingExtra, NotSandboxed, UsageError
from alder.model.period import AcademicYear
from alder.outputs.cover_sheet import read_cover_sheet
from alder.workspaces import analysis_run
from alder.workspaces.analysis_run import run_analysis, settle_lost, try_analysis
from alder.workspaces.control_group import own_group
from alder.workspaces.made_up_extract import make_up_extract
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import AnalysisPrograms, open_project, write_new

SCRIPT = """
import os, sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
print("record of SECRET")
if (own := Path(os.environ["ALDER_BROUGHT"], "0001", "own.csv")).exists():
    print(own.read_text())
Path(os.environ["ALDER_OUTPUTS"], "of SECRET.csv").write_text("sex,learners\\nFemale,120\\n")
Path("cover.toml").write_text('[[files]]\\nname = "of SECRET.csv"\\n[[files]]\\nname = "missing.csv"\\n')
import more
sys.exit(more.STATUS)
"""

COUNTS_IN_R = """
extract <- readLines(file.path(Sys.getenv("ALDER_EXTRACT"), "manifest.json"))
write.csv(data.frame(table = "manifest", lines = length(extract)), "counts.csv", row.names = FALSE)
writeLines(c("[[files]]", "name = \\"counts.csv\\""), "cover.toml")
"""

CELLS = {
    "analysis": ["import more; print('record of SECRET', more.STATUS)", "open('cover.toml', 'w').write(SHEET)"],
    "fails": ["1 / 0", "open('later.csv', 'w')"],
}
SHEET = """SHEET = '[[files]]\\nname = "analysis.ipynb"\\n'"""


def _notebook(*cells: str) -> str:
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made = [{**empty, "id": str(number), "source": one} for number, one in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    """A project with made-up records, owned by an account that owns nothing else."""
    with_a_sandbox()
    import_module("alder.outputs.cover_sheet")  # the account may not be able to
    with folder() as top:
        run("project", "new", top / "leavers", "--learners", 5)
        (top / "analysis.py").write_text(SCRIPT)
        (top / "leavers" / "brought" / "0001").mkdir(parents=True)
        (top / "leavers" / "brought" / "0001" / "own.csv").write_text("area,km")
        (top / "more.py").write_text("STATUS = 3\n")
        (top / "analysis.R").write_text("exit 7\n")
        (top / "counts.R").write_text(COUNTS_IN_R)
        for name, cells in CELLS.items():
            (top / f"{name}.ipynb").write_text(_notebook(SHEET, *cells))
        (top / "takes.py").write_text("bytearray(300 << 20)[::4096] = b'a' * 76_800\n")
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
    ended = re.match(r"Run (\d{4}) of leavers ended with status 3, after ", lines[0])
    assert ended
    assert lines[1:] == ["Memory", "It", "Its", "For", "Not", "See what a checker would say:"]
    assert "SECRET" not in said
    ran = workspace / "leavers" / "runs" / ended[1]
    assert (ran / "printed.txt").read_text() == "record of SECRET\narea,km\n"
    record = json.loads((ran / "run.json").read_text())
    assert [record["state"], record["exit"], record["sandbox"]["wrong"]] == ["ended", 3, []]
    assert [file["name"] for file in record["code"]] == ["analysis.py", "more.py"]
    assert record["extract"]["sha256"] == read_extract(made_up).sha256
    assert [(one["name"], one["bytes"]) for one in record["outputs"]] == [("of SECRET.csv", 24)]
    assert record["refused"] == [{"name": "missing.csv", "why": "The analysis wrote no such file."}]
    assert sorted(path.name for path in (ran / "gathered").iterdir()) == ["cover.toml", "of SECRET.csv"]
    assert read_cover_sheet((ran / "gathered" / "cover.toml").read_text()).sources == ("ilr",)


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


MACHINES = """
    bubblewrap                | is told
    is not there              | bubblewrap is not installed
    may not make namespaces   | This machine has to allow namespaces of users
    is one that fails at once | bubblewrap could not put up its walls
"""


def test_a_machine_that_forbids_walls_runs_nothing_and_says_what_to_change(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = sandbox.bubblewrap()
    inside = f'exec {program} --dev-bind / / --unshare-user --disable-userns -- {program} "$@"'
    says = {"may not make namespaces": inside, "is one that fails at once": "exit 1"}
    (workspace / "bin").mkdir()
    monkeypatch.setenv("PATH", str(workspace / "bin"))
    for row in text_tables.rows(MACHINES):
        if script := says.get(str(row["bubblewrap"])):
            (workspace / "bin" / "bwrap").write_text(f"#!/bin/sh\n{script}\n")
            (workspace / "bin" / "bwrap").chmod(0o755)
        assert str(row["is told"]) in unprivileged(lambda: _refusal(workspace)), row


def test_a_script_is_run_by_what_its_name_and_the_settings_say(workspace: Path) -> None:
    """R need not be installed for it: a shell stands where the settings would name Rscript."""
    project = open_project(workspace / "leavers")
    extract = read_extract(project.folder / "made-up")
    shell = replace(project, programs=AnalysisPrograms(rscript="/usr/bin/sh"))
    done = unprivileged(lambda: run_analysis(shell, workspace / "analysis.R", extract).as_object())
    assert [done["exit"], done["programs"]["interpreter"]] == [7, "/usr/bin/sh"]
    with pytest.raises(UsageError, match="is no analysis"):
        try_analysis(project, workspace / "analysis.sql", extract)
    bare = replace(project, programs=AnalysisPrograms(python="/usr/bin/false"))
    with pytest.raises(MissingExtra, match="/usr/bin/false lacks what it needs to start"):
        try_analysis(bare, workspace / "analysis.ipynb", extract)


@pytest.mark.skipif(not Path("/usr/bin/Rscript").exists(), reason="R is not installed")
def test_a_script_in_r_reads_the_extract_and_declares_an_output(workspace: Path) -> None:
    project = open_project(workspace / "leavers")
    extract = read_extract(project.folder / "made-up")
    done = unprivileged(lambda: run_analysis(project, workspace / "counts.R", extract).as_object())
    assert [done["exit"], [one["name"] for one in done["outputs"]]] == [0, ["counts.csv"]]


def test_a_notebook_runs_as_a_script_does_and_its_copy_is_what_is_declared(workspace: Path) -> None:
    project = open_project(workspace / "leavers")
    extract = read_extract(project.folder / "made-up")
    with_jupyter = replace(project, programs=programs_with("nbclient", "ipykernel"))

    def runs() -> list[dict[str, Any]]:
        beside = [workspace / "more.py"]
        names = ("analysis.ipynb", "fails.ipynb")
        return [run_analysis(with_jupyter, workspace / one, extract, beside=beside).as_object() for one in names]

    done, failed = unprivileged(runs)
    assert [done["exit"], failed["exit"], failed["outputs"]] == [0, 1, []]
    assert [one["name"] for one in done["outputs"]] == ["analysis.ipynb"]
    folder = project.folder / "runs"
    assert "record of SECRET 3" in (folder / done["run"] / "gathered" / "analysis.ipynb").read_text()
    assert "ZeroDivisionError" in (folder / failed["run"] / "printed.txt").read_text()
    assert not (folder / failed["run"] / "outputs" / "later.csv").exists()


def test_a_control_group_that_was_given_to_the_account_keeps_the_sums_of_a_run(workspace: Path) -> None:
    project = open_project(workspace / "leavers")
    limits = replace(project.limits, memory_mb=64)
    small = replace(project, limits=limits)
    if why := unprivileged(lambda: own_group(limits.of_a_group())[1]):
        pytest.skip(why)
    extract = read_extract(project.folder / "made-up")
    done = unprivileged(lambda: run_analysis(small, workspace / "takes.py", extract).as_object())
    assert [done["state"], done["stopped_for"], done["control_group"]] == ["stopped", "memory", ""]


def _at_work(workspace: Path, extract: str = "made-up") -> tuple[int, Path]:
    """The process of a run that goes on and on, and what it writes, once it has begun to."""
    project = open_project(workspace / "leavers")
    before = set((project.folder / "runs").glob("*/outputs/alive.txt"))
    if not (child := os.fork()):
        for one in (signal.SIGTERM, signal.SIGHUP):  # whoever runs the tests may ignore one, as nohup does
            signal.signal(one, signal.SIG_DFL)
        command = ["project", "run", workspace / "works.py", "--project", project.folder]
        with suppress(BaseException):  # it is ended
            run(*command, "--extract", project.folder / extract)
        os._exit(0)
    until = time.monotonic() + 30
    while not (alive := set((project.folder / "runs").glob("*/outputs/alive.txt")) - before):
        assert time.monotonic() < until
        time.sleep(0.01)
    return child, alive.pop()


ENDS = """
    whoever began it gets | then the record says | and once more has run
    SIGTERM               | stopped: stopped     | stopped: stopped
    SIGHUP                | stopped: stopped     | stopped: stopped
    SIGKILL               | running:             | stopped: lost
"""


def _begin_and_end(workspace: Path, name: str) -> list[Any]:
    project = open_project(workspace / "leavers")
    extract = read_extract(project.folder / "made-up")
    child, alive = _at_work(workspace)
    record, half = alive.parents[1] / "run.json", alive.parents[1] / "gathered"
    half.mkdir()
    (half / "half.csv").write_text("a")

    def told() -> str:
        said = json.loads(record.read_text())
        return f"{said['state']}: {said['stopped_for']}".strip()

    settle_lost(project)
    assert told() == "running:", "a run that is under way is not taken for lost"
    os.kill(child, getattr(signal, name))
    os.waitpid(child, 0)
    first = told()
    run_analysis(project, workspace / "more.py", extract)
    size = alive.stat().st_size
    time.sleep(0.05)
    files = sorted(path.name for path in record.parent.iterdir())
    return [first, told(), size == alive.stat().st_size, files]


def test_a_run_ends_with_whoever_began_it_and_its_record_says_so_by_the_next_run(workspace: Path) -> None:
    for row in text_tables.rows(ENDS):
        end = partial(_begin_and_end, workspace, str(row["whoever began it gets"]))
        first, second, gone, files = unprivileged(end)
        assert [first, second] == [row["then the record says"], row["and once more has run"]], row
        assert gone, row
        assert files == ["code", "outputs", "printed.txt", "run.json"], "nothing that is half gathered stays"


def test_on_a_full_disk_nothing_is_offered_and_the_record_has_room(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = open_project(workspace / "leavers")
    extract = read_extract(project.folder / "made-up")

    def full(_: Any, into: Path, **__: Any) -> None:
        if into.name == "gathered":
            into.mkdir()
            (into / "half.csv").write_text("a")
        raise OSError(errno.ENOSPC, "No space left on device")

    def runs() -> int:
        before = len(list((project.folder / "runs").iterdir()))
        with pytest.raises(UsageError, match="the disk of the workspace is full"):
            run_analysis(project, workspace / "more.py", extract)
        return len(list((project.folder / "runs").iterdir())) - before

    monkeypatch.setattr(analysis_run, "gather", full)
    assert unprivileged(runs) == 1
    last = max((project.folder / "runs").iterdir())
    record = json.loads((last / "run.json").read_text())
    assert [record["state"], record["stopped_for"], record["outputs"]] == ["stopped", "disk", []]
    assert sorted(path.name for path in last.iterdir()) == ["code", "outputs", "printed.txt", "run.json"]
    monkeypatch.setattr(shutil, "copyfile", full)
    assert unprivileged(runs) == 0, "of a run that had not begun nothing stays"


def test_code_whose_name_is_no_text_is_refused_before_anything_runs(workspace: Path) -> None:
    project = open_project(workspace / "leavers")
    odd = Path(os.fsdecode(os.fsencode(workspace) + b"/\xff.py"))
    odd.write_text("")
    with pytest.raises(UsageError, match="is no text in UTF-8"):
        try_analysis(project, odd, read_extract(project.folder / "made-up"))


def test_t07_a_project_that_is_frozen_ends_what_runs_and_lets_nothing_begin(workspace: Path) -> None:
    folder = ["--project", workspace / "leavers"]
    command = ["project", "run", workspace / "more.py", *folder, "--extract", workspace / "leavers" / "made-up"]

    def begin_and_freeze() -> list[str]:
        child, alive = _at_work(workspace)
        run("project", "freeze", *folder, "--why", "The agreement has ended.")
        os.waitpid(child, 0)
        record = json.loads((alive.parent.parent / "run.json").read_text())
        said = refused(*command)
        run("project", "thaw", *folder)
        return [record["state"], record["stopped_for"], said, run(*command)]

    state, reason, said, again = unprivileged(begin_and_freeze)
    assert (state, reason) == ("stopped", "frozen")
    assert said.startswith("the project is frozen, and nothing is run on its extract")
    assert "UTC: The agreement has ended." in said
    assert "ended with status 0" in again


def test_a_run_ends_when_another_extract_is_loaded_and_none_begins_on_what_was_not(workspace: Path) -> None:
    project = open_project(workspace / "leavers")

    def begin_and_load() -> list[str]:
        shutil.copytree(project.folder / "made-up", project.folder / "extract")
        manifest = project.folder / "extract" / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"made_up": False}))
        old = read_extract(project.folder / "extract")
        project.note_loaded(old.sha256)
        child, alive = _at_work(workspace, "extract")
        project.note_loaded("0" * 64)
        os.waitpid(child, 0)
        record = json.loads((alive.parent.parent / "run.json").read_text())
        said = refused("project", "run", workspace / "more.py", "--project", project.folder)
        shutil.rmtree(project.folder / "extract")
        return [record["state"], record["stopped_for"], said]

    state, reason, said = unprivileged(begin_and_load)
    assert (state, reason) == ("stopped", "loaded anew")
    assert said.startswith("this extract is not the one that was loaded")


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
    assert "  gathered      of SECRET.csv  24 bytes" in said
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
