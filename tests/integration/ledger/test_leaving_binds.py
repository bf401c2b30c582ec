"""What leaves from Python is judged and remembered as on the command line; what is only looked at is not."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.support import commands
from tests.support.deliveries import Stored
from tests.support.site import site_in
from tests.support.stores import declared, delivered

import alder
from alder.disclosure import Protected, beside, presentation
from alder.disclosure.ledger import BesideEarlier, Ledger
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.nearest import nearest
from alder.engine import locks
from alder.engine.ledger_folder import LedgerFolder
from alder.environment import Environment
from alder.errors import NotProtected, StoreError, UsageError
from alder.measures import Query
from alder.model.period import ReturnNumber
from alder.model.statistic import TOTAL, Counts
from alder.synth import parse_years, write_returns


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("leaving")
    write_returns(
        folder / "returns", providers=2, learners=70, years=parse_years(["2020/21"]), returns=[ReturnNumber.R14], seed=5
    )
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return declared(environment)


@pytest.fixture(name="ledger")
def _ledger(environment: Environment) -> Ledger:
    """An empty one, in whatever order tests run."""
    shutil.rmtree(environment.store.folder / "ledger", ignore_errors=True)
    return environment.ledger(by="Amara")


@pytest.fixture(scope="module", name="few")
def _few(environment: Environment) -> str:
    """A filter that leaves out fewer than ten learners."""
    held = alder.tabulate(environment, "learners_participating", by=["provider", "ethnicity"], year="2020/21")
    few = next(
        r for r in held.cells.to_pylist() if 0 < r["learners"] < 10 and TOTAL not in (r["provider"], r["ethnicity"])
    )
    return f"not (provider = {few['provider']} and ethnicity = {few['ethnicity']})"


def counted_now(environment: Environment, where: str = "") -> Counts:
    return alder.tabulate(environment, "learners_participating", by="sex", year="2020/21", where=where)


everybody = cache(counted_now)
"""Counts never change, and whether the returns behind them did is asked each time that they are protected."""


def binding(ledger: Ledger) -> list[bool]:
    return [f.binds for f in ledger.releases()]


WRITES = [Protected.write_csv, Protected.write_html, Protected.write_parquet]


def test_what_is_looked_at_is_judged_and_keeps_nothing(environment: Environment, ledger: Ledger, few: str) -> None:
    table = alder.protect(everybody(environment))
    assert table.text()
    assert "Attacked together with every earlier table of the same people" in table.about.checked
    assert "compared whatever they count and of whichever year: learners, aims, programmes" in table.about.checked
    assert not ledger.releases()
    alder.protect(everybody(environment, few))


@pytest.mark.parametrize("write", WRITES)
def test_what_is_written_binds_and_forbids_what_would_give_few_people_away(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path, write: Callable[[Protected, Path], object]
) -> None:
    file = tmp_path / f"table{write.__name__.replace('write_', '.')}"
    write(alder.protect(everybody(environment)), file)
    (facts,) = ledger.releases()
    assert facts.binds
    assert facts.query["measure"] == "learners_participating"
    assert [str(a.what) for a in facts.acts] == ["shown", "written to a file"]
    with pytest.raises(BesideEarlier, match="this table cannot be released beside an earlier release"):
        alder.protect(everybody(environment, few))


@pytest.mark.parametrize("write", WRITES)
def test_of_two_tables_that_were_looked_at_the_second_does_not_leave(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path, write: Callable[[Protected, Path], object]
) -> None:
    """Each was safe when it was made; between the two the first was let out."""
    first, second = alder.protect(everybody(environment)), alder.protect(everybody(environment, few))
    first.write_csv(tmp_path / "first.csv")
    file = tmp_path / f"second{write.__name__.replace('write_', '.')}"
    with pytest.raises(BesideEarlier):
        write(second, file)
    assert not file.exists()
    assert binding(ledger) == [True]


def test_a_rounded_table_and_one_with_rates_bind_too(environment: Environment, ledger: Ledger, tmp_path: Path) -> None:
    alder.protect(everybody(environment), "dfe-statistics").write_csv(tmp_path / "rounded.csv")
    rates = alder.tabulate(environment, "achievement_rate", by="sex", year="2020/21")
    alder.protect(rates).write_csv(tmp_path / "rates.csv")
    assert binding(ledger) == [True, True]


def test_the_same_table_written_three_times_is_one_release(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    table = alder.protect(everybody(environment))
    table.write_csv(tmp_path / "a.csv")
    table.write_html(tmp_path / "a.html")
    alder.protect(everybody(environment)).write_parquet(tmp_path / "a.parquet")
    (facts,) = ledger.releases()
    assert [a.of for a in facts.acts] == ["", "a_made_up.csv", "a.html", "a_made_up.parquet"]


def test_a_frame_stays_inside_and_a_file_made_of_it_is_known_and_refused(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path
) -> None:
    frame = alder.protect(everybody(environment, few)).to_pandas()
    assert binding(ledger) == [False]
    assert "Made into a frame in Python" in ledger.facts("0001").acts[0].of
    alder.protect(everybody(environment)).write_csv(tmp_path / "all.csv")
    lines = ["time_period,time_identifier,geographic_level,country_code,country_name,sex,learners"]
    for row in frame.itertuples():
        shown = row.learners_symbol or f"{row.learners:,.0f}"
        lines.append(f'202021,Academic year,National,E92000001,England,{row.sex},"{shown}"')
    (tmp_path / "made.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "made.meta.csv").write_bytes((tmp_path / "all_made_up.meta.csv").read_bytes())
    with site_in(environment.store.folder) as site, pytest.raises(BesideEarlier, match="table 0001 of the ledger"):
        site.run("publish", "import", str(tmp_path / "made.csv"), "--publication", "A", "--release", "B")
    assert binding(ledger) == [False, True]


def test_a_table_that_became_a_frame_binds_when_it_is_written(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    table = alder.protect(everybody(environment))
    table.to_arrow()
    assert binding(ledger) == [False]
    table.write_csv(tmp_path / "table.csv")
    assert binding(ledger) == [True]


def test_a_draft_from_python_stays_inside_until_it_is_live(environment: Environment, ledger: Ledger) -> None:
    where = {"publication": "From Python", "release": "2020/21", "store": environment.store.folder}
    drafted = alder.publish(alder.protect(everybody(environment)), draft=True, **where)
    assert drafted.tables == ("0001",)
    assert binding(ledger) == [False]
    commands.run("publish", "live", drafted.data_set, "--store", environment.store.folder)
    assert binding(ledger) == [True]


def test_what_leaves_unremembered_has_a_reason_that_is_kept(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path
) -> None:
    alder.protect(everybody(environment)).write_csv(tmp_path / "all.csv")
    why = "Made-up learners of a training course."
    alder.protect(everybody(environment, few), unremembered=why).write_csv(tmp_path / "course.csv")
    assert (tmp_path / "course_made_up.csv").is_file()
    (line,) = ledger.unremembered()
    assert (line["file"], line["reason"]) == ("course_made_up.csv", why)
    assert binding(ledger) == [True]
    listed = commands.run("ledger", "--store", environment.store.folder)
    assert "unremembered: Learners participating" in listed
    assert why in listed
    with pytest.raises(UsageError, match="leaves unremembered for a reason, and none is given"):
        alder.protect(everybody(environment), unremembered=" ")
    with pytest.raises(UsageError, match="not both"):
        alder.protect(everybody(environment), against=ledger, unremembered=why)


def test_what_cannot_be_written_as_asked_is_refused_before_it_counts_as_out(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    table = alder.protect(everybody(environment))
    for name, more in (("table.txt", {}), ("no folder/table.csv", {}), ("table.csv", {"whole": "nowhere"})):
        with pytest.raises(UsageError):
            table.write_csv(tmp_path / name, **more)
    with pytest.raises(UsageError, match="There is no folder"):
        table.write_html(tmp_path / "no folder" / "table.html")
    asked = ["--year", "2020/21", "--store", environment.store.folder, "--out"]
    said = commands.refused("table", "starts", *asked, tmp_path / "no folder" / "table.csv")
    assert "There is no folder" in said
    fifths = ["table", "achievement_rate", "--by", "provider", "--bands", "quintile", *asked, tmp_path / "table.html"]
    assert "fifths need 10 providers" in commands.refused(*fifths)
    assert not ledger.releases()


def test_a_frame_of_a_table_that_leaves_unremembered_is_listed_with_its_reason(
    environment: Environment, ledger: Ledger
) -> None:
    alder.protect(everybody(environment), unremembered="Made-up learners of a course.").to_arrow()
    (line,) = ledger.unremembered()
    assert (line["file"], line["reason"]) == ("a frame", "Made-up learners of a course.")
    assert not ledger.releases()


@pytest.mark.parametrize("write", WRITES)
def test_a_table_that_was_forgotten_is_judged_and_remembered_anew_when_it_is_written_once_more(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path, write: Callable[[Protected, Path], object]
) -> None:
    """Its first file was deleted unread; the table is still in memory, and others were let out since."""
    name = f"made_up{write.__name__.replace('write_', '.')}"
    one, other = (alder.protect(everybody(environment, where)) for where in ("", few))
    for table in (one, other):
        write(table, tmp_path / name)
        environment.ledger().forget(ledger.releases()[-1].id, reason="The file was deleted unread.")
        (tmp_path / name).unlink()
    one.to_arrow()
    write(one, tmp_path / name)
    assert binding(ledger) == [True]
    with pytest.raises(BesideEarlier):
        write(other, tmp_path / f"other-{name}")
    assert [file.name for file in tmp_path.glob("other*")] == []


@pytest.mark.parametrize("is_free", [True, False])
def test_a_table_that_is_forgotten_while_its_file_is_written_is_kept_anew_or_its_file_does_not_stay(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_free: bool
) -> None:
    one, other = (alder.protect(everybody(environment, where)) for where in ("", few))
    written = presentation.write_parquet

    def forgotten(table: Protected, path: Path) -> None:
        written(table, path)
        monkeypatch.undo()
        environment.ledger().forget("0001", reason="It was shown to nobody.")
        if not is_free:
            other.write_parquet(tmp_path / "other_made_up.parquet")

    monkeypatch.setattr(presentation, "write_parquet", forgotten)
    if is_free:
        one.write_parquet(tmp_path / "one.parquet")
        assert [str(a.what) for a in ledger.facts("0002").acts] == ["shown", "written to a file"]
        return
    with pytest.raises(BesideEarlier):
        one.write_parquet(tmp_path / "one.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["other_made_up.parquet"]


def test_a_table_that_is_forgotten_while_it_waits_for_the_ledger_is_named(
    environment: Environment, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    alder.protect(everybody(environment)).to_arrow()
    changing = LedgerFolder.changing

    def late(folder: LedgerFolder) -> Any:
        monkeypatch.undo()
        environment.ledger().forget("0001", reason="Nobody used the frame.")
        return changing(folder)

    monkeypatch.setattr(LedgerFolder, "changing", late)
    with pytest.raises(UsageError, match="the ledger has no release 0001"):
        ledger.let_out(["0001"])


def test_a_forgotten_frame_is_kept_anew(environment: Environment, ledger: Ledger) -> None:
    table = alder.protect(everybody(environment))
    table.to_arrow()
    environment.ledger().forget("0001", reason="Nobody used the frame.")
    table.to_pandas()
    assert [(f.id, f.binds) for f in ledger.releases()] == [("0002", False)]


def test_a_table_made_with_a_ledger_that_forgot_it_does_not_leave(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    counts = alder.tabulate(environment, "learners_participating", by="sex", year="2020/21", records=True)
    table = alder.protect(counts, against=ledger)
    ledger.forget("0001", reason="It was shown to nobody.")
    with pytest.raises(NotProtected, match="the ledger no longer holds this table"):
        table.write_csv(tmp_path / "table.csv")
    assert not list(tmp_path.iterdir())


def test_who_may_read_the_returns_and_not_the_ledger_looks_at_tables_and_lets_none_out(
    environment: Environment, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a member of the group that `ALDER_GROUP` names: folders of the ledger and of keys are their owner's alone."""
    alder.protect(everybody(environment)).write_csv(tmp_path / "owner.csv")
    counts = everybody(environment)
    listed = os.scandir
    closed = [environment.store.folder / name for name in ("ledger", "keys")]
    for name in ("scandir", "open", "stat"):
        of_the_system = getattr(os, name)

        def barred(path: Any, *how: Any, of: Callable[..., Any] = of_the_system, **more: Any) -> Any:
            inside = Path() if isinstance(path, int) else Path(path) / "x" if of is listed else Path(path)
            if any(folder in inside.parents for folder in closed):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return of(path, *how, **more)

        monkeypatch.setattr(os, name, barred)
    table = alder.protect(counts)
    assert table.value("learners", sex="F")
    assert "earlier table" not in table.about.checked
    with pytest.raises(
        StoreError, match=r"members_made_up\.csv was not written: the ledger of its store cannot remember it"
    ):
        table.write_csv(tmp_path / "members.csv")
    with pytest.raises(StoreError, match="no frame was made of the table"):
        table.to_arrow()
    with pytest.raises(StoreError, match=r"members_made_up\.csv was not written"):
        alder.protect(counts, unremembered="For myself.").write_csv(tmp_path / "members.csv")
    asked = ["learners_participating", "--year", "2020/21", "--store", environment.store.folder]
    refused = commands.refused("table", *asked, "--out", tmp_path / "members.csv")
    assert "you may not read the secrets of this store" in refused
    assert "reading the ledger stopped" in commands.refused("ledger", "--store", environment.store.folder)
    assert not list(tmp_path.glob("members*"))


def test_of_a_store_that_may_not_be_written_tables_can_be_looked_at_alone(
    environment: Environment,
    ledger: Ledger,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a file is named for what is read of learners: without one, nothing of such a store is read."""
    take, store = locks.take, ledger.store.folder.parent

    def barred(path: Path) -> locks.Lock:
        if path.is_relative_to(store):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return take(path)

    monkeypatch.setattr(locks, "take", barred)
    with pytest.raises(StoreError, match="Nothing was read"):
        counted_now(environment)
    monkeypatch.setenv("ALDER_STORE_TRAIL", str(tmp_path_factory.mktemp("elsewhere") / "trail.jsonl"))
    table = alder.protect(counted_now(environment))
    assert table.value("learners", sex="F")
    with pytest.raises(
        StoreError, match=r"table_made_up\.csv was not written: the ledger of its store cannot remember it"
    ):
        table.write_csv(tmp_path / "table.csv")
    with pytest.raises(StoreError, match="no frame was made of the table"):
        table.to_arrow()
    assert not list(tmp_path.iterdir())


def test_counts_whose_returns_have_changed_are_counted_again(environment: Environment, ledger: Ledger) -> None:
    counts = everybody(environment)
    assert counts.behind is not None
    others = everybody(environment, "sex = F").behind
    with pytest.raises(NotProtected, match="the returns in the store have changed since they were counted"):
        alder.protect(replace(counts, behind=others))


def test_a_nearest_table_binds_in_the_ledger_of_the_store_when_it_is_written(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    """Though it was found beside one table alone, in a ledger that nobody keeps."""
    query = Query.ask("learners_participating", by="provider,ethnicity", years="2020/21")
    (one, *_) = nearest(environment, query)
    assert not ledger.releases()
    one.table.write_csv(tmp_path / "nearest.csv")
    assert binding(ledger) == [True]


def test_people_of_deliveries_are_judged_with_others_of_their_drawing(tmp_path: Path) -> None:
    from tests.integration.ledger.test_tables_of_deliveries import answers

    stored = Stored(tmp_path)
    stored.load("graduate_outcomes.core", answers(p1=30, p2=27, p3=3), year="2021/22", edition="first")
    environment = alder.open(tmp_path / "store")
    delivered(environment, "2021/22", "graduate_outcomes")
    ask = {"measure": "graduate_outcomes_share", "year": "2021/22"}
    alder.protect(alder.tabulate(environment, **ask)).write_csv(tmp_path / "all.csv")
    assert binding(environment.ledger()) == [True]
    with pytest.raises(BesideEarlier):
        alder.protect(alder.tabulate(environment, where="not provider = 10000003", **ask))


def test_people_of_deliveries_over_several_years_are_judged_and_bind_from_python_too(tmp_path: Path) -> None:
    from tests.integration.ledger.test_tables_of_deliveries import answers

    stored = Stored(tmp_path)
    for year in ("2020/21", "2021/22"):
        stored.load("graduate_outcomes.core", answers(p1=30, p2=27, p3=3), year=year, edition=year[:4])
    environment = alder.open(tmp_path / "store")
    for year in ("2020/21", "2021/22"):
        delivered(environment, year, "graduate_outcomes")
    ask = {"measure": "graduate_outcomes_share", "years": "2020/21..2021/22"}
    table = alder.protect(alder.tabulate(environment, **ask))
    table.to_arrow()
    assert binding(environment.ledger()) == [False]
    table.write_html(tmp_path / "b.html")
    assert binding(environment.ledger()) == [True]
    assert not environment.ledger().unremembered()
    with pytest.raises(BesideEarlier):
        alder.protect(alder.tabulate(environment, where="not provider = 10000003", **ask))


def test_the_rows_of_a_table_are_a_frame_and_a_file_made_of_them_is_known(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path
) -> None:
    rows = alder.protect(everybody(environment, few)).rows
    assert binding(ledger) == [False]
    assert "Made into a frame in Python" in ledger.facts("0001").acts[0].of
    made = tmp_path / "made.csv"
    made.write_text("\n".join(["sex,learners", *(f"{codes[0]},{figures[0]}" for codes, figures in rows)]), "utf-8")
    found = commands.run("ledger", "--store", environment.store.folder, "find", made)
    assert "0001" in found


def test_a_figure_and_a_text_are_looked_at_and_keep_nothing(environment: Environment, ledger: Ledger) -> None:
    table = alder.protect(everybody(environment))
    assert isinstance(table.value("learners"), int)
    assert table.text() == str(table)
    assert table.interval("learners") is None
    assert table.symbols == ()
    assert not ledger.releases()


def test_counts_of_a_store_do_not_lose_it_by_leaving_out_who_is_behind_them(
    environment: Environment, ledger: Ledger, tmp_path: Path
) -> None:
    lost = replace(everybody(environment), behind=None)
    with pytest.raises(UsageError, match="no longer say who is behind them"):
        alder.protect(lost)
    with pytest.raises(UsageError, match="no longer say who is behind them"):
        alder.protect(replace(everybody(environment), behind=None, title="Another title"))
    table = alder.protect(lost, unremembered="Made-up learners of a training course.")
    table.write_csv(tmp_path / "table.csv")
    assert [line["file"] for line in ledger.unremembered()] == ["table_made_up.csv"]


def test_the_ledger_of_another_store_or_of_none_is_no_way_out(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path
) -> None:
    counts = alder.tabulate(environment, "learners_participating", by="sex", year="2020/21", records=True)
    other = alder.open(tmp_path / "other")
    with pytest.raises(UsageError, match="the ledger is of another"):
        alder.protect(counts, against=other.ledger(by="Amara"))
    table = alder.protect(counts, against=ledger_in_memory())
    assert not ledger.releases()
    alder.protect(everybody(environment, few)).write_csv(tmp_path / "first.csv")
    with pytest.raises(BesideEarlier):
        table.write_csv(tmp_path / "second.csv")
    assert not (tmp_path / "second.csv").exists()


def test_a_table_beside_published_figures_is_judged_when_it_is_written(
    environment: Environment, ledger: Ledger, few: str, tmp_path: Path
) -> None:
    published = pa.table(
        {name: pa.array([], kind) for name, kind in FIGURES.items()},
    )
    both = beside(alder.protect(everybody(environment, few)), published)
    assert binding(ledger) == [False], "a frame"
    alder.protect(everybody(environment)).write_csv(tmp_path / "all.csv")
    with pytest.raises(BesideEarlier):
        both.write_csv(tmp_path / "both.csv")
    assert not (tmp_path / "both.csv").exists()


FIGURES = {
    **{name: pa.string() for name in ("data_set", "period", "area_name", "area_code", "indicator", "unit", "symbol")},
    **{name: pa.string() for name in ("caution", "standing")},
    **{name: pa.float64() for name in ("value", "base", "low", "high")},
}
