# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/clustered-share.ref: the share of all offences that is that of some offenders, by R survey's svyratio.
suppressMessages(library(survey))
cat("# The share of all offences that is that of some offenders, offences of one offender together, with its 95% interval.\n")
cat("# From", R.version.string, "and survey", as.character(packageVersion("survey")), ": confint(svyratio()).\n")
cat("# Arguments: offenders, offences of those chosen, of all, and the sums of their squares.\n")
cat("# tests/oracles/clustered-share.R prints this file.\n")
cat("tolerance 1e-9\n")
set.seed(31)
show <- function(y, chosen) {
  data <- data.frame(y = y, part = y * chosen)
  ratio <- svyratio(~part, ~y, svydesign(ids = ~1, weights = ~1, data = data))
  ends <- confint(ratio, level = 0.95)
  args <- sprintf("%.15g", c(length(y), sum(y[chosen]), sum(y), sum(y[chosen]^2), sum(y^2)))
  row <- function(name, value) cat(name, args, "=", sprintf("%.17g\n", value))
  row("share", coef(ratio))
  row("low", max(0, ends[1]))
  row("high", min(1, ends[2]))
}
for (n in c(5, 20, 60, 400)) {
  y <- 1 + rgeom(n, .55)
  show(y, y >= 3)
  show(y, y == 1)
}
show(c(1, 1, 1, 1, 40), c(FALSE, FALSE, FALSE, FALSE, TRUE))
show(c(2, 2, 2, 2), c(TRUE, FALSE, FALSE, FALSE))
show(rep(1, 50), seq_len(50) <= 1)
