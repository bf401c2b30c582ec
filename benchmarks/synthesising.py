"""How fast made-up returns are written, as XML and as Parquet, beside what the machine can do at all.

Rates are those of 20,000 learners beyond the first 1,000, so that the start of the command, which is the same for any
number, is not in them; it is told apart. Beside the rate of XML stand those of others that do less with the same bytes:
copying them in memory, lxml writing out a tree that is there already, lxml writing element by element (`xmlfile`), and
where it is there `xmllint`, which reads them. Beside that of Parquet stands pyarrow writing the tables. The machine's
load moves all of them alike.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from benchmarks import timing

LIMIT = 150
"""MB of XML in a processor second, on a machine with nothing else to do."""
ROWS_LIMIT = 1.0
"""Million rows of all tables, with all columns of the year, in a processor second."""
RETURNS = {"one return": "R14", "three returns": "R04,R10,R14"}
SIZES = (20_000, 1000)
PEOPLE = 3_000_000
"""Of whom one region is made: some 330,000 people, as many as a region of the made-up nation has."""


def main() -> None:
    for label, returns in RETURNS.items():
        for form in ("xml", "parquet"):
            with tempfile.TemporaryDirectory() as folder:
                many, few = (_write(folder, learners, returns, form) for learners in SIZES)
                folders = [Path(folder, str(size)) for size in SIZES]
                (_of_xml if form == "xml" else _of_parquet)(label, *folders, many.cpu - few.cpu)
                print(f"{'':<22} {few.cpu:.2f} s for {SIZES[1]} learners; at most {many.memory:.0f} MB of memory")
    _of_population()


def _of_population() -> None:
    """Returns of one region of a population, two a year: what ten years cost beyond one, so without the start."""
    regions = ("--region", "1")
    with tempfile.TemporaryDirectory() as folder:
        people = Path(folder, "people")
        timing.alder("synth", "population", "--people", str(PEOPLE), *regions, "--out", str(people))
        for form in ("xml", "parquet"):
            few, many = (Path(folder, form, first) for first in ("2025", "2016"))
            options = ("--population", str(people), *regions, "--returns", "R04,R14", "--format", form)
            one, ten = (_of_years(of, *options) for of in (few, many))
            (_of_xml if form == "xml" else _of_parquet)("population", many, few, ten.cpu - one.cpu, "**/")
            print(f"{'':<22} {one.cpu:.2f} s for one year; at most {ten.memory:.0f} MB of memory; the truth included")


def _of_years(out: Path, *options: str) -> timing.Cost:
    """Returns of all years from the one that the folder is called after."""
    years = f"{out.name}/{int(out.name[2:]) + 1}..2025/26"

    def write() -> timing.Cost:
        shutil.rmtree(out, ignore_errors=True)  # what is there already is not written again
        return timing.alder("synth", "returns", "--year", years, *options, "--out", str(out))

    return timing.best(write)


def _of_xml(label: str, many: Path, few: Path, seconds: float, below: str = "") -> None:
    files = sorted(many.glob(f"{below}*.xml"))
    all_bytes, few_bytes = (sum(f.stat().st_size for f in of.glob(f"{below}*.xml")) for of in (many, few))
    size = (all_bytes - few_bytes) / 1e6
    rate = size / seconds
    largest = max(files, key=lambda file: file.stat().st_size).read_bytes()
    tree = etree.fromstring(largest)
    others = {
        "copying": _rate(len(largest), lambda: bytearray(largest)),
        "lxml writing a tree": _rate(len(largest), lambda: etree.tostring(tree, encoding="utf-8")),
        "lxml writing elements": _rate(len(largest), lambda: _by_elements(tree)),
    }
    if shutil.which("xmllint"):
        read = timing.best(lambda: timing.command(["xmllint", "--stream", "--noout", *files])).cpu
        others["reading with xmllint"] = all_bytes / 1e6 / read
    print(f"{label + ', XML':<22} {size:4.0f} MB in {seconds:4.1f} s, {rate:4.0f} MB/s, {rate / LIMIT:.2f} × the limit")
    for name, other in others.items():
        print(f"{'':<22} {rate / other:6.2f} × {name} ({other:,.0f} MB/s)")


def _rate(size: int, work: Callable[[], object]) -> float:
    """MB in a processor second, of work that is done so often that it can be measured."""
    return 5 * size / 1e6 / timing.best(lambda: timing.call(lambda: [work() for _ in range(5)])).cpu


def _by_elements(root: etree._Element) -> bytes:
    """The same file, each element begun, written and ended by itself."""
    target = io.BytesIO()
    with etree.xmlfile(target, encoding="utf-8") as file:
        _write_element(root, file)
    return target.getvalue()


def _write_element(element: etree._Element, file: etree.xmlfile) -> None:
    with file.element(element.tag):
        if len(element):
            for child in element:
                if isinstance(child.tag, str):
                    _write_element(child, file)
        else:
            file.write(element.text or "")


def _of_parquet(label: str, many: Path, few: Path, seconds: float, below: str = "") -> None:
    rows = (_rows(many, below) - _rows(few, below)) / 1e6
    held = [pq.read_table(file) for file in sorted(many.glob(f"ILR*/{below}*.parquet"))]
    again = timing.best(lambda: timing.call(lambda: [pq.write_table(one, pa.BufferOutputStream()) for one in held])).cpu
    other = sum(map(len, held)) / 1e6 / again
    beside = f"{rows / seconds / other:6.2f} × writing the tables with pyarrow ({other:.2f} million/s)"
    told = f"{rows:4.2f} million rows in {seconds:4.1f} s, {rows / seconds:4.2f} million/s"
    print(f"{label + ', Parquet':<22} {told}, {rows / seconds / ROWS_LIMIT:.2f} × the limit")
    print(f"{'':<22} {beside}")


def _rows(folder: Path, below: str) -> int:
    return sum(pq.read_metadata(file).num_rows for file in folder.glob(f"ILR*/{below}*.parquet"))


def _write(folder: str, learners: int, returns: str, form: str) -> timing.Cost:
    out = Path(folder, str(learners))
    options = ("--learners", str(learners), "--returns", returns, "--year", "2025/26", "--out", str(out))
    return timing.best(lambda: timing.alder("synth", "returns", *options, "--format", form))


if __name__ == "__main__":
    main()
