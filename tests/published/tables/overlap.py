# SPDX-License-Identifier: Apache-2.0
"""Overlaps of the gangs unit with the youth offending service, by linked people instead of what the unit's own records say."""

from comparing import WHOLE, Table, get


def gangs(published, answers):
    table = Table("gangs unit: linked with youth offending")
    printed = {row["open_to"]: row["pct"] for row in published.rows("igu-caseload")}
    ours = answers("overlap")
    table.cell("YOS", "share_a_pct", get(ours, "gangs-unit/youth-offending", "share_a_pct"), printed["YOS"], WHOLE)
    return table


TABLES = [gangs]
