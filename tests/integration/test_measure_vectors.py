"""The worked cases of the shared facts, where they are at hand."""

from pathlib import Path

from tests.vectors import measures


def test_every_worked_case_passes(shared: Path) -> None:
    cases = measures.read(shared / "measures" / "vectors.csv")
    tally, told = measures.run(cases)
    assert not told
    assert tally["pass"] == len(cases) >= 168


def test_a_wrong_expectation_is_reported_with_what_came_out(tmp_path: Path, capsys: object) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "id,measure,basis,inputs,params,expected,note\n"
        'X1,lldd,V,"{""LLDDHealthProb"":1}",{},"{""lldd"":""Yes""}",\n'
        'X2,lldd,V,"{""LLDDHealthProb"":2}",{},"{""lldd"":""Yes""}",\n'
        "X3,happiness,A,{},{},{},\n"
    )
    assert measures.main([str(file)]) == 1
    said = capsys.readouterr().out  # type: ignore[attr-defined]
    assert "X2 lldd lldd: expected Yes, found No" in said
    assert "pass 1 fail 1 unsupported 1" in said
