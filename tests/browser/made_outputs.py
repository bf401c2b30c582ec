"""People who hand in and check outputs, and outputs in every state: `python -m tests.browser.made_outputs DIR`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.support.outputs_of_people import (
    SAFE,
    SMALL,
    begun,
    cast,
    covered,
    desk,
    pressed,
    ready,
    released,
    reviewed,
    submitted,
    votes,
    with_file,
)
from tests.support.site import site_in


def make(folder: Path, *, whole: bool) -> dict[str, object]:
    """Addresses of pages by name, and of people their codes on paper. Not `whole`: people alone."""
    from alder.web.accounts import second_factor
    from alder.web.output_desk import check_process, check_runs

    def checked(inside: Path, out: Path) -> str:
        """A process for each would be most of what this costs."""
        check_process.check_folder(inside, out, 10, 5)
        return ""

    check_runs.check_in_a_process = checked
    people = cast()
    pages: dict[str, str] = {}
    if whole:
        ben, dev, grace, ines = (people[name] for name in ("ben", "dev", "grace", "ines"))
        earlier = released(people, "amara", recipients="Nia Bevan, nia@mereshire.example")
        pages["draft"] = ready(ben, SMALL, title="Learners by distance, small")
        with_file(ben, pages["draft"], "chart.svg", _SVG, kind="supporting")
        pages["ready"] = ready(ben)
        pages["blank"] = begun(ben)
        with_file(ben, pages["blank"], "distance.csv", SAFE)
        pages["drawn"] = begun(ben, title="Learners by distance, with a chart")
        with_file(ben, pages["drawn"], "bars.svg", _SVG)
        with_file(ben, pages["drawn"], "distance.csv", SAFE)
        drawn = {"statistic-1": "HIST", "relation-1": "Nothing left before", "table-1": "distance.csv"}
        covered(ben, pages["drawn"], **drawn)
        pages["waiting"] = submitted(ben, title="Learners by distance to where they learn")
        pages["flagged"] = _flagged(ben)
        pages["differ"] = submitted(ben)
        votes(dev, pages["differ"], approves=False, comment="Join the last two bands", private="Look at the plan")
        votes(grace, pages["differ"])
        pages["returned"] = submitted(ben)
        votes(dev, pages["returned"], approves=False, comment="Join the last two bands")
        votes(grace, pages["returned"], approves=False, comment="Say who is left out")
        dev.do(f"{desk(pages['returned'])}/return", reason="", categories=["context"])
        pages["approved"] = submitted(ben)
        reviewed(people, pages["approved"])
        pressed(dev, pages["approved"], "approve")
        pages["released"] = released(people, recipients="Nia Bevan, nia@mereshire.example")
        pages["recalled"] = earlier
        ines.do(f"{desk(earlier)}/recall", reason="A group can be told from it")
        pages |= {f"{name}-desk": desk(address) for name, address in pages.items()}
        pages |= _further(pages["released"])
    codes = {name: second_factor.draw_recovery_codes(one.person) for name, one in people.items()}
    return {"pages": pages, "codes": codes, "database": os.environ.get("DATABASE_URL", "")}


def _flagged(ben: object) -> str:
    """Handed in with an exception asked for, so that checkers see flagged cells."""
    import re

    from tests.support.cast import Someone
    from tests.support.outputs_of_people import work

    assert isinstance(ben, Someone)
    address = begun(ben, title="Completion by distance")
    rows = ("distance,apprentices,completed", "Under 5 km,1240,850", "5 to under 10 km,980,660", "40 km and over,7,7")
    table = "\n".join([*rows, "All,2227,1517", ""])
    with_file(ben, address, "completion_by_distance.csv", table)
    covered(ben, address)
    page = f"{address}/groups/1/findings"
    form = r'name="finding" value="([^"]+)"><input type="hidden" name="number" value="(\d+)"'
    while found := re.search(form, ben.see(page)):
        ben.do(page, finding=found[1], number=found[2], reason="The bands are those of the plan")
    ben.do(f"{address}/submit")
    work()
    return address


def _further(released_at: str) -> dict[str, str]:
    from tests.support.outputs_of_people import output_of

    from alder.web.output_desk.models import IncidentReport, OutputFile

    output = output_of(released_at)
    incident = IncidentReport.objects.get()
    file = OutputFile.objects.get(group__output=output)
    return {
        "incident": f"/desk/incidents/{incident.key}",
        "outside": f"/released/{output.recipients.get().token}",
        "file": f"{desk(released_at)}/files/{file.pk}",
        "number": str(output.pk),
    }


_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80">'
    '<rect width="120" height="30"/><text y="60">1240</text></svg>'
)


if __name__ == "__main__":
    to = Path(sys.argv[1])
    with site_in(to / "store"):
        print(json.dumps(make(to, whole="--people" not in sys.argv)))
