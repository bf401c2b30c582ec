"""In which order measures are listed, and under which headings."""

from __future__ import annotations

THEMES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "taking-part",
        "Who takes part in learning",
        (
            "learners_participating",
            "fe_and_skills_participation",
            "starts",
            "apprenticeship_restarts",
            "enrolments",
            "continuing",
        ),
    ),
    (
        "staying",
        "Who stays",
        (
            "retention_rate",
            "retention_curve",
            "leavers",
            "retention_rate_16_to_18",
            "retained_and_assessed_rate_16_to_18",
            "returned_and_retained_rate_16_to_18",
            "retention_rate_in_sixth_forms",
            "funding_retention_rate_16_to_19",
        ),
    ),
    (
        "achieving",
        "Who achieves",
        (
            "achievement_rate",
            "pass_rate",
            "timely_achievement_rate",
            "achievements",
            "learner_achievements",
            "fe_and_skills_achievements",
            "english_and_maths_progress",
            "level_3_value_added",
        ),
    ),
    (
        "going-on",
        "Who goes on to more learning",
        ("progression_rate", "progression_to_higher_level_rate", "progression_to_higher_education_rate"),
    ),
    (
        "destinations",
        "What follows learning",
        (
            "sustained_positive_destination_rate",
            "sustained_employment_rate",
            "sustained_learning_rate",
            "recorded_destinations",
            "destination_rate_after_16_to_18",
            "key_stage_4_destination_rate",
            "post_16_main_activity",
        ),
    ),
    (
        "graduates",
        "What follows a degree",
        (
            "graduate_employment_rate",
            "graduate_employment_or_study_rate",
            "graduate_earnings",
            "graduate_outcomes_share",
        ),
    ),
)
