# SPDX-License-Identifier: Apache-2.0
# places_knox.R FILE PERMUTATIONS: surveillance's knox on rows "easting northing day", pairs under 200 m and 14 days.
# Prints JSON: seconds without and with the permutations, and the pairs found.
suppressMessages(library(surveillance))
args <- commandArgs(TRUE)
x <- as.matrix(read.table(args[1]))
permutations <- as.integer(args[2])
set.seed(1)
seconds <- function(e) system.time(e)[["elapsed"]]
once <- seconds({ ds <- dist(x[, 1:2]); dt <- dist(x[, 3]); ds <- as.numeric(ds); dt <- as.numeric(dt) })
close <- ds < 200
near <- dt < 14
observed <- seconds(k0 <- knox(near, close, simulate.p.value = FALSE))
with <- seconds(k <- knox(near, close, B = permutations))
cat(sprintf("{\"once_s\": %.3f, \"a_permutation_s\": %.4f, \"answer\": %d}\n", once + observed,
            (with - observed) / permutations, as.integer(k0$statistic)))
