"""The page of the filter language, with every name that a filter may use, and that of questions as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures import Query
from alder.measures.query import QUERY_KEYS, QUERY_VERSION
from alder.measures.where import records as of_records
from alder.measures.where.named import Type
from alder.measures.where.names import OTHER_NAMES, fields, names, refused

if TYPE_CHECKING:
    from alder.measures.where.named import Named

_MEASURE = "achievement_rate"

_LEAD = """# Filters

Written by `make docs` from the declarations.

A filter says which of the aims or learners that a measure counts are counted. It stands after `--where`, in
`alder.tabulate(..., where=...)`, and in a question [as JSON](questions.md):

    level = 3 and FundModel in (35, 36)
    age_at_start between 16 and 18 and not (sex = F or ethnicity is not known)
    LearnStartDate >= 2020-01-01 and planned_days >= 365

## Form

| form | fits |
|---|---|
| `NAME = VALUE`, `NAME != VALUE` | what has that value; what has another one |
| `NAME < VALUE`, `<=`, `>`, `>=` | numbers and dates only |
| `NAME in (A, B)`, `NAME not in (A, B)` | one of several values; a value that is none of them |
| `NAME between A and B`, `NAME not between A and B` | numbers and dates, both ends included |
| `NAME is known`, `NAME is not known` | whether there is a value |
| `not`, `and`, `or`, `( )` | `not` binds closest, then `and`, then `or` |

Words may be in capitals. `==` is `=`, and `<>` is `!=`. A value with spaces or signs is put in quotes, `'Level 3'`; a
quote
inside is written twice. Names are those of variables and of fields of the specification. Capitals and underscores in
them do not matter, unless two names differ by nothing else: `sex` is the variable, `Sex` the field.

## Records of which there may be several

An aim has several monitoring codes and payments, a learner several employment statuses and difficulties. A filter asks
whether there is one record that says something. The kind of record has its name in the specification:

    LearningDeliveryFAM.LDM = 034 and not LearningDeliveryFAM.SOF = 105
    LearnerEmploymentStatus.EmpStat in (11, 12)
    LearnerEmploymentStatus with (EmpStat = 10 and DateEmpStatApp < 2020-08-01)
    AppFinRecord with (TNP = 1 and AFinAmount >= 10000)

| form | fits |
|---|---|
| `RECORD.NAME = VALUE`, and every other form above | who has a record that says so |
| `RECORD with (...)` | who has one record that says all that stands in the parentheses |
| `not RECORD.NAME = VALUE` | who has no such record |
| `RECORD.NAME != VALUE` | who has a record with another value, be there one with this value or not |
| `RECORD.NAME is not known` | who has no record that says it: `not RECORD.NAME is known` |

A code that means something only beside its type goes by the type: `LearningDeliveryFAM.LDM = 034` is a record with
LearnDelFAMType LDM and LearnDelFAMCode 034. Inside the parentheses `SOF is known` asks whether the record is of that
type. A record that stands in another has the fields of that one too. Whether there is a record is never unknown: who
has none does not fit. Over several years it is the records in the latest return of an aim that are asked. What a
learner's records say is asked of the return whose record describes the learner everywhere in the table.

A few types, of which an aim or a learner has one at most, may be named alone: `SOF = 105`.

## Values

A value must be one that the name can have, or the filter is refused, with the nearest one and the list. A code may be
given as the code, as its label, or without the name that it begins with: `level = 3`, `level = 'Level 3'`,
`FundModel = 'Adult skills'`. Dates are written `2020-08-01`, truths `yes` and `no`. Codes have no order, so `level >=
3` is
refused: name them.

## What is not known

A missing value fits no comparison, and no denial of one: a learner whose sex is not known is counted neither by `sex
= F`
nor by `sex != F` nor by `not sex = F`. Ask for them: `sex = F or sex is not known`. For a variable, the category for no
known value is the same as a missing one. A field is as collected: its codes for "not known" are values. A field that
the returns of no year asked for hold is refused, with the years that hold it; where some of the years lack it, a note
under the table says so.

## Extracts

A measure that counts the rows of an extract of another source is filtered by the columns of that extract, by the
variables that are made from them, and by provider: `alder explain MEASURE` lists them.

## What a filter does, and does not

- How an aim is judged does not change. A transfer to an aim that the filter leaves out is still a transfer.
- Learners are counted who have at least one aim that counts and fits. Where several records describe a learner, the
  filter looks at the one that describes them everywhere in the table.
- The filter stands in the title, on the page, in the notes and in a column of every file of the table.
- The fields behind it count as used: the table takes the lowest grade of them too.
- A narrow filter makes small numbers. They are protected like all others; but two tables whose filters differ a
  little can
  give away together what each hides. See [how people are
  protected](../explanation/protection.md#what-it-does-not-promise).
"""


def pages() -> dict[str, str]:
    """The two pages."""
    return {"filters.md": _filters(), "questions.md": _questions()}


def _filters() -> str:
    known = names(_MEASURE)
    own = fields()
    lines = [_LEAD, "## Variables", "", "| name | what it is | values |", "|---|---|---|"]
    lines += [_row(n) for name, n in known.items() if name == n.name and name not in own]
    lines += ["", "`age_band` is the band of the measure: measures differ. It is missing where a measure has none.", ""]
    lines += ["## Fields of the specification", "", "| name | values |", "|---|---|"]
    lines += [f"| `{n.name}` | {_values(n)} |" for n in own.values()]
    lines += ["", "## Kinds of record", "", "| record | of | names |", "|---|---|---|"]
    for record in of_records.records().values():
        said = ", ".join(f"`{name}`" for name in record.names)
        lines.append(f"| `{record.name}` | {'the learner' if record.person else 'the aim'} | {said} |")
    lines += ["", "## Other names", "", "| written | means |", "|---|---|"]
    others = {a: b for a, b in OTHER_NAMES.items() if known[a].name == b} | of_records.OTHER_NAMES
    lines += [f"| `{a}` | `{b}` |" for a, b in others.items()]
    lines += ["", "## What cannot be asked about", "", "| name | why |", "|---|---|"]
    lines += [f"| `{name}` | {why} |" for name, why in {**refused(), **of_records.NO_RECORDS}.items()]
    return "\n".join(lines)


def _row(n: Named) -> str:
    return f"| `{n.name}` | {n.title} | {_values(n)} |"


def _values(n: Named) -> str:
    if n.type is not Type.CODE:
        return f"{n.type}{f', in {n.unit}' if n.unit else ''}"
    codes = [c for c in n.codes if c.code != n.unknown]
    if len(codes) > 12:
        return f"one of {len(codes)} codes: `alder explain {n.name}`"
    return ", ".join(f"`{c.code}`" + (f" {c.label}" if c.label != c.code else "") for c in codes).replace("|", "\\|")


def _questions() -> str:
    example = Query.ask(
        "achievement_rate",
        by="sex",
        where="level = 3 and FundModel in (35, 36)",
        years="2018/19..2020/21",
        scope="apprenticeships",
        parameters={"transfer_days": 90},
    ).to_json()
    lines = ["# Questions as JSON", "", "Written by `make docs` from the declarations.", ""]
    lines += [f"A question can be kept and asked again. This is version {QUERY_VERSION} of its form:", "", "```json"]
    lines += [example.rstrip()]
    lines += ["```", "", "| key | |", "|---|---|", *(f"| `{name}` | {says} |" for name, says in QUERY_KEYS.items()), ""]
    lines += [
        "`alder_query`, `measure` and `years` must be there. A key that is not in the list is refused by name, and",
        "so is a version that this Alder does not read. Within a version keys may be added, never renamed or",
        "given another meaning. An area that was asked for is among `by`.",
        "",
        "| to | |",
        "|---|---|",
        "| write it | `alder table ... --write-query question.json`, `Query.ask(...).to_json()` |",
        "| ask it | `alder table --query question.json`, `alder.tabulate(store, Query.from_json(text))` |",
        "",
        "`Query` is in `alder.measures`. The policy is not part of a question: it belongs to what leaves.",
    ]
    return "\n".join(lines)
