# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/areas.ref: ranks, rank correlation, and Gini by another formula than ours.
cat("# From", R.version.string, ": rank(), cor(method = \"spearman\"), and the Gini coefficient as the mean absolute\n")
cat("# difference between two areas over twice the mean (biased), with Bernasco and Steenbeek's generalisation.\n")
cat("# Arguments: n and n values; spearman: n, n values x, n values y; rank: n, n values, which of them (from 0).\n")
cat("# tests/oracles/areas.R prints this file.\n")
cat("tolerance 1e-13\n")

row <- function(name, value, ...) cat(name, sprintf("%.15g", c(...)), "=", sprintf("%.17g\n", value))

set.seed(20)
areas <- list(c(10, 8, 2, 0, 0, 0, 0, 0, 0, 0), c(5, 2, 1, 0, 0, 0, 0, 0, 0, 0), c(7, 7, 7, 7), c(0, 0, 3), c(4, 9),
              rpois(20, 3), rpois(20, .4), rgeom(24, .02), c(58567, 1, 1, 0))
for (x in areas) {
  n <- length(x)
  total <- sum(x)
  gini <- mean(abs(outer(x, x, "-"))) / (2 * mean(x))
  general <- max(1, n / total) * (gini - 1) + 1
  least <- min(n, total)
  row("gini", gini, n, x)
  row("gini_unbiased", gini * n / (n - 1), n, x)
  row("gini_general", general, n, x)
  row("gini_general_unbiased", general * least / (least - 1), n, x)
}

pairs <- list(list(c(1, 2, 3, 4), c(4, 3, 2, 1)), list(c(3, 3, 1, 8, 5), c(2, 2, 0, 9, 9)),
              list(rpois(20, 3), rpois(20, 3)), list(round(rnorm(25), 3), round(rnorm(25), 1)), list(1:25, (1:25)^2))
for (p in pairs) row("spearman", cor(p[[1]], p[[2]], method = "spearman"), length(p[[1]]), p[[1]], p[[2]])

for (x in list(c(5, 9, 9, 1), rpois(15, 3))) {
  places <- rank(-x, ties.method = "min")
  for (i in seq_along(x)) row("rank", places[i], length(x), x, i - 1)
}
