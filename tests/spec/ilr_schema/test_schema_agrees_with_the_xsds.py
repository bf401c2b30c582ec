"""The declarations against the schema files that the agency published, field by field."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from alder.model.field import Entity, Field, FieldKind
from alder.model.period import AcademicYear
from alder.sources.ilr import schema
from alder.sources.ilr.schema.notation import name_of

XS = "{http://www.w3.org/2001/XMLSchema}"
KINDS = {
    "xs:int": FieldKind.WHOLE,
    "xs:long": FieldKind.LONG,
    "xs:decimal": FieldKind.DECIMAL,
    "xs:date": FieldKind.DATE,
    "xs:dateTime": FieldKind.MOMENT,
    "xs:string": FieldKind.TEXT,
    "RestrictedString": FieldKind.TEXT,
}
SOME_TEXTS = [chr(n) for n in range(9, 0x2200)] + [
    *("", "a", "ab12", "AB12", "123456789", "1234567890", "0", "00", "000", "a@b", "@", "a@", "a@b@c", "x" * 51),
    *("A" * 9, "A" * 12, "A" * 13, "A1 ", "1" * 18, "1" * 19, "ILR", "a" * 100, "a" * 101, "a\nb@c", "é@é"),
]


def xsd(shared: Path, year: AcademicYear) -> etree._Element:
    (path,) = (shared / "ilr" / "xsd").glob(f"ILR-{year.hyphenated}*.xsd")
    return etree.parse(str(path)).getroot()


def facets(element: etree._Element) -> tuple[str, dict[str, str]]:
    """The base type of a field and its facets, stripped: one year's limit has a blank at its end."""
    restriction = element.find(f"{XS}simpleType/{XS}restriction")
    if restriction is None:
        return element.get("type"), {}
    found = {f.tag.removeprefix(XS): f.get("value") for f in restriction}
    return restriction.get("base"), {k: v if k == "pattern" else v.strip() for k, v in found.items()}


def members(element: etree._Element) -> list[etree._Element]:
    """The elements inside, in order; a choice counts as its alternatives."""
    sequence = f"{XS}complexType/{XS}sequence"
    return [*element.iterfind(f"{sequence}/{XS}element"), *element.iterfind(f"{sequence}/{XS}choice/{XS}element")]


def number(text: str | None, type: type[int | float]) -> float | None:
    return None if text is None else type(text)


def compare_field(declared: Field, element: etree._Element, restricted: str) -> None:
    base, facet = facets(element)
    in_choice = element.getparent().tag == f"{XS}choice"
    assert declared.kind is KINDS[base]
    assert declared.required == (element.get("minOccurs", "1") == "1" and not in_choice)
    assert element.get("maxOccurs", "1") == "1"
    assert declared.min_length == number(facet.get("minLength", facet.get("length")), int)
    assert declared.max_length == number(facet.get("maxLength", facet.get("length")), int)
    assert declared.low == number(facet.get("minInclusive"), float)
    assert declared.high == number(facet.get("maxInclusive"), float)
    assert declared.digits == number(facet.get("totalDigits"), int)
    assert declared.places == number(facet.get("fractionDigits"), int)
    assert declared.values == ((facet["enumeration"],) if "enumeration" in facet else ())
    theirs = tuple(p for p in (restricted if base == "RestrictedString" else None, facet.get("pattern")) if p)
    assert bool(theirs) == bool(declared.pattern)
    assert not theirs or judged_differently(declared.pattern or "", theirs) == []


@cache
def judged_differently(ours: str, theirs: tuple[str, ...]) -> list[str]:
    """The texts that our pattern and theirs do not agree on; many fields and years share a pattern."""
    return [t for t in SOME_TEXTS if bool(re.fullmatch(ours, t)) != all(re.fullmatch(p, t) for p in theirs)]


def compare(declared: Entity, element: etree._Element, restricted: str) -> None:
    inside = members(element)
    most = element.get("maxOccurs", "1")
    in_choice = element.getparent().tag == f"{XS}choice"
    assert declared.least == (0 if in_choice else int(element.get("minOccurs", "1"))), declared.element
    assert declared.most == (None if most == "unbounded" else int(most)), declared.element
    assert [name_of(m) for m in declared.members] == [e.get("name") for e in inside]
    chosen = [e.get("name") for e in inside if e.getparent().tag == f"{XS}choice"]
    assert list(declared.one_of) == chosen
    for member, sub in zip(declared.members, inside, strict=True):
        if isinstance(member, Entity):
            compare(member, sub, restricted)
        else:
            compare_field(member, sub, restricted)


@pytest.mark.parametrize("year", schema.YEARS, ids=str)
def test_the_declarations_of_a_year_agree_with_its_schema_file(shared: Path, year: AcademicYear):
    root = xsd(shared, year)
    restricted = root.find(f"{XS}simpleType/{XS}restriction/{XS}pattern").get("value")
    assert schema.NAMESPACES[root.get("targetNamespace")] == year
    assert (schema.OFFICIAL[year].version, schema.OFFICIAL[year].year) == (root.get("version"), year)
    assert (shared / "ilr" / "xsd" / schema.OFFICIAL[year].file).exists()
    compare(schema.YEARS[year], root.find(f"{XS}element"), restricted)
