"""The page of a release at the desk: what publishers write on it, part by part."""
