"""What Alder wrote of a table goes with its figures to every reader, whatever boxes are left empty at the desk."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.cast import NOW, Someone, begun, sent_files
from tests.support.people_counts import counted, ledger_in, numbered
from tests.support.site import Site, body_of, taken_on

import alder
from alder.disclosure.ledger import Ledger
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear
from alder.model.quality import Break, Caveat, FieldQuality, Grade, Quality
from alder.model.statistic import Counts

QUALITY = Quality(
    Grade.C,
    (FieldQuality("Outcome", Grade.C, "collected with gaps"),),
    (Caveat("Q-TRY", "Only those who tried are counted."),),
    (Break(AcademicYear(2020), "The form was changed."),),
)
WORDS = (
    "4 colleges of Mereshire",
    "Method: people_counted, version 7.",
    "Protection: policy srs-output",
    "rade C",
    "rom 2020/21: The form was changed.",
    "Only those who tried are counted. (Q-TRY)",
    "Evening classes are not in it.",
)
"""Of each part of the cautions something: coverage, definition, protection, grade, break, caution and note."""
CATALOGUE = "/data-catalogue/data-set"
NO_WORDS = "The publisher gave no notes"
NOBODY = MadeUp.ALL.says


def table(seed: int, **more: object) -> Counts:
    """Counts that no other test has, so that the ledger takes no file for another's."""
    numbers = {"F": 31 + seed, "M": 57 + 2 * seed, "X": 112 + 3 * seed}
    found = counted(numbered({"sex": s} for s, n in numbers.items() for _ in range(n)), ["sex"], title="People counted")
    said: dict[str, Any] = {"measure": "people_counted", "version": "7", "coverage": "4 colleges of Mereshire"}
    said |= {"notes": ("Evening classes are not in it.",), "quality": QUALITY, "definition": "People who were there."}
    return replace(found, **{**said, **more})


@pytest.fixture
def ledger(desk: Site) -> Iterator[Ledger]:
    yield ledger_in(desk.store, by="Priya")
    shutil.rmtree(desk.store / "ledger", ignore_errors=True)


@dataclass(frozen=True)
class Live:
    """A release that is live with one data set, and what was seen on the way."""

    release: str
    data_set: str
    report: str
    approval: str


@pytest.fixture
def published(leila: Someone, marcus: Someone) -> Any:
    """A pair of files that is sent with boxes as they are given, all others empty, and approved."""
    from alder.web.publications.models import Release

    def through(file: Path, title: str, **boxes: str) -> Live:
        release = begun(leila, title)
        report = leila.see(sent_files(leila, release, file, title=title, **boxes))
        leila.do(f"{release}/send", note="")
        approval = marcus.see(f"{release}/approve")
        marcus.do(f"{release}/approve", **NOW)
        found = Release.objects.select_related("publication").get(pk=release.rpartition("/")[2])
        address = f"/find-statistics/{found.publication.slug}/{found.slug}"
        return Live(address, str(found.versions.get().data_set_id), report, approval)

    return through


def seen_by_everybody(desk: Site, live: Live) -> dict[str, str]:
    """What a reader finds on each page and in each kind of file, by a name for it."""
    own = _own_table(desk, live)
    found = {"release": _page(desk, live.release), "data set": _page(desk, f"{CATALOGUE}/{live.data_set}")}
    found["API, version"] = desk.send("GET", f"/v1/data-sets/{live.data_set}/versions/1.0").content.decode()
    found["API, meta"] = desk.send("GET", f"/v1/data-sets/{live.data_set}/meta").content.decode()
    found["table"] = _page(desk, own)
    for kind in ("zip", "parquet", "json", "xlsx", "ods"):
        reply = desk.send("GET", own.replace("/table?", f"/table.{kind}?"))
        assert reply.status_code == 200, kind
        found[f"table.{kind}"] = _words(kind, body_of(reply))
    found["data set.zip"] = _words("zip", body_of(desk.send("GET", f"{CATALOGUE}/{live.data_set}/1.0/data.zip")))
    found["data set.parquet"] = _words(
        "parquet", body_of(desk.send("GET", f"{CATALOGUE}/{live.data_set}/1.0/data.parquet"))
    )
    frozen = desk.send("POST", own.replace("/table?", "/freeze?"))
    found["frozen table"] = _page(desk, frozen["Location"])
    return found


def _page(desk: Site, address: str) -> str:
    reply = desk.send("GET", address)
    assert reply.status_code == 200, address
    return re.sub(r"\s+", " ", body_of(reply).decode())


def _own_table(desk: Site, live: Live) -> str:
    """The address of the table that the page of the release leads to, for readers to change."""
    found = re.search(rf'"(/create-a-table/data-set/{live.data_set}/table\?[^"#]*)', _page(desk, live.release))
    assert found
    return unescape(found[1])


def _words(kind: str, file: bytes) -> str:
    """All text of a file."""
    if kind == "parquet":
        described = pq.read_schema(io.BytesIO(file)).metadata or {}
        return " ".join(value.decode() for value in (pq.read_metadata(io.BytesIO(file)).metadata or described).values())
    if kind == "json":
        return json.dumps(json.loads(file), ensure_ascii=False)
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        text = " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return re.sub(r"<[^>]*>", " ", text) if kind in ("xlsx", "ods") else text


def test_boxes_that_are_left_empty_take_nothing_away(
    desk: Site, ledger: Ledger, published: Any, tmp_path: Path
) -> None:
    file = alder.protect(table(1), against=ledger).write_csv(tmp_path / "people.csv")[0]
    live = published(file, "Boxes left empty")
    assert "From Alder: People counted by sex, 2020/21" in live.report
    seen = seen_by_everybody(desk, live)
    lacking = {(where, words) for where, text in seen.items() for words in WORDS if words not in text}
    assert not lacking
    assert NO_WORDS not in seen["release"]
    assert "From Alder, which made the table" in seen["data set"]
    places = r"(Mereshire|Wealdmark) \(made up\)"  # whom these figures are about, by its name
    said = {where: re.findall("made.up", re.sub(places, "", text).casefold()) for where, text in seen.items()}
    assert not {where: found for where, found in said.items() if found}


def test_the_parts_of_the_cautions_are_fields_of_the_api(
    desk: Site, ledger: Ledger, published: Any, tmp_path: Path
) -> None:
    live = published(alder.protect(table(2), against=ledger).write_csv(tmp_path / "people.csv")[0], "Parts")
    (said,) = desk.get(f"/v1/data-sets/{live.data_set}/meta")["cautions"]
    assert said["method"] == {"code": "people_counted", "version": "7"}
    assert said["coverage"] == "4 colleges of Mereshire"
    assert said["quality"]["grade"] == "C"
    assert said["breaks"] == [{"from": "2020/21", "text": "The form was changed."}]
    assert said["care"] == [{"code": "Q-TRY", "text": "Only those who tried are counted."}]
    assert said["protection"].startswith("Protection: policy srs-output")


def test_a_file_that_somebody_saved_again_is_known_by_its_figures(
    desk: Site, ledger: Ledger, published: Any, tmp_path: Path
) -> None:
    data, meta, notes = alder.protect(table(3), against=ledger).write_csv(tmp_path / "people.csv")
    rows = list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))
    again = tmp_path / "saved_again.csv"
    with again.open("w", encoding="utf-8-sig", newline="") as stream:  # as a spreadsheet does: a mark, other line ends
        out = csv.DictWriter(stream, list(reversed(rows[0])), lineterminator="\r\n")
        out.writeheader()
        out.writerows(reversed(rows))
    shutil.move(meta, tmp_path / "saved_again.meta.csv")
    notes.unlink()
    seen = _page(desk, f"{CATALOGUE}/{published(again, 'Saved again').data_set}")
    assert not [words for words in WORDS if words not in seen]


def test_what_a_publisher_writes_is_added_and_stands_apart(
    desk: Site, ledger: Ledger, published: Any, tmp_path: Path
) -> None:
    file = alder.protect(table(4), against=ledger).write_csv(tmp_path / "people.csv")[0]
    live = published(file, "With words of its own", notes="One college was late.")
    seen = seen_by_everybody(desk, live)
    lacking = {
        (at, words) for at, text in seen.items() for words in (*WORDS, "One college was late.") if words not in text
    }
    assert not lacking
    assert re.search("From Alder, .*From the publisher.*One college was late", seen["data set"])


def test_what_is_made_up_says_so_wherever_it_is_read(
    desk: Site, ledger: Ledger, published: Any, tmp_path: Path
) -> None:
    made = alder.protect(table(5, made_up=MadeUp.ALL), against=ledger)
    file = made.write_csv(tmp_path / "people.csv")[0]
    assert file.name == "people_made_up.csv"
    live = published(file, "Nobody at all")
    assert "<b>Made up</b>" in live.approval
    seen = seen_by_everybody(desk, live)
    assert {where for where, text in seen.items() if NOBODY not in text} == set()
    assert "<b>Made-up figures.</b>" in seen["table"], "in the caption of the table itself"
    assert "<b>Made-up figures.</b>" in seen["frozen table"]
    assert seen["table"].count("Made-up figures</text>") == 2, "in the chart for wide pages and in that for narrow ones"
    own = _own_table(desk, live)
    picture = body_of(desk.send("GET", own.replace("/table?", "/chart.svg?"))).decode()
    assert "Made-up figures</text>" in picture
    head, *rows = body_of(desk.send("GET", own.replace("/table?", "/table.csv?"))).decode().splitlines()
    assert (head.split(",")[-1], {row.split(",")[-1] for row in rows}) == ("made_up", {"Made up"})
    for address in (
        *(own.replace("/table?", f"/table.{kind}?") for kind in ("csv", "zip", "ods", "xlsx", "parquet", "json")),
        *(f"{CATALOGUE}/{live.data_set}/1.0/{name}" for name in ("data.zip", "data.parquet", "meta.csv")),
        own.replace("/table?", "/chart.svg?"),
        f"/v1/data-sets/{live.data_set}/csv",
    ):
        reply = desk.send("GET", address)
        assert "made_up" in reply.get("Content-Disposition", ""), (address, reply.status_code)
        body_of(reply)
    answered = desk.get(f"/v1/data-sets/{live.data_set}/query?indicators={_indicator(desk, live)}")
    assert {"code": "MadeUpFigures", "message": NOBODY, "detail": {"says": NOBODY}} in answered["warnings"]


def _indicator(desk: Site, live: Live) -> str:
    found: str = desk.get(f"/v1/data-sets/{live.data_set}/meta")["indicators"][0]["id"]
    return found


@pytest.mark.parametrize("box", ["", "yes"])
def test_a_file_from_elsewhere_is_made_up_where_somebody_says_so_and_never_guessed(
    desk: Site, published: Any, tmp_path: Path, box: str
) -> None:
    data, meta, _ = alder.protect(table(6 if box else 7)).write_csv(tmp_path / "synthetic_demo.csv")
    assert meta.is_file()
    live = published(data, f"From elsewhere {box}", **({"made_up": box} if box else {}))
    seen = seen_by_everybody(desk, live)
    assert {where for where, text in seen.items() if NOBODY in text} == (set(seen) if box else set())


def test_a_data_set_of_nobody_stays_one_when_a_box_is_left_empty(desk: Site, published: Any, tmp_path: Path) -> None:
    from alder.web.publications.models import DataSetVersion

    first = alder.protect(table(8)).write_csv(tmp_path / "first.csv")[0]
    live = published(first, "Of nobody", made_up="yes")
    second = alder.protect(table(9)).write_csv(tmp_path / "second.csv")[0]
    published(second, "Of nobody, again", data_set=live.data_set)
    assert [v.figures_are for v in DataSetVersion.objects.filter(data_set=live.data_set)] == [MadeUp.ALL, MadeUp.ALL]


def test_the_file_itself_says_it_where_the_ledger_is_elsewhere(desk: Site, published: Any, tmp_path: Path) -> None:
    file = alder.protect(table(10, made_up=MadeUp.ALL)).write_csv(tmp_path / "people.csv")[0]
    assert "Made up" in file.read_text(encoding="utf-8")
    live = published(file, "From another store")
    assert NOBODY in _page(desk, f"{CATALOGUE}/{live.data_set}")


@pytest.mark.parametrize("is_said_first", [True, False])
def test_a_release_that_is_called_made_up_makes_its_data_sets_so_whichever_came_first(
    desk: Site, leila: Someone, tmp_path: Path, is_said_first: bool
) -> None:
    from alder.web.publications.models import Release

    file = alder.protect(table(15 + is_said_first)).write_csv(tmp_path / "people.csv")[0]
    address = begun(leila, f"Called so, {is_said_first}")
    kind = {"kind": "made_up", "summary": "", "under": ""}
    if is_said_first:
        leila.do(f"{address}/page/words", **kind)
    sent_files(leila, address, file)
    if not is_said_first:
        leila.do(f"{address}/page/words", **kind)
    release = Release.objects.get(pk=address.rpartition("/")[2])
    assert release.versions.get().figures_are is MadeUp.ALL


IMPORT = ("--publication", "By command", "--release", "Academic year 2020/21")


def imported(desk: Site, file: Path, *more: str) -> Any:
    """The version that comes of an import by command."""
    from alder.web.publications.models import DataSetVersion

    said = json.loads(desk.run("publish", "import", str(file), *IMPORT, "--format", "json", *more))
    return DataSetVersion.objects.get(pk=said["versionId"])


def test_an_import_takes_from_the_ledger_what_no_longer_lies_beside_the_file(
    desk: Site, ledger: Ledger, tmp_path: Path
) -> None:
    data, _, notes = alder.protect(table(11), against=ledger).write_csv(tmp_path / "people.csv")
    notes.unlink()
    version = imported(desk, data, "--notes", "One college was late.")
    assert not [words for words in (*WORDS, "One college was late.") if words not in version.all_notes]
    assert version.data_set.summary == "People who were there."


def test_an_import_of_what_the_ledger_does_not_know_takes_the_notes_beside_it_and_adds_its_own(
    desk: Site, tmp_path: Path
) -> None:
    data = alder.protect(table(12, made_up=MadeUp.ALL)).write_csv(tmp_path / "people.csv")[0]
    version = imported(desk, data, "--notes", "One college was late.")
    assert "Only those who tried are counted. (Q-TRY)" in version.all_notes
    assert "One college was late." in version.all_notes
    assert version.figures_are is MadeUp.ALL


def test_a_file_of_several_tables_has_every_caution_once_and_the_lowest_grade(
    desk: Site, ledger: Ledger, tmp_path: Path
) -> None:
    good = Quality(Grade.A, (FieldQuality("Sex", Grade.A, "is checked"),), QUALITY.caveats)
    earlier = table(13, year=AcademicYear(2019), quality=good)
    keys = pa.array(np.arange(earlier.records.num_rows, dtype=np.uint64) + np.uint64(1 << 60))  # none of the others
    earlier = replace(earlier, records=earlier.records.set_column(0, "record", keys))
    made = [alder.protect(counts, against=ledger) for counts in (earlier, table(14))]
    files = [one.write_csv(tmp_path / f"of_{n}.csv")[0] for n, one in enumerate(made)]
    both = tmp_path / "both.csv"
    lines = [file.read_text(encoding="utf-8").splitlines() for file in files]
    both.write_text("\n".join([*lines[0], *lines[1][1:]]) + "\n", encoding="utf-8")
    shutil.copy(files[0].with_suffix(".meta.csv"), tmp_path / "both.meta.csv")
    version = imported(desk, both)
    assert len(version.cautions) == 2
    assert version.from_alder.grade == "C"
    assert version.all_notes.count("Only those who tried are counted. (Q-TRY)") == 1


def test_an_import_is_made_up_where_an_option_says_so(desk: Site, pair: Path) -> None:
    options = [*taken_on(pair), "--reason", "For a test."]
    assert imported(desk, pair, *options).figures_are is MadeUp.NO_WORD
    assert imported(desk, pair, *options, "--made-up").figures_are is MadeUp.ALL
    said = desk.run("publish", "import", str(pair), *IMPORT, *options, "--made-up")
    assert "Made-up figures: every page, chart and file of them says so." in said
    assert "Readers are told nothing of breaks" in said
