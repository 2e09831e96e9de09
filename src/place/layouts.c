// SPDX-License-Identifier: Apache-2.0
/* The attribute names under which areas of the United Kingdom are published.
 *
 * The Office for National Statistics puts the year into the name (LSOA11CD, WD22NM); the Greater London
 * Authority uses GSS_CODE for every kind, told apart by the first three characters of the code (Register of
 * Geographic Codes: E01/W01 LSOA, E02/W02 MSOA, E05/W05 ward, E06 to E09 and W06 local authority, E22/W22
 * community safety partnership, E23/W15 police force area). A file of small areas names its larger ones too,
 * so small areas come first.
 *
 * Wards change with elections. "ward" is what stood before the elections of May 2022, "ward22" what has
 * stood since; whoever needs a finer division names the level when importing. */
#include "place/boundaries.h"

#define LAD_CODES                                                                                      \
    "LAD11CD", "LAD13CD", "LAD15CD", "LAD16CD", "LAD17CD", "LAD18CD", "LAD19CD", "LAD20CD", "LAD21CD", \
        "LAD22CD", "LAD23CD", "LAD24CD", "LAD25CD"

const struct ww_layout ww_layouts[] = {
    {
        .level = "lsoa11",
        .code = {"LSOA11CD", "lsoa11_code"},
        .name = {"LSOA11NM", "lsoa11_name"},
        .parent = {"LAD11CD", "LADCD_ACTIVE", "ward_code"},
        .parent_level = "borough",
    },
    {
        .level = "lsoa21",
        .code = {"LSOA21CD", "lsoa21_code"},
        .name = {"LSOA21NM", "lsoa21_name"},
        .parent = {"LAD21CD", "LAD22CD", "LAD23CD"},
        .parent_level = "borough",
    },
    {
        .level = "msoa11",
        .code = {"MSOA11CD"},
        .name = {"MSOA11NM"},
        .parent = {"LAD11CD", "LADCD_ACTIVE"},
        .parent_level = "borough",
    },
    {
        .level = "msoa21",
        .code = {"MSOA21CD"},
        .name = {"MSOA21NM"},
        .parent = {"LAD21CD", "LAD22CD"},
        .parent_level = "borough",
    },
    {
        .level = "ward",
        .code = {"WD11CD", "WD12CD", "WD13CD", "WD14CD", "WD15CD", "WD16CD", "WD17CD", "WD18CD", "WD19CD",
                 "WD20CD", "WD21CD", "ward_code"},
        .name = {"WD11NM", "WD12NM", "WD13NM", "WD14NM", "WD15NM", "WD16NM", "WD17NM", "WD18NM", "WD19NM",
                 "WD20NM", "WD21NM", "ward_name"},
        .parent = {LAD_CODES},
        .parent_level = "borough",
    },
    {
        .level = "ward22",
        .code = {"WD22CD", "WD23CD", "WD24CD", "WD25CD"},
        .name = {"WD22NM", "WD23NM", "WD24NM", "WD25NM"},
        .parent = {LAD_CODES},
        .parent_level = "borough",
    },
    {
        .level = "ward",
        .code = {"GSS_CODE"},
        .name = {"NAME"},
        .parent = {"LB_GSS_CD"},
        .parent_level = "borough",
        .prefixes = {"E05", "W05"},
    },
    {
        .level = "csp",
        .code = {"CSP22CD", "CSP23CD", "CSP24CD", "CSP25CD"},
        .name = {"CSP22NM", "CSP23NM", "CSP24NM", "CSP25NM"},
        .parent = {"PFA22CD", "PFA23CD", "PFA24CD", "PFA25CD"},
        .parent_level = "force",
    },
    {
        .level = "borough",
        .code = {LAD_CODES, "borough_code"},
        .name = {"LAD11NM", "LAD13NM", "LAD15NM", "LAD16NM", "LAD17NM", "LAD18NM", "LAD19NM", "LAD20NM",
                 "LAD21NM", "LAD22NM", "LAD23NM", "LAD24NM", "LAD25NM", "borough_name"},
        .parent = {"PFA22CD", "PFA23CD", "PFA24CD", "PFA25CD"},
        .parent_level = "force",
    },
    {
        .level = "borough",
        .code = {"GSS_CODE"},
        .name = {"NAME"},
        .prefixes = {"E06", "E07", "E08", "E09", "W06"},
    },
    {
        .level = "force",
        .code = {"PFA16CD", "PFA17CD", "PFA18CD", "PFA19CD", "PFA20CD", "PFA21CD", "PFA22CD", "PFA23CD",
                 "PFA24CD", "PFA25CD"},
        .name = {"PFA16NM", "PFA17NM", "PFA18NM", "PFA19NM", "PFA20NM", "PFA21NM", "PFA22NM", "PFA23NM",
                 "PFA24NM", "PFA25NM"},
    },
    /* What this program writes itself, the sample's map among it (its codes begin with X). */
    {
        .level = "lsoa11",
        .code = {"code"},
        .name = {"name"},
        .parent = {"parent"},
        .parent_level = "ward",
        .prefixes = {"E01", "W01", "X01"},
    },
    {
        .level = "ward",
        .code = {"code"},
        .name = {"name"},
        .parent = {"parent"},
        .parent_level = "borough",
        .prefixes = {"E05", "W05", "X05"},
    },
    {
        .level = "borough",
        .code = {"code"},
        .name = {"name"},
        .parent = {"parent"},
        .parent_level = "force",
        .prefixes = {"E06", "E07", "E08", "E09", "W06", "X09"},
    },
};

const size_t ww_layouts_count = sizeof ww_layouts / sizeof ww_layouts[0];
