alder_open <- function(folder = Sys.getenv("ALDER_STORE", "store")) {
  if (!dir.exists(folder)) {
    stop(alder_condition(
      "there is no store here", where = folder,
      next_step = "Keep returns in one with: alder load FILE... --store FOLDER"
    ))
  }
  structure(list(folder = normalizePath(folder)), class = "alder_store")
}

print.alder_store <- function(x, ...) {
  cat("<alder store ", x$folder, ">\n", sep = "")
  cat("alder_returns(store) has what it holds; alder_table(store, MEASURE, year = YEAR) asks it.\n")
  invisible(x)
}

in_store <- function(store) {
  if (!inherits(store, "alder_store")) {
    stop(alder_condition("this is no store", next_step = "Open one: store <- alder_open(\"store\")"))
  }
  c("--store", store$folder)
}

alder_table <- function(store, measure, by = NULL, year, where = NULL, area = NULL, scope = NULL, as_of = NULL,
                        policy = NULL, rows = c("cells", "totals", "all"), set = list()) {
  ask_command(c(
    "table", measure, in_store(store), option("by", by), option("year", year), option("where", filter_of(where)),
    option("area", area), option("scope", scope), option("as-of", as_of), option("policy", policy),
    "--rows", match.arg(rows), settings(set)
  ))
}

alder_analysis <- function(store, measure, year, with = NULL, where = NULL, scope = NULL, as_of = NULL,
                           left_out = FALSE, project = NULL, set = list(), each = NULL) {
  answer <- ask_command(c(
    "analysis", measure, in_store(store), option("year", year), option("with", with),
    option("where", filter_of(where)), option("scope", scope), option("as-of", as_of), flag("left-out", left_out),
    option("project", project), settings(set)
  ), each = each)
  if (is.null(each)) answer else invisible(answer$rows)
}

alder_returns <- function(store, year = NULL, ukprn = NULL) {
  ask_command(c("returns", as.character(ukprn), in_store(store), option("year", year)))
}

alder_check <- function(files, store = NULL, rules = NULL) {
  held <- if (is.null(store)) character() else in_store(store)
  ask_command(c("check", files, held, option("rules", rules)), fine = c(0L, 1L, 3L))
}
