library(alder)

refused <- function(asked) tryCatch({
  asked
  stop("it was not refused")
}, alder_error = identity)

# What Alder says on standard error becomes a condition.
said <- c("Reading", "alder: there is no measure called startz", "", "  Did you mean starts?", "", "List them.", "All.")
condition <- alder:::error_told(said, 2L)
stopifnot(
  identical(condition$what, "there is no measure called startz"), identical(condition$where, "Did you mean starts?"),
  identical(condition$next_step, "List them.\nAll."), condition$status == 2L,
  identical(alder:::error_told(c("alder: odd", "", "Do this."), 2L)$next_step, "Do this."),
  identical(alder:::error_told(c("Usage: alder", "Error: No such option: --x"), 2L)$what, "No such option: --x"),
  identical(alder:::error_told("Killed", 137L)$where, "Killed")
)

# Filters are written as lists.
stopifnot(
  identical(alder:::filter_of(list(subject_area = "construction", level = 2:3)),
            "subject_area = 'construction' and level in (2, 3)"),
  identical(alder:::filter_of(list(sex = "F", provider = "St Ann's")), "sex = 'F' and provider = 'St Ann''s'"),
  identical(alder:::filter_of("sex = F"), "sex = F"), is.null(alder:::filter_of(NULL))
)

# What cannot be is said before anything is started.
stopifnot(
  grepl("no store here", refused(alder_open(tempfile()))$what),
  grepl("is no store", refused(alder_table(list(), "starts", year = "2020/21"))$what),
  grepl("not an address", refused(alder_site("example.org"))$what),
  grepl("cannot be reached", refused(alder_publications(alder_site("http://127.0.0.1:9/v1")))$what)
)
local({
  before <- options(alder.command = "no-such-program")
  on.exit(options(before))
  stopifnot(grepl("pip install alder", refused(alder_measures())$next_step))
})

# With Alder itself, a store of made-up records and a site, where a run names them.
if (nzchar(Sys.getenv("ALDER_R_STORE"))) {
  store <- alder_open(Sys.getenv("ALDER_R_STORE"))
  year <- "2020/21"
  table <- alder_table(store, "retention_rate", by = c("sex", "age_band"), year = year, scope = "education_and_training")
  stopifnot(
    inherits(table, "data.frame"), identical(levels(table$sex), c("Female", "Male")),
    identical(levels(table$age_band), c("Under 16", "16-18", "19+")),
    is.numeric(table$leavers), identical(is.na(table$completers), table$completers_symbol != ""),
    identical(attr(table$retention_rate, "unit"), "%"), any(grepl("not shown", attr(table, "notes"))),
    any(grepl("policy", alder_notes(table))), is.character(table[1, "year"]),
    identical(alder_notes(table[table$sex == "Male", c("sex", "leavers")]), alder_notes(table))
  )
  shown <- capture.output(print(table))
  stopifnot(any(grepl("^Protected by srs-output", shown)), any(grepl("^Made-up figures", shown)))
  totals <- alder_table(store, "starts", by = "sex", year = year, scope = "apprenticeships", rows = "totals")
  stopifnot("Total" %in% totals$sex)

  built <- alder_table(store, "starts", year = year, scope = "education_and_training", rows = "all",
                       where = list(subject_area = "construction"))
  stopifnot(grepl("Construction, Planning", attr(built, "alder")$title))

  rows <- alder_analysis(store, "achievement_rate", year = year, with = c("age_band", "distance_km"))
  stopifnot(
    is.logical(rows$achievers), is.numeric(rows$distance_km), is.factor(rows$age_band),
    all(rows$made_up == "Made up"), any(grepl("One row for each aim", attr(rows, "notes")))
  )
  seen <- 0
  n <- alder_analysis(store, "achievement_rate", year = year, each = function(part) seen <<- seen + sum(part$leavers))
  stopifnot(n == nrow(rows), seen == sum(rows$leavers))

  returns <- alder_returns(store, year = year)
  stopifnot(nrow(returns) == 2, inherits(returns$sent, "POSIXct"))
  found <- alder_check(Sys.getenv("ALDER_R_RETURN"), store)
  stopifnot(found$severity %in% c("error", "warning"), length(attr(found, "alder")$checked) == 1)
  stopifnot("retention_rate" %in% alder_measures("retention")$name, "imd_decile" %in% alder_variables()$name)

  unknown <- refused(alder_table(store, "startz", year = year))
  stopifnot(grepl("startz", unknown$what), grepl("starts", unknown$where), unknown$status == 2L)
  both <- refused(alder_table(store, "retention_rate", year = year))
  stopifnot(grepl("2 scopes", both$what), grepl("apprenticeships", both$next_step))
}
if (nzchar(Sys.getenv("ALDER_R_SITE"))) {
  site <- alder_site(Sys.getenv("ALDER_R_SITE"))
  publications <- alder_publications(site)
  sets <- alder_data_sets(site, publications$title[1])
  figures <- alder_data_set(site, sets$id[1])
  stopifnot(nrow(figures) > 0, inherits(figures, "data.frame"))
  symbols <- grep("_symbol$", names(figures), value = TRUE)
  stopifnot(
    identical(symbols, c("pupils_symbol", "absent_symbol", "absence_rate_symbol")),
    identical(is.na(c(figures$pupils)), figures$pupils_symbol == "c"),
    identical(is.na(c(figures$absent)), figures$absent_symbol == "low"),
    setequal(levels(figures$group), c("Total", "Boys", "Girls")),
    identical(attr(figures$absence_rate, "unit"), "%")
  )
  gone <- refused(alder_data_set(site, "00000000-0000-0000-0000-000000000000"))
  stopifnot(grepl("404", gone$what), gone$status == 404L)
  stopifnot(grepl("no publication", refused(alder_data_sets(site, "None of that"))$what))
}
