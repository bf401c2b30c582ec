"""Requests that are answered by hand: asked in words, taken up, made as an output, checked and released."""

from __future__ import annotations

from typing import Any

from tests.support.cast import Someone
from tests.support.outputs_of_people import SAFE, covered, desk, output_of, pressed, reviewed, with_file, work

WORDS = "How many adults learn within five miles of a station? Nia Bevan of Mereshire asks."


def asked(who: Someone, title: str = "Learners near a station") -> Any:
    """A request in words."""
    from alder.web.table_requests.process import RequestActor, ask

    return ask(RequestActor.of(who.person), query=None, title=title, words=WORDS)


def now(row: Any) -> Any:
    from alder.web.table_requests.models import RequestRecord

    return RequestRecord.objects.get(pk=row.pk)


def at_desk(row: Any, part: str = "") -> str:
    return f"/requests/desk/{row.key}{part}"


def begun(cast: dict[str, Someone], row: Any, by: str = "idris", **given: str) -> str:
    """A statistician takes a request up and begins the table; the address of its output."""
    cast[by].client.post(at_desk(row, "/take"))
    return str(cast[by].do(at_desk(row, "/by-hand"), **given)["Location"])


def handed_in(cast: dict[str, Someone], row: Any, content: str | bytes = SAFE, **given: str) -> str:
    address = begun(cast, row, **given)
    with_file(cast["idris"], address, "distance.csv", content)
    covered(cast["idris"], address)
    cast["idris"].do(f"{address}/submit")
    work()
    return address


def released(cast: dict[str, Someone], row: Any, content: str | bytes = SAFE, **given: str) -> str:
    address = handed_in(cast, row, content, **given)
    reviewed(cast, address)
    pressed(cast["dev"], address, "approve")
    cast["leila"].do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released", output_of(address).trouble
    return address


def recalled(cast: dict[str, Someone], address: str) -> None:
    cast["ines"].do(f"{desk(address)}/recall", reason="The row of 10 km tells of one college")
