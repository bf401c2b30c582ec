"""What reading a file can find before any rule of the book is asked: the codes of its form, explained.

They have the names that the collection gives them (`FD_<Field>_AL`, `Filename_1`, `ZIP_EMPTY`), and names of our own
that begin with `Schema_` for what the collection answers by refusing the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.model.explanation import Explanation, Section
from alder.model.field import FieldKind
from alder.sources.ilr.schema import YEARS, entities, superset_tree, tree
from alder.sources.ilr.xml.field_values import Misfit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.model.field import Entity, Field
    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class FormCode:
    """One code: what it says is wrong, what comes of it, and how to put it right."""

    code: str
    meaning: str
    effect: str
    next: str


OUT = "The learner is kept out, with all its records."
STAYS = "The learner stays."
NOTICE = "The verdict says that the service refuses such a file; with --strict Alder refuses it too."
WHOLE = "The verdict says that the service refuses such a file."
REFUSED = "The file is refused."

ENDINGS: dict[Misfit, FormCode] = {
    Misfit.LENGTH: FormCode("AL", "The value is too long or too short, or has too many digits.", OUT, "Correct it."),
    Misfit.PATTERN: FormCode("AP", "The value holds characters that the field does not allow.", OUT, "Correct it."),
    Misfit.RANGE: FormCode("AR", "The number is below or above what the field allows.", OUT, "Correct it."),
    Misfit.TYPE: FormCode("DT", "The value is not of the field's type: no number, or no date.", OUT, "Correct it."),
    Misfit.MISSING: FormCode("MA", "The field is missing or empty, and it must be given.", OUT, "Give it."),
    Misfit.OCCURRENCE: FormCode("EO", "There is too much of it, or too little, in one record.", OUT, "Count again."),
}

SCHEMA = (
    FormCode(
        "Schema_Case",
        "An element's name is spelled with other capital or small letters.",
        f"The element is ignored. {STAYS} {WHOLE}",
        "Spell it as the finding says.",
    ),
    FormCode(
        "Schema_Unknown",
        "The year has no such element in this record.",
        f"The element is ignored, with all that is in it. {STAYS} {WHOLE}",
        "Take it out, or correct its name.",
    ),
    FormCode(
        "Schema_Order",
        "An element stands after one that the specification puts behind it.",
        f"The element is read. {STAYS} {WHOLE}",
        "Have your software write the elements in the order of the specification.",
    ),
    FormCode(
        "Schema_Text",
        "A record holds text of its own, where only elements may stand.",
        f"The text is ignored. {STAYS} {WHOLE}",
        "Take the text out.",
    ),
    FormCode(
        "Schema_Attribute",
        "An element has an attribute, and no element of a return has any.",
        f"The attribute is ignored. {STAYS} {WHOLE}",
        "Take the attribute out.",
    ),
    FormCode(
        "Schema_Choice",
        "A record has two of the members of which it may have one: an address and a postcode, in 2016/17.",
        f"All of them are read. {STAYS} {WHOLE}",
        "Write a record for each.",
    ),
    FormCode(
        "Schema_Year",
        "The header names another year than the namespace.",
        f"The file is read, and its rules are chosen, as the namespace says. {WHOLE}",
        "Correct the one that is wrong.",
    ),
    FormCode(
        "Entity_1", "The file holds no learner.", f"There is nothing to accept. {WHOLE}", "Export the return again."
    ),
)

NAMES = (
    FormCode("Filename_1", "The name is not of the form of a return's name.", NOTICE, "Rename the file."),
    FormCode("Filename_4", "The year in the name is not the file's.", NOTICE, "Rename the file."),
    FormCode("Filename_5", "The serial number in the name is not two digits.", NOTICE, "Rename the file."),
    FormCode("Filename_6", "The serial number in the name is 00.", NOTICE, "Rename the file: they start at 01."),
    FormCode("Filename_7", "The date and time in the name are still to come.", NOTICE, "Rename the file."),
    FormCode("Header_2", "The file preparation date is still to come.", NOTICE, "Correct the header."),
    FormCode("Header_3", "The UKPRN in the header is not the one in the name.", NOTICE, "Correct one of them."),
    FormCode("ZIP_INCONSISTENT_FILENAME", "The XML file in a ZIP has another name.", NOTICE, "Rename one of them."),
    FormCode(
        "Filename_2",
        "A file with this provider, year and time in its name is in the store.",
        NOTICE,
        "Rename the file.",
    ),
    FormCode("Filename_8", "The store holds a later file of this provider and year.", NOTICE, "Send the latest file."),
    FormCode("Namespace Mismatch", "The XML namespace is that of no year.", REFUSED, "Export the return again."),
    FormCode("ZIP_EMPTY", "A ZIP holds no XML file, or other files beside it.", REFUSED, "Pack the one file alone."),
    FormCode("ZIP_CORRUPT", "A ZIP cannot be unpacked.", REFUSED, "Pack the file again."),
    FormCode("Protected ZIP file", "A ZIP needs a password.", REFUSED, "Pack the file again without one."),
)


@cache
def codes() -> frozenset[str]:
    """Every code of form that reading can give."""
    years = frozenset().union(*(_codes_of(message) for message in (*YEARS.values(), superset_tree())))
    return years | {c.code for c in (*SCHEMA, *NAMES)}


def codes_in(year: AcademicYear) -> frozenset[str]:
    """The codes that say what can be wrong with the fields and records of one year, from its declarations."""
    return _codes_of(tree(year))


def _codes_of(message: Entity) -> frozenset[str]:
    codes: set[str] = set()
    for entity in message.walk():
        codes.update(f"FD_{f.name}_{ending}" for f in entity.fields for ending in _endings(f))
        codes.add(f"FD_{entity.element}_EO")
    return frozenset(codes)


def _endings(field: Field) -> Iterator[Misfit]:
    """How a value of the field can fail to fit. Any field can be given twice, or hold elements where text belongs."""
    yield from (Misfit.OCCURRENCE, Misfit.TYPE)
    if field.kind not in (FieldKind.DATE, FieldKind.MOMENT):
        yield Misfit.LENGTH
    if field.kind is FieldKind.TEXT:
        yield Misfit.PATTERN
    if field.low is not None or field.high is not None:
        yield Misfit.RANGE
    if field.required:
        yield Misfit.MISSING


def explained(code: str) -> Explanation:
    """A code of form: what is wrong, what comes of it, and how to put it right."""
    match = re.fullmatch(r"FD_(\w+)_([A-Z]{2})", code)
    if match is None:
        of_form = next(c for c in (*SCHEMA, *NAMES) if c.code == code)
        rows: list[tuple[str, str]] = []
    else:
        of_form = ENDINGS[Misfit(match[2])]
        homes = [e.element for e in entities().values() if any(f.name == match[1] for f in e.fields)]
        rows = [("field", f"{match[1]} in {', '.join(homes)}; its limits: alder explain {match[1]}")] if homes else []
    rows += [("effect", of_form.effect), ("put right", of_form.next)]
    return Explanation(
        code, "form of the file", (), of_form.meaning, rows=tuple(rows), next="All: alder explain form of a file"
    )


def listed_forms() -> Explanation:
    """Every code of form, those of values by their endings."""
    fields = [FormCode(f"FD_<field>_{c.code}", c.meaning, c.effect, c.next) for c in ENDINGS.values()]
    return Explanation(
        "form of a file",
        "list",
        (counted(len(fields) + len(SCHEMA) + len(NAMES), "code"),),
        "Before any rule is asked, a file is read. What does not fit its form has one of these codes.",
        sections=(
            Section(
                "What comes of it",
                (
                    "A learner of whom one value does not fit is kept out with all its records, and counted: a check "
                    "says how many learners were read and how many accepted. A destination stands for itself: one that "
                    "does not fit is kept out alone, and one that fits stays when its learner is kept out, because it "
                    "may be of an earlier year.",
                    "What the year does not know is ignored, and its learner stays. At the top of the file, where a "
                    "learner may be lost by it, it is an error all the same.",
                ),
            ),
            _section("Values and records", fields),
            _section("Elements", SCHEMA),
            _section("The file", NAMES),
        ),
        next="One of them: alder explain CODE",
        title="The form of a file",
    )


def _section(title: str, rows: Iterable[FormCode]) -> Section:
    heads = ("code", "what is wrong", "what comes of it", "how to put it right")
    return Section(title, heads=heads, cells=tuple((f"`{c.code}`", c.meaning, c.effect, c.next) for c in rows))
