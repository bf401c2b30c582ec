"""Worked cases of variables that read the list of aims, places and the study programme."""

from __future__ import annotations

from typing import Any

from alder.derive import area_editions, attainment, funding_16_to_19, length, notional_level, place
from alder.engine.duckdb import DuckDB
from alder.model.period import AcademicYear
from tests.vectors.expressions import DAY, NUMBER, TEXT, TRUTH, WHOLE, Json, first, halves_up


def level(engine: DuckDB, case: Any) -> Json:
    return first(
        engine,
        {"code": (case.inputs["NotionalNVQLevelv2"], TEXT)},
        lambda t: {"label": notional_level.level_label(t.code), "ordinal": notional_level.level_number(t.code)},
    )


def prior(engine: DuckDB, case: Any) -> Json:
    scheme = case.inputs["scheme"]
    return first(
        engine,
        {"code": (case.inputs["code"], WHOLE)},
        lambda t: {
            "ordinal": attainment.rung(t.code, scheme),
            "full": attainment.is_full(t.code, scheme),
            "known": attainment.is_known(t.code, scheme),
        },
    )


def imd(engine: DuckDB, case: Any) -> Json:
    return first(
        engine,
        {"rank": (case.inputs["rank"], WHOLE)},
        lambda t: {
            "decile": area_editions.decile(t["rank"], case.inputs["n"]),
            "quintile": area_editions.quintile(t["rank"], case.inputs["n"]),
        },
    )


def _distance(engine: DuckDB, case: Any) -> Json:
    home, site = (case.inputs[k] or [None, None] for k in ("home", "site"))
    between = {"BNG": place.grid_km, "WGS84": place.sphere_km}[case.inputs["crs"]]
    names = ("from_1", "from_2", "to_1", "to_2")
    found = first(
        engine,
        {n: (v, NUMBER) for n, v in zip(names, [*home, *site], strict=True)},
        lambda t: {"km": (km := between(*(t[n] for n in names))), "band": place.band_of_km(km)},
    )
    return {**found, "km": halves_up(found["km"], 1)}


def fm25(engine: DuckDB, case: Any) -> Json:
    year = AcademicYear.parse(case.inputs["ay"]).start
    columns = {n: (case.inputs[n], WHOLE) for n in ("plan_learn_hours", "plan_eep_hours")}
    columns |= {n: (case.inputs[n], DAY) for n in ("start", "planned_end", "actual_end")}

    def build(t: Any) -> dict[str, Any]:
        planned = length.study_programme_hours(t.plan_learn_hours, t.plan_eep_hours)
        in_year = funding_16_to_19.days_in_year(t.start, t.planned_end, year)
        threshold = funding_16_to_19.qualifying_days_in_year(planned, in_year)
        return {
            "hours": planned,
            "band": length.banded(planned, length.STUDY_PROGRAMME_BANDS),
            "planned_days_year": in_year,
            "threshold": threshold,
            "start": funding_16_to_19.started_in_year(t.start, t.planned_end, t.actual_end, threshold, year),
        }

    return first(engine, columns, build)


def fm25_ret(engine: DuckDB, case: Any) -> Json:
    whole = {n: (case.inputs.get(n), WHOLE) for n in ("comp", "withdraw", "planned_months")}
    truths = {n: (case.inputs.get(n), TRUTH) for n in ("start", "started_this_year", "stayed_to_two_year_marker")}
    return first(
        engine,
        whole | truths,
        lambda t: {
            "factor": funding_16_to_19.retention_factor(
                t.start,
                t.comp,
                t.withdraw,
                planned_months=t.planned_months,
                started_this_year=t.started_this_year,
                stayed_to_marker=t.stayed_to_two_year_marker,
            )
        },
    )


RUNNERS = {
    "level": level,
    "prior": prior,
    "imd": imd,
    "distance": _distance,
    "fm25": fm25,
    "fm25_ret": fm25_ret,
}
