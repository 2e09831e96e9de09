# SPDX-License-Identifier: Apache-2.0
"""places_aoristic.py FILE RUNS: the aoristic hours of the week of rows "from to" in seconds, 100 times over, with pandas and
numpy and no loop over rows: every span is repeated once for each hour it touches, weights are overlaps over durations, one
bincount adds them up. Prints JSON with the median in milliseconds."""

import json
import statistics
import sys
import time

import numpy as np
import pandas as pd

REPEATS, HOUR, WEEK, HOURS, EPOCH_HOUR = 100, 60, 10080, 168, 72


def hours_of_week(frame):
    start = frame["start"].to_numpy() // 60
    minutes = np.where(frame["end"].isna(), 0, (frame["end"].fillna(0).to_numpy() - frame["start"].to_numpy()) // 60)
    minutes = minutes.astype(np.int64)
    week = minutes >= WEEK
    point = minutes <= 1
    total = np.bincount((start[point] // HOUR + EPOCH_HOUR) % HOURS, minlength=HOURS).astype(float) + week.sum() / HOURS
    share = ~week & ~point
    start, minutes = start[share], minutes[share]
    end = start + minutes
    first = start // HOUR
    n = (end - 1) // HOUR - first + 1
    event = np.repeat(np.arange(len(n)), n)
    hour = np.arange(len(event)) - np.repeat(np.cumsum(n) - n, n) + first[event]
    overlap = np.minimum(end[event], (hour + 1) * HOUR) - np.maximum(start[event], hour * HOUR)
    return total + np.bincount((hour + EPOCH_HOUR) % HOURS, overlap / minutes[event], HOURS)


def main(path, runs):
    frame = pd.read_csv(path, sep=" ", names=["start", "end"], na_values="-")
    frame = pd.concat([frame] * REPEATS, ignore_index=True)
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        total = hours_of_week(frame)
        times.append(1000 * (time.perf_counter() - begin))
    print(json.dumps({"median_ms": statistics.median(times), "rows": len(frame), "answer": total[0]}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
