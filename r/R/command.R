# Alder is started as a command, and answers with a stream of Arrow on standard output.

alder_command <- function() {
  command <- getOption("alder.command", Sys.getenv("ALDER_COMMAND", "alder"))
  if (!nzchar(Sys.which(command[1]))) {
    stop(alder_condition(
      "Alder is not found",
      where = paste("There is no program", command[1]),
      next_step = "Install it with: pip install alder. Where it is: options(alder.command = \"/path/to/alder\")"
    ))
  }
  command
}

# The answer as a data frame, or of a stream that is read in parts what `each` makes of them. `fine` are the exit
# statuses of an answer.
ask_command <- function(arguments, fine = 0L, each = NULL) {
  force(arguments) # what is wrong with the question is said first
  told <- tempfile("alder")
  on.exit(unlink(told))
  words <- c(alder_command(), arguments, "--format", "arrow-stream")
  restored <- without_libraries_of_r()
  on.exit(restored(), add = TRUE)
  connection <- pipe(paste(paste(shQuote(words), collapse = " "), "2>", shQuote(told)), "rb")
  answer <- tryCatch(read_answer(connection, each), error = identity)
  status <- close(connection)
  status <- if (is.null(status)) 0L else as.integer(status)
  if (status > 255L) status <- status %/% 256L # what the system says of a process has its exit status in the second byte
  said <- readLines(told, encoding = "UTF-8", warn = FALSE)
  if (!status %in% fine) {
    stop(error_told(said, status))
  }
  if (inherits(answer, "error")) {
    stop(answer)
  }
  attr(answer, "notes") <- unique(c(attr(answer, "notes"), said[nzchar(said)]))
  answer
}

# R puts folders of its own before LD_LIBRARY_PATH, and a Python of somewhere else finds the wrong library there. So
# Alder is started with what stood there before. Gives what puts it back.
without_libraries_of_r <- function() {
  now <- Sys.getenv("LD_LIBRARY_PATH", NA)
  paths <- file.path(R.home("etc"), "ldpaths")
  if (is.na(now) || !file.exists(paths)) {
    return(function() NULL)
  }
  script <- paste("unset LD_LIBRARY_PATH; .", shQuote(paths), "; printf %s \"$LD_LIBRARY_PATH\"")
  own <- paste(system2("sh", c("-c", shQuote(script)), stdout = TRUE), collapse = "")
  before <- now
  while (nzchar(own) && startsWith(before, own)) { # once for each R that was started by another
    before <- sub("^:", "", substring(before, nchar(own) + 1))
  }
  if (nzchar(before)) Sys.setenv(LD_LIBRARY_PATH = before) else Sys.unsetenv("LD_LIBRARY_PATH")
  function() Sys.setenv(LD_LIBRARY_PATH = now)
}

read_answer <- function(connection, each) {
  stream <- nanoarrow::read_nanoarrow(connection, lazy = TRUE)
  on.exit(stream$release())
  schema <- stream$get_schema()
  if (is.null(each)) {
    return(dressed(as.data.frame(stream), schema))
  }
  rows <- 0
  while (!is.null(batch <- stream$get_next())) {
    frame <- dressed(as.data.frame(batch), schema)
    rows <- rows + nrow(frame)
    each(frame)
  }
  structure(list(rows = rows), class = "alder_rows_read")
}

# Words as factors in their own order, labels and units of columns, and what must be known of the figures.
dressed <- function(frame, schema) {
  for (name in names(frame)) {
    known <- schema$children[[name]]$metadata
    if (!is.null(known$order)) {
      order <- jsonlite::fromJSON(known$order)
      held <- unique(frame[[name]])
      odd <- sort(held[!is.na(held) & !held %in% order])
      frame[[name]] <- factor(frame[[name]], levels = c(order[order %in% held], odd))
    }
    label <- if (is.null(known$label)) known$title else known$label
    if (!is.null(label)) attr(frame[[name]], "label") <- label
    if (length(known$unit) && nzchar(known$unit)) attr(frame[[name]], "unit") <- known$unit
  }
  about <- schema$metadata[["alder"]]
  if (!is.null(about)) {
    attr(frame, "alder") <- jsonlite::fromJSON(about, simplifyVector = FALSE)
  }
  class(frame) <- c("alder_frame", "data.frame")
  frame
}

option <- function(name, value) {
  if (is.null(value)) {
    return(character())
  }
  c(paste0("--", name), paste(as.character(value), collapse = ","))
}

flag <- function(name, is_set) if (isTRUE(is_set)) paste0("--", name) else character()

settings <- function(set) unlist(lapply(names(set), function(name) c("--set", paste0(name, "=", set[[name]]))))

# A filter in Alder's words: text as it stands; of a list each name is one of its values, and all of that holds.
filter_of <- function(where) {
  if (is.null(where) || is.character(where) && is.null(names(where))) {
    return(where)
  }
  quoted <- function(value) {
    if (is.numeric(value)) return(format(value, trim = TRUE, scientific = FALSE))
    paste0("'", gsub("'", "''", as.character(value)), "'")
  }
  parts <- vapply(names(where), function(name) {
    values <- quoted(unlist(where[[name]]))
    if (length(values) == 1) paste(name, "=", values) else paste0(name, " in (", paste(values, collapse = ", "), ")")
  }, "")
  paste(parts, collapse = " and ")
}
