"""Check 2: what says who somebody is. What is found is never repeated: where it stands is enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.model.ids.learner_numbers import ULN, UPN
from alder.model.ids.places import Postcode
from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight, a

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.outputs.content import OutputContent, Sheet
    from alder.outputs.output import Output
    from alder.outputs.table import OutputTable

_ULN = re.compile(r"(?<![\w.,£$-])\d{10}(?![\w.]|,\d)")
_UPN = re.compile(r"(?<!\w)[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?!\w)")
_NINO = re.compile(
    r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"
)
_POSTCODE = re.compile(
    r"(?<![\w.-])[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\w-])"
    r"|(?<![\w.-])[A-Z]{1,2}\d{1,2}[A-Z]?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_BIRTH_WORDS = re.compile(
    r"\bd\.?o\.?b\b|date[ _]?of[ _]?birth|birth[ _]?date|dateofbirth|\bborn\b|birthday", re.IGNORECASE
)
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d[/.-][01]?\d[/.-](?:19|20)\d\d|[0-3]?\d "
    r"?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_PERSONAL_HEADINGS = re.compile(
    r"^(?:uln|upn|pmr|hus_?id|ni_?number|nino|national ?insurance.*|learn_?ref_?number"
    r"|candidate ?n(?:umber|o)|given_?names?|family_?name|sur_?name|first_?name|forename|full "
    r"?name|learner ?name|pupil ?name|e-?mail.*|tel_?no|telephone|phone.*|address.*|addline\d"
    r"|date_?of_?birth|dob|birth_?date|post_?code(?:_?prior)?|uprn)$",
    re.IGNORECASE,
)
_CHANCE = 1 / 11
"""So often a number that is none has the check digit of a learner number."""


def _is_uln(text: str) -> bool:
    return text[0] != "0" and ULN.is_sound(text) and text not in ULN.stand_ins


def _is_upn(text: str) -> bool:
    return UPN.is_sound(text)


def _is_postcode(text: str) -> bool:
    if not Postcode.is_sound(text) or Postcode.normalise(text) in Postcode.stand_ins:
        return False
    return _POSTCODE_AREAS.fullmatch("".join(sign for sign in text[:2] if sign.isalpha())) is not None


_POSTCODE_AREAS = re.compile(
    r"AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|"
    r"EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|"
    r"ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|"
    r"SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
"""The areas with which Royal Mail's postcodes begin. Another beginning is a reference that looks like a postcode."""


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("pupil number (UPN)", _UPN, _is_upn),
    ("National Insurance number", _NINO, lambda text: True),
    ("postcode", _POSTCODE, _is_postcode),
    ("e-mail address", _EMAIL, lambda text: not text.lower().endswith(("@example.com", "@example.org"))),
)
_MEND = "Take it out. If groups are needed, use an area, a band or a code of your own that is in no other output."


_SMALL_AREA = re.compile(r"(?<!\w)[EW]0[01]\d{6}(?!\d)")
"""Codes of output areas and of lower layer super output areas: some 300 and 1,500 people."""


def areas_are_large_enough(output: Output) -> Iterator[OutputFinding]:
    """Figures of areas so small that a reader knows who lives there."""
    for content in output.leaving:
        if content.form is Form.CODE:
            continue
        rows = ["\n".join(row) for sheet in content.sheets for row in sheet.rows]
        found = sum(1 for text in [*rows, *content.lines, *content.unseen] for _ in _SMALL_AREA.finditer(text))
        if found >= 3:
            yield OutputFinding(
                OutputCheck.IDENTIFIERS,
                "MAP",
                output.weight(content, "MAP"),
                FindingPlace(content.name),
                "figures are of areas smaller than a middle layer super output area (MSOA)",
                "Use MSOAs, districts or larger areas, or a class such as fifths of deprivation.",
                found,
            )


def nobody_is_named(output: Output) -> Iterator[OutputFinding]:
    """Identifiers with check digits that fit, postcodes, addresses, dates of birth, headings that promise them."""
    for content in output.leaving:
        for sheet in content.sheets:
            yield from _in_cells(content, sheet)
        for table in output.tables(content):
            yield from _dates_of_birth(table)
        yield from _in_lines(content)


def _dates_of_birth(table: OutputTable) -> Iterator[OutputFinding]:
    """A column of days under a heading that speaks of birth, wherever in a listing its table begins."""
    for n, name in enumerate(table.label_names):
        days = [
            row
            for row, labels in enumerate(table.labels)
            if _DAY.fullmatch(re.sub(r"[T ]00:00(:00)?(\.0+)?$", "", labels[n]))
        ]
        if len(days) >= 3 and _BIRTH_WORDS.search(name.replace("_", " ")):
            yield OutputFinding(
                OutputCheck.IDENTIFIERS,
                "DATE",
                Weight.HELD,
                table.label_place(days[0], n),
                "it is a list of dates of birth",
                _MEND,
                len(days),
            )


def _in_cells(content: OutputContent, sheet: Sheet) -> Iterator[OutputFinding]:
    columns: dict[int, list[tuple[int, str]]] = {}
    for at, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if cell and not cell.isspace():
                columns.setdefault(column, []).append((at, cell))
    for column, cells in sorted(columns.items()):
        heading = next((text for _, text in cells if not text.strip().replace(".", "").isdigit()), "")
        yield from _column(content, sheet, column, cells, heading)


def _column(
    content: OutputContent, sheet: Sheet, column: int, cells: Sequence[tuple[int, str]], heading: str
) -> Iterator[OutputFinding]:
    def tell(at: int, what: str, times: int, weight: Weight = Weight.HELD, rule: str = "DATE") -> OutputFinding:
        return OutputFinding(
            OutputCheck.IDENTIFIERS, rule, weight, sheet.place(content.name, at, column), what, _MEND, times
        )

    texts = [(at, text.strip().removesuffix(".0")) for at, text in cells]
    numbers = [(at, text) for at, text in texts if len(text) == 10 and re.fullmatch(r"\d{10}", text)]
    fits = [(at, text) for at, text in numbers if _is_uln(text)]
    share = len(fits) / len(numbers) if numbers else 0.0
    if fits and (share > 0.5 or (len(numbers) <= 2 and share > 0)):
        yield tell(fits[0][0], "a number is a learner number (ULN): its check digit fits", len(fits))
    elif len(fits) > 3 * _CHANCE * len(numbers) + 3:
        yield tell(fits[0][0], "more numbers than chance allows have the check digit of a learner number", len(fits))
    worded = [(at, text) for at, text in texts if not text.replace(".", "", 1).isdecimal()]
    for name, pattern, holds in _KINDS:
        hits = [(at, match[0]) for at, text in worded for match in pattern.finditer(text) if holds(match[0])]
        found = [at for at, _ in hits]
        if name == "postcode" and len(hits) >= 3 and len({text[-2:] for _, text in hits}) == 1:
            yield tell(found[0], "codes have the shape of a postcode, all with the same end", len(found), Weight.LOOK)
        elif found:
            yield tell(found[0], f"there is {a(name)}", len(found))
    longer = [at for at, text in texts if len(text) > 10 and any(_is_uln(m[0]) for m in _ULN.finditer(text))]
    if longer:
        yield tell(longer[0], "there is a learner number (ULN): its check digit fits", len(longer))
    born = [at for at, text in worded if _BIRTH_WORDS.search(text) and _DAY.search(text)]
    if born:
        yield tell(born[0], "there is a date of birth", len(born))
    if _PERSONAL_HEADINGS.match(heading.strip()) and len(cells) > 1:
        yield tell(cells[0][0], "its heading promises something that identifies people", len(cells) - 1)


def _in_lines(content: OutputContent) -> Iterator[OutputFinding]:
    seen = [(f"line {number}", line) for number, line in enumerate(content.lines, 1) if line and not line.isspace()]
    for at, line in [*seen, *(("what no reader sees", line) for line in content.unseen)]:
        place = FindingPlace(content.name, at)
        if any(_is_uln(match[0]) for match in _ULN.finditer(line)):
            yield OutputFinding(
                OutputCheck.IDENTIFIERS,
                "DATE",
                Weight.HELD,
                place,
                "there is a learner number (ULN): its check digit fits",
                _MEND,
            )
        for name, pattern, holds in _KINDS:
            if any(holds(match[0]) for match in pattern.finditer(line)):
                yield OutputFinding(OutputCheck.IDENTIFIERS, "DATE", Weight.HELD, place, f"there is {a(name)}", _MEND)
        if _BIRTH_WORDS.search(line) and _DAY.search(line):
            yield OutputFinding(OutputCheck.IDENTIFIERS, "DATE", Weight.HELD, place, "there is a date of birth", _MEND)
    if content.form in (Form.TEXT, Form.LOG, Form.CODE):
        days = [
            n
            for n, line in enumerate(content.lines, 1)
            if re.fullmatch(r"[\s'\",\d]*", _DAY.sub("", line)) and _DAY.search(line)
        ]
        if len(days) >= 5:
            yield OutputFinding(
                OutputCheck.IDENTIFIERS,
                "DATE",
                Weight.HELD,
                FindingPlace(content.name, f"line {days[0]}"),
                "there is a list of exact dates",
                "Exact dates are a person's: use months or years, of groups.",
                len(days),
            )
