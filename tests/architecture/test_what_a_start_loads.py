"""What a start of Alder loads, and what it can do without: seen in processes that nothing has touched before.

The programs are in `conftest.py`.
"""

from __future__ import annotations

from tests.architecture.conftest import undeclared
from tests.support.forked_programs import Ended


def test_importing_alder_or_any_command_and_asking_for_help_load_no_engine(came: dict[str, Ended]) -> None:
    assert came["help"].last == "[]"


def test_a_command_loads_no_pandas_and_whoever_imports_alder_still_may(came: dict[str, Ended]) -> None:
    assert came["a command"].last == "False"
    assert came["pandas"].last == "a list"


def test_whoever_only_looks_into_the_database_of_the_site_loads_no_solver_and_no_ibis(came: dict[str, Ended]) -> None:
    """`alder people`, a worker and each process of a server begin so: it took them three times as long."""
    assert came["the database of the site"].last == "[]"


def test_everything_is_loaded_before_the_first_answer(came: dict[str, Ended]) -> None:
    """Threads that load parts of a package at once can find it half loaded, and a reader would be told of a fault."""
    assert came["pages"].last == "[]"


def test_commands_need_no_library_that_is_not_declared(came: dict[str, Ended]) -> None:
    assert {"pytest", "pandas"} <= {*undeclared()}
    assert came["an installation"].status == 0, came["an installation"].err[-2000:]


def test_a_known_check_builds_no_expression(came: dict[str, Ended]) -> None:
    """With the SQL kept, the library of expressions is not even imported."""
    assert came["a known check"].last == "False"
