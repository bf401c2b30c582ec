"""The handbook: what Alder knows by a name and has no page elsewhere on the site, as `alder explain` says it."""
