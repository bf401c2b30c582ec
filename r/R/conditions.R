# What Alder refuses becomes a condition of class `alder_error`: what happened, where, and what to do next.

alder_condition <- function(what, where = "", next_step = "", status = NA_integer_) {
  parts <- c(what, if (nzchar(where)) paste0("  ", where), if (nzchar(next_step)) next_step)
  structure(
    class = c("alder_error", "error", "condition"),
    list(
      message = paste(parts, collapse = "\n\n"), call = NULL,
      what = what, where = where, next_step = next_step, status = status
    )
  )
}

# The last error that standard error tells: `alder: what`, an indented paragraph that says where, and what to do next.
error_told <- function(lines, status) {
  usage <- grep("^Error: ", lines)
  if (length(usage)) {
    return(alder_condition(sub("^Error: ", "", lines[max(usage)]), status = status))
  }
  begins <- grep("^alder: ", lines)
  if (!length(begins)) {
    return(alder_condition("Alder ended before it answered", paste(utils::tail(lines, 1), collapse = ""), status = status))
  }
  lines <- sub("^alder: ", "", lines[max(begins):length(lines)])
  paragraphs <- split(lines, cumsum(!nzchar(trimws(lines))))
  paragraphs <- Filter(nzchar, vapply(paragraphs, function(one) paste(one[nzchar(trimws(one))], collapse = "\n"), ""))
  rest <- paragraphs[-1]
  at <- if (length(rest)) startsWith(rest[1], "  ") else FALSE
  alder_condition(
    trimws(paragraphs[[1]]),
    where = if (at) trimws(rest[[1]]) else "",
    next_step = paste(if (at) rest[-1] else rest, collapse = "\n"),
    status = status
  )
}
