# SPDX-License-Identifier: Apache-2.0
"""Prints tests/ref/aoristic.ref: the aoristic matrix of three files of real offences, minute by minute.

Written from the conventions of the R package aoristic 1.1.1 (in src/stats/aoristic.c), on other ground than the C
code: every minute of every span is laid on the minutes of the week and counted, in floating point.
Needs the real data beside the checkout.
"""

import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("WATCHWARD_SHARED", ROOT.parent / "shared"))
KINDS = ["exact", "within_day", "over_day", "week", "reversed", "no_end"]


def new_york_burglary(folder):
    table = pd.read_csv(folder / "NYburg.csv")

    def time(day, fraction):
        return pd.to_datetime(table[day]) + pd.to_timedelta((table[fraction].fillna(0) * 86400).round(), unit="s")

    return time("CMPLNT_FR_DT", "CMPLNT_FR_TM"), time("CMPLNT_TO_DT", "CMPLNT_TO_TM")


def washington_burglary(folder):
    table = pd.read_csv(folder / "dcburglaries.csv")
    return pd.to_datetime(table.StartDateTime), pd.to_datetime(table.EndDateTime)


def new_york_vehicle_theft(folder):
    table = pd.read_csv(folder / "nycvehiclethefts.csv.gz")
    return pd.to_datetime(table.date_start), pd.to_datetime(table.date_end)


def weights(start, end):
    """One event: its 168 weights, Monday first, and its kind."""
    result = np.zeros(168)
    first_minute = start.weekday() * 1440 + start.hour * 60 + start.minute
    if pd.isna(end):
        result[first_minute // 60] = 1
        return result, "no_end"
    minutes = (end - start) // pd.Timedelta(minutes=1)
    if minutes >= 10080:
        return result + 1 / 168, "week"
    if minutes <= 1:
        result[first_minute // 60] = 1
        return result, "reversed" if minutes < 0 else "exact"
    hours = (first_minute + np.arange(minutes)) % 10080 // 60
    return np.bincount(hours, minlength=168) / minutes, "within_day" if minutes <= 1440 else "over_day"


def show(name, starts, ends):
    matrix = np.zeros(168)
    kinds = dict.fromkeys(KINDS, 0)
    for start, end in zip(starts, ends):
        one, kind = weights(start, end)
        matrix += one
        kinds[kind] += 1
    for i, kind in enumerate(KINDS):
        print(f"{name}_kind {i} = {kinds[kind]}")
    for hour, value in enumerate(matrix):
        print(f"{name} {hour} = {value:.17g}")


def main():
    folder = SHARED / "data" / "incidents"
    if not folder.is_dir():
        print("the real offences are not beside the checkout (../shared/data/incidents)", file=sys.stderr)
        sys.exit(77)
    print("# Aoristic weight by hour of the week (0 = Monday 00:00), and events by kind (0 exact, 1 within a day,")
    print("# 2 over a day, 3 a week or more, 4 reversed, 5 no end), of burglaries and vehicle thefts published as open")
    print("# data by the cities of New York and Washington. tests/oracles/aoristic.py prints this file.")
    print("tolerance 1e-10")
    for read in (new_york_burglary, washington_burglary, new_york_vehicle_theft):
        show(read.__name__, *read(folder))


main()
