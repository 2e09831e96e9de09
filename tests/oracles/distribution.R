# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/distribution.ref: the distribution functions of R, which share no code with ours.
cat("# Distribution functions as computed by", R.version.string, "(package stats).\n")
cat("# tests/oracles/distribution.R prints this file.\n")
cat("tolerance 1e-12\n")

row <- function(name, value, ...) {
  cat(name, sprintf("%.17g", c(...)), "=", sprintf("%.17g\n", value))
}

for (p in c(1e-300, 1e-100, 1e-20, 1e-10, 1e-5, .001, .025, .075, .0750001, .3, .5, .6, .925, .93, .975, .999, 1 - 1e-9))
  row("normal_quantile", qnorm(p), p)
for (z in c(-37, -20, -8, -3, -1.96, -.1, 0, 1, 3, 8)) row("normal_cdf", pnorm(z), z)
for (x in c(.1, .5, 1, 2, 3.7, 30, 171.5, 1e6)) row("log_gamma", lgamma(x), x)

for (m in c(1e-3, .5, 3, 9.5, 25, 999, 123456, 1e6))
  for (k in unique(pmax(0, round(m + sqrt(m) * c(-8, -2, 0, 3, 9, 30))))) {
    row("poisson_pmf", dpois(k, m), k, m)
    row("poisson_cdf", ppois(k, m), k, m)
    if (k > 0) row("poisson_upper", ppois(k - 1, m, lower.tail = FALSE), k, m)
  }

for (df in c(.7, 1, 2, 7, 20, 51, 1001, 2e6)) {
  for (s in c(-6, -1, 0, 3, 10)) {
    x <- df + s * sqrt(2 * df)
    if (x <= 0) next
    row("chi2_cdf", pchisq(x, df), x, df)
    row("chi2_upper", pchisq(x, df, lower.tail = FALSE), x, df)
  }
  for (p in c(1e-12, .001, .025, .5, .975, .999)) {
    row("chi2_quantile", qchisq(p, df), p, df)
    row("chi2_upper_quantile", qchisq(p, df, lower.tail = FALSE), p, df)
  }
}

for (a in c(.6, 1, 5, 401, 1e6)) for (b in c(.6, 1, 50, 2000, 1e6)) {
  mean <- a / (a + b)
  sd <- sqrt(mean * (1 - mean) / (a + b + 1))
  for (s in c(-6, -1, 0, 3)) {
    x <- mean + s * sd
    if (x <= 0 || x >= 1) next
    row("beta_cdf", pbeta(x, a, b), x, a, b)
    row("beta_upper", pbeta(x, a, b, lower.tail = FALSE), x, a, b)
  }
  for (p in c(.001, .025, .5, .975)) {
    row("beta_quantile", qbeta(p, a, b), p, a, b)
    row("beta_upper_quantile", qbeta(p, a, b, lower.tail = FALSE), p, a, b)
  }
}

for (n in c(1, 70, 1e6)) for (p in c(1e-6, .3, .99))
  for (k in unique(pmin(n, pmax(0, round(n * p + sqrt(n * p * (1 - p)) * c(-6, 0, 2, 7)))))) {
    row("binomial_pmf", dbinom(k, n, p), k, n, p)
    row("binomial_cdf", pbinom(k, n, p), k, n, p)
    if (k > 0) row("binomial_upper", pbinom(k - 1, n, p, lower.tail = FALSE), k, n, p)
  }
