"""Which postcode stands for the learner's home."""

from alder.model.definition import Evidence, Parameter

HOME_POSTCODE = Parameter(
    "home_postcode",
    "Postcode",
    "Which of the two postcodes of a learner is the home.",
    Evidence.A,
    "The address at the last update fits the year; the one before enrolment fits residential and higher education, "
    "where learners move to learn.",
    choices=(("Postcode", "the address at the last update"), ("PostcodePrior", "the address before enrolment")),
)
