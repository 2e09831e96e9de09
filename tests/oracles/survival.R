# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/survival.ref: Kaplan-Meier by the R package survival, interval on the log-log scale.
if (!requireNamespace("survival", quietly = TRUE)) quit(status = 77)
suppressMessages(library(survival))

# Arguments: day asked, number of persons, then pairs (day, 1 = event or 0 = censored).
cases <- list(
  leukaemia = list(c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35),
                   c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)),
  all_happen = list(c(1, 2, 2, 5), c(1, 1, 1, 1)),
  none_happen = list(c(3, 4, 9), c(0, 0, 0)),
  ties_with_censoring = list(c(0, 0, 4, 4, 4, 4, 9, 30), c(1, 0, 1, 1, 0, 0, 1, 0)))
days <- c(0, 1, 2, 4, 5, 6, 10, 15, 22, 23, 35)
cat(sprintf("# Kaplan-Meier by R survival %s, survfit with conf.type log-log.\n", packageVersion("survival")))
cat("# Arguments: the day asked, how many persons, then for each the day and whether it happened (1) or was censored (0).\n")
cat("# leukaemia: the data of Freireich (1963), as printed in most textbooks. tests/oracles/survival.R prints this file.\n")
cat("tolerance 1e-10\n")
for (case in cases) {
  fit <- survfit(Surv(case[[1]], case[[2]]) ~ 1, conf.type = "log-log")
  arguments <- paste(length(case[[1]]), paste(rbind(case[[1]], case[[2]]), collapse = " "))
  for (day in days) {
    s <- summary(fit, times = day, extend = TRUE)
    cat(sprintf("survival %d %s = %.17g\n", day, arguments, s$surv))
    if (s$surv > 0 && s$surv < 1) {
      cat(sprintf("low %d %s = %.17g\n", day, arguments, s$lower))
      cat(sprintf("high %d %s = %.17g\n", day, arguments, s$upper))
    }
  }
}
