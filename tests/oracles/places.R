# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/places.ref: Getis-Ord scores, false discovery rates and kernel densities, by full matrices.
cat("# From", R.version.string, "and the textbook formulas over full matrices, nothing sparse, nothing sorted.\n")
cat("# gi, gi_star: side of a square grid, rook neighbours, values (37 i mod 11)^2, place from 0.\n")
cat("# fdr: n, n p-values, which from 0; p.adjust(method = \"BH\"). kde: cells east and north, cell_m, radius_m, column,\n")
cat("# row: density of 40 points from a recurrence, weights 1, 2, 3 in turn. tests/oracles/places.R prints this file.\n")
cat("tolerance 1e-11\n")

row <- function(name, value, ...) cat(name, sprintf("%.15g", c(...)), "=", sprintf("%.17g\n", value))

score <- function(x, w) {
  n <- length(x)
  s <- sqrt(mean(x^2) - mean(x)^2)
  (sum(w * x) - mean(x) * sum(w)) / (s * sqrt((n * sum(w^2) - sum(w)^2) / (n - 1)))
}
for (side in c(2, 3, 7)) {
  n <- side^2
  x <- ((37 * (0:(n - 1))) %% 11)^2
  east <- (0:(n - 1)) %% side
  north <- (0:(n - 1)) %/% side
  near <- 1 * (abs(outer(east, east, "-")) + abs(outer(north, north, "-")) == 1)
  for (i in 1:n) {
    star <- near[i, ]
    star[i] <- 1
    row("gi", score(x[-i], near[i, -i]), side, i - 1)
    row("gi_star", score(x, star), side, i - 1)
  }
}

for (p in list(c(.01, .04, .03, .005), c(.5, .5, .5), c(1, 0, .2, .2, .9), .7, c(.001, .9, .002, .04, .05, .01, .8, .3)))
  for (i in seq_along(p)) row("fdr", p.adjust(p, "BH")[i], length(p), p, i - 1)

i <- 0:39
east <- 1000 + (i * 7919) %% 1301
north <- 2000 + (i * 104729) %% 997
weight <- 1 + i %% 3
for (case in list(c(50, 40, 25, 200), c(12, 9, 100, 130), c(30, 30, 10, 333.3)))
  for (column in c(0, 3, case[1] %/% 2, case[1] - 1)) for (r in c(0, 5, case[2] - 1)) {
    d2 <- (1000 + (column + .5) * case[3] - east)^2 + (2000 + (r + .5) * case[3] - north)^2
    u <- d2 / case[4]^2
    row("kde", sum((weight * 3 / (pi * case[4]^2) * (1 - u)^2)[u < 1]), case, column, r)
  }
