"""Check 3: rows that are people."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from alder.outputs.content import DATA_FILES, Form
from alder.outputs.finding import OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output
    from alder.outputs.table import OutputTable

FEWEST = 15
"""A shorter table may happen to have a name of its own in each row."""
_KEY = re.compile(
    r"(?:^|[ _])(?:person|learner|pupil|student|individual|case|record|apprentice|subject)[ _]*"
    r"(?:id|key|ref|reference|no|num|number|code|hash)$"
    r"|(?:^|[ _])(?:pseudo\w*|anon\w*|hash\w*|enc\w*)[ _]*(?:id|key|ref|reference|no|num|number|code|hash)?$"
    r"|^(?:id|key|pid|sid|uid|rid|idaci_id|aim_?seq_?number)$",
    re.IGNORECASE,
)
_MIXED = re.compile(r"\A(?=.*\d)(?=.*[a-zA-Z])[0-9a-zA-Z]{8,}")
"""Letters and digits mixed, as a hash or pseudonym is."""
FEW_KEYS = 5
_TOKEN = re.compile(r"\A(?=.*\d)[0-9a-zA-Z_-]{8,}")
_MEND = "Hand in a table of groups: no row may be about one person, whatever was taken out of it."


def rows_are_groups(output: Output) -> Iterator[OutputFinding]:
    """A key of its own in each row, a frame's index, records printed in a log or listing."""
    for content in output.leaving:
        if content.form is Form.CODE:
            continue
        for table in output.tables(content):
            what = _is_of_records(content, table)
            if what:
                yield OutputFinding(OutputCheck.RECORDS, "MICRO", Weight.HELD, table.place(0), what, _MEND)


def _is_of_records(content: OutputContent, table: OutputTable) -> str:
    counted = any(
        column.counts_people and _is_count(column.heading) and not (column.values == 1).all()
        for column in table.of("FREQ")
    )
    columns = [(name, [labels[n] for labels in table.labels]) for n, name in enumerate(table.label_names)]
    columns += [(column.heading, list(column.texts)) for column in table.columns if column.kind == "FREQ"]
    for heading, texts in columns:
        cells = [text for text in texts if text]
        if len(cells) < 3:
            continue
        own = len(set(cells)) / len(cells)
        if own < 0.9:
            continue
        named = _KEY.search(re.sub(r"([a-z])([A-Z])", r"\1 \2", heading))
        mixed = sum(bool(_MIXED.fullmatch(cell)) for cell in cells) / len(cells)
        tokens = sum(bool(_TOKEN.fullmatch(cell)) for cell in cells) / len(cells)
        if (named and not counted) or (not _is_code(heading) and mixed > 0.9 and len(cells) >= FEW_KEYS):
            return _A_KEY
        if tokens > 0.9 and len(cells) >= FEWEST and not counted and not _is_code(heading):
            return _A_KEY
    if counted or len(table.rows) < FEWEST:
        return ""
    again = Counter(table.labels)
    many = sum(times for times in again.values() if times > 1)
    if len(table.label_names) >= 2 and many > len(table.rows) / 5:
        return "the same labels come again and again without a count, as in records of people"
    if content.form in DATA_FILES:
        return "it is a data file without a count of people: its rows look like records"
    if content.indexed:
        return "it has numbered rows and no count of people, as a table of records has"
    return ""


_A_KEY = "each row has an identifier of its own, as records of people have"


def _is_count(heading: str) -> bool:
    return bool(
        re.search(
            r"\bn\b|count|number|learners|pupils|people|students|freq|total|starts|aims|headcount|obs|cases",
            heading.replace("_", " "),
            re.IGNORECASE,
        )
    )


def _is_code(heading: str) -> bool:
    return bool(
        re.search(
            r"ukprn|urn\b|aim|lars|code|lad|msoa|lsoa|standard|framework|ssa|gss|date|week", heading, re.IGNORECASE
        )
    )
