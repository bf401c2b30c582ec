"""Applications for learner-level data: the form, what is wrong with answers, and what they could do to people."""
