"""Which table a file holds is known by the names of its columns."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from alder.errors import UnreadableFile, UsageError
from alder.sources.reference import publishers, table_catalogue
from alder.sources.reference.table_catalogue import recognise
from alder.sources.reference.table_layout import TableLayout


def names(header: str, file: str = "file.csv") -> list[str]:
    return sorted(t.name for t in recognise(header.split(","), file))


PUBLISHERS = ["ilr_rules", "lars", "ofqual", "postcodes", "imd", "areas", "gias", "soc", "variable_form"]
"""In the order in which their tables are listed."""


def test_every_publisher_is_found_and_listed_in_its_place():
    files = [f.name for f in iter_modules(publishers.__path__)]
    assert [name for name in PUBLISHERS if name not in files] == [], "these publishers have no file any more"
    modules = [import_module(f"{publishers.__name__}.{name}") for name in PUBLISHERS]
    listed = [id(layout) for layout in table_catalogue.layouts()]
    assert [at for at in listed if at in {id(t) for m in modules for t in m.TABLES}] == [
        id(layout) for module in modules for layout in module.TABLES
    ]
    assert len({import_module(f"{publishers.__name__}.{name}").PLACE for name in files}) == len(files)


@pytest.mark.parametrize("table", [t for t in table_catalogue.layouts() if t.is_plain], ids=lambda t: t.name)
def test_every_table_is_known_by_its_own_columns_or_by_its_name(table: TableLayout):
    learners_alone = table.keys == ("ULN",)
    found = [t.name for t in recognise(table.schema.names, f"{table.name}.csv")]
    assert found == ([] if learners_alone else [table.name])


def test_of_two_tables_the_larger_is_meant():
    common = "FworkCode,ProgType,PwayCode,EffectiveFrom,EffectiveTo"
    assert names(common) == ["lars_framework"]
    assert names(f"{common},LearnAimRef,FrameworkComponentType") == ["lars_framework_aim"]


def test_a_file_may_fill_two_tables():
    assert names(
        "StandardCode,StandardSectorCode,NotionalEndLevel,EffectiveFrom,EffectiveTo,LastDateStarts,StandardTypeCode"
    ) == ["lars_standard", "lars_standard_type"]


def test_one_column_among_others_is_no_register_of_it():
    assert names("EmpId") == ["employer_register"]
    assert names("ULN,EmpId") == []
    assert names("ULN,Surname,Postcode") == []
    assert names("EmpId,Status", "register.csv") == ["employer_register"], "its name says that it is one"
    assert names("ULN,Status", "learners.csv") == []


def test_a_list_of_learner_numbers_is_no_register_whatever_its_name():
    assert names("ULN") == names("ULN", "register.csv") == names("ULN,Status", "register.csv") == []


def test_a_file_about_learners_is_no_register_of_their_numbers_until_somebody_says_so(tmp_path: Path):
    import alder

    path = tmp_path / "learners.csv"
    path.write_text("ULN,Surname,Postcode\n1234567890,Zzyzx,ZZ99 1AA\n", encoding="utf-8")
    environment = alder.open(tmp_path / "store")
    with pytest.raises(UnreadableFile, match="has the column ULN among others") as refused:
        environment.add_reference(path)
    assert "--table learner_register" in refused.value.next
    assert not environment.references()
    environment.add_reference(path, table="learner_register")
    assert [e.table for e in environment.references()] == ["learner_register"]


def test_columns_that_fit_several_tables_are_asked_about():
    with pytest.raises(UnreadableFile, match="fit more than one table"):
        recognise(["ContractAllocationNumber", "Code"], "file.csv")


def test_an_unknown_table_is_answered_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        table_catalogue.table("lars_delivry")
    assert "lars_delivery" in caught.value.where


def test_the_postcode_directory_has_months_and_names_of_its_own(tmp_path: Path):
    import alder
    from alder.engine import reference

    known = table_catalogue.table("postcode").schema.names
    others = [c for c in known if c not in ("pcds", "EffectiveFrom", "EffectiveTo", "laua")]
    head = ",".join(["pcd", "pcds", "dointr", "doterm", "oslaua", *others])
    path = tmp_path / "ONSPD.csv"
    path.write_text(f"{head}\nZZ991AA,ZZ99 1AA,198001,199602,E06000001{',' * len(others)}\n")
    environment = alder.open(tmp_path / "store")
    environment.add_reference(path)
    held = reference.get(environment.store, "postcode")
    assert held is not None
    assert [str(held[c][0]) for c in ("EffectiveFrom", "EffectiveTo", "laua")] == [
        "1980-01-01",
        "1996-02-29",
        "E06000001",
    ]
