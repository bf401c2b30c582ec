"""What the client and the guide for programs do with outputs, as a reader types it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import SAFE, SMALL, output_of, reviewed, work
from tests.support.programs import token_of
from tests.support.site import Site, served

from alder import client
from alder.client import Service
from alder.errors import UsageError

GUIDE = Path(__file__).parents[3] / "docs/how-to/ask-from-a-program.md"


@pytest.fixture(autouse=True)
def _works_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of each wait a worker does what is to be done."""
    monkeypatch.setattr(client, "sleep", lambda _: work())


@pytest.fixture(scope="module")
def address(desk: Site) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def service(people: dict[str, Someone], address: str) -> Service:
    return Service(f"{address}/v1", token=token_of(people["ben"]))


def test_the_guide_runs_and_what_it_hands_in_can_be_released(
    people: dict[str, Someone], address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALDER_TOKEN", token_of(people["ben"]))
    monkeypatch.chdir(tmp_path)
    Path("distance.csv").write_text(SAFE, encoding="utf-8")
    scripts = re.findall(r"```python[^\n]*\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (script,) = (one for one in scripts if "outputs.begin" in one)
    found: dict[str, Any] = {}
    exec(script.replace("http://127.0.0.1:8000", address), found)  # the guide's own lines
    output = found["output"]
    assert output["state"] == "in review"
    assert all(finding["weight"] != "held" for finding in found["found"])
    work()
    page = f"/outputs/{output['id']}"
    reviewed(people, page)
    people["dev"].client.post(f"/desk{page}/approve", {"seen": str(output_of(page).revision)})
    people["leila"].do(f"/desk{page}/release")
    work()
    service: Service = found["service"]
    output = service.outputs.get(output)
    assert service.outputs.file(output, "distance.csv") == SAFE.encode()
    assert service.outputs.certificate(output)["title"] == "Learners by distance"
    with pytest.raises(UsageError, match=r"no file other.csv(.|\n)*distance.csv"):
        service.outputs.file(output, "other.csv")


def test_an_output_that_is_held_takes_an_exception_and_one_that_came_back_a_reply(
    people: dict[str, Someone], service: Service, tmp_path: Path
) -> None:
    file = tmp_path / 'dis"tance.csv'
    file.write_text(SMALL, encoding="utf-8")
    output = service.outputs.begin("Small", "A paper", "paper", recipients=[("Nia Bevan", "nia@mereshire.example")])
    output = service.outputs.add_files(output, file)
    (name,) = (one["name"] for one in output["groups"][0]["files"])
    held = [one for one in service.outputs.findings(output) if one["weight"] == "held"]
    assert held
    drafted = service.outputs.cover(output)
    said = {"title": "T", "shows": "S", "population": "P", "people": 2830, "unit": "learners"}
    about = {name: {"statistic": "FREQ", "relation": "Nothing left before"}}
    output = service.outputs.say(output, {**said, "rounding": int(drafted["cover"]["rounding"] or 1), "files": about})
    for rule in {one["rule"] for one in service.outputs.findings(output) if one["weight"] == "held"}:
        output = service.outputs.ask_exception(output, name, rule, "It is about colleges")
    output = service.outputs.submit(service.outputs.get(output))
    work()
    dev = Service(service.address, token=token_of(people["dev"]))
    assert output["id"] in {one["id"] for one in dev.outputs.list(of="desk", part="review")}
    dev.outputs.do(dev.outputs.get(output), "return-early", reason="Which year?", categories=["context"])
    output = service.outputs.get(output)
    assert output["toAnswer"] == [f"1/{name}"]
    output = service.outputs.submit(output, replies={f"1/{name}": "It says so in the title"})
    assert output["state"] == "in review"
    with pytest.raises(UsageError, match="answers 403"):
        service.outputs.add_group(output)
