"""The environment: one store of learner records, and what can be asked of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pyarrow as pa

    from alder.disclosure.ledger import Ledger
    from alder.engine.coverage import DeclarationCheck
    from alder.engine.extracts import Delivery
    from alder.engine.reference import Edition
    from alder.engine.store import Store
    from alder.engine.store_place import PlaceOfStore
    from alder.explanations import NameList
    from alder.linkage.spine_report import SpineReport
    from alder.measures.analysis_set import AnalysisSet
    from alder.measures.trace import Trace
    from alder.model.coverage import Whole
    from alder.model.explanation import Explanation
    from alder.model.store_place import StorePlace
    from alder.quality.measurements import FieldMeasurements
    from alder.rules.report import Findings
    from alder.sources.aims import Aim, AimResults
    from alder.sources.extracts.delivery import SourceReport
    from alder.sources.ilr.load import LoadProgress, LoadReport
    from alder.sources.ilr.submissions import Returns
    from alder.sources.reference.add import AddReport
    from alder.sources.variable_form import FormVariable, Request


class Environment:
    """The store in a folder. Opening it makes nothing: the first load does."""

    def __init__(self, folder: str | Path = "store") -> None:
        from alder.sources.ilr.submissions import open_store

        self.store: Store = open_store(folder)

    def load(
        self,
        *files: str | Path,
        return_number: ReturnNumber | str | None = None,
        strict: bool = False,
        progress: LoadProgress | None = None,
        stop: Callable[[], bool] = lambda: False,
        made_up: bool = False,
        mix_made_up: bool = False,
    ) -> LoadReport:
        """Keep returns: files, folders of them, or patterns. A later return supersedes; nothing is lost.

        Without `return_number` the return is worked out from the day on which the file was prepared. Many files are
        kept in batches, and `progress` is told how many are `kept` by now: an error or a kill loses the batch at hand,
        and the same load again goes on with the other files. Once `stop` says True, what was read is kept.

        Returns of `alder synth` say themselves that they are made up; `made_up` says it of any. What is made up goes
        into a store of its own, unless `mix_made_up`: then what rests on both is called partly made up.
        """
        from alder.sources.ilr.load import load

        told = ReturnNumber.parse(return_number) if return_number is not None else None
        more = {"made_up": made_up, "mix_made_up": mix_made_up}
        return load(self.store, files, return_number=told, strict=strict, progress=progress, stop=stop, **more)

    def load_source(
        self,
        *files: str | Path,
        source: str,
        entity: str | None = None,
        year: AcademicYear | str | None = None,
        edition: str = "",
        progress: Callable[[int], None] | None = None,
        made_up: bool = False,
        mix_made_up: bool = False,
    ) -> SourceReport:
        """Keep a delivered extract of another source: all files as one delivery of one kind of record, or none.

        `entity` says which kind of record, where the names of the columns leave it open; `year` the academic year of
        the rows, where nothing in the files says it. The latest delivery of a year counts; nothing is lost.
        The copy of the ILR that researchers get also fills the tables that returns fill. `made_up` and
        `mix_made_up` are as for returns.
        """
        from alder.sources.catalogue import source as found
        from alder.sources.extracts.delivery_load import load_source

        said = AcademicYear.parse(year) if isinstance(year, str) else year
        more = {"made_up": made_up, "mix_made_up": mix_made_up}
        return load_source(
            self.store, files, found(source), entity=entity, year=said, edition=edition, progress=progress, **more
        )

    def figures(self, source: str) -> pa.Table:
        """The published figures of a source that count: one row a figure, with its base, interval and caution.

        They are never part of what measures count. Of a survey, what rests on fewer than ten people is not given, and
        `standing` says which figures have a large error, no base or no interval.
        """
        from alder.engine import extracts
        from alder.errors import NoFigures
        from alder.sources.catalogue import source as found
        from alder.sources.extracts.estimates import judge_estimates
        from alder.sources.extracts.figures import table_of

        rows = extracts.figures(self.store, table_of(found(source)))
        if rows is None:
            raise NoFigures(
                f"no published figures of {found(source).title} are held",
                next=f"Load some:  alder load --source {found(source).id} FILE",
            )
        return judge_estimates(rows)

    def deliveries(self) -> tuple[Delivery, ...]:
        """Every extract that is held, oldest first."""
        from alder.engine import extracts

        return extracts.deliveries(self.store)

    def check(
        self,
        file: str | Path,
        *,
        since: str | None = None,
        strict: bool = False,
        rules: AcademicYear | str | None = None,
    ) -> Findings:
        """What is wrong with a return, by the store's reference tables. Nothing is stored.

        `since` compares it with an earlier return of its provider and year that is held: `previous`, or `R03`. `rules`
        chooses the rule book of another year, or the `nearest` whole one.
        """
        from alder.sources.ilr.check import check
        from alder.sources.ilr.return_comparison import since as compared

        findings = check(file, strict=strict, store=self.store, rules=rules)
        return compared(findings, self.store, since) if since else findings

    def returns(self, year: AcademicYear | str | None = None, ukprn: int | None = None) -> Returns:
        """What is held, by provider, year and return, and what of it is current."""
        from alder.sources.ilr.submissions import returns

        return returns(self.store, year=AcademicYear.parse(year) if isinstance(year, str) else year, ukprn=ukprn)

    def quality(
        self,
        field: str | None = None,
        *,
        year: AcademicYear | str | None = None,
        return_number: ReturnNumber | str | None = None,
        ukprn: int | None = None,
        by: str | Iterable[str] = (),
    ) -> FieldMeasurements:
        """How a field is filled, or every field, as it was measured when the returns were loaded.

        `by` splits one field by `provider`, `return` or `year`. Without `return_number` the current returns count.
        """
        from alder.quality.measurements import measured

        return measured(
            self.store,
            field,
            year=AcademicYear.parse(year) if isinstance(year, str) else year,
            return_number=ReturnNumber.parse(return_number) if return_number is not None else None,
            ukprn=ukprn,
            by=[by] if isinstance(by, str) and by else by,
        )

    def measure(self, progress: Callable[[int], None] = lambda more: None) -> int:
        """Measure the returns that an earlier release loaded without measuring; returns how many there were."""
        from alder.sources.ilr.profile.field_quality import measure_missing

        return measure_missing(self.store, progress)

    def add_reference(
        self,
        *files: str | Path,
        edition: str | None = None,
        table: str | None = None,
        replace: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> AddReport:
        """Add published reference data: CSV files, ZIPs of them, or folders. All are added, or none.

        `edition` is by itself each file's name without its ending. `table` says which table a file holds where its
        columns do not. Rows are added to those held of a table where no two are about the same; else it is refused,
        unless it is to `replace` them.
        """
        from alder.sources.reference.add import add

        return add(self.store, files, edition=edition, table=table, replace=replace, progress=progress)

    def references(self) -> tuple[Edition, ...]:
        """The editions of reference tables that are held, oldest first; of each table the last counts."""
        from alder.engine import reference

        return reference.editions(self.store)

    def boundaries(self) -> pa.Table | None:
        """The boundaries of areas that are held, for maps: `table.write_html(path, boundaries=store.boundaries())`."""
        from alder.engine import reference
        from alder.sources.reference.boundaries import TABLE

        return reference.get(self.store, TABLE)

    def remove_reference(self, table: str, edition: str | None = None) -> tuple[Edition, ...]:
        """Remove a reference table, or one edition of it; the edition before then counts again."""
        from alder.sources.reference.add import remove

        return remove(self.store, table, edition)

    def covers(
        self,
        place: Whole | str,
        *,
        year: AcademicYear | str,
        proof: str,
        proof_date: date | str,
        providers: str | Path | Iterable[int | str] = (),
        return_number: ReturnNumber | str = "R14",
        source: str = "",
    ) -> DeclarationCheck:
        """Declare what the returns of a year are all of, as of a return: `store.covers("England", year="2020/21",
        providers="providers.csv", proof="UK Register of Learning Providers", proof_date="2021-10-20")`.

        `providers` is the list that proves it: a CSV with a column `ukprn`, or numbers; `proof` and `proof_date` say
        where it is from and of which day. The answer says whether it holds: which of the list are missing, and which
        are held and not listed. It is judged anew with each table; until it holds totals are about the providers held.
        Of deliveries, of the `source` named, there is no list: it is declared of those that are held now. Those of
        the ILR are its research copy.
        """
        from alder.sources.coverage import declare

        return declare(
            self.store,
            place,
            year=year,
            return_number=return_number,
            providers=providers,
            proof=proof,
            proof_date=proof_date,
            source=source,
        )

    def coverage(self) -> tuple[DeclarationCheck, ...]:
        """What is declared of this store, each declaration beside what is held today."""
        from alder.engine import coverage

        return coverage.standing_of_all(self.store)

    def place(self) -> PlaceOfStore | None:
        """Whose hands the records of this store are in: made up, its owner's or an approved project's; None where
        nobody said. Only a store with a place gives rows of learners.
        """
        from alder.engine.store_place import place_of_store

        return place_of_store(self.store)

    def declare_place(self, place: StorePlace | str, *, basis: str) -> PlaceOfStore:
        """Say once whose hands the records are in: `store.declare_place("owner", basis="Northfield College, its own
        returns")`, or `"approved"` with the approval of the project. It is a guard rail, and no security.
        """
        from alder.engine.store_place import declare_place

        return declare_place(self.store, place, basis)

    def link(
        self, *sources: str, by: str | Iterable[str] = (), truth: str | Path | Iterable[str | Path] = ()
    ) -> SpineReport:
        """Link the sources that are held to one table of persons, which stays in the store: `store.link("ilr", "npd",
        "leo", by="sex,ethnicity")`; without names all of them. The answer is how well they were linked.

        It is by numbers that records bear, such as ULN or PupilMatchingRefAnonymous, and by look-ups. It is made whole
        each time, so after a new return or delivery the same call brings it up to date. `truth` are folders of made-up
        files: the report says then how many links are true. See `persons`.
        """
        from alder.linkage.person_spine import keep_spine, linked_sources
        from alder.linkage.spine_report import spine_report

        wanted = [n.strip() for n in (by.split(",") if isinstance(by, str) else by) if n.strip()]
        folders = [Path(f) for f in ([truth] if isinstance(truth, str | Path) else truth)]
        linked = linked_sources(self.store, sources, wanted)
        report = spine_report(self.store, linked, wanted, folders)
        return replace(report, rekeyed=keep_spine(self.store, linked))

    def persons(self) -> pa.Table:
        """The persons of all linked sources: a row for each number by which a source knows one, under the person's
        key. It is about people, so a store without a place gives none. See `link`.
        """
        from alder.linkage.person_spine import person_spine

        return person_spine(self.store)

    def aims(self, words: str = "", **asked: Any) -> AimResults:
        """Learning aims by words of their titles or by number, from the lists that the store holds: `level="3"`,
        `subject="7.30"`, `body`, `kind`, `on` a day, `sort` and `page` as `alder aims` has them.
        """
        from alder.errors import StoreError
        from alder.sources.aims import AimQuery, aims_of, find

        held = aims_of(self.store)
        if held is None:
            raise StoreError("this store holds no list of learning aims", next="Which file to add:  alder aims")
        return find(held, AimQuery(words, **asked))

    def aim(self, number: str) -> Aim | None:
        """All that the held tables say of one aim, by its reference; None where no list has it."""
        from alder.sources.aims import aim

        return aim(self.store, number)

    def variables_to_ask_for(self, source: str | None = None) -> tuple[FormVariable, ...]:
        """The variables that projects can ask for, by the forms that are held; of one source or of all."""
        from alder.sources import variable_form
        from alder.sources.catalogue import source as found

        return variable_form.variables(self.store, found(source).id if source is not None else None)

    def request(self, *names: str) -> Request:
        """What a project asks for: the variables of these names, with their years, risks and sensitivities."""
        from alder.sources.variable_form import requested

        return requested(self.store, names)

    def variables(
        self,
        *names: str,
        year: AcademicYear | str,
        return_number: str | None = None,
        research_copy: bool | None = None,
        fields: Sequence[str] = (),
        **parameters: object,
    ) -> pa.Table:
        """Research variables of every aim of the returns of a year: `store.variables("sex", "imd_decile",
        year="2020/21")`; without names all of them, those for which a list is missing as nulls, with the reason in the
        metadata of their columns.

        A row for each aim, by UKPRN, LearnRefNumber, AimSeqNumber and LearnAimRef, with a column for each variable,
        and for each of `fields` of the aim or of its learner's record, as it was collected.
        Of the research copy of the ILR, with
        `research_copy` or where no return of the year is held, UKPRN is the provider's pseudonym.
        `alder explain NAME` defines each. It is about people: for you who hold the returns, and not to leave.
        """
        from alder.measures.derived_variables import variables_of_aims

        return variables_of_aims(
            self,
            *names,
            year=year,
            return_number=return_number,
            research_copy=research_copy,
            fields=fields,
            **parameters,
        )

    def analysis(
        self,
        measure: str,
        *,
        with_: str | Iterable[str] = (),
        year: AcademicYear | str | None = None,
        years: str | Iterable[str | AcademicYear] = (),
        where: str = "",
        scope: str | None = None,
        return_number: str | None = None,
        left_out: bool = False,
        research_copy: bool | None = None,
        project: str = "analysis",
        **parameters: object,
    ) -> AnalysisSet:
        """One row for each aim or learner that a measure counts, with its outcome and the variables named:
        `store.analysis("achievement_rate", years="2018/19..2020/21", with_=["age_band", "imd_decile"])`.

        Rows add up to the measure's counts. People have keys, the same over the years of this store and `project`.
        With `left_out` there is also a row for each that the measure leaves out, with the reason. Nothing is read until
        rows are asked for, and never all at once: `polars.DataFrame(s)`, `s.reader()`, `s.write("set.parquet")`.
        It is about people, so a store without a place gives none, and what leaves goes through `alder.protect`.
        """
        from alder.measures.analysis_set import AnalysisSet

        return AnalysisSet.ask(
            *(self, measure),
            with_=with_,
            year=year,
            years=years,
            where=where,
            scope=scope,
            return_number=return_number,
            left_out=left_out,
            research_copy=research_copy,
            project=project,
            parameters=parameters,
        )

    def ledger(self, *, by: str = "") -> Ledger:
        """What was released or shown, for `alder.protect(counts, against=store.ledger())`. `by` is who asks: by itself
        whoever is signed in to this machine.
        """
        from alder.disclosure.ledger import Ledger
        from alder.engine.ledger_folder import LedgerFolder

        return Ledger(LedgerFolder(self.store.folder), by=by)

    def __repr__(self) -> str:
        return f"<Environment {self.store.folder}>"


def open(folder: str | Path = "store") -> Environment:
    """Open the store in a folder: `alder.open("store")`."""
    return Environment(folder)


def trace(
    source: Environment,
    measure: str,
    *,
    learner: str,
    ukprn: int | str | None = None,
    year: str | AcademicYear | None = None,
    return_number: str | None = None,
    research_copy: bool | None = None,
    **parameters: object,
) -> Trace:
    """How a measure judged each aim of one learner of your own store: `print(alder.trace(store, "achievement_rate",
    learner="L1", ukprn=10000001))`.

    `learner` is the LearnRefNumber. Without a year it is the latest of which a return is held. It is about one person:
    look at it, and keep it nowhere.
    """
    from alder.measures.trace import trace

    return trace(
        source,
        measure,
        learner=learner,
        ukprn=ukprn,
        year=year,
        return_number=return_number,
        research_copy=research_copy,
        **parameters,
    )


class Explainer:
    """What anything is that Alder knows by a name, and all that it knows: `alder.explain`."""

    def __call__(self, name: str, *, environment: Environment | None = None) -> Explanation:
        """What a measure, variable, rule, source or field of any source is: `alder.explain("achievement_rate")`.

        `measures`, `variables`, `rules`, `sources` and `fields` list what there is, and so do `policies`, `filters`,
        `reference tables`, `checks`, `form of a file`, `queries as JSON` and `measures from deliveries`. With the word
        before it, a name is looked for among its kind alone: `policy srs-output`, `filter sex`. The case of letters
        matters only where two names differ by nothing else, as the field `Sex` and the variable `sex` do. A field may
        go by any column name that it has had, such as `gend_17`. With an environment, what the variable request forms
        in its store say of a field is told too.
        """
        from alder.explanations import explain as explained  # every room is loaded with it

        return explained(name, environment.store if environment else None)

    @cached_property
    def lists(self) -> dict[str, NameList]:
        """All names, by kind. Each list is an attribute too: `alder.explain.measures`."""
        from alder.explanations import name_lists

        return name_lists()

    def find(self, words: str) -> NameList:
        """Every name of which these words are said, in its line of the list or in one of its values:
        `alder.explain.find("construction")`.
        """
        from alder.explanations import names_of_all_kinds

        return names_of_all_kinds().find(words)

    def __getattr__(self, kind: str) -> NameList:
        if kind.startswith("_"):
            raise AttributeError(kind)
        if kind not in self.lists:
            raise AttributeError(f"there is no list of {kind}; there are {', '.join(self.lists)}")
        return self.lists[kind]

    def __dir__(self) -> list[str]:
        return ["find", "lists", *self.lists]

    def __repr__(self) -> str:
        """How to ask, and what lists there are."""
        lines = [f"  alder.explain.{kind:<20}{len(names):,}" for kind, names in self.lists.items()]
        asked = 'alder.explain("achievement_rate") says what it is; alder.explain.find("deprivation") looks for words.'
        return "\n".join([asked, "", *lines])


explain = Explainer()
