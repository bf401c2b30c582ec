"""Look-ups between areas: local authorities, regions, skills areas, small areas of two censuses."""
