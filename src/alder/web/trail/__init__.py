"""The trail: what happened, in one chain of events that nobody changes afterwards."""
