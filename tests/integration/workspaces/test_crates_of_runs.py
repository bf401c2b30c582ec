"""A crate of a run has what the Five Safes profile asks, line by line, and of its results what was released alone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rocrate.rocrate import ROCrate

from alder.cli.commands import cli
from alder.errors import AlderError
from alder.workspaces.bag import open_bag, pack_bag, write_bag
from alder.workspaces.crate_profile import DEMANDS, faults, open_crate
from alder.workspaces.project_folder import write_new
from alder.workspaces.run_crate import read_request, write_crate

ABOUT = """
title = "Who leaves in the first six weeks"
description = "Shares of early leavers by level, with counts of ten and more."
licence = "https://creativecommons.org/licenses/by/4.0/"
agent = { name = "Amara Okafor", orcid = "https://orcid.org/0000-0002-1825-0097" }
organisation = { name = "University of Mereshire" }
project = { title = "Early leavers" }
service = { name = "Alder secure workspace", address = "https://alder.example/" }
signed_off = { by = "Owen Hughes", at = "2026-11-02T09:30:00+00:00" }
"""
FILES = {"shares.csv": b"level,share\n3,0.12\n", "secret.csv": b"REFUSEDRESULT\n"}
SCRIPT = b"print('shares')\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that ended well, with two outputs that were gathered."""
    return a_run(tmp_path, "shares.py", FILES)


def a_run(tmp_path: Path, script: str, outputs: dict[str, bytes], *, exit: int = 0) -> Path:
    write_new(tmp_path / "leavers", "leavers")
    folder = tmp_path / "leavers" / "runs" / "0001"
    (folder / "code").mkdir(parents=True)
    (folder / "gathered").mkdir()
    (folder / "code" / script).write_bytes(SCRIPT)
    for name, data in outputs.items():
        (folder / "gathered" / name).parent.mkdir(exist_ok=True)
        (folder / "gathered" / name).write_bytes(data)
    record = {
        "form": 1,
        "run": "0001",
        "alder": "0.1",
        "project": "leavers",
        "script": script,
        "state": "ended",
        "exit": exit,
        "started": "2026-11-02T10:00:00+00:00",
        "ended": "2026-11-02T10:00:04+00:00",
        "code": [{"name": script, "bytes": len(SCRIPT), "sha256": digest(SCRIPT)}],
        "extract": {"agreement": "A-0147", "made_up": False, "rows": 987654, "sha256": digest(b"extract"), "files": {}},
        "outputs": [{"name": name, "kind": "output", "sha256": digest(data)} for name, data in outputs.items()],
        "refused": [],
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "about.toml").write_text(ABOUT, encoding="utf-8")
    return folder


def released(
    folder: Path,
    *,
    code: bytes = SCRIPT,
    result: bytes = FILES["shares.csv"],
    names: tuple[str, str] = ("shares.csv", "shares.py"),
) -> Path:
    """What came from the desk: one of the results with the code."""
    folder.mkdir()
    for name, data in zip(names, (result, code), strict=True):
        (folder / name).write_bytes(data)
    certificate = {
        "certificate": "Alder release certificate, version 1",
        "released": "2026-11-05T16:00:00+00:00",
        "files": [
            {"name": f"1/{names[0]}", "kind": "output", "sha256": digest(FILES["shares.csv"]), "drawn_anew": False},
            {"name": f"1/{names[1]}", "kind": "code", "sha256": digest(code), "drawn_anew": False},
        ],
    }
    (folder / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    return folder


def crate(run: Path, *, from_desk: bool = True) -> Path:
    archive = run.parents[2] / "crate.zip"
    desk = released(run.parents[2] / "desk") if from_desk else None
    write_crate(run, read_request(run.parents[2] / "about.toml"), archive, released=desk)
    return archive


def unpacked(archive: Path, folder: Path) -> Path:
    """The folder of the bag."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    (bag,) = folder.iterdir()
    return bag


def test_a_released_run_is_a_crate_that_the_library_opens_and_people_can_follow(run: Path, tmp_path: Path) -> None:
    archive = crate(run)
    assert not [*faults(open_crate(archive))]
    opened = ROCrate(unpacked(archive, tmp_path / "out") / "data")
    assert opened.name == "Who leaves in the first six weeks"
    assert opened.mainEntity["conformsTo"] == "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
    steps = {str(one.id): one for one in opened.root_dataset["mentions"]}
    assert [name for name in steps if not name.startswith("#run")] == [
        *("#check", "#validation", "#sign-off", "#disclosure", "#bag")
    ]
    (asked,) = [one for name, one in steps.items() if name.startswith("#run")]
    assert (asked["agent"]["name"], asked["agent"]["affiliation"]["name"]) == (
        "Amara Okafor",
        "University of Mereshire",
    )
    assert asked["result"].id == "outputs/shares.csv"
    assert steps["#sign-off"]["agent"]["name"] == "Owen Hughes"
    assert steps["#disclosure"]["actionStatus"] == "http://schema.org/CompletedActionStatus"
    inner = ROCrate(tmp_path / "out" / "leavers-0001" / "data" / "workflow")
    assert (inner.mainEntity.id, inner.mainEntity["programmingLanguage"]["name"]) == ("shares.py", "Python")
    bag = open_bag(archive)
    assert bag.info["External-Identifier"].startswith("urn:uuid:")
    assert bag.files["data/outputs/shares.csv"] == FILES["shares.csv"]


def test_a_result_that_was_not_released_is_not_in_it_by_byte_or_name(run: Path, tmp_path: Path) -> None:
    bag = open_bag(crate(run))
    everything = b"".join([*bag.files.values(), *(name.encode() for name in bag.files)])
    for word in (b"REFUSEDRESULT", b"secret.csv", digest(FILES["secret.csv"]).encode(), b"987654"):
        assert word not in everything


def test_before_the_desk_released_anything_a_crate_has_no_results_and_says_that_they_wait(run: Path) -> None:
    archive = crate(run, from_desk=False)
    opened = open_crate(archive)
    assert not [*faults(opened)]
    assert opened.entities["#disclosure"]["actionStatus"] == "http://schema.org/PotentialActionStatus"
    assert not opened.results
    assert not [name for name in opened.bag.files if "outputs" in name]


CASES: dict[str, tuple[str, dict[str, bytes], int, bool]] = {
    "waiting": ("shares.R", FILES, 0, False),
    "failed": ("book.ipynb", {}, 1, False),
    "released, with names that no address has": ("my shårès.py", {"tables/of åll 1.csv": FILES["shares.csv"]}, 0, True),
}


def crate_of(case: str, folder: Path) -> Path:
    script, outputs, exit, from_desk = CASES[case]
    folder.mkdir()
    made = a_run(folder, script, outputs, exit=exit)
    desk = None
    if from_desk:
        desk = released(folder / "desk", names=(next(iter(outputs)).rpartition("/")[2], script))
    write_crate(made, read_request(folder / "about.toml"), folder / "crate.zip", released=desk)
    return folder / "crate.zip"


def test_files_may_have_names_that_no_address_has(tmp_path: Path) -> None:
    archive = crate_of("released, with names that no address has", tmp_path / "odd")
    assert open_bag(archive).files["data/outputs/tables/of åll 1.csv"] == FILES["shares.csv"]
    opened = ROCrate(unpacked(archive, tmp_path / "out") / "data")
    assert opened.get("outputs/tables/of%20%C3%A5ll%201.csv")["name"] == "tables/of åll 1.csv"


VALIDATORS = """
import json, logging, sys
from pathlib import Path
import bagit
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.utils import http

logging.disable(logging.CRITICAL)
text = Path(sys.argv[1]).read_text()
terms = json.loads(text.replace("https://bioschemas.org/terms/", "https://bioschemas.org/"))  # as 1.1 and 1.2 have them

class Terms:
    ok, status_code, url, headers, text = True, 200, "", {"Content-Type": "application/ld+json"}, json.dumps(terms)
    json = staticmethod(lambda: terms)

http.HttpRequester.get = http.HttpRequester.head = lambda *_, **__: Terms  # nothing is fetched
for bag in map(Path, sys.argv[2:]):
    bagit.Bag(str(bag)).validate()
    for folder, profile in ((bag / "data", "ro-crate-1.2"), (bag / "data" / "workflow", "workflow-ro-crate-1.0")):
        asked = ValidationSettings(
            rocrate_uri=str(folder), profile_identifier=profile, requirement_severity=Severity.REQUIRED
        )
        for found in services.validate(asked).get_issues():
            print(bag.parent.name, profile, found.check.identifier, found.message)
"""


@pytest.mark.long
def test_what_others_wrote_to_validate_crates_and_bags_finds_nothing_that_must_be_otherwise(tmp_path: Path) -> None:
    if not (python := os.environ.get("ALDER_CRATE_VALIDATORS")):
        pytest.skip("no Python with roc-validator and bagit is named in ALDER_CRATE_VALIDATORS")
    bags = [unpacked(crate_of(case, tmp_path / case), tmp_path / f"bag-{n}") for n, case in enumerate(CASES)]
    terms = files("rocrate") / "data" / "ro-crate.jsonld"
    done = subprocess.run(
        [python, "-c", VALIDATORS, str(terms), *map(str, bags)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    (bags[0] / "data" / "ro-crate-metadata.json").write_text('{"@context": "", "@graph": []}', encoding="utf-8")
    harmed = subprocess.run([python, "-c", VALIDATORS, str(terms), str(bags[0])], capture_output=True, check=False)
    assert harmed.returncode, "the validators look"


def change(thing: str, **values: Any) -> Callable[[dict[str, Any], Path], None]:
    """Another value for properties of an entity; None takes one away."""

    def changed(entities: dict[str, Any], bag: Path) -> None:
        name = thing if thing in entities else next(name for name in entities if name.startswith(thing))
        for key, value in values.items():
            entities[name].pop(key, None)
            if value is not None:
                entities[name][key] = value

    return changed


def drop(thing: str) -> Callable[[dict[str, Any], Path], None]:
    return lambda entities, bag: [entities.pop(name) for name in [*entities] if name.startswith(thing)] and None


def no_language(entities: dict[str, Any], bag: Path) -> None:
    path = bag / "data" / "workflow" / "ro-crate-metadata.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"programmingLanguage"', '"spoken"'), encoding="utf-8")


HARM: dict[str, Callable[[dict[str, Any], Path], None]] = {
    "B3": lambda entities, bag: entities.clear(),
    "B5": change("#check", instrument={"@id": "../fetch.txt"}),
    "M1": change("ro-crate-metadata.json", conformsTo={"@id": "https://w3id.org/ro/crate/1.1"}),
    "M2": change("ro-crate-metadata.json", about={"@id": "#project"}),
    "M3": change("./", license=None),
    "M4": change("#project", **{"@type": None}),
    "W1": change("workflow/", conformsTo=None),
    "W2": no_language,
    "R1": change("./", mentions=[{"@id": one} for one in ("#check", "#validation", "#sign-off", "#disclosure")]),
    "R2": change("#run", instrument={"@id": "#alder"}),
    "R3": change("#run", agent={"@id": "#alder"}),
    "R4": change("./", sourceOrganization={"@id": "#agent"}),
    "R5": change("#run", object=[{"@id": "#nothing"}]),
    "R6": change("#run", result=[{"@id": "#nothing"}]),
    "A1": change("#validation", name=None),
    "A2": change("#alder", provider=None),
    "A3": change("#disclosure", actionStatus="http://schema.org/FailedActionStatus"),
    "P1": change("#sign-off", **{"@id": "#another"}),
    "P2": change("./", hasPart=[{"@id": "workflow/"}]),
}
"""For each thing that is asked of metadata, a crate that does not have it."""


def in_the_bag(name: str, text: str | None) -> Callable[[Path], None]:
    def changed(bag: Path) -> None:
        (bag / name).unlink() if text is None else (bag / name).write_text(text, encoding="utf-8")

    return changed


HARM_TO_THE_BAG: dict[str, Callable[[Path], None]] = {
    "B1": in_the_bag("data/outputs/shares.csv", "level,share\n3,0.13\n"),
    "B2": in_the_bag("bagit.txt", "BagIt-Version: 0.97\n"),
    "B4": in_the_bag("bag-info.txt", "Bagging-Date: 2026-11-05\n"),
    "B6": lambda bag: None,
}


@pytest.mark.parametrize("asked", [one.id for one in DEMANDS])
def test_whatever_the_profile_asks_is_missed_where_it_is_not_there(run: Path, tmp_path: Path, asked: str) -> None:
    bag = unpacked(crate(run), tmp_path / "out")
    path = bag / "data" / "ro-crate-metadata.json"
    metadata = json.loads(path.read_text(encoding="utf-8"))
    entities = {one["@id"]: one for one in metadata["@graph"]}
    if asked in HARM:
        HARM[asked](entities, bag)
        if asked == "B5":
            entities["../fetch.txt"] = {"@id": "../fetch.txt", "@type": "File"}
        path.write_text(json.dumps({**metadata, "@graph": [*entities.values()]}), encoding="utf-8")
        write_bag(bag, {"External-Identifier": "urn:uuid:0"})
    else:
        HARM_TO_THE_BAG[asked](bag)
    harmed = tmp_path / "harmed.zip"
    pack_bag(bag, harmed)
    if asked == "B6":
        with zipfile.ZipFile(harmed, "a") as packed:
            packed.writestr("beside.txt", "beside")
    assert asked in {one.id for one in faults(open_crate(harmed))}


def test_the_page_says_what_is_asked() -> None:
    page = Path("docs/explanation/workspaces.md").read_text(encoding="utf-8")
    assert [f"| {one.id} | {one.section} | {one.asks} |" for one in DEMANDS] == re.findall(
        r"^\| [BMWRAP]\d \| .* \|$", page, re.M
    )


@pytest.mark.parametrize(
    ("code", "result", "says"),
    [
        (b"print('other')\n", FILES["shares.csv"], r"1/shares.py is no output of run 0001"),
        (SCRIPT, b"level,share\n3,0.5\n", "1/shares.csv is not what was released"),
    ],
)
def test_what_is_not_of_the_run_or_not_what_was_released_makes_no_crate(
    run: Path, tmp_path: Path, code: bytes, result: bytes, says: str
) -> None:
    desk = released(tmp_path / "desk", code=code, result=result)
    with pytest.raises(AlderError, match=says):
        write_crate(run, read_request(tmp_path / "about.toml"), tmp_path / "crate.zip", released=desk)
    assert not (tmp_path / "crate.zip").exists()


def test_code_that_was_not_released_makes_no_crate_that_leaves(run: Path, tmp_path: Path) -> None:
    desk = released(tmp_path / "desk")
    certificate = json.loads((desk / "certificate.json").read_text(encoding="utf-8"))
    certificate["files"].pop()
    (desk / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    with pytest.raises(AlderError, match=r"shares.py was not released"):
        write_crate(run, read_request(tmp_path / "about.toml"), tmp_path / "crate.zip", released=desk)


def test_of_results_with_the_same_bytes_the_one_that_was_released_is_named(tmp_path: Path) -> None:
    same = {"of SECRET.csv": FILES["shares.csv"], "shares.csv": FILES["shares.csv"]}
    made = a_run(tmp_path, "shares.py", same)
    write_crate(
        made, read_request(tmp_path / "about.toml"), tmp_path / "crate.zip", released=released(tmp_path / "desk")
    )
    bag = open_bag(tmp_path / "crate.zip")
    assert "data/outputs/shares.csv" in bag.files
    assert not [name for name, data in bag.files.items() if "SECRET" in name or b"SECRET" in data]


def test_notebooks_that_somebody_worked_in_make_no_crate(run: Path, tmp_path: Path) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (run / "run.json").write_text(json.dumps({**record, "script": "notebooks", "code": []}), encoding="utf-8")
    with pytest.raises(AlderError, match=r"alder project run NOTEBOOK\.ipynb"):
        write_crate(run, read_request(tmp_path / "about.toml"), tmp_path / "crate.zip")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title =", "titel =", "no part of what a crate says called titel"),
        ('description = "Shares', 'description = ""\n#', "has no description"),
        ("service = {", "service = 3 #", "service is a table"),
        ('name = "Amara Okafor", ', "", "has no agent.name"),
        ("title =", "title", "cannot be read"),
    ],
)
def test_what_a_crate_says_of_people_is_whole_and_understood(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "about.toml").write_text(ABOUT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AlderError, match=says):
        read_request(tmp_path / "about.toml")


def test_the_command_writes_it_beside_the_run(run: Path, tmp_path: Path) -> None:
    asked = [
        "project",
        "crate",
        "0001",
        "--project",
        str(tmp_path / "leavers"),
        "--about",
        str(tmp_path / "about.toml"),
    ]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, repr(done.exception)
    assert "nothing in it was cleared to leave" in done.output
    (identifier,) = re.findall(r"urn:uuid:\S+", done.output)
    assert open_bag(run / "crate.zip").info["External-Identifier"] == identifier
    again = CliRunner().invoke(cli, asked)
    assert "is there already" in str(again.exception)
    (run / "code" / "shares.py").write_text("changed", encoding="utf-8")
    changed = CliRunner().invoke(cli, [*asked, "--to", str(tmp_path / "other.zip")])
    assert "shares.py is not what ran" in str(changed.exception)
