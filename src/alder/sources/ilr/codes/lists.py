"""All code lists of the ILR, by the field whose values they give."""

from __future__ import annotations

from alder.sources.ilr.codes import aim, destination, employment, learner, monitoring

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
        aim.aim_type,
        aim.fund_model,
        aim.prog_type,
        aim.comp_status,
        aim.outcome,
        aim.withdraw_reason,
        aim.emp_outcome,
        aim.financial_record,
        aim.work_place_mode,
        employment.emp_stat,
        employment.monitoring,
        destination.outcome,
        monitoring.aim_fam,
    )
}
"""Every list, by the field whose values it gives (for typed codes, the field of the type)."""
