"""One table to show, and one writer for each form of it.

A table that a reader chose from a data set is a `StatisticalTable` here: dimensions with their members, measures,
figures, breaks and notes. Its writers know nothing of where it came from. `table` and `layout` say what it is and how
it is laid out; `notes` and `citation` what must be read with it; `chart_plan` what a chart of it shows, `chart`,
`line_chart`, `area_map` and `svg` draw it; `workbook` (`xlsx`, `ods`), `tidy_csv` and `parquet` write its files.

A protected table is a `SectionedTable` here where people read it, in a `terminal` or as `html`, and a `DataTable` where
programs do: `data_pair` and `parquet` write that.

Measures, sources and rules may not import this package: what they count is shown after it was protected.
"""
