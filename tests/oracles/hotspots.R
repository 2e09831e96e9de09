# SPDX-License-Identifier: Apache-2.0
# Prints tests/ref/hotspots.ref: Gi* by spdep, with the eight squares around each, and the quartic kernel by spatstat.
suppressMessages({
  if (!requireNamespace("spdep", quietly = TRUE) || !requireNamespace("spatstat.explore", quietly = TRUE)) {
    cat("the R packages spdep and spatstat.explore are not installed\n")
    quit(status = 77)
  }
})
cat("# From spdep's localG over cell2nb(type = \"queen\") with include.self, style B, and spatstat.explore's evaluate2Dkernel.\n")
cat("# spdep_gi_star: columns and rows of a grid, values (53 i mod 17)^2, place from 0.\n")
cat("# spatstat_kde: cells east and north, cell_m, radius_m, column, row: density of 40 points from a recurrence, weights 1, 2,\n")
cat("# 3 in turn; spatstat's sigma is the kernel's standard deviation along one axis. tests/oracles/hotspots.R prints this file.\n")
cat("tolerance 1e-8\n")
row <- function(name, value, ...) cat(name, sprintf("%.15g", c(...)), "=", sprintf("%.17g\n", value))

for (grid in list(c(3, 4), c(7, 7), c(8, 5))) {
  n <- prod(grid)
  x <- ((53 * (0:(n - 1))) %% 17)^2
  # a row of the grid after the other, as here
  nb <- spdep::include.self(spdep::cell2nb(grid[2], grid[1], type = "queen"))
  z <- spdep::localG(x, spdep::nb2listw(nb, style = "B"))
  for (i in 1:n) row("spdep_gi_star", as.numeric(z)[i], grid, i - 1)
}

i <- 0:39
east <- 1000 + (i * 7919) %% 1301
north <- 2000 + (i * 104729) %% 997
weight <- 1 + i %% 3
for (case in list(c(50, 40, 25, 200), c(12, 9, 100, 130), c(30, 30, 10, 333.3)))
  for (column in c(0, 3, case[1] %/% 2, case[1] - 1)) for (r in c(0, 5, case[2] - 1)) {
    x <- 1000 + (column + .5) * case[3] - east
    y <- 2000 + (r + .5) * case[3] - north
    k <- spatstat.explore::evaluate2Dkernel("quartic", x, y, sigma = case[4] / sqrt(8))
    row("spatstat_kde", sum(weight * k), case, column, r)
  }
