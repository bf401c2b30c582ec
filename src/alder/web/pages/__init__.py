"""The frame of the site, its home, and the pages about the site itself."""
