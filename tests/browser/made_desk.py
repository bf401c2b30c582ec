"""People at a desk and a release in every state, for a browser: `python -m tests.browser.made_desk DIR`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.support import data_sets
from tests.support.cast import NOW, Someone, begun, in_check, seen_of, sent_files, somebody
from tests.support.site import site_in


def whole(folder: Path, name: str, **cells: str) -> Path:
    """A pair that no check fails."""
    rows = [
        row | {"kind": row["kind"] or "Total", "absence_rate": row["absence_rate"] or "z"} | cells
        for row in data_sets.rows()
    ]
    return data_sets.write(folder, name, data=rows)


def make(folder: Path) -> dict[str, dict[str, object]]:
    """Addresses of pages by name, and of people their codes on paper."""
    from alder.web.accounts import second_factor
    from alder.web.publications.models import DataSet, PreviewLink

    leila, marcus, ada = somebody("Leila", "publisher"), somebody("Marcus", "approver"), somebody("Ada", "admin")
    for new in ("Nia", "Owen"):
        person = somebody(new, "publisher").person
        second_factor.forget(person)
    type(person).objects.filter(pk=person.pk).update(chose_password=False)
    leila.sign_in()
    marcus.sign_in()
    live = in_check(leila, "Academic year 2022/23", whole(folder, "first"))
    marcus.do(f"{live}/approve", **NOW)
    waiting = in_check(leila, "Academic year 2023/24", whole(folder, "second"))
    leila.do(f"{waiting}/links", label="Press office, Mereshire council", days="2")
    timed = in_check(leila, "Autumn term 2024/25", whole(folder, "third"))
    ahead = {"when": "at", "day": "26", "month": "3", "year": "2060", "time": "9:30am"}
    marcus.do(f"{timed}/approve", **ahead)
    draft = begun(leila, "Academic year 2024/25")
    words = "Absence is highest in Cove, at 7.3% of sessions."
    leila.do(f"{draft}/words", headline=words, notes="Schools closed early.\n\nOne is not there.", next_expected="")
    refused = sent_files(leila, draft, data_sets.write(folder, "refused"))
    correction = str(leila.do(f"{live}/correct", seen=seen_of(live))["Location"])
    of_live = DataSet.objects.get(versions__release=live.rpartition("/")[2])
    changed = sent_files(leila, correction, whole(folder, "changed", pupils="77"), data_set=str(of_live.pk))
    leila.do(f"{correction}/page", **{"from": "data"})
    leila.do(f"{correction}/page/sections/add", heading="Read with care", text="- one\n- two", data_set="")
    _points_nowhere(correction)
    withdrawn = in_check(leila, "Academic year 2021/22", whole(folder, "fourth"))
    marcus.do(f"{withdrawn}/approve", **NOW)
    overtaken = str(leila.do(f"{withdrawn}/correct", seen=seen_of(withdrawn))["Location"])
    marcus.do(f"{withdrawn}/withdraw", reason="A school can be told from it.")
    link = PreviewLink.objects.get()
    pages = {
        "live": live,
        "waiting": waiting,
        "timed": timed,
        "withdrawn": withdrawn,
        "overtaken": overtaken,
        "draft": draft,
        "refused": refused,
        "correction": correction,
        "changed": changed,
        "preview": f"/preview/{link.pk}",
        "person": f"/people/{marcus.person.pk}",
    }
    people: dict[str, Someone] = {"leila": leila, "marcus": marcus, "ada": ada}
    return {"pages": dict(pages), "codes": {n: second_factor.draw_recovery_codes(p.person) for n, p in people.items()}}


def _points_nowhere(release: str) -> None:
    """Its page names a data set that it does not have, as if that had been removed since."""
    from alder.web.publications.models import Release

    one = Release.objects.get(pk=release.rpartition("/")[2])
    one.content["headlines"].append({"data_set": "gone", "indicator": "late"})
    one.save()


if __name__ == "__main__":
    to = Path(sys.argv[1])
    with site_in(to / "store"):
        print(json.dumps(make(to)))
