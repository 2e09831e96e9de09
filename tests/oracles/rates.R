# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/rates.ref: intervals from R's own tests, where R has them, and from the published formulas.
cat("# Intervals as computed by", R.version.string, ": poisson.test, prop.test without correction (Wilson),\n")
cat("# and the formulas of Byar, Newcombe, Zou and Donner. tests/oracles/rates.R prints this file.\n")
cat("tolerance 1e-10\n")

row <- function(name, interval, ...) {
  for (end in 1:2)
    cat(paste0(name, c("_low", "_high")[end]), sprintf("%.17g", c(...)), "=", sprintf("%.17g\n", interval[end]))
}

byar <- function(x, level) {
  z <- qnorm(1 - (1 - level) / 2)
  c(x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
}
exact <- function(x, level) poisson.test(x, conf.level = level)$conf.int
wilson <- function(x, n, level) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int
by_squares <- function(e1, i1, e2, i2)
  e1 - e2 + c(-1, 1) * sqrt(c((e1 - i1[1])^2 + (i2[2] - e2)^2, (i1[2] - e1)^2 + (e2 - i2[1])^2))
published <- function(x, level) if (x < 10) exact(x, level) else byar(x, level)
# poisson.test finds a share and turns it into a ratio, so it loses digits where the share is near 1: ask it for the
# smaller of the two shares.
exact_ratio <- function(k) {
  if (k[1] > k[2]) rev(1 / poisson.test(k[2:1], k[4:3])$conf.int) else poisson.test(k[1:2], k[3:4])$conf.int
}

for (level in c(.95, .998)) {
  for (x in c(0, 1, 3, 9, 10, 25, 100, 58567)) {
    row("exact", exact(x, level), x, level)
    row("count", published(x, level), x, level)
  }
  for (k in list(c(0, 100), c(1, 100), c(50, 100), c(99, 100), c(100, 100), c(3, 7), c(5120, 58567)))
    suppressWarnings(row("wilson", wilson(k[1], k[2], level), k, level))
}
for (k in list(c(30, 20, 100, 110), c(30, 20, 1, 1), c(3, 1, 365, 365), c(0, 4, 28, 365), c(5, 60, 92, 511),
               c(58567, 53535, 365, 365), c(1e6, 1, 365, 366), c(1000000, 999000, 365, 365))) {
  row("ratio", exact_ratio(k), k, .95)
  if (all(k[1:2] > 0)) {
    ratio <- k[1] / k[3] / (k[2] / k[4])
    row("ratio_log", ratio * exp(c(-1, 1) * qnorm(.975) * sqrt(1 / k[1] + 1 / k[2])), k, .95)
  }
  row("difference", by_squares(k[1] / k[3], published(k[1], .95) / k[3], k[2] / k[4], published(k[2], .95) / k[4]),
      k, .95)
}
for (k in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(10, 10, 0, 20), c(6, 7, 2, 7), c(640, 1130, 590, 1090)))
  suppressWarnings(row("newcombe", by_squares(k[1] / k[2], wilson(k[1], k[2], .95), k[3] / k[4],
                                              wilson(k[3], k[4], .95)), k, .95))
