alder_notes <- function(x) {
  about <- attr(x, "alder")
  notes <- c(about$notes, attr(x, "notes"))
  class(notes) <- "alder_notes"
  notes
}

print.alder_notes <- function(x, ...) {
  cat(x, sep = "\n")
  invisible(x)
}

print.alder_frame <- function(x, ..., n = 20L) {
  shown <- x[seq_len(min(n, nrow(x))), , drop = FALSE]
  class(shown) <- "data.frame"
  print(shown, ...)
  if (nrow(x) > n) {
    cat("... and", nrow(x) - n, "rows more\n")
  }
  notes <- what_to_read_first(x)
  if (length(notes)) {
    cat("\n", paste0(strwrap(notes, exdent = 2), "\n"), sep = "")
  }
  invisible(x)
}

# A part of a frame is read with the same notes.
`[.alder_frame` <- function(x, ...) {
  found <- NextMethod()
  if (is.data.frame(found)) {
    attr(found, "alder") <- attr(x, "alder")
    attr(found, "notes") <- attr(x, "notes")
  }
  found
}

# What nobody should read the figures without: of a table in parts, of anything else the notes as they came.
what_to_read_first <- function(x) {
  about <- attr(x, "alder")
  if (is.null(about$policy)) {
    checked <- vapply(about$checked, function(one) paste0(one$file, ": ", one$verdict), "")
    return(c(checked, attr(x, "notes")))
  }
  pairs <- function(part) if (length(part)) paste(names(part), unlist(part), collapse = "; ")
  c(
    about$title, about$says, about$totals, pairs(about$symbols), pairs(about$breaks),
    paste0("Protected by ", about$policy, ", grade ", about$quality, "."),
    attr(x, "notes"), "All that is to be known of it: alder_notes(x)"
  )
}
