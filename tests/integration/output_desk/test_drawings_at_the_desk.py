"""Pictures at the desk: what leaves in the place of one of lines or of dots, and what never does. T18."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import (
    COVER,
    SAFE,
    begun,
    covered,
    desk,
    output_of,
    pressed,
    reviewed,
    votes,
    with_file,
    work,
)
from tests.support.site import body_of

SECRET = "9000000001"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><desc>' + SECRET + "</desc>"
    '<rect width="9" height="20.4137"/><path d="M1.23456 7.89012L3 4"/></svg>'
)


def _with_drawing(author: Someone, table: str = SAFE, kind: str = "output", **said: str) -> str:
    """An output of a table and a drawing, whose cover sheet says what is drawn."""
    address = begun(author)
    with_file(author, address, "bars.svg", DRAWING)
    with_file(author, address, "distance.csv", table, kind=kind)
    covered(author, address, **{"statistic-1": "HIST", "relation-1": "Nothing left before", **said})
    return address


def _file(address: str, name: str = "bars.svg") -> Any:
    return output_of(address).groups.get().present.select_related("group__output").get(name=name)


def _findings(author: Someone, address: str) -> str:
    return re.sub(r"\s+", " ", author.see(f"{address}/groups/1/findings"))


def test_a_drawing_leaves_as_alder_draws_it_from_its_table_and_never_as_it_was_handed_in(
    people: dict[str, Someone],
) -> None:
    ben, dev, leila = people["ben"], people["dev"], people["leila"]
    address = _with_drawing(ben, **{"table-1": "distance.csv"})
    shown = _findings(ben, address)
    assert "It leaves as Alder draws it from distance.csv" in shown
    drawn = ben.client.get(f"{address}/files/{_file(address).pk}/drawn")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "sandbox" in drawn["Content-Security-Policy"]
    picture = body_of(drawn).decode()
    for words in ("Learners by distance", "Under 5 km", "1,240", "Adults with funded learning", "from distance.csv"):
        assert words in picture
    assert SECRET not in picture
    assert "20.4137" not in picture
    ben.do(f"{address}/submit")
    work()
    assert output_of(address).state == "submitted", ben.see(f"{address}/submit")
    assert body_of(dev.client.get(f"{desk(address)}/files/{_file(address).pk}/picture")).decode() == picture
    assert "Drawn by Alder from distance.csv" in dev.see(desk(address))
    reviewed(people, address)
    pressed(dev, address, "approve")
    leila.do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released", output_of(address).trouble
    assert body_of(ben.client.get(f"{address}/files/{_file(address).pk}")).decode() == picture
    with zipfile.ZipFile(io.BytesIO(body_of(ben.client.get(f"{address}/all")))) as packed:
        assert packed.read("1/bars.svg").decode() == picture
        assert all(SECRET.encode() not in packed.read(name) for name in packed.namelist())
    (told,) = (one for one in output_of(address).certificate["files"] if one["name"] == "1/bars.svg")
    assert told["drawn_anew"] is True


@pytest.mark.parametrize(
    ("table", "kind", "said", "why", "mend"),
    [
        (SAFE, "output", {}, "nothing says which table that is", "Name a file of the same group"),
        (SAFE, "supporting", {}, "nothing says which table that is", "Name a file of the same group"),
        (
            "distance,learners,rate (%)\nUnder 5 km,1240,61.0\n10 km and over,610,59.5\n",
            "output",
            {"table-1": "distance.csv", "statistic-2": "FREQ, PCT"},
            "2 columns of figures (learners and rate (%))",
            "figures = &quot;rate (%)&quot;",
        ),
        (
            "distance,learners\nUnder 5 km,1240\nUnder 5 km,610\n",
            "output",
            {"table-1": "distance.csv"},
            "two rows of distance.csv have the same labels",
            "rows differ by their labels",
        ),
        (
            "distance,learners\n" + "".join(f"Place {n:02},{n * 100}\n" for n in range(1, 41)),
            "output",
            {"table-1": "distance.csv"},
            "40 bars, too many to read",
            "Hand in a smaller table",
        ),
        (
            SAFE,
            "output",
            {"table-1": "distance.csv", "chart-1": "lines", "figures-1": "people"},
            "no column of figures",
            "Its columns of figures: learners",
        ),
    ],
)
def test_a_drawing_that_cannot_be_drawn_anew_is_held_says_why_and_takes_no_exception(
    people: dict[str, Someone], table: str, kind: str, said: dict[str, str], why: str, mend: str
) -> None:
    ben = people["ben"]
    address = _with_drawing(ben, table, kind, **said)
    if not said:  # a draft of the cover sheet fills the table in, and nothing is taken that the author has not sent
        assert _file(address).redrawn == ""
    shown = _findings(ben, address)
    assert why in shown
    assert mend in shown.replace("&#34;", "&quot;")
    asked = {"finding": "bars.svg|VEC", "number": "1", "reason": "Nobody reads so closely"}
    seen = str(output_of(address).revision)
    refused = ben.client.post(f"{address}/groups/1/findings", {**asked, "seen": seen})
    assert "no exception is given from this rule" in body_of(refused).decode().casefold()
    ben.do(f"{address}/submit", 200)
    assert output_of(address).state == "draft"


def test_an_exception_that_was_asked_before_drawings_were_drawn_anew_lets_none_out(people: dict[str, Someone]) -> None:
    ben = people["ben"]
    address = _with_drawing(ben)
    group = output_of(address).groups.get()
    group.exceptions = {"bars.svg": {"VEC": "Asked at an earlier release of Alder"}}
    group.save()
    ben.do(f"{address}/submit", 200)
    assert output_of(address).state == "draft"


def test_a_table_that_stays_draws_nothing_that_leaves(people: dict[str, Someone]) -> None:
    ben = people["ben"]
    address = begun(ben)
    with_file(ben, address, "bars.svg", DRAWING)
    with_file(ben, address, "exact.csv", "distance,learners\nUnder 5 km,1243\nOver,617\n", kind="supporting")
    said = {"statistic-1": "HIST", "relation-1": "Nothing left before", "table-1": "exact.csv"}
    reply = ben.client.post(f"{address}/groups/1/cover", {**COVER, **said, "seen": str(output_of(address).revision)})
    assert "Choose a file of this group that is to leave" in body_of(reply).decode()
    assert _file(address).redrawn == ""


def test_a_drawing_follows_its_table_and_its_cover_sheet_until_it_is_handed_in_and_not_after(
    people: dict[str, Someone],
) -> None:
    from alder.web.output_desk.models import OutputCheckRun

    ben = people["ben"]
    address = _with_drawing(ben, **{"table-1": "distance.csv"})
    first = _file(address).redrawn
    same = {"statistic-1": "HIST", "relation-1": "Nothing left before", "table-1": "distance.csv"}
    covered(ben, address, title="Another title", **same)
    second = _file(address).redrawn
    assert second != first
    covered(ben, address, **same)  # as it was: no run is needed, and the first drawing is what leaves again
    assert _file(address).redrawn == first
    with_file(ben, address, "distance.csv", SAFE.replace("1240", "1340").replace("2830", "2930"))
    third = _file(address).redrawn
    assert third not in ("", first)
    assert "1,340" in body_of(ben.client.get(f"{address}/files/{_file(address).pk}/drawn")).decode()
    ben.do(f"{address}/submit")
    late = OutputCheckRun.objects.filter(group__output=output_of(address), at_desk=False).last()
    late.state = "waiting"
    late.save()
    from alder.web.output_desk.check_runs import carry_out

    carry_out(late)  # a run of an earlier table that comes late changes nothing of what was frozen
    assert _file(address).redrawn == third


def test_a_drawing_that_was_approved_as_it_was_handed_in_goes_back_to_review(people: dict[str, Someone]) -> None:
    """As one that waits for its release in a database of an earlier release of Alder."""
    from alder.web.output_desk import check_runs
    from alder.web.output_desk.models import OutputFile

    ben, dev, leila = people["ben"], people["dev"], people["leila"]
    address = begun(ben)
    with_file(ben, address, "bars.svg", DRAWING)
    with_file(ben, address, "distance.csv", SAFE)
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(check_runs, "put_drawn", lambda group, run: None)
        earlier.setattr("alder.web.output_desk.drafts.open_findings", lambda group, run: [])
        covered(
            ben,
            address,
            **{"statistic-1": "HIST", "relation-1": "Nothing left before", "table-1": "distance.csv"},
        )
        ben.do(f"{address}/submit")
        work()
    assert OutputFile.objects.get(pk=_file(address).pk).redrawn == ""
    for name in ("dev", "grace"):
        assert votes(people[name], address).status_code == 302
    pressed(dev, address, "approve")
    leila.do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "submitted"
    assert "bars.svg is a drawing of lines" in dev.see(desk(address))


def test_a_photograph_leaves_without_place_camera_colour_profile_or_preview(people: dict[str, Someone]) -> None:
    image = pytest.importorskip("PIL.Image")
    ben = people["ben"]
    exif = image.Exif()
    exif[0x010E], exif[0x9286] = SECRET, SECRET
    out = io.BytesIO()
    sent = image.new("RGB", (64, 48), (250, 251, 252))
    sent.save(out, "JPEG", exif=exif, comment=SECRET.encode(), icc_profile=SECRET.encode() * 9, quality=95)
    assert SECRET.encode() in out.getvalue()
    address = begun(ben)
    with_file(ben, address, "map.jpg", out.getvalue())
    with_file(ben, address, "counts.csv", SAFE, kind="supporting")
    covered(ben, address, **{"statistic-2": "HIST", "relation-2": "Nothing left before", "counts-2": "counts.csv"})
    drawn = body_of(ben.client.get(f"{address}/files/{_file(address, 'map.jpg').pk}/drawn"))
    assert SECRET.encode() not in drawn
    with image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (64, 48)
        assert not picture.getexif()
        assert not {"icc_profile", "comment", "exif"} & set(picture.info)
