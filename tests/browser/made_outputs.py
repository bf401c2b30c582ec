"""People who hand in and check outputs, and outputs in every state.

`python -m tests.browser.made_outputs DIR NAME ...` makes a site of some of the people alone.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from tests.support.cast import Someone
from tests.support.outputs_of_people import (
    SAFE,
    SMALL,
    account,
    begun,
    cast,
    covered,
    desk,
    output_of,
    pressed,
    ready,
    released,
    reviewed,
    submitted,
    votes,
    with_file,
    work,
)
from tests.support.site import site_in


def make() -> dict[str, Any]:
    """Addresses of pages by name, and of people their codes on paper."""
    people = cast()
    return {"pages": _pages(people), "codes": _codes(people)}


def _codes(people: dict[str, Someone]) -> dict[str, list[str]]:
    from alder.web.accounts import second_factor

    return {name: second_factor.draw_recovery_codes(one.person) for name, one in people.items()}


def _pages(people: dict[str, Someone]) -> dict[str, str]:
    pages: dict[str, str] = {}
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
    return pages | _further(pages["released"])


def _flagged(ben: Someone) -> str:
    """Handed in with an exception asked for, so that checkers see flagged cells."""
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
    with site_in(Path(sys.argv[1]) / "store"):
        codes = _codes({name: account(name) for name in sys.argv[2:]})
        print(json.dumps({"codes": codes, "database": os.environ.get("DATABASE_URL", "")}))
