"""The lists of all that Alder knows by name, as Python shows, completes and searches them."""

import pytest
from tests.support.text_tables import rows

import alder
from alder.errors import UsageError

SOUGHT = """
kind      | words        | first           | found in
measures  | retention    | retention_rate  | the share whose learner stayed to the end
variables | construction | subject_area    | 5 Construction, Planning and the Built Environment
variables | Sex          | sex             | Sex
sources   | DEPRIV       | imd             | English indices of deprivation
"""


@pytest.mark.parametrize("row", rows(SOUGHT), ids=lambda r: f"{r['kind']}: {r['words']}")
def test_names_are_found_by_their_words_and_by_their_values(row: dict[str, str]) -> None:
    found = getattr(alder.explain, row["kind"]).find(row["words"])
    said = dict(zip(found.names, found.to_arrow()["found"].to_pylist(), strict=True))
    assert row["found in"] in said[row["first"]]


def test_words_are_looked_for_in_everything_at_once() -> None:
    found = alder.explain.find("deprivation")
    assert {"variable", "source", "reference table"} <= set(found.to_arrow()["kind"].to_pylist())
    assert "imd_decile" in found
    with pytest.raises(UsageError, match="nothing to look for"):
        alder.explain.find(" ")
    assert repr(alder.explain.policies.find("qqqqqq")).endswith("Nothing has these words.")


def test_a_name_leads_to_what_it_is_as_an_attribute_and_by_key() -> None:
    measures = alder.explain.measures
    assert measures.retention_rate == measures["retention_rate"] == alder.explain("retention_rate")
    assert {"retention_rate", "find", "to_pandas"} <= set(dir(measures))
    assert "srs-output" in alder.explain.policies._ipython_key_completions_()
    assert "variables" in dir(alder.explain)
    with pytest.raises(AttributeError, match="Did you mean retention_rate"):
        _ = measures.retenton_rate
    with pytest.raises(AttributeError, match="there is no list of measure; there are measures, variables"):
        _ = alder.explain.measure
    with pytest.raises(UsageError, match="no name among measures called pass_rat"):
        measures["pass_rat"]


def test_lists_show_themselves() -> None:
    assert "alder.explain.measures" in repr(alder.explain)
    shown = repr(alder.explain.rules).splitlines()
    assert shown[0] == f"Rules: {len(alder.explain.rules):,}"
    assert max(map(len, shown)) <= 100
    assert any(line.startswith("and ") for line in shown), "a long list is cut, and says so"
    assert '<th scope="row">achievement_rate</th>' in alder.explain.measures._repr_html_()
