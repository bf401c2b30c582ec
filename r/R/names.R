alder_names <- function(kind = "measures", words = NULL) {
  found <- ask_command(c("explain", kind))
  for (word in words) {
    said <- grepl(word, paste(found$name, found$says), ignore.case = TRUE)
    found <- found[said, , drop = FALSE]
  }
  rownames(found) <- NULL
  found
}

alder_measures <- function(words = NULL) alder_names("measures", words)

alder_variables <- function(words = NULL) alder_names("variables", words)
