"""From the tables of returns to the table of aims: one row an aim, with what earlier years' returns say of it.

Several queries that read the same returns share one: see `GatheredReturns`. Further collected columns, those of typed
codes, dated levels and contacts, are there only for queries that ask for them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.aims import (
    AIM,
    AIM_FAM,
    COLLECTED,
    CONTACTS,
    DIFFICULTIES,
    LEARNER,
    LEARNER_FAM,
    NAME,
    POSTCODES,
    PRIOR_LEVELS,
    SCHEMA,
)
from alder.derive.attainment import latest_before, scheme_of
from alder.engine import sql_cache
from alder.errors import NoFigures
from alder.measures.calculation import lineage
from alder.measures.calculation.reference_look_up import ALONE, ColumnNeeds, LookUpResult, find, joined, look_up, shapes
from alder.measures.calculation.returns import CHOSEN, FIRST_YEAR, TABLES, YEARS_READ, ChosenReturns
from alder.measures.measure import DAYS_TOLD, LEARNER_RECORDS
from alder.model import expr
from alder.model.expr import cases, coalesce, ifelse, literal, null, row_number, union
from alder.model.ids import ULN
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.measures.calculation.returns import UsableSubmission
    from alder.measures.condition.tree import HavingCondition
    from alder.measures.measure import SideTable
    from alder.model.expr import Table, Truth, Value, Whole

LEARNER_KEY = ("submission", "learner")
AIM_KEY = ("submission", "aim")


def of_record(record: str, wanted: Sequence[str]) -> list[str]:
    """The wanted columns that a table of returns gives."""
    return [c for c in wanted if COLLECTED[c].record == record]


def of_learners(wanted: Sequence[str]) -> list[str]:
    """The wanted columns that are of a learner's record, and so the same for each of its aims."""
    return [c for c in wanted if COLLECTED[c].record in (LEARNER, LEARNER_FAM, DIFFICULTIES)]


def with_collected(aims: Table, tables: Mapping[str, Table], wanted: Sequence[str]) -> Table:
    """The aims with the wanted columns that are in neither the learner nor the aim itself.

    A table of records that the returns do not have leaves its columns missing.
    """
    t = aims
    for record, key in ((AIM_FAM, AIM_KEY), (LEARNER_FAM, LEARNER_KEY)):
        if columns := of_record(record, wanted):
            found = _codes(tables[record], key, columns) if record in tables else None
            t = _joined(t, found, key, columns)
    if of_record(DIFFICULTIES, wanted):
        found = _primary(tables[DIFFICULTIES]) if DIFFICULTIES in tables else None
        t = _joined(t, found, LEARNER_KEY, ["LLDDCat"])
    if of_record(PRIOR_LEVELS, wanted):
        found = _levels(tables[AIM], tables[PRIOR_LEVELS]) if PRIOR_LEVELS in tables else None
        t = _joined(t, found, AIM_KEY, ["PriorLevel"])
    for column in (c for c in POSTCODES if c in wanted and CONTACTS in tables):
        t = _with_postcode(t, tables[CONTACTS], column)
    return t


def with_records(aims: Table, tables: Mapping[str, Table], has: Sequence[tuple[str, HavingCondition]]) -> Table:
    """The aims with a column for each question whether the aim or its learner has a record that says something."""
    t = aims
    for column, having in has:
        found = having.owners(tables).mutate(**{column: True})
        t = t.left_join(found, list(having.record.key)).select(*t.columns, column)
        t = t.mutate(**{column: t[column].fill_null(False)})
    return t


def _codes(records: Table, key: Sequence[str], columns: Sequence[str]) -> Table:
    """The code of each type; where a type stands there twice, the lower code."""
    type, code = (
        ("LearnDelFAMType", "LearnDelFAMCode")
        if "LearnDelFAMType" in records.columns
        else ("LearnFAMType", "LearnFAMCode")
    )
    few = records.filter(records[type].isin([COLLECTED[c].typed for c in columns]))
    return few.group_by(list(key)).aggregate(
        **{c: few[code].min(where=few[type] == COLLECTED[c].typed) for c in columns}
    )


def _primary(records: Table) -> Table:
    primary = records.filter(records.PrimaryLLDD == 1)
    return primary.group_by(list(LEARNER_KEY)).aggregate(LLDDCat=primary.LLDDCat.min())


def _levels(aims: Table, records: Table) -> Table:
    dated = records.select(*LEARNER_KEY, "PriorLevel", "DateLevelApp")
    starts = aims.select(*LEARNER_KEY, "aim", "LearnStartDate")
    return latest_before(starts.join(dated, list(LEARNER_KEY)), list(AIM_KEY), "LearnStartDate")


def _with_postcode(aims: Table, contacts: Table, column: str) -> Table:
    of = contacts.filter((contacts.LocType == 2) & (contacts.ContType == POSTCODES[column]))
    found = of.group_by(list(LEARNER_KEY)).aggregate(contact_postcode=of.PostCode.min())
    t = aims.left_join(found, list(LEARNER_KEY))
    return t.select(*(c for c in aims.columns if c != column), **{column: coalesce(t[column], t.contact_postcode)})


def _joined(aims: Table, found: Table | None, key: Sequence[str], columns: Sequence[str]) -> Table:
    if found is None:
        return aims.mutate(**{c: null(str(COLLECTED[c].type)) for c in columns})
    t = aims.left_join(found, list(key))
    return t.select(*aims.columns, *columns)


def check(engine: Engine, chosen: str, needs: ColumnNeeds) -> None:
    """Refuse when a return up to 2020/21 holds PriorLevel, or a later one PriorAttain, where either is needed.

    The two lists use the same numbers for other things, so such codes cannot be read.
    """
    for column, record in (("PriorAttain", LEARNER), ("PriorLevel", PRIOR_LEVELS)):
        if column in needs.collected and engine.has(record):
            wrong = sorted(y for y in _years(engine, chosen, record, column) if scheme_of(y) != column)
            if wrong:
                named = ", ".join(AcademicYear(y).label for y in wrong)
                raise NoFigures(
                    f"prior attainment is coded in the scheme of other years in returns of {named}",
                    where=f"{column} does not belong to that year: up to 2020/21 returns hold PriorAttain, from "
                    "2021/22 on PriorLevel, and the same numbers mean other things.",
                    next="Ask for years of one scheme, or have those returns loaded anew.",
                )


def _years(engine: Engine, chosen: str, record: str, column: str) -> list[int]:
    """The starting years of the returns chosen that hold a column."""
    schemas = {t: engine.schema(t) for t in (record, chosen)}

    def build() -> Table:
        t = expr.table(record, schemas[record])
        has: Truth = t[column].notnull()
        holding = t.filter(has).select("submission").distinct()
        return holding.join(expr.table(chosen, schemas[chosen]), "submission").select("return_year").distinct()

    rows = engine.run(build, key=sql_cache.key("measures", "scheme", column, sorted(schemas.items())))
    return [int(y) for y in rows["return_year"].to_pylist()]


RETURNED = "aims_returned"
CHOSEN_RETURNS = "returns_chosen"
TEMPORARY_ULN = ULN.TEMPORARY
_PLACES = 100_000_000
"""Numbers of learners and aims within a file stay below this."""

_BEFORE = ("PrevLearnRefNumber", "PrevUKPRN")
"""What a return says a learner's reference and provider were in the year before, where they were others."""

_LEARNER = ("DateOfBirth", "Sex", "Ethnicity", "LLDDHealthProb")
_AIM = (
    "LearnAimRef",
    "AimType",
    "ProgType",
    "FworkCode",
    "StdCode",
    "FundModel",
    "LearnStartDate",
    "LearnPlanEndDate",
    "LearnActEndDate",
    "AchDate",
    "CompStatus",
    "Outcome",
    "WithdrawReason",
)


def prepare(engine: Engine, choice: ChosenReturns, needs: ColumnNeeds | None = None) -> dict[str, str]:
    """Make the table of aims from the submissions chosen, with the further columns that variables need.

    Gives the reference tables that were looked into, and what each holds.
    """
    needs = needs or ColumnNeeds()
    name = ALONE if needs.look_ups else NAME
    engine.add(CHOSEN_RETURNS, choice.table())
    check(engine, CHOSEN_RETURNS, needs)
    schemas = {t: engine.schema(t) for t in dict.fromkeys((*TABLES, *needs.records)) if engine.has(t)}
    more, has = needs.collected, needs.has
    _check_held(engine, has)
    also = (*more, *(column for column, _ in has))
    asked = [f"{column}: {having.text()}" for column, having in has]

    def build() -> Table:
        tables = {t: expr.table(t, s) for t, s in schemas.items()}
        return returned(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more, has)

    if choice.earlier or choice.later:
        engine.keep(RETURNED, build, key=sql_cache.key("measures", "returned", more, asked, *schemas.items()))
        schema = engine.schema(RETURNED)
        lineage.trace(engine, RETURNED, [*choice.earlier, choice.year, *choice.later])
        lines = engine.schema(lineage.NAME)
        engine.keep(
            name,
            lambda: over_years(expr.table(RETURNED, schema), expr.table(lineage.NAME, lines), also),
            key=sql_cache.key("measures", "over years", also, schema),
        )
    else:
        key = sql_cache.key("measures", "one year", more, asked, *schemas.items())
        engine.keep(name, lambda: one_year(build(), also), key=key)
    return look_up(engine, needs) if needs.look_ups else {}


def add_side_tables(engine: Engine, choice: ChosenReturns, side_tables: Iterable[SideTable]) -> None:
    """Put tables that measures join beside the table of aims, each once."""
    for side in dict.fromkeys(side_tables):
        if side.check:
            side.check(choice.year)
        if side is DAYS_TOLD:
            engine.add(side.name, _days_told(choice))
        elif side.build is None or not all(engine.has(name) for name in side.reads):
            engine.add(side.name, side.schema.empty_table())
        else:
            _keep_side_table(engine, side, side.build, choice.year.start)


def _days_told(choice: ChosenReturns) -> pa.Table:
    """Up to which day each return that was read tells."""
    rows = [(h.ukprn, h.year.start, h.year.told_by(h.return_number)) for h in choice.used]
    columns = zip(zip(*rows, strict=True), DAYS_TOLD.schema, strict=True)
    return pa.table([pa.array(values, field.type) for values, field in columns], schema=DAYS_TOLD.schema)


def _keep_side_table(
    engine: Engine, side: SideTable, build: Callable[[Mapping[str, Table], int], Table], year: int
) -> None:
    read = [NAME, *side.reads, *([LEARNER] if LEARNER not in side.reads else [])]
    schemas = {name: engine.schema(name) for name in read if engine.has(name)}

    def built() -> Table:
        tables = {name: expr.table(name, schema) for name, schema in schemas.items()}
        if LEARNER in tables:
            tables[LEARNER_RECORDS] = _numbered_records(tables[LEARNER], expr.table(CHOSEN_RETURNS, CHOSEN))
        return build(tables, year)

    # The name stands for the function in the key: the text of every module of measures is in it.
    engine.keep(side.name, built, key=sql_cache.key("measures", "side table", side.name, year, *schemas.items()))


def _numbered_records(learner: Table, chosen: Table) -> Table:
    """The learners' records of the chosen returns, with the number that each has in the table of aims."""
    mine = learner.select("submission", "learner", "LearnRefNumber").join(chosen, "submission")
    return mine.select("submission", "LearnRefNumber", record=record_number(mine.ordinal, mine.learner))


def _check_held(engine: Engine, has: Sequence[tuple[str, HavingCondition]]) -> None:
    """Refuse a question about records that the returns at hand do not have at all."""
    for _, having in has:
        if lacking := [t for t in having.record.tables if not engine.has(t)]:
            raise NoFigures(
                f"the filter asks about records {having.record.name}, and no table of them is held",
                where=f"Missing: {', '.join(lacking)}.",
                next="Keep whole returns with:  alder load FILE...",
            )


def record_number(ordinal: Whole, within: Whole) -> Whole:
    """The number of a learner or aim over all chosen returns, from that of the return and that within the return."""
    return ordinal * _PLACES + within


def returned(
    tables: Mapping[str, Table],
    chosen: Table,
    more: Sequence[str] = (),
    has: Sequence[tuple[str, HavingCondition]] = (),
) -> Table:
    """Every aim of the chosen returns, with its learner's characteristics and the year of its return.

    `more` names further collected columns, and `has` those that say whether there is a record of a kind.
    """
    learner_fields = (*_LEARNER, *of_record(LEARNER, more))
    aim_fields = (*_AIM, *of_record(AIM, more))
    people = _people(tables[LEARNER], chosen, learner_fields)
    again = _restarts(tables)
    aims = tables[AIM].select("submission", "learner", "aim", *aim_fields)
    joined = aims.join(people, ["submission", "learner"]).left_join(again, ["submission", "aim"])
    joined = with_collected(joined.drop("submission_right", "aim_right"), tables, more)
    joined = with_records(joined, tables, has)
    return joined.select(
        "record",
        "person",
        "ukprn",
        "return_year",
        "data_year",
        "ordinal",
        *_AIM,
        *_LEARNER,
        *more,
        *(column for column, _ in has),
        aim_id=record_number(joined.ordinal, joined.aim),
        restart=joined.restart.fill_null(False),
        level=null("string"),
    )


def learners(tables: Mapping[str, Table], chosen: Table, more: Sequence[str]) -> Table:
    """Every learner's record of the chosen returns, with the characteristics that `returned` puts beside each aim."""
    fields = (*_LEARNER, *of_record(LEARNER, more))
    known = with_collected(_people(tables[LEARNER], chosen, fields), tables, of_learners(more))
    return known.select("record", "person", "ukprn", "ordinal", *_LEARNER, *of_learners(more))


def aims_alone(tables: Mapping[str, Table], chosen: Table, more: Sequence[str]) -> Table:
    """Every aim of the chosen returns with the number of its learner's record, and nothing of what that says."""
    own = [c for c in more if c not in of_learners(more)]
    aims = tables[AIM].select("submission", "learner", "aim", *_AIM, *of_record(AIM, own)).join(chosen, "submission")
    joined = aims.left_join(_restarts(tables), ["submission", "aim"]).drop("submission_right", "aim_right")
    joined = with_collected(joined, tables, own)
    return joined.select(
        "ordinal",
        "return_year",
        *_AIM,
        *own,
        record=record_number(joined.ordinal, joined.learner),
        aim_id=record_number(joined.ordinal, joined.aim),
        restart=joined.restart.fill_null(False),
        level=null("string"),
    )


def _people(learners: Table, chosen: Table, fields: Sequence[str]) -> Table:
    """Every learner's record of the chosen returns, with the number that stands for the person."""
    before = [c for c in _BEFORE if c in learners.columns and c not in fields]
    mine = learners.select("submission", "learner", "ukprn", "LearnRefNumber", "ULN", *before, *fields)
    mine = mine.mutate(without=mine.ULN.isnull() | (mine.ULN == TEMPORARY_ULN) | (mine.ULN <= 0))
    mine = mine.join(chosen, "submission")
    unsure = _first_references(mine.filter(mine.without))
    firsts = unsure.select("first_ukprn", "first_reference").distinct()
    place = row_number().over(order_by=[firsts.first_ukprn, firsts.first_reference])
    numbered = firsts.mutate(stand_in=(place + TEMPORARY_ULN + 1).cast("int64"))
    numbered = unsure.join(numbered, ["first_ukprn", "first_reference"])
    numbered = numbered.select("ukprn", "LearnRefNumber", "stand_in", without=literal(True))
    people = mine.left_join(numbered, ["ukprn", "LearnRefNumber", "without"])
    return people.select(
        "submission",
        "learner",
        "return_year",
        "data_year",
        "ordinal",
        *fields,
        ukprn=people.provider,
        person=ifelse(people.without, people.stand_in, people.ULN),
        record=record_number(people.ordinal, people.learner),
    )


def _first_references(unsure: Table) -> Table:
    """Each pair of provider and learner reference without a ULN, with the first of those that name the same learner.

    A return says what the pair was in the year before where it was another; it counts where a return of an earlier year
    has that pair. A pair of which two returns say different things is left as it is.
    """
    pairs = unsure.select("ukprn", "LearnRefNumber").distinct()
    if not any(c in unsure.columns for c in _BEFORE):
        return pairs.mutate(first_ukprn=pairs.ukprn, first_reference=pairs.LearnRefNumber)
    provider = unsure.PrevUKPRN if "PrevUKPRN" in unsure.columns else null("int32")
    reference = unsure.PrevLearnRefNumber if "PrevLearnRefNumber" in unsure.columns else null("string")
    told = unsure.select(
        "ukprn",
        "LearnRefNumber",
        from_ukprn=coalesce(provider, unsure.ukprn).cast("int32"),
        from_reference=coalesce(reference, unsure.LearnRefNumber),
        return_year="return_year",
    )
    told = told.filter((told.from_ukprn != told.ukprn) | (told.from_reference != told.LearnRefNumber))
    seen = unsure.group_by(from_ukprn=unsure.ukprn, from_reference=unsure.LearnRefNumber).aggregate(
        first_year=unsure.return_year.min()
    )
    told = told.join(seen, ["from_ukprn", "from_reference"])
    told = told.filter(told.first_year < told.return_year).drop("return_year", "first_year").distinct()
    alone = told.group_by(["ukprn", "LearnRefNumber"]).aggregate(
        ways=told.count(), from_ukprn=told.from_ukprn.min(), from_reference=told.from_reference.min()
    )
    links = alone.filter(alone.ways == 1).select(
        first_ukprn="ukprn", first_reference="LearnRefNumber", from_ukprn="from_ukprn", from_reference="from_reference"
    )
    found = pairs.mutate(first_ukprn=pairs.ukprn, first_reference=pairs.LearnRefNumber)
    for _ in range(YEARS_READ - 1):  # a reference can change once from each year to the next
        t = found.left_join(links.view(), ["first_ukprn", "first_reference"])
        further = t.select(
            "ukprn",
            "LearnRefNumber",
            first_ukprn=coalesce(t.from_ukprn, t.first_ukprn),
            first_reference=coalesce(t.from_reference, t.first_reference),
        )
        found = further.distinct()  # Ibis cannot join a join that selects
    return found


def _restarts(tables: Mapping[str, Table]) -> Table:
    fam = tables["learning_delivery_fam"]
    again = fam.filter((fam.LearnDelFAMType == "RES") & (fam.LearnDelFAMCode == "1"))
    return again.select("submission", "aim").distinct().mutate(restart=True)


def one_year(returned: Table, more: Sequence[str] = ()) -> Table:
    """The table of aims from one return of each provider. What earlier returns said is not known."""
    return told_in_one_year(returned).select(*SCHEMA.names, *more)


def told_in_one_year(returned: Table) -> Table:
    """The rows with what one return of each provider says of the end of an aim."""
    return returned.mutate(
        reporting_year=ifelse(lineage.has_left(returned), returned.return_year, null("int32")),
        last_reported=null("int32"),
        break_shown=ifelse(returned.CompStatus == 6, returned.return_year, null("int32")),
    )


def over_years(returned: Table, lines: Table, more: Sequence[str] = ()) -> Table:
    """The table of aims from several years' returns: of each aim the latest record, and what earlier ones said."""
    t = returned.join(lines, "aim_id")
    told = t.group_by("lineage").aggregate(
        aim_id=t.aim_id.argmax(t.return_year),
        reporting_year=t.return_year.min(where=lineage.has_left(t)),
        break_shown=t.return_year.max(where=t.CompStatus == 6),
        last_year=t.return_year.max(),
    )
    latest = returned.join(told, "aim_id")
    ended = latest.LearnActEndDate.notnull()
    return latest.mutate(
        reporting_year=ifelse(ended, latest.reporting_year, null("int32")),
        last_reported=cases((latest.last_year < latest.data_year, latest.last_year), else_=null("int32")).cast("int32"),
    ).select(*SCHEMA.names, *more)


GATHERED = "aims_gathered"
GROUPS = "aims_gathered_in_groups"
_READ = "aims_read"


@dataclass(frozen=True)
class GatheredReturns:
    """The returns that are gathered in an engine, each with its number there, and what was looked up for them.

    `has_found` says that the gathered rows have the columns of that already.
    """

    engine: Engine
    ordinals: Mapping[int, int]
    found: list[LookUpResult] = field(default_factory=list)
    has_found: bool = False

    @classmethod
    def of(cls, engine: Engine, choices: Sequence[ChosenReturns], needs: Iterable[ColumnNeeds]) -> GatheredReturns:
        """Gather the returns of all choices, with everything that is needed of them."""
        all_needs = tuple(needs)
        more = tuple(dict.fromkeys(c for n in all_needs for c in n.collected))
        records = dict.fromkeys((*TABLES, *(r for n in all_needs for r in n.records)))
        used = {h.submission: h for c in choices for h in c.used}
        chosen = ChosenReturns(choices[0].year, tuple(used.values())).table()
        ordinals = dict(zip(chosen["submission"].to_pylist(), chosen["ordinal"].to_pylist(), strict=True))
        engine.add(CHOSEN_RETURNS, chosen)
        schemas = {t: engine.schema(t) for t in records if engine.has(t)}

        def build() -> Table:
            tables = {t: expr.table(t, s) for t, s in schemas.items()}
            return returned(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more)

        key = sql_cache.key("measures", "returned", more, *schemas.items())
        if not any(c.earlier or c.later for c in choices):
            engine.keep(GATHERED, build, key=key)
            return cls(engine, ordinals)
        engine.keep(_READ, build, key=key)
        lineage.group(engine, _READ, GROUPS, _with_two_of_a_year(used.values()))
        found: list[LookUpResult] = []
        for wanted in _together(all_needs):
            find(engine, wanted, (_READ,), found)
        read, groups, there = engine.schema(_READ), engine.schema(GROUPS), shapes(engine, found)
        engine.keep(
            GATHERED,
            lambda: joined(_grouped(read, groups), found, there, named=_named),
            key=sql_cache.key("measures", "gathered", read, groups, there),
        )
        engine.drop(_READ)
        return cls(engine, ordinals, found, has_found=True)

    def prepare(self, choice: ChosenReturns, needs: ColumnNeeds) -> None:
        """Make the table of aims of one choice, as `records.prepare` does from the files, from what was gathered."""
        engine = self.engine
        engine.add(CHOSEN_RETURNS, choice.table(self.ordinals))
        check(engine, CHOSEN_RETURNS, needs)
        schema = engine.schema(GATHERED)
        found = find(engine, needs, (GATHERED,), self.found)
        there = () if self.has_found else shapes(engine, found)
        years = [*choice.earlier, choice.year, *choice.later]
        numbers = [y.start for y in years] if len(years) > 1 else []
        crowded = numbers and lineage.trace_crowded(engine, GROUPS, _of_these, years)
        lines = engine.schema(lineage.NAME) if crowded else None
        given = {c: _named(f, c) for f in found for c in f.columns} if self.has_found else {}
        beside = {_named(f, c) for f in self.found for c in f.columns}
        more = (*needs.collected, *given)
        if self.has_found:  # what only led to a look-up has done its part
            more = tuple(c for c in more if c in needs.asked)

        def build() -> Table:
            rows = _part(schema, given, beside)
            aims = _of_groups(rows, numbers, more) if numbers else one_year(rows, more)
            aims = aims if lines is None else union(aims, _of_lines(rows, lines, more))
            return aims if self.has_found else joined(aims, found, there)

        key = sql_cache.key("measures", "aims of gathered", numbers, lines, more, schema, given, found, there)
        engine.keep(NAME, build, key=key)


def _together(needs: Iterable[ColumnNeeds]) -> list[ColumnNeeds]:
    """Those needs joined that look up the same things under the same names."""
    found: list[ColumnNeeds] = []
    for one in needs:
        for n, other in enumerate(found):
            both = other.joined(one)
            if both is not None:
                found[n] = both
                break
        else:
            found.append(one)
    return found


def _named(found: LookUpResult, column: str) -> str:
    """The name among the gathered rows of a column that was looked up. Of two years it may come from two editions."""
    return f"{found.table}: {column}"


def _grouped(read: pa.Schema, groups: pa.Schema) -> Table:
    """The rows with the group of each and what is known of that."""
    t, found = expr.table(_READ, read), expr.table(GROUPS, groups)
    found = found.select("aim_id", "group", "years", "years_left", "years_paused", "crowded")
    return t.left_join(found, "aim_id").drop("aim_id_right")


def _part(schema: pa.Schema, given: Mapping[str, str], beside: Collection[str]) -> Table:
    """The gathered rows of the returns chosen, with what was read of their provider: the last year, and all years.

    `given` are the columns that were looked up, each with the one that it comes from among all of these `beside`.
    """
    rows = expr.table(GATHERED, schema)
    own = [c for c in rows.columns if c not in beside]
    last = expr.table(CHOSEN_RETURNS, CHOSEN).select("ordinal", "data_year", "years_read")
    return rows.drop("data_year").join(last, "ordinal").select(*own, "years_read", **given)


def _of_these(groups: Table) -> Table:
    """The grouped records of the returns chosen."""
    return groups.semi_join(expr.table(CHOSEN_RETURNS, CHOSEN), "ordinal")


def _with_two_of_a_year(used: Iterable[UsableSubmission]) -> list[int]:
    """The providers of which two returns of one year were gathered. What one question reads of them another may not."""
    times = Counter((h.ukprn, h.year) for h in used)
    return [ukprn for (ukprn, _), n in times.items() if n > 1]


def _of_groups(rows: Table, years: Sequence[int], more: Sequence[str]) -> Table:
    """The table of aims as `records.over_years` makes it, of those whose group has one record a year at most: what
    other years say of them is told by bits.
    """
    own = literal(1).cast("int64") << (rows.return_year - FIRST_YEAR)
    t = rows.filter(rows.group.notnull() & ~rows.crowded & ((rows.years & rows.years_read) < own * 2))

    def first(of_years: Value, ordered: Sequence[int]) -> Value:
        read = of_years & t.years_read
        return cases(*(((read & 1 << (y - FIRST_YEAR)) != 0, y) for y in ordered), else_=null("int32")).cast("int32")

    nothing = null("int32")
    return t.mutate(
        reporting_year=ifelse(t.LearnActEndDate.notnull(), first(t.years_left, years), nothing),
        break_shown=ifelse(t.years_paused != 0, first(t.years_paused, years[::-1]), nothing),
        last_reported=ifelse(t.return_year < t.data_year, t.return_year, nothing),
    ).select(*SCHEMA.names, *more)


def _of_lines(rows: Table, lines: pa.Schema, more: Sequence[str]) -> Table:
    """The same of those that were told apart within their group."""
    crowded = rows.filter(rows.crowded)
    return over_years(crowded, expr.table(lineage.NAME, lines), more)
