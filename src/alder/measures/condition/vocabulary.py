"""What a condition of a measure may name, with the values that each may have.

These are variables, collected fields with the type, code list and limits that the specification gives each, and records
of which an aim or a learner may have several, which a condition asks about as "there is one with". What a code says
under a type is a name of its own: of a record with LearnDelFAMType LDM and LearnDelFAMCode 034 the value of LDM is 034,
and the value of SOF is missing. A record that stands in another has the fields of that one too.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import AIM, COLLECTED, DIFFICULTIES, FIELDS, LEARNER, NAME, PERSON, PRIOR_LEVELS, SCHEMA, WIDE
from alder.look.words import listed
from alder.measures.measure import AGE_BAND, DESCRIBES, PROVIDER, measures
from alder.model import expr
from alder.model.expr import ifelse, null
from alder.model.layout import Identifies
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.layout import judged
from alder.sources.ilr.schema import YEARS, entities, keys, years_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.derive import Variable
    from alder.measures.measure import Extract, Measure
    from alder.model.code_list import CodeList
    from alder.model.expr import Table, Truth, Value
    from alder.model.field import Field
    from alder.model.layout import SourceEntity
    from alder.model.period import AcademicYear

Given = str | int | Decimal | date | bool
"""A value of a filter, of the type of what it is compared with."""

_MOST_LISTED = 12
_MOST_MEANT = 3
"""Categories with a word in their label are named up to so many."""
_MOST_DIGITS = 15
_WORD = re.compile(r"\w+")
_BETWEEN_PARTS = re.compile(r",? and the |,? and |, ")
"""Between the things that a label names: `Construction, Planning and the Built Environment`."""
_DENYING = ("no ", "not ", "none ")
"""How a label begins whose parts say what is not so."""


class NoValue(ValueError):
    """What is wrong with a value, and what may be written instead."""

    def __init__(self, what: str, instead: str = "") -> None:
        super().__init__(what)
        self.what, self.instead = what, instead


class Type(StrEnum):
    """What the values of a name are."""

    CODE = "code"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    TRUTH = "yes or no"

    @property
    def has_order(self) -> bool:
        return self in (Type.WHOLE, Type.NUMBER, Type.DATE)


@dataclass(frozen=True)
class ConditionName:
    """Something that a filter can ask about.

    `column` takes the table of aims and what is known of the question (its year and settings) and gives the values,
    missing where nothing is known. `codes` is the closed list of a CODE; `numbers` says that its column holds whole
    numbers. `unknown` is the code that says that nothing is known: it is the same as a missing value. `person` says
    that it describes the learner. `needs` are the names of columns that the table of aims has for who asks only.
    `explained` is the name under which `alder explain` lists its codes, where that is another.
    """

    name: str
    title: str
    type: Type
    column: Callable[..., Value] = field(repr=False, compare=False)
    reads: tuple[str, ...] = ()
    codes: tuple[Category, ...] = ()
    numbers: bool = False
    unknown: str | None = None
    person: bool = False
    caveats: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    longest: int | None = None
    unit: str = ""
    explained: str = ""

    def read(self, text: str) -> Given:
        """A value as it stands in a filter; a `NoValue` says in words why it is none, and which there are."""
        if self.type is Type.CODE:
            return self._code(text)
        if self.type is Type.TEXT:
            return self._text(text)
        read: Given = _READ[self.type](self.name, text)
        return read

    def shown(self, value: Given) -> str:
        """A value as a filter writes it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def label(self, value: Given) -> str:
        """A value in words, with its code where that says more: `Adult skills (35)`."""
        code = self.shown(value)
        label = next((c.label for c in self.codes if c.code == code), code)
        if self.numbers and label.casefold() != code.casefold():
            return f"{label} ({code})"
        return f"{label} {self.unit}".rstrip()

    def _text(self, text: str) -> str:
        if not text:
            raise NoValue("an empty text is no value", f"Write: {self.name} is not known")
        if not text.isprintable():
            raise NoValue(f"a value of {self.name} has no signs that cannot be printed")
        if self.longest is not None and len(text) > self.longest:
            raise NoValue(f"{self.name} has at most {self.longest} characters")
        return text

    def _code(self, text: str) -> str:
        wanted = text.strip().casefold()
        bare = wanted.lstrip("0") if self.numbers else wanted
        if text in {c.code for c in self.codes}:
            return text
        forms: list[Callable[[Category], str]] = [
            lambda c: c.code.casefold(),
            lambda c: c.label.casefold(),
            # `level = 3`: the name may be left out of a code that begins with it
            lambda c: c.code.casefold().removeprefix(f"{self.name} ".casefold()),
        ]
        for form in forms:
            found = [c.code for c in self.codes if form(c) in {wanted, bare}]
            if len(found) == 1:
                return found[0]
        earlier = [c.code for c in self.codes if wanted in {said.casefold() for said in c.formerly}]
        if len(earlier) == 1:
            return earlier[0]
        if (part := self._code_of_part(wanted)) is not None:
            return part
        raise NoValue(f"{self.name} has no such value", self._instead(text))

    def _code_of_part(self, wanted: str) -> str | None:
        """`subject_area = construction`: one of the things that a label names beside each other, if no other label
        speaks of it.

        What describes people is named whole: of those who are white and Asian nobody is meant by Asian.
        """
        if self.person or not wanted:
            return None
        words = set(_WORD.findall(wanted))
        speak_of_it = [c for c in self.codes if words <= set(_WORD.findall(c.label.casefold()))]
        if len(speak_of_it) != 1:
            return None
        label = speak_of_it[0].label.casefold()
        if label.startswith(_DENYING):
            return None
        return speak_of_it[0].code if wanted in _BETWEEN_PARTS.split(label) else None

    def _instead(self, text: str) -> str:
        known = {c.code: c.label for c in self.codes}
        by_word = {w.casefold(): code for code, label in known.items() for w in (code, label)}
        near = get_close_matches(text.casefold(), by_word, n=1, cutoff=0.5)
        said = text.casefold()
        within = [code for code, label in known.items() if len(said) > 2 and said in label.casefold()][:_MOST_MEANT]
        meant = within or [by_word[n] for n in near]
        hint = f"Did you mean {listed([self._both(code, known) for code in meant], 'or')}? " if meant else ""
        if len(known) > _MOST_LISTED:
            return f"{hint}All {len(known)} values:  alder explain {self.explained or self.name}"
        return f"{hint}It has: {', '.join(self._both(c, known) for c in known)}."

    @staticmethod
    def _both(code: str, known: dict[str, str]) -> str:
        return code if known[code].casefold() == code.casefold() else f"{code} ({known[code]})"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names nearest to a wrong one, at most three, the nearest first."""
    plain = {folded(k): k for k in known}
    return [plain[p] for p in get_close_matches(folded(name), plain, n=3, cutoff=0.55)]


def folded(name: str) -> str:
    """A name without what people write in different ways: `fund_model` and `FundModel` are alike."""
    return name.casefold().replace("_", "").replace("-", "")


def _whole(name: str, text: str) -> int:
    number = _decimal(text)
    if number is None or number != number.to_integral_value() or abs(number) >= 2**31:
        raise NoValue(f"{name} is a whole number")
    return int(number)


def _number(name: str, text: str) -> Decimal:
    number = _decimal(text)
    if number is None:
        raise NoValue(f"{name} is a number")
    return number


def _decimal(text: str) -> Decimal | None:
    """A number of usual size: what is beyond stands in no record, and would take long to write out."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    return number.normalize() + 0


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NoValue(f"{name} is a date, written 2020-08-01") from None


def _truth(name: str, text: str) -> bool:
    said = {"yes": True, "true": True, "no": False, "false": False}.get(text.strip().casefold())
    if said is None:
        raise NoValue(f"{name} is yes or no")
    return said


_READ: dict[Type, Callable[[str, str], Any]] = {
    Type.WHOLE: _whole,
    Type.NUMBER: _number,
    Type.DATE: _date,
    Type.TRUTH: _truth,
}


_IS_SHOWN = "A filter stands under every table that it makes."
_NAMES_A_PERSON = f"It names a person, or stands for one. {_IS_SHOWN}"
_TOO_FAR = f"It narrows down a person too far. {_IS_SHOWN}"

REFUSED = {
    "DateOfBirth": f"{_TOO_FAR} Use age_band, or age_at_31_august.",
    **dict.fromkeys(
        ("Postcode", "PostcodePrior", "DelLocPostCode", "LSDPostcode", "HEPostCode"), f"{_TOO_FAR} Use an area."
    ),
}
"""Fields that no filter may use although they name nobody, and why not."""


def is_refused(name: str) -> bool:
    """Whether no filter may use a field of the specification."""
    return bool(why_refused(name))


def why_refused(name: str) -> str:
    """Why no filter may use a field; nothing for one that may be used."""
    identifies, _, _ = judged(name)
    if identifies in (Identifies.DIRECT, Identifies.PSEUDONYM):
        return _NAMES_A_PERSON
    return REFUSED.get(name, "")


def collecting(name: str) -> tuple[AcademicYear, ...]:
    """The years whose returns hold a field of the specification, among those whose schema is at hand."""
    found = {
        y for table, e in entities().items() if any(f.name == name for f in e.fields) for y in years_of(table, name)
    }
    return tuple(sorted(found))


def is_collected(name: str, year: AcademicYear) -> bool:
    """Whether returns of a year hold a field. Of a year without a schema at hand its neighbours tell."""
    collected = collecting(name)
    if not collected or year in YEARS:
        return not collected or year in collected
    before, after = [y for y in YEARS if y < year][-1:], [y for y in YEARS if y > year][:1]
    return any(y in collected for y in before + after)


def field_named(field: Field, type: pa.DataType, *, person: bool, needs: tuple[str, ...] = ()) -> ConditionName:
    """A collected field under its name in the specification. `type` is that of its column."""
    codes = codes_of(LISTS[field.name]) if field.name in LISTS else ()
    return ConditionName(
        field.name,
        field.name,
        Type.CODE if codes else plain(type),
        column(field.name),
        (field.name,),
        codes=codes,
        numbers=bool(codes) and pa.types.is_integer(type),
        person=person,
        needs=needs,
        longest=field.max_length,
    )


def names_of_record(record: SourceEntity) -> dict[str, ConditionName]:
    """What a condition on delivered records of a kind may name: its fields, but those that name or number somebody."""
    found = {}
    for one in record.fields:
        if one.identifies in (Identifies.DIRECT, Identifies.PSEUDONYM):
            continue
        codes = codes_of(one.codes) if one.codes else ()
        type = one.kind.arrow
        found[one.name] = ConditionName(
            one.name,
            one.name,
            Type.CODE if codes else plain(type),
            column(one.name),
            (one.name,),
            codes=codes,
            numbers=bool(codes) and pa.types.is_integer(type),
            longest=one.length,
        )
    return found


def codes_of(listed: CodeList) -> tuple[Category, ...]:
    """The codes of a list; none where a code means something only beside a type."""
    return () if any(listed.types) else tuple(Category(c.code, c.label, c.formerly) for c in listed)


def plain(type: pa.DataType) -> Type:
    """What the values of a column without a code list are."""
    kinds = {
        Type.DATE: pa.types.is_date(type),
        Type.TRUTH: pa.types.is_boolean(type),
        Type.WHOLE: pa.types.is_integer(type),
        Type.NUMBER: pa.types.is_decimal(type) or pa.types.is_floating(type),
        Type.TEXT: True,
    }
    return next(kind for kind, fits in kinds.items() if fits)


def column(name: str) -> Callable[..., Value]:
    """The column of a name, from whichever table it is asked of."""

    def found(t: Table, **_: Any) -> Value:
        value: Value = t[name]
        return value

    return found


_TYPED = {
    "learner_fam": ("LearnFAMType", "LearnFAMCode"),
    "learning_delivery_fam": ("LearnDelFAMType", "LearnDelFAMCode"),
    "employment_status_monitoring": ("ESMType", "ESMCode"),
    "app_fin_record": ("AFinType", "AFinCode"),
    "contact_preference": ("ContPrefType", "ContPrefCode"),
    "dp_outcome": ("OutType", "OutCode"),
}
"""The tables whose codes mean something only beside their type."""

_OF_PEOPLE = "learner_destination_and_progression"
_NOT_ASKED = (LEARNER, AIM, "source_file", _OF_PEOPLE)

_ANYTHING = "It holds whatever a provider likes, and may name people."
NO_RECORDS = {
    "LearnerContact": "It holds addresses and telephone numbers. A filter stands under every table that it makes.",
    "ProviderSpecLearnerMonitoring": _ANYTHING,
    "ProviderSpecDeliveryMonitoring": _ANYTHING,
}
"""Kinds of record that no filter may ask about, and why not."""

RECORD_NAMES = {"LearnDelFAM": "LearningDeliveryFAM", "LearnFAM": "LearnerFAM", "ESM": "EmploymentStatusMonitoring"}
"""What people call a kind of record, where that is not its name in the specification."""


@dataclass(frozen=True)
class RecordKind:
    """A kind of record below a learner or an aim. `table` is that of returns which holds it.

    `key` finds its learner or aim; `parent` is the record that it stands in, with the key of that.
    """

    name: str
    table: str
    key: tuple[str, ...]
    names: Mapping[str, ConditionName] = field(repr=False, compare=False)
    parent: str = ""
    parent_key: tuple[str, ...] = ()

    @property
    def person(self) -> bool:
        """Whether it belongs to the learner, and not to one aim."""
        return "aim" not in self.key

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of returns that are looked into."""
        return (self.table, *([self.parent] if self.parent else []))

    def owners(self, tables: Mapping[str, Table], condition: Callable[[Table], Truth]) -> Table:
        """The learners or aims, each once by its key, that have a record for which the condition holds."""
        t = tables[self.table]
        if self.parent == _OF_PEOPLE:
            t = _with_learner(t, tables[self.parent], tables[LEARNER])
        elif self.parent:
            above = tables[self.parent]
            mine = [f.name for f in entities()[self.parent].fields if f.name in above.columns]
            t = t.inner_join(above.select(*self.parent_key, *mine), list(self.parent_key))
        return t.filter(condition(t).fill_null(False)).select(*self.key).distinct()


def _with_learner(outcomes: Table, records: Table, learners: Table) -> Table:
    """Destinations name their learner by the provider's number, which is that of the learner's record in the return."""
    of = records.select("submission", "destination", "LearnRefNumber")
    who = learners.select("submission", "learner", "LearnRefNumber")
    mine = of.join(who, ["submission", "LearnRefNumber"]).select("submission", "destination", "learner")
    return outcomes.drop(*(c for c in ("learner",) if c in outcomes.columns)).join(mine, ["submission", "destination"])


@cache
def records() -> Mapping[str, RecordKind]:
    """Every kind of record that a filter may ask about, by its name in the specification."""
    found = {}
    for table, entity in entities().items():
        if table in _NOT_ASKED or entity.element in NO_RECORDS:
            continue
        above, parent = keys()[table], ""
        if table == "dp_outcome":
            above, parent = ("learner",), _OF_PEOPLE
        elif "employment" in above and table != "learner_employment_status":
            parent = "learner_employment_status"
        owner = "aim" if "aim" in above else "learner"
        names = _names(parent if parent != _OF_PEOPLE else "", person=owner == "learner")
        found[entity.element] = RecordKind(
            entity.element,
            table,
            ("submission", owner),
            {**names, **_names(table, person=owner == "learner")},
            parent,
            ("submission", "learner", "employment") if parent == "learner_employment_status" else (),
        )
    return found


def _names(table: str, *, person: bool) -> dict[str, ConditionName]:
    """The names of a table's fields: first the types of its codes, each a name of its own."""
    if not table:
        return {}
    type, code = _TYPED.get(table, ("", ""))
    found = {t: _typed(t, type, code, person=person) for t in (LISTS[type].types if type else ())}
    for f in entities()[table].fields:
        if is_refused(f.name):
            continue
        own = field_named(f, f.kind.arrow, person=person)
        if f.name == type:
            own = _type(own, LISTS[type].types)
        found[f.name] = own
    return found


def _typed(name: str, type: str, code: str, *, person: bool) -> ConditionName:
    """The code of the records of one type."""
    held = next(f for e in entities().values() for f in e.fields if f.name == code).kind.arrow

    def column(t: Table, **_: Any) -> Value:
        found: Value = ifelse(t[type] == name, t[code], null(str(t[code].type())))
        return found

    return ConditionName(
        name,
        name,
        Type.CODE,
        column,
        (type, code),
        codes=tuple(Category(c.code, c.label, c.formerly) for c in LISTS[type].of_type(name)),
        numbers=pa.types.is_integer(held),
        person=person,
        explained=type,
    )


def _type(of: ConditionName, types: Sequence[str]) -> ConditionName:
    """The type itself, whose values are the types that have codes."""
    codes = tuple(Category(t, t) for t in types)
    return ConditionName(of.name, of.title, Type.CODE, of.column, of.reads, codes=codes, person=of.person)


@cache
def homes() -> Mapping[str, tuple[str, ...]]:
    """The kinds of record that have a name of their own: what to write for `EmpStat`, of which there may be several."""
    found: dict[str, tuple[str, ...]] = {}
    for record in records().values():
        for name in _names(record.table, person=record.person):
            found[name] = (*found.get(name, ()), record.name)
    return found


USUAL_NAMES = {
    "funding_model": "FundModel",
    "programme_type": "ProgType",
    "completion_status": "CompStatus",
    "withdrawal_reason": "WithdrawReason",
    "learning_aim": "LearnAimRef",
    "standard": "StdCode",
    "framework": "FworkCode",
    "ukprn": PROVIDER,
}
"""What people call a field, where that is not its name in the specification."""

_UNITS = ("years", "days", "months", "hours", "km", "%")

_NOT_OF_EXTRACTS = ("person", "ukprn", "year", "record")
"""Columns of extracts that are keys, or that the question itself settles."""


@cache
def refused() -> Mapping[str, str]:
    """Fields of the specification that no filter may use, and why not."""
    every = dict.fromkeys(f.name for entity in entities().values() for f in entity.fields)
    return {name: why for name in every if (why := why_refused(name))}


@cache
def elsewhere() -> Mapping[str, tuple[str, ...]]:
    """What to write for a name that has no value by itself, as it stands in records of their own: `EmpStat`."""
    own = fields()
    return {name: tuple(f"{p}.{name}" for p in places) for name, places in homes().items() if name not in own}


@cache
def names_for(measure: str) -> Mapping[str, ConditionName]:
    """Everything that a filter of a measure may name, by name: variables first, then fields."""
    extract = measures[measure].extract
    if extract is not None:
        return _of_extract(extract)
    found = {v.name: _variable(v) for v in variables if _is_usable(v)}
    if bands := _age_band(measures[measure]):
        found[AGE_BAND] = bands
    found[PROVIDER] = ConditionName(PROVIDER, "Provider", Type.WHOLE, column("ukprn"), FIELDS["ukprn"], longest=8)
    found |= {f.name: f for f in fields().values()}
    found |= {other: found[name] for other, name in USUAL_NAMES.items() if other not in found}
    return found


def _of_extract(extract: Extract) -> dict[str, ConditionName]:
    """What the rows of an extract say: its columns, the variables that read no others, and those of its own."""
    table, known = extract.table(), {f.name: f for f in entities()[LEARNER].fields}
    found = {}
    for name, (type, says) in extract.columns.items():
        if name in _NOT_OF_EXTRACTS or why_refused(name):
            continue
        if name in known:
            found[name] = field_named(known[name], type, person=name in DESCRIBES)
        else:
            found[name] = ConditionName(name, _short(says), plain(type), column(name), (name,))
    fit = [v for v in variables if extract.columns.keys() >= set(v.reads) and not v.needs_more]
    told = [v for v in (*fit, *extract.variables.values()) if _is_usable(v)]
    found |= {v.name: _variable(v, table) for v in told}
    found[PROVIDER] = ConditionName(PROVIDER, "Provider", Type.WHOLE, column("ukprn"), ("ukprn",), longest=8)
    return found | {"ukprn": found[PROVIDER]}


def _short(says: str) -> str:
    """What a column holds, without what its sentence adds."""
    return says.split(":")[0].split(". ")[0].split(",")[0].rstrip(".")


def _is_usable(variable: Variable) -> bool:
    """A variable that asks for a date of its own, as `age_on` does, has no value by itself."""
    needed = list(inspect.signature(variable.function).parameters)[1:]
    return set(needed) <= {"year", *(p.name for p in variable.parameters)}


def _variable(variable: Variable, over: Table | None = None) -> ConditionName:
    def column(t: Table, **known: Any) -> Value:
        return variable(t, **known)

    return ConditionName(
        variable.name,
        variable.title,
        Type.CODE if variable.categories and not variable.is_open else _type_of(variable, over),
        column,
        variable.reads,
        codes=() if variable.is_open else variable.categories,
        unknown=variable.unknown,
        person=variable.person,
        caveats=variable.caveats,
        unit=variable.unit if variable.unit in _UNITS else "",
    )


def _type_of(variable: Variable, over: Table | None) -> Type:
    """What the values of a variable without categories are, from the expression that it makes."""
    kind = variable(expr.table(NAME, WIDE) if over is None else over, year=2000).type()
    types = {
        Type.TRUTH: kind.is_boolean(),
        Type.DATE: kind.is_date(),
        Type.WHOLE: kind.is_integer(),
        Type.NUMBER: kind.is_numeric(),
        Type.TEXT: True,
    }
    return next(type for type, fits in types.items() if fits)


def _age_band(measure: Measure) -> ConditionName | None:
    """The measure's own age bands: another variable in each scope, so all of their bands may be named."""
    if not measure.age_bands:
        return None
    bands = {scope: variables[name] for scope, name in measure.age_bands.items()}

    def column(t: Table, *, scope: Any = None, **known: Any) -> Value:
        return (bands[scope] if scope in bands else next(iter(bands.values())))(t, **known)

    any_band = next(iter(bands.values()))
    return ConditionName(
        AGE_BAND,
        "Age",
        Type.CODE,
        column,
        tuple(dict.fromkeys(f for b in bands.values() for f in b.reads)),
        codes=tuple({c.code: c for b in bands.values() for c in b.categories}.values()),
        unknown=any_band.unknown,
        person=all(b.person for b in bands.values()),
        caveats=any_band.caveats,
    )


@cache
def fields() -> Mapping[str, ConditionName]:
    """The collected fields that the table of aims can have, under their names in the specification.

    Of a typed code, `LearnDelFAMType` SOF, the type is the name, where an aim or learner has one of it: `SOF = 105`.
    """
    known = {f.name: f for table in (AIM, LEARNER, PRIOR_LEVELS, DIFFICULTIES) for f in entities()[table].fields}
    found = {}
    for name in (*SCHEMA.names, *COLLECTED):
        typed = COLLECTED[name].typed if name in COLLECTED else ""
        if typed:
            found[name] = _typed_code(name, typed)
        elif name in known and not why_refused(name):
            needs = (name,) if name in COLLECTED else ()
            found[name] = field_named(known[name], WIDE.field(name).type, person=name in PERSON, needs=needs)
    return found


def _typed_code(name: str, typed: str) -> ConditionName:
    """The code of one type of record: an aim or learner has one of them at most, or the first is taken."""
    held = "LearnDelFAM" if COLLECTED[name].record == "learning_delivery_fam" else "LearnFAM"
    listed = LISTS[f"{held}Type"].of_type(typed)
    return ConditionName(
        name,
        name,
        Type.CODE,
        column(name),
        (f"{held}Type", f"{held}Code"),
        codes=tuple(Category(c.code, c.label, c.formerly) for c in listed),
        numbers=pa.types.is_integer(WIDE.field(name).type),
        person=name in PERSON,
        needs=(name,),
        explained=f"{held}Type",
    )
