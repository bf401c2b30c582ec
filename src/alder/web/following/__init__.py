"""For readers who follow statistics over time: feeds, e-mail, the calendar, and what changed."""
