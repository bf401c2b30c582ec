"""The Individualised Learner Record: what further education providers return about their learners."""
