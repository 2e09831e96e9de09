# SPDX-License-Identifier: Apache-2.0
# places_kde.R FILE RUNS: spatstat's density.ppp with the quartic kernel on rows "easting northing", 1,000 x 1,000 pixels of 10 m,
# bandwidth 300 m (spatstat's sigma is the kernel's standard deviation along one axis, h / sqrt(8)), no edge correction. Prints JSON.
suppressMessages(library(spatstat.explore))
args <- commandArgs(TRUE)
x <- as.matrix(read.table(args[1]))
p <- suppressWarnings(ppp(x[, 1], x[, 2], owin(c(0, 10000), c(0, 10000))))
sigma <- 300 / sqrt(8)
seconds <- sapply(seq_len(as.integer(args[2])), function(i)
  system.time(d <<- density.ppp(p, sigma = sigma, kernel = "quartic", dimyx = 1000, edge = FALSE))[["elapsed"]])
cat(sprintf("{\"median_ms\": %.1f, \"answer\": %.8g}\n", 1000 * median(seconds), d$v[501, 501]))
