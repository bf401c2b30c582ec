"""All code lists of the ILR, by the field whose values they give."""

from __future__ import annotations

from alder.sources.ilr.codes import (
    aim,
    countries,
    destination,
    employment,
    higher_education,
    learner,
    monitoring,
    outcome_grades,
)

LISTS = {
    code_list.field: code_list
    for code_list in (
        learner.ethnicity,
        learner.sex,
        learner.lldd_health_prob,
        learner.lldd_cat,
        learner.prior_attain,
        learner.prior_level,
        learner.accom,
        learner.learner_fam,
        learner.contact_preference,
        learner.gcse_grade,
        aim.aim_type,
        aim.fund_model,
        aim.prog_type,
        aim.comp_status,
        aim.outcome,
        aim.withdraw_reason,
        aim.emp_outcome,
        aim.tailored_outcome,
        aim.financial_record,
        outcome_grades.out_grade,
        aim.work_place_mode,
        employment.emp_stat,
        employment.monitoring,
        destination.outcome,
        monitoring.aim_fam,
        countries.domicile,
        countries.country_of_home,
        higher_education.equal_or_lower,
        higher_education.support,
        higher_education.completion,
        higher_education.level,
        higher_education.mode,
        higher_education.fee,
        higher_education.year_of_study,
        higher_education.term_time_home,
        higher_education.socio_economic_class,
        higher_education.source_of_fees,
        higher_education.highest_on_entry,
    )
}
"""Every list, by the field whose values it gives (for typed codes, the field of the type)."""
