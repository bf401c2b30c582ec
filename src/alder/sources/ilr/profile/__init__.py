"""The profile of a return: how each of its fields is filled, measured once while the return is loaded."""
