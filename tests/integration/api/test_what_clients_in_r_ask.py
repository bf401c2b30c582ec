"""What clients in R send: the calls of the one for Explore Education Statistics, and those of our own guide.

That client joins lists with a comma and a blank, ends addresses in a bare question mark, sends its queries as text with
line ends, and builds a wrong address for a version of a data set. It makes data frames of what it is given.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.site import Site, served

GUIDE = Path(__file__).parents[3] / "docs/how-to/use-the-api.md"
BASE = "/statistics/v1"
QUERY = """{
"criteria": {
  "and": [
    {
      "filters": {
        "in": [
          "OPTION"
        ]
      }
    }
  ]
},
"indicators": [
  "INDICATOR"
],
"debug": true,
"page": 1,
"pageSize": 1000
}"""
ID = re.compile(r"[0-9A-Za-z]{5,10}")


def is_a_frame(rows: Any) -> bool:
    """Whether rows are objects with the same keys, as a data frame wants them."""
    return bool(rows) and all(set(row) == set(rows[0]) for row in rows)


def test_the_calls_of_one_client_in_their_order(site: Site, data_set: str) -> None:
    (publication,) = site.get(f"{BASE}/publications?")["results"]
    assert is_a_frame(site.get(f"{BASE}/publications?page=1&pageSize=40")["results"])
    (listed,) = site.get(f"{BASE}/publications/{publication['id']}/data-sets?page=1&pageSize=20")["results"]
    assert listed["id"] == data_set
    assert site.get(f"{BASE}/data-sets/{data_set}")["latestVersion"]["version"] == "1.0"
    for version in site.get(f"{BASE}/data-sets/{data_set}/versions")["results"]:
        assert {"published", "release", "timePeriods", "file"} <= set(version)
    meta = site.get(f"{BASE}/data-sets/{data_set}/meta")
    for part in ("filters", "indicators", "locations", "timePeriods", "geographicLevels"):
        assert is_a_frame(meta[part])
    ids = [thing["id"] for part in ("filters", "indicators") for thing in meta[part]]
    assert all(ID.fullmatch(id) for id in ids)

    first, second = (indicator["id"] for indicator in meta["indicators"][:2])
    level = next(group for group in meta["locations"] if group["level"]["code"] == "LA")
    place = f"LA|id|{level['options'][0]['id']}"
    asked = f"indicators={first},%20{second}&timePeriods.in=2022/2023|AY,%202023/2024|AY&locations.in={place}"
    rows = site.get(f"{BASE}/data-sets/{data_set}/query?{asked}&page=1&pageSize=1000")["results"]
    assert is_a_frame([row["values"] for row in rows])
    assert {row["timePeriod"]["period"] for row in rows} == {"2022/2023", "2023/2024"}

    option = meta["filters"][0]["options"][0]["id"]
    body = QUERY.replace("OPTION", option).replace("INDICATOR", first)
    reply = site.send("POST", f"{BASE}/data-sets/{data_set}/query", body.encode())
    assert reply.status_code == 200
    assert all(" :: " in key for key in reply.json()["results"][0]["values"])

    wrong = site.get(f"{BASE}/data-sets/{data_set}/query?dataSetVersion=1.0?indicators={first}", 404)
    assert wrong["status"] == 404
    assert b"".join(site.send("GET", f"{BASE}/data-sets/{data_set}/csv").streaming_content).startswith(b"time_period,")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site over HTTP, from this process."""
    with served() as address:
        yield address


def _has_r() -> bool:
    if not shutil.which("Rscript"):
        return False
    known = (
        "quit(status = !(requireNamespace('httr2', quietly = TRUE) && requireNamespace('jsonlite', quietly = TRUE)))"
    )
    return subprocess.run(["Rscript", "-e", known], check=False, capture_output=True).returncode == 0


def test_the_guide_runs_in_r(address: str, data_set: str, tmp_path: Path) -> None:
    if not _has_r():
        pytest.skip("needs R with httr2: apt-get install r-base-core r-cran-httr2 r-cran-jsonlite")
    script = "\n".join(re.findall(r"```r[^\n]*\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    file = tmp_path / "guide.R"
    file.write_text(script.replace("http://127.0.0.1:8000", address).replace('"ID"', f'"{data_set}"'), encoding="utf-8")
    ended = subprocess.run(["Rscript", str(file)], check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("[1] 54") == 2


def test_the_guide_runs_in_python(address: str, data_set: str) -> None:
    (script,) = re.findall(r"```python[^\n]*\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    script = (
        script.replace("http://127.0.0.1:8000", address).replace('"ID"', f'"{data_set}"').replace(".to_pandas()", "")
    )
    found: dict[str, Any] = {}
    exec(script.replace(".to_pandas()", ""), found)  # the guide's own lines
    assert found["table"].num_rows == 12
