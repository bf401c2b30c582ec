"""Every automatic check, in the order in which checkers number them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.outputs.checks import (
    acro,
    code,
    contributors,
    counts,
    declared,
    differencing,
    figures,
    identifiers,
    kinds_of_files,
    models,
    plots,
    prose,
    records,
    suppression,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.outputs.finding import OutputFinding
    from alder.outputs.output import Output

CHECKS: tuple[Callable[[Output], Iterator[OutputFinding]], ...] = (
    kinds_of_files.files_are_what_they_say,
    kinds_of_files.readers_saw,
    acro.files_are_those_that_acro_judged,
    identifiers.nobody_is_named,
    identifiers.areas_are_large_enough,
    records.rows_are_groups,
    counts.counts_are_large_and_rounded,
    counts.no_group_is_whole,
    figures.rates_rest_on_enough,
    figures.figures_rest_on_enough,
    figures.nothing_is_one_persons,
    figures.steps_are_of_many,
    figures.curves_are_of_many,
    figures.ratios_of_two_by_two,
    figures.amounts_are_many_peoples,
    contributors.records_behind_suffice,
    figures.providers_are_named_as_agreed,
    declared.what_is_declared_keeps_its_rule,
    models.models_rest_on_enough,
    models.models_rest_on_enough_events,
    plots.plots_come_with_tables,
    suppression.nothing_hidden_follows,
    differencing.no_two_tables_tell,
    prose.sentences_keep_the_rules,
    code.code_holds_no_data,
)
"""In the order in which checkers number them."""
