"""The cost of a statistical release: every variable and every measure of the ILR, over five years of returns."""
