"""ILR files for tests, written from plain values; every person and provider in them is made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from alder.model.period import AcademicYear
from alder.sources.ilr.schema import NAMESPACES

Record = list[tuple[str, "str | Record | None"]]
"""Elements in order: a field with its text (None: an empty element), or a record with its own elements."""

UKPRN = "99999999"


def namespace(year: AcademicYear) -> str:
    return next(n for n, y in NAMESPACES.items() if y == year)


def elements(record: Iterable[tuple[str, str | Record | None]], indent: int = 1) -> str:
    lines = []
    for name, value in record:
        tab = "\t" * indent
        if isinstance(value, list):
            lines.append(f"{tab}<{name}>\n{elements(value, indent + 1)}{tab}</{name}>\n")
        elif value is None:
            lines.append(f"{tab}<{name}/>\n")
        else:
            lines.append(f"{tab}<{name}>{escape(value)}</{name}>\n")
    return "".join(lines)


def header(year: AcademicYear, **changes: str | None) -> Record:
    """A whole header; a change of None leaves the element out."""
    said = {
        "Year": year.pair,
        "FilePreparationDate": f"{year.start}-12-01",
        "UKPRN": UKPRN,
        "Provider": UKPRN,
        **changes,
    }
    return [
        (
            "Header",
            [
                (
                    "CollectionDetails",
                    _given(Collection="ILR", Year=said["Year"], FilePreparationDate=said["FilePreparationDate"]),
                ),
                (
                    "Source",
                    _given(
                        ProtectiveMarking="OFFICIAL-SENSITIVE-Personal",
                        UKPRN=said["UKPRN"],
                        SoftwareSupplier="Own software",
                        SerialNo="01",
                        DateTime=f"{year.start}-12-01T09:30:00",
                    ),
                ),
            ],
        ),
        ("LearningProvider", _given(UKPRN=said["Provider"])),
    ]


def message(body: str | list[tuple[str, str | Record | None]], year: AcademicYear, **changes: str | None) -> bytes:
    """A whole file: header, then `body`, either elements or XML as text."""
    inside = body if isinstance(body, str) else elements(body)
    start = f'<?xml version="1.0" encoding="utf-8"?>\n<Message xmlns="{namespace(year)}">\n'
    return (start + elements(header(year, **changes)) + inside + "</Message>\n").encode()


def learner(ref: str = "L1", **changes: str | None) -> Record:
    """A learner of 2017-18 or later with the fewest fields; a change of None leaves the field out."""
    fields = {
        "LearnRefNumber": ref,
        "ULN": "1000000000",
        "Ethnicity": "31",
        "Sex": "F",
        "LLDDHealthProb": "9",
        "PostcodePrior": "ZZ99 9ZZ",
        "Postcode": "ZZ99 9ZZ",
    }
    return _in_order(fields, changes)


def delivery(**changes: str | None) -> Record:
    """A learning delivery with the fewest fields."""
    fields = {
        "LearnAimRef": "60000000",
        "AimType": "4",
        "AimSeqNumber": "1",
        "LearnStartDate": "2020-09-01",
        "LearnPlanEndDate": "2021-07-01",
        "FundModel": "35",
        "DelLocPostCode": "ZZ99 9ZZ",
        "CompStatus": "1",
    }
    return _in_order(fields, changes)


def whole_learner(ref: str = "L1", *aims: Record, **changes: str | None) -> tuple[str, Record]:
    return "Learner", [*learner(ref, **changes), *(("LearningDelivery", aim) for aim in aims or (delivery(),))]


def _in_order(fields: Mapping[str, str | None], changes: Mapping[str, str | None]) -> Record:
    """Changed fields in their place; new ones in specification order."""
    from alder.sources.ilr.schema import superset

    tables = reversed(superset().values())  # a field of several tables stands where the first has it
    order = {name: at for schema in tables for at, name in enumerate(schema.names)}
    merged = {**fields, **changes}
    return [(n, merged[n]) for n in sorted(merged, key=lambda n: order.get(n, 99)) if merged[n] is not None]


def _given(**fields: str | None) -> Record:
    return [(name, text) for name, text in fields.items() if text is not None]
