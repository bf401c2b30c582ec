"""The language of filters explained: its forms, what is true of what is not known, and every name that it knows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.measures.condition import vocabulary as of_records
from alder.measures.condition.vocabulary import USUAL_NAMES, Type, fields, names_for, refused
from alder.model.explanation import Explanation, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.condition.vocabulary import ConditionName, RecordKind

_MEASURE = "achievement_rate"
"""A measure over returns, whose filters know every name but the columns of extracts."""

_MOST_CODES = 12

_LEAD = (
    "A filter says which of the aims or learners that a measure counts are counted. It stands after `--where`, in "
    "`alder.tabulate(..., where=...)`, and in a query as JSON."
)

_EXAMPLES = """level = 3 and FundModel in (35, 36)
age_at_start between 16 and 18 and not (sex = F or ethnicity is not known)
LearnStartDate >= 2020-01-01 and planned_days >= 365"""

_FORMS = (
    ("`NAME = VALUE`, `NAME != VALUE`", "what has that value; what has another one"),
    ("`NAME < VALUE`, `<=`, `>`, `>=`", "numbers and dates only"),
    ("`NAME in (A, B)`, `NAME not in (A, B)`", "one of several values; a value that is none of them"),
    ("`NAME between A and B`, `NAME not between A and B`", "numbers and dates, both ends included"),
    ("`NAME is known`, `NAME is not known`", "whether there is a value"),
    ("`not`, `and`, `or`, `( )`", "`not` binds closest, then `and`, then `or`"),
)

_WRITING = (
    "Words may be in capitals. `==` is `=`, and `<>` is `!=`. A value with spaces or signs is put in quotes, "
    "`'Level 3'`; a quote inside is written twice. Names are those of variables and of fields of the specification. "
    "Capitals and underscores in them do not matter, unless two names differ by nothing else: `sex` is the variable, "
    "`Sex` the field."
)

_OF_RECORDS = (
    "An aim has several monitoring codes and payments, a learner several employment statuses and difficulties. A "
    "filter asks whether there is one record that says something. The kind of record has its name in the ",
    "specification.A code that means something only beside its type goes by the type: `LearningDeliveryFAM.LDM = 034` "
    "is a record with LearnDelFAMType LDM and LearnDelFAMCode 034. Inside the parentheses `SOF is known` asks whether "
    "the record is of that type. A record that stands in another has the fields of that one too. Whether there is a "
    "record is never unknown: who has none does not fit. Over several years it is the records in the latest return of "
    "an aim that are asked. What a learner's records say is asked of the return whose record describes the learner "
    "everywhere in the table.",
    "A few types, of which an aim or a learner has one at most, may be named alone: `SOF = 105`.",
)

_RECORD_EXAMPLES = """LearningDeliveryFAM.LDM = 034 and not LearningDeliveryFAM.SOF = 105
LearnerEmploymentStatus.EmpStat in (11, 12)
LearnerEmploymentStatus with (EmpStat = 10 and DateEmpStatApp < 2020-08-01)
AppFinRecord with (TNP = 1 and AFinAmount >= 10000)"""

_RECORD_FORMS = (
    ("`RECORD.NAME = VALUE`, and every other form above", "who has a record that says so"),
    ("`RECORD with (...)`", "who has one record that says all that stands in the parentheses"),
    ("`not RECORD.NAME = VALUE`", "who has no such record"),
    ("`RECORD.NAME != VALUE`", "who has a record with another value, be there one with this value or not"),
    ("`RECORD.NAME is not known`", "who has no record that says it: `not RECORD.NAME is known`"),
)

_VALUES = (
    "A value must be one that the name can have, or the filter is refused, with the nearest one and the list. A code "
    "may be given as the code, as its label, or without the name that it begins with: `level = 3`, `level = 'Level "
    "3'`, `FundModel = 'Adult skills'`. Of a label that names several things one of them will do, if no other label "
    "speaks of it: `subject_area = construction` is `subject_area = 5`; what describes people is named whole. Dates "
    "are written `2020-08-01`, truths `yes` and `no`. Codes have no order, so `level >= 3` is refused: name them."
)

_NOT_KNOWN = (
    "A missing value fits no comparison, and no denial of one: a learner whose sex is not known is counted neither by "
    "`sex = F` nor by `sex != F` nor by `not sex = F`. Ask for them: `sex = F or sex is not known`. For a variable, "
    "the category for no known value is the same as a missing one. A field is as collected: its codes for “not known” "
    "are values. A field that the returns of no year asked for hold is refused, with the years that hold it; where "
    "some of the years lack it, a note under the table says so."
)

_EXTRACTS = (
    "A measure that counts the rows of an extract of another source is filtered by the columns of that extract, by the "
    "variables that are made from them, and by provider: `alder explain MEASURE` lists them."
)

_DOES = (
    "How an aim is judged does not change. A transfer to an aim that the filter leaves out is still a transfer.",
    "Learners are counted who have at least one aim that counts and fits. Where several records describe a learner, "
    "the filter looks at the one that describes them everywhere in the table.",
    "The filter stands in the title, on the page, in the notes and in a column of every file of the table.",
    "The fields behind it count as used: the table takes the lowest grade of them too.",
    "A narrow filter makes small numbers. They are protected like all others; but two tables whose filters differ a "
    "little can give away together what each hides.",
)


@cache
def named() -> Mapping[str, ConditionName]:
    """Every name that stands for itself: variables, the band of a measure, providers, fields."""
    return {name: one for name, one in names_for(_MEASURE).items() if name == one.name}


def listed_filters() -> Explanation:
    """The language, with every name."""
    own = fields()
    others = {a: b for a, b in USUAL_NAMES.items() if names_for(_MEASURE)[a].name == b} | of_records.RECORD_NAMES
    cannot = {**refused(), **of_records.NO_RECORDS}
    return Explanation(
        "filters",
        "list",
        (counted(len(named()), "name"),),
        _LEAD,
        sections=(
            Section("Examples", code=_EXAMPLES),
            Section("Form", (_WRITING,), heads=("form", "fits"), cells=_FORMS),
            Section("Records of which there may be several", _OF_RECORDS, heads=("form", "fits"), cells=_RECORD_FORMS),
            Section("Examples of records", code=_RECORD_EXAMPLES),
            Section("Values", (_VALUES,)),
            Section("What is not known", (_NOT_KNOWN,)),
            Section("Extracts", (_EXTRACTS,)),
            Section("What a filter does, and does not", items=_DOES),
            Section(
                "Variables",
                ("`age_band` is the band of the measure: measures differ. It is missing where a measure has none.",),
                heads=("name", "what it is", "values"),
                cells=tuple((n.name, n.title, _values(n)) for name, n in named().items() if name not in own),
            ),
            Section(
                "Fields of the specification",
                heads=("name", "values"),
                cells=tuple((n.name, _values(n)) for n in own.values()),
            ),
            Section(
                "Kinds of record",
                heads=("record", "of", "names"),
                cells=tuple((r.name, _of(r), ", ".join(r.names)) for r in of_records.records().values()),
            ),
            Section(
                "Other names", heads=("written", "means"), cells=tuple((f"`{a}`", f"`{b}`") for a, b in others.items())
            ),
            Section("What cannot be asked about", heads=("name", "why"), cells=tuple(cannot.items())),
        ),
        next="One name: alder explain filter NAME",
        title="Filters",
    )


def explained(name: str) -> Explanation:
    """What a filter can ask of one name, or of one kind of record."""
    record = of_records.records().get(name)
    if record:
        return _record(record)
    one = named()[name]
    sections = [Section("Values", rows=tuple((c.code, c.label) for c in one.codes if c.code != one.unknown))]
    of = "of the learner" if one.person else "of the aim"
    return Explanation(
        name,
        "filter",
        (str(one.type), of),
        f"{one.title}.",
        (
            ("write", _written(one)),
            ("not known", f"{name} is not known"),
            ("more", f"alder explain {one.explained or name}"),
        ),
        tuple(sections) if one.codes else (),
        next="All names, and the language: alder explain filters",
    )


def _record(record: RecordKind) -> Explanation:
    example = next(iter(record.names.values()))
    return Explanation(
        record.name,
        "filter",
        ("kind of record", f"of {_of(record)}"),
        "Of these records there may be several: a filter asks whether there is one that says something.",
        (
            ("write", f"{record.name}.{_written(example)}"),
            ("of one record", f"{record.name} with ({_written(example)} and ...)"),
        ),
        (Section("Names", heads=("name", "values"), cells=tuple((n.name, _values(n)) for n in record.names.values())),),
        next="All names, and the language: alder explain filters",
    )


def _of(record: RecordKind) -> str:
    return "the learner" if record.person else "the aim"


def _written(one: ConditionName) -> str:
    """The shortest filter on a name."""
    if one.type is Type.CODE:
        code = next(c.code for c in one.codes if c.code != one.unknown)
        return f"{one.name} = {code}" if code.isalnum() else f"{one.name} = '{code}'"
    example = {Type.DATE: "2020-08-01", Type.TRUTH: "yes", Type.TEXT: "'ABC'"}.get(one.type, "1")
    return f"{one.name} {'>=' if one.type.has_order else '='} {example}"


def _values(n: ConditionName) -> str:
    if n.type is not Type.CODE:
        return f"{n.type}{f', in {n.unit}' if n.unit else ''}"
    codes = [c for c in n.codes if c.code != n.unknown]
    if len(codes) > _MOST_CODES:
        name = f"filter {n.name}" if n.name in named() else n.explained or n.name
        return f"one of {len(codes)} codes: `alder explain {name}`"
    return ", ".join(f"`{c.code}`" + (f" {c.label}" if c.label != c.code else "") for c in codes)
