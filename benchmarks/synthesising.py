"""How fast made-up returns are written, as XML and as Parquet, beside what the machine can do at all.

Rates are those of 20,000 learners beyond the first 1,000, and of ten years beyond one, so that the start of the
command, which is the same for any number, is not in them; it is told apart. Beside the rate of XML stand those of
others that do less with the same bytes: copying them in memory, lxml writing out a tree that is there already, lxml
writing element by element (`xmlfile`), and where it is there `xmllint`, which reads them. Beside that of Parquet stands
pyarrow writing the tables. The machine's load moves all of them alike.

All commands come before all that is done here: what this process holds would count as memory of a command.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
SIZES = (1000, 20_000)
PEOPLE = 3_000_000
"""Of whom one region is made: some 330,000 people, as many as a region of the made-up nation has."""
FORMS = ("xml", "parquet")


@dataclass(frozen=True)
class Written:
    """What was written in two sizes, and what it cost."""

    label: str
    form: str
    few: Path
    many: Path
    start: timing.Cost
    whole: timing.Cost
    of_start: str
    """What the smaller of the two was."""

    @property
    def seconds(self) -> float:
        return self.whole.cpu - self.start.cpu

    def tell(self) -> None:
        if self.form == "xml":
            self._tell_of_xml()
        else:
            self._tell_of_parquet()
        print(f"{'':<22} {self.start.cpu:.2f} s for {self.of_start}; at most {self.whole.memory:.0f} MB of memory")

    def _tell_of_xml(self) -> None:
        files = sorted(self.many.rglob("*.xml"))
        all_bytes, few_bytes = (sum(f.stat().st_size for f in of.rglob("*.xml")) for of in (self.many, self.few))
        size = (all_bytes - few_bytes) / 1e6
        rate = size / self.seconds
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
        told = f"{size:4.0f} MB in {self.seconds:4.1f} s, {rate:4.0f} MB/s"
        print(f"{self.label + ', XML':<22} {told}, {rate / LIMIT:.2f} × the limit")
        for name, other in others.items():
            print(f"{'':<22} {rate / other:6.2f} × {name} ({other:,.0f} MB/s)")

    def _tell_of_parquet(self) -> None:
        rows = (_rows(self.many) - _rows(self.few)) / 1e6
        rate = rows / self.seconds
        held = [pq.read_table(file) for file in _tables(self.many)]
        again = timing.best(
            lambda: timing.call(lambda: [pq.write_table(one, pa.BufferOutputStream()) for one in held])
        ).cpu
        other = sum(map(len, held)) / 1e6 / again
        told = f"{rows:4.2f} million rows in {self.seconds:4.1f} s, {rate:4.2f} million/s"
        print(f"{self.label + ', Parquet':<22} {told}, {rate / ROWS_LIMIT:.2f} × the limit")
        print(f"{'':<22} {rate / other:6.2f} × writing the tables with pyarrow ({other:.2f} million/s)")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for written in [*_of_places(Path(folder)), *_of_population(Path(folder))]:
            written.tell()


def _of_places(folder: Path) -> Iterator[Written]:
    """Returns of a provider whose learners are told by places."""
    for label, returns in RETURNS.items():
        for form in FORMS:
            few, many = (folder / label / form / str(learners) for learners in SIZES)
            options = ("--returns", returns, "--year", "2025/26", "--format", form)
            costs = (_cost(of, "--learners", of.name, *options) for of in (few, many))
            yield Written(label, form, few, many, *costs, f"{SIZES[0]:,} learners")


def _of_population(folder: Path) -> Iterator[Written]:
    """Returns of one region of a population, two a year, with the truth beside them."""
    regions = ("--region", "1")
    people = str(folder / "people")
    timing.alder("synth", "population", "--people", str(PEOPLE), *regions, "--out", people)
    for form in FORMS:
        few, many = (folder / "population" / form / years for years in ("one year", "ten years"))
        options = ("--population", people, *regions, "--returns", "R04,R14", "--format", form)
        spans = ("2025/26", "2016/17..2025/26")
        costs = (_cost(of, "--year", years, *options) for of, years in zip((few, many), spans, strict=True))
        yield Written("population", form, few, many, *costs, "one year")


def _cost(out: Path, *options: str) -> timing.Cost:
    def write() -> timing.Cost:
        shutil.rmtree(out, ignore_errors=True)  # what is there already is not written again
        return timing.alder("synth", "returns", *options, "--out", str(out))

    return timing.best(write)


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
                _write_element(child, file)
        else:
            file.write(element.text or "")


def _tables(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.parquet") if "truth" not in file.parts)


def _rows(folder: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in _tables(folder))


if __name__ == "__main__":
    main()
