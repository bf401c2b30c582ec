"""From the tables of returns to the table of aims: one row an aim, with what earlier years' returns say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.aims import NAME, SCHEMA
from alder.derive.further import AIM, LEARNER
from alder.errors import NoFigures
from alder.measures import fingerprint, lineage, schemes
from alder.measures.collected import of_learners, of_record, with_collected, with_records
from alder.measures.looked_up import ALONE, look_up
from alder.measures.measure import DAYS_TOLD, LEARNER_RECORDS
from alder.measures.needs import Needs
from alder.measures.returns import CHOSEN, TABLES, YEARS_READ
from alder.model import expr
from alder.model.expr import cases, coalesce, ifelse, literal, null, row_number
from alder.model.ids import ULN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.measures.measure import SideTable
    from alder.measures.returns import Choice
    from alder.measures.where.tree import Having
    from alder.model.expr import Table, Whole

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


def prepare(engine: Engine, choice: Choice, needs: Needs | None = None) -> dict[str, str]:
    """Make the table of aims from the submissions chosen, with the further columns that variables need.

    Gives the reference tables that were looked into, and what each holds.
    """
    needs = needs or Needs()
    name = ALONE if needs.look_ups else NAME
    engine.add(CHOSEN_RETURNS, choice.table())
    schemes.check(engine, CHOSEN_RETURNS, needs)
    schemas = {t: engine.schema(t) for t in dict.fromkeys((*TABLES, *needs.records)) if engine.has(t)}
    more, has = needs.collected, needs.has
    _check_held(engine, has)
    also = (*more, *(column for column, _ in has))
    asked = [f"{column}: {having.text()}" for column, having in has]

    def build() -> Table:
        tables = {t: expr.table(t, s) for t, s in schemas.items()}
        return returned(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more, has)

    if choice.earlier or choice.later:
        engine.keep(RETURNED, build, key=fingerprint.key("returned", more, asked, *schemas.items()))
        schema = engine.schema(RETURNED)
        lineage.trace(engine, RETURNED, [*choice.earlier, choice.year, *choice.later])
        lines = engine.schema(lineage.NAME)
        engine.keep(
            name,
            lambda: over_years(expr.table(RETURNED, schema), expr.table(lineage.NAME, lines), also),
            key=fingerprint.key("over years", also, schema),
        )
    else:
        key = fingerprint.key("one year", more, asked, *schemas.items())
        engine.keep(name, lambda: one_year(build(), also), key=key)
    return look_up(engine, needs) if needs.look_ups else {}


def add_side_tables(engine: Engine, choice: Choice, side_tables: Iterable[SideTable]) -> None:
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


def _days_told(choice: Choice) -> pa.Table:
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
    engine.keep(side.name, built, key=fingerprint.key("side table", side.name, year, *schemas.items()))


def _numbered_records(learner: Table, chosen: Table) -> Table:
    """The learners' records of the chosen returns, with the number that each has in the table of aims."""
    mine = learner.select("submission", "learner", "LearnRefNumber").join(chosen, "submission")
    return mine.select("submission", "LearnRefNumber", record=record_number(mine.ordinal, mine.learner))


def _check_held(engine: Engine, has: Sequence[tuple[str, Having]]) -> None:
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
    tables: Mapping[str, Table], chosen: Table, more: Sequence[str] = (), has: Sequence[tuple[str, Having]] = ()
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
    ended = returned.LearnActEndDate.notnull()
    return returned.mutate(
        reporting_year=ifelse(ended, returned.return_year, null("int32")),
        last_reported=null("int32"),
        break_shown=ifelse(returned.CompStatus == 6, returned.return_year, null("int32")),
    )


def over_years(returned: Table, lines: Table, more: Sequence[str] = ()) -> Table:
    """The table of aims from several years' returns: of each aim the latest record, and what earlier ones said."""
    t = returned.join(lines, "aim_id")
    told = t.group_by("lineage").aggregate(
        aim_id=t.aim_id.argmax(t.return_year),
        reporting_year=t.return_year.min(where=t.LearnActEndDate.notnull()),
        break_shown=t.return_year.max(where=t.CompStatus == 6),
        last_year=t.return_year.max(),
    )
    latest = returned.join(told, "aim_id")
    ended = latest.LearnActEndDate.notnull()
    return latest.mutate(
        reporting_year=ifelse(ended, latest.reporting_year, null("int32")),
        last_reported=cases((latest.last_year < latest.data_year, latest.last_year), else_=null("int32")).cast("int32"),
    ).select(*SCHEMA.names, *more)
