alder_site <- function(address) {
  if (!grepl("^https?://", address)) {
    stop(alder_condition(paste(address, "is not an address of the web"), next_step = "It begins with https://"))
  }
  structure(list(address = sub("/+$", "", address)), class = "alder_site")
}

print.alder_site <- function(x, ...) {
  cat("<site ", x$address, ">\n", sep = "")
  cat("alder_publications(site) lists what is published there.\n")
  invisible(x)
}

# The text of an answer; what the site refuses is said in its own words.
fetch <- function(site, path, parameters = character(), accept = "application/json") {
  if (!inherits(site, "alder_site")) {
    stop(alder_condition("this is no site", next_step = "Name one: site <- alder_site(\"https://example.org/v1\")"))
  }
  query <- paste0(names(parameters), "=", vapply(parameters, curl::curl_escape, ""), collapse = "&")
  address <- paste0(site$address, "/", path, if (length(parameters)) "?", if (length(parameters)) query)
  handle <- curl::new_handle(timeout = 120)
  curl::handle_setheaders(handle, Accept = accept)
  answer <- tryCatch(curl::curl_fetch_memory(address, handle), error = function(unreached) {
    stop(alder_condition(
      "the service cannot be reached", where = paste0(address, ": ", conditionMessage(unreached)),
      next_step = "Check the address."
    ))
  })
  text <- rawToChar(answer$content)
  Encoding(text) <- "UTF-8"
  if (answer$status_code == 200L) {
    return(text)
  }
  shown <- tryCatch(jsonlite::fromJSON(text, simplifyVector = FALSE), error = function(unread) list())
  errors <- vapply(shown$errors, function(one) paste0(one$path, ": ", one$message), "")
  said <- c(errors, if (!length(errors)) c(shown$detail, shown$title)[1])
  stop(alder_condition(
    paste("the service answers", answer$status_code), where = paste(said, collapse = "\n  "),
    next_step = paste("Asked for:", path), status = answer$status_code
  ))
}

json_of <- function(site, path, parameters = character()) {
  jsonlite::fromJSON(fetch(site, path, parameters), simplifyVector = FALSE)
}

# Every item of a list, over all its pages.
pages_of <- function(site, path, parameters = character()) {
  found <- list()
  page <- 1L
  repeat {
    shown <- json_of(site, path, c(parameters, page = as.character(page), pageSize = "20"))
    found <- c(found, shown$results)
    if (page >= shown$paging$totalPages) return(found)
    page <- page + 1L
  }
}

listed <- function(items, names) {
  columns <- lapply(names, function(name) {
    vapply(items, function(item) if (is.null(item[[name]])) NA_character_ else as.character(item[[name]]), "")
  })
  as.data.frame(stats::setNames(columns, names))
}

alder_publications <- function(site, search = NULL) {
  listed(pages_of(site, "publications", c(search = search)), c("id", "title", "slug", "summary"))
}

alder_data_sets <- function(site, publication) {
  known <- alder_publications(site)
  at <- which(known$id == publication | known$title == publication | known$slug == publication)
  if (!length(at)) {
    stop(alder_condition(
      paste("the service has no publication", publication), next_step = "See them all: alder_publications(site)"
    ))
  }
  listed(pages_of(site, paste0("publications/", known$id[at[1]], "/data-sets")), c("id", "title", "summary", "status"))
}

alder_data_set <- function(site, id, version = NULL) {
  named <- c(dataSetVersion = version)
  meta <- json_of(site, paste0("data-sets/", id, "/meta"), named)
  text <- fetch(site, paste0("data-sets/", id, "/csv"), named, accept = "text/csv")
  frame <- utils::read.csv(text = text, colClasses = "character", check.names = FALSE, na.strings = NULL,
                           encoding = "UTF-8")
  found <- list()
  indicators <- stats::setNames(meta$indicators, vapply(meta$indicators, function(one) one$column, ""))
  for (name in names(frame)) {
    of <- indicators[[name]]
    if (is.null(of)) {
      found[[name]] <- frame[[name]]
      next
    }
    number <- suppressWarnings(as.numeric(frame[[name]]))
    found[[name]] <- structure(number, label = of$label, unit = of$unit)
    found[[paste0(name, "_symbol")]] <- ifelse(is.na(number), frame[[name]], "")
  }
  for (filter in meta$filters) {
    words <- vapply(filter$options, function(option) option$label, "")
    held <- unique(found[[filter$column]])
    found[[filter$column]] <- structure(
      factor(found[[filter$column]], levels = c(words[words %in% held], sort(setdiff(held, words)))),
      label = filter$label
    )
  }
  notes <- vapply(meta$notes, function(one) if (is.list(one)) paste(unlist(one), collapse = ": ") else one, "")
  structure(
    as.data.frame(found, check.names = FALSE), notes = notes, class = c("alder_frame", "data.frame")
  )
}
