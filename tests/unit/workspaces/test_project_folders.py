"""The folder of a project: what its settings and the manifest of its extract may say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support import text_tables

from alder.errors import UsageError
from alder.workspaces.declared_outputs import gather
from alder.workspaces.project_extract import describe_file, read_extract, write_manifest
from alder.workspaces.project_folder import open_project, write_new

SETTINGS = """
text                                      | is told

nothing = 1                               | there is no setting called nothing
project = "Leavers 2026"                  | the project has no name
[limits]; memory = 5                      | there is no setting called memory
[limits]; memory_mb = 0                   | memory_mb should be a whole number from 1 to 1,048,576
[limits]; seconds = true                  | seconds should be a whole number from 1 to 604,800
[programs]; folders = "/opt"              | programs are named by paths, and folders by a list of them
[programs]; folders = ["opt"]             | opt is no folder that could be shown to analyses
[programs]; folders = ["/"]               | / would show analyses the folder of the project
[                                         | the settings of the project cannot be read
"""


def test_settings_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    for row in text_tables.rows(SETTINGS):
        text = str(row["text"]).replace("; ", "\n")
        begins = "" if text.startswith("project") else 'project = "leavers"\n'
        (tmp_path / "project.toml").write_text(begins + text)
        with pytest.raises(UsageError) as caught:
            open_project(tmp_path)
        assert caught.value.what == row["is told"]


def test_a_new_project_opens_with_the_limits_that_hold_where_none_are_set(tmp_path: Path) -> None:
    write_new(tmp_path / "leavers", "leavers")
    project = open_project(tmp_path / "leavers")
    assert (project.name, project.limits.memory_mb, project.programs.python) == ("leavers", 4096, "/usr/bin/python3")
    assert [project.begin("runs").name, project.begin("runs").name] == ["0001", "0002"]
    with pytest.raises(UsageError, match="is the folder of a project already"):
        write_new(tmp_path / "leavers", "leavers")


def _extract(folder: Path) -> None:
    (folder / "aims.parquet").write_bytes(b"PAR1")
    files = [describe_file(folder / "aims.parquet", source="ilr", rows=1, fields=("learner_key",))]
    write_manifest(folder, agreement="A-1", made="2026-11-30", made_up=False, files=files)


HARM = """
what is done               | is told

write aims.parquet PAR2    | it is not the file of which the manifest has the checksum
write more.parquet PAR1    | the manifest does not name it
remove aims.parquet        | the manifest names it, and it is no file of the folder
link aims.parquet          | the manifest names it, and it is no file of the folder
write manifest.json x      | it is no JSON
write manifest.json []     | it is not of the form 1
drop agreement             | a key is missing, or means nothing there
"""


def test_an_extract_that_is_not_as_it_was_built_is_refused(tmp_path: Path) -> None:
    for number, row in enumerate(text_tables.rows(HARM)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _extract(folder)
        verb, name, *text = str(row["what is done"]).split()
        if verb in ("remove", "link"):
            (folder / name).unlink()
        if verb == "link":
            (folder / name).symlink_to("/etc/passwd")
        if verb == "write":
            (folder / name).write_text(text[0])
        if verb == "drop":
            said = json.loads((folder / "manifest.json").read_text())
            del said[name]
            (folder / "manifest.json").write_text(json.dumps(said))
        with pytest.raises(UsageError) as caught:
            read_extract(folder)
        assert caught.value.what == f"the extract is not as it was built: {row['is told']}"


SHEETS = """
cover sheet                                   | why

[[                                            | cover.toml is no TOML
colour = 1                                    | cover.toml has a key 'colour', which means nothing there
[[files]]; name = "a.csv"; kind = "earlier"   | An analysis makes nothing that left earlier.
[[files]]; name = "cover.toml"                | It is declared twice.
[[files]]; name = "a/./b.csv"                 | Its name is too long, or is not written as names of files are.
[[files]]; name = "folder"                    | It is no file of one name.
sources = ["leo"]                             | It names its sources, and not ilr, which the extract is built from.
"""


def test_a_cover_sheet_that_declares_what_cannot_be_taken_says_why_in_the_record(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for number, row in enumerate(text_tables.rows(SHEETS)):
        (tmp_path / "cover.toml").write_text(str(row["cover sheet"]).replace("; ", "\n"))
        found = gather(tmp_path, tmp_path / f"gathered {number}", beside=tmp_path, sources=["ilr"])
        assert not found.outputs
        assert [one.why[: len(str(row["why"]))] for one in found.refused] == [row["why"]], row


def test_a_cover_sheet_that_is_long_or_deep_is_not_read(tmp_path: Path) -> None:
    for text in ("a = " + "[" * 20_000, "#" * 70_000):
        (tmp_path / "cover.toml").write_text(text)
        assert [one.name for one in gather(tmp_path, tmp_path / "gathered", beside=tmp_path).refused] == ["cover.toml"]
    assert not (tmp_path / "gathered").exists()
