"""A site with everything that an address can lead to, and people who are signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.support import data_sets
from tests.support.cast import Someone, begun, everybody
from tests.support.site import Site, site_of_people

DATA_SET = "0a1b2c3d-0000-4000-8000-00000000a1de"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
"""What stands in every text that a publisher can give: it is shown, and never run."""
PUBLICATION = "0a1b2c3d-0000-4000-8000-0000000000aa"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("addresses")
    with site_of_people(folder / "store") as site:
        rows = [{**row, "la_name": row["la_name"].replace("Cove", f"Cove {HOSTILE}")} for row in data_sets.rows()]
        meta = data_sets.META.replace("Number of pupils", f"Pupils {HOSTILE}")
        words = [
            part for name in ("title", "summary", "publication-summary", "notes") for part in (f"--{name}", HOSTILE)
        ]
        file = data_sets.write(folder, data=rows, meta=meta)
        site.publish(file, "--id", DATA_SET, "--publication-id", PUBLICATION, *words)
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    """Everyone of the cast, signed in; and the visitor, who is not."""
    return {"visitor": Someone(None), **{name: someone.sign_in() for name, someone in everybody().items()}}


@pytest.fixture(scope="module")
def names(site: Site, people: dict[str, Someone]) -> dict[str, str]:
    """What the names in addresses stand for."""
    from alder.web.publications.models import Upload

    release = begun(people["leila"], "Next year").rpartition("/")[2]
    people["leila"].do(f"/desk/{release}/page/sections/add", heading=HOSTILE, text=HOSTILE, data_set="")
    upload = Upload.objects.create(
        release_id=release, data_name="a.csv", meta_name="a.meta.csv", title="A", by=people["leila"].person
    )
    meta = site.get(f"/v1/data-sets/{DATA_SET}/meta")
    items = "".join(f"&item={filter['id']}.*" for filter in meta["filters"])
    query = f"place=LA.*&from=AY.202122&to=AY.202324&show={meta['indicators'][0]['id']}{items}"
    frozen = site.send("POST", f"/create-a-table/data-set/{DATA_SET}/freeze?{query}")["Location"]
    asset = re.search(r'href="(/assets/[^"]+\.css)"', site.send("GET", "/").content.decode())
    assert asset
    return {
        "/PROGRAM-REMOVAL": "/v1/outputs/NOBODYS/groups/1/files/NOBODYS/remove",
        "/REMOVAL": "/outputs/NOBODYS/groups/1/files/NOBODYS/remove",
        "/INGRESS": "/projects/NOBODYS/ingress/NOBODYS",
        "/OWN-DOCUMENT": "/accreditation/yours/NOBODYS/evidence/NOBODYS",
        "/OWN-ACCREDITATION": "/accreditation/yours/NOBODYS",
        "/DESK-ACCREDITATION": "/desk/accreditations/NOBODYS",
        "NOBODYS": "0a1b2c3d-0000-4000-8000-0000000000bb",
        "ID": DATA_SET,  # first: what follows may have these letters in it
        "QUERY": query,
        "/FROZEN": frozen,
        "/ASSET": asset[1],
        "PUBLICATION": PUBLICATION,
        "RELEASE": release,
        "UPLOAD": str(upload.pk),
        "PAT": str(people["pat"].person.pk),
    }
