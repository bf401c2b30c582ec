"""What a parameter says of a code of a return is what the code list says of it, and is said there alone."""

import pytest

import alder  # the registries of variables and measures
from alder.derive import variables
from alder.measures import measures
from alder.model.definition import Parameter
from alder.sources.ilr.codes import aim as codes

NO_CODES = {"level_1_2", "higher_level"}
"""Parameters that choose among numbers which no return holds."""

OF_FIELDS = {
    "intervention_reasons": codes.withdraw_reason,
    "achieving_outcomes": codes.outcome,
    "assessed_outcomes": codes.outcome,
    "funding_models": codes.fund_model,
    "government_funded": codes.fund_model,
}


def numbered() -> list[Parameter]:
    every = {p.name: p for m in (*measures, *variables) for p in m.parameters}
    return [p for p in every.values() if any(isinstance(choice, int) for choice, _ in p.choices)]


@pytest.mark.parametrize("parameter", numbered(), ids=lambda p: p.name)
def test_a_code_means_in_a_parameter_what_it_means_in_the_code_list(parameter: Parameter) -> None:
    if parameter.name in NO_CODES:
        return
    list = OF_FIELDS[parameter.name]
    assert dict(parameter.choices) == {n: list.label(str(n)) for n, _ in parameter.choices}


def test_reasons_28_and_41_are_custody_and_a_government_strategy() -> None:
    said = " ".join(str(alder.explain("achievement_rate")).split())
    assert "28 Learner in custody, for reasons outside the provider's control" in said
    assert "41 Moved to another provider for a government strategy" in said
