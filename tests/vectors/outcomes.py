"""Worked cases of outcomes after learning, of results at 16 to 18, and of what a published cell shows."""

from __future__ import annotations

from typing import Any

from alder.derive import linked_outcomes, results_16_to_18
from alder.engine.duckdb import DuckDB
from alder.measures import graduate_outcomes_share, level_3_value_added
from alder.measures.definitions import further_education_leavers, progression, provider_reported_destinations
from alder.measures.display_rules import display_rules
from alder.model.period import AcademicYear
from alder.model.statistic import rate
from tests.vectors.expressions import DAY, NUMBER, TEXT, TRUTH, WHOLE, Json, first, halves_up, laid, rows


def spd(engine: DuckDB, case: Any) -> Json:
    april = case.inputs.get("april")
    columns = {
        "emp": (case.inputs["emp"], TEXT),
        "learn": (case.inputs["learn"], TEXT),
        "april": (None if april is None else bool(april), TRUTH),
        "self_emp": (case.inputs.get("self_emp"), TRUTH),
        "app_run": (case.inputs.get("app_run"), WHOLE),
    }

    def build(t: Any) -> dict[str, Any]:
        employment = linked_outcomes.in_employment(t.emp, t.april, t.self_emp)
        learning = linked_outcomes.in_learning(t.learn, t.app_run)
        combination = linked_outcomes.in_combination(t.emp, t.learn)
        return {
            "sustained_employment": employment,
            "sustained_learning": learning,
            "spd": employment | learning | combination,
            "group": linked_outcomes.outcome_after_further_education(employment, learning, combination),
        }

    return first(engine, columns, build)


def dest(engine: DuckDB, case: Any) -> Json:
    columns = {
        "edu": (case.inputs["edu"], TEXT),
        "emp": (case.inputs["emp"], TEXT),
        "app_run": (case.inputs.get("app_run"), WHOLE),
        "benefit": (case.inputs.get("benefit"), TRUTH),
    }

    def build(t: Any) -> dict[str, Any]:
        group = linked_outcomes.destination_after_school(t.edu, t.emp, t.app_run, t.benefit)
        return {"destination": group, "positive": linked_outcomes.is_positive(group)}

    return first(engine, columns, build)


def _main_activity(engine: DuckDB, case: Any) -> Json:
    columns = {n: (case.inputs[n], TEXT) for n in ("he", "fe", "benefit", "emp")}
    return first(engine, columns, lambda t: {"activity": linked_outcomes.main_activity(t.he, t.fe, t.benefit, t.emp)})


def yag(engine: DuckDB, case: Any) -> Json:
    year = AcademicYear.parse(case.inputs["grad_ay"]).start
    columns = {"graduated": (year, WHOLE), "years": (case.inputs["yag"], WHOLE)}
    return first(
        engine,
        columns,
        lambda t: {
            "tax_year": linked_outcomes.tax_year_label(linked_outcomes.tax_year_after_graduation(t.graduated, t.years))
        },
    )


def leo_earn(engine: DuckDB, case: Any) -> Json:
    columns = {n: (case.inputs[n], WHOLE) for n in ("paye_days", "days_in_year")}
    columns |= {"paye_pay": (case.inputs["paye_pay"], NUMBER), "sustained": (case.inputs["sustained"], TRUTH)}
    return first(
        engine,
        columns,
        lambda t: {"annualised": linked_outcomes.annualised(t.paye_pay, t.paye_days, t.days_in_year, t.sustained)},
    )


def median_pub(engine: DuckDB, case: Any) -> Json:
    table = laid(engine, [{"pay": v} for v in case.inputs["values"]], {"pay": NUMBER})
    earning = table.filter(table.pay > 0)
    found = engine.run(lambda: earning.aggregate(n=earning.count(), median=earning.pay.median())).to_pylist()[0]
    show = display_rules["graduate_earnings"]
    return {"n": found["n"], "median": show(found["median"], found["n"], fewest=case.params["min_n"])}


def r_fes_count(engine: DuckDB, case: Any) -> Json:
    return {"shown": display_rules["fe_and_skills_count"](case.inputs["n"])}


def r_fes_pct(engine: DuckDB, case: Any) -> Json:
    shown = display_rules["fe_and_skills_percentage"](case.inputs["num"], case.inputs["den"])
    return {"shown": shown if isinstance(shown, str) else float(shown)}


def r_feo(engine: DuckDB, case: Any) -> Json:
    return dict(
        zip(("count", "pct"), display_rules["fe_outcomes"](case.inputs["num"], case.inputs["den"]), strict=True)
    )


def em_prog(engine: DuckDB, case: Any) -> Json:
    columns = {
        "entered": (case.inputs["entered"], TRUTH),
        "best": (case.inputs["best_points"], NUMBER),
        "prior": (case.inputs["prior_points"], NUMBER),
    }
    return first(
        engine,
        columns,
        lambda t: {"progress": results_16_to_18.english_or_maths_progress(t.entered, t.best, t.prior)},
    )


def va(engine: DuckDB, case: Any) -> Json:
    given = [{"ukprn": 1, "points": actual, "expected": expected} for actual, expected in case.inputs["pairs"]]
    table = laid(engine, given, {"ukprn": WHOLE, "points": NUMBER, "expected": NUMBER})
    sd = case.params["national_sd"]
    found = engine.run(lambda: level_3_value_added.by_provider(table, sd)).to_pylist()[0]
    shown = {k: halves_up(found[n], 2) for k, n in (("va", "value_added"), ("lower", "lower"), ("upper", "upper"))}
    return {**shown, "sig": found["significance"]}


def ret1618(engine: DuckDB, case: Any) -> Json:
    given = [{"CompStatus": s["core_comp"], "assessed": s["assessed"]} for s in case.inputs["students"]]
    marked = rows(
        engine,
        given,
        {"CompStatus": WHOLE, "assessed": TRUTH},
        lambda t: {"retained": results_16_to_18.retained(t.CompStatus), "assessed": t.assessed},
    )
    retained = sum(r["retained"] for r in marked)
    both = sum(r["retained"] and r["assessed"] for r in marked)
    return {"n": len(marked), "retained": _share(retained, len(marked)), "retained_assessed": _share(both, len(marked))}


def highest(engine: DuckDB, case: Any) -> Json:
    types = {
        **dict.fromkeys(("record", "person", "ukprn", "level"), WHOLE),
        **dict.fromkeys(("full_level", "apprenticeship"), TRUTH),
        "ended": DAY,
    }
    given = [
        {
            "record": n,
            "person": a["uln"],
            "ukprn": a["ukprn"],
            "level": a["level"],
            "full_level": a["full"],
            "apprenticeship": a["app"],
            "ended": a["end"],
        }
        for n, a in enumerate(case.inputs["aims"])
    ]
    table = laid(engine, given, types)
    found = engine.run(lambda: further_education_leavers.highest(table).select("record")).to_pylist()
    return {"records": sorted(case.inputs["aims"][r["record"]]["id"] for r in found)}


def progr(engine: DuckDB, case: Any) -> Json:
    given = [{"achieved_level": case.inputs["achieved_level"], **s} for s in case.inputs["next_year_learning"]]
    marked = rows(
        engine,
        given,
        {"achieved_level": WHOLE, "level": WHOLE, "months": WHOLE, "he": TRUTH},
        lambda t: progression.marks(t.achieved_level, t.level, t.months, t.he),
    )
    return {n: any(r[n] for r in marked) for n in ("any_sustained", "higher", "to_he")}


def psw(engine: DuckDB, case: Any) -> Json:
    given = [{"population": s["pop"], "respondents": s["resp"], "yes": s["yes"]} for s in case.inputs["strata"]]
    table = laid(engine, given, {"population": WHOLE, "respondents": WHOLE, "yes": WHOLE})
    found = engine.run(lambda: graduate_outcomes_share.shares(table)).to_pylist()[0]
    return {k: halves_up(v, 1) for k, v in found.items()}


def outcome_group(engine: DuckDB, case: Any) -> Json:
    columns = {"kind": (case.inputs["OutType"], TEXT), "code": (case.inputs["OutCode"], WHOLE)}
    return first(engine, columns, lambda t: {"group": provider_reported_destinations.outcome_group(t.kind, t.code)})


def _share(numerator: int, denominator: int) -> float | None:
    found = rate(numerator, denominator)
    return None if found is None else float(found)


RUNNERS = {
    "spd": spd,
    "dest": dest,
    "main_activity": _main_activity,
    **{
        f.__name__: f
        for f in (
            *(yag, leo_earn, median_pub, r_fes_count, r_fes_pct, r_feo, em_prog, va, ret1618),
            *(highest, progr, psw, outcome_group),
        )
    },
}
