"""Pages on which people find statistics: publications, releases, the catalogue of data sets, and each data set."""
