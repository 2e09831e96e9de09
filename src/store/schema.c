// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

/* Step 1: the catalogue of evidence. Times are UTC seconds, periods are days since 1970 [first, end). */
static const char catalogue[] = "CREATE TABLE extract ("
                                " id INTEGER PRIMARY KEY,"
                                " source TEXT NOT NULL,"
                                " vintage TEXT NOT NULL,"
                                " shape TEXT NOT NULL,"
                                " subject TEXT NOT NULL,"
                                " rank INTEGER NOT NULL,"
                                " owner TEXT NOT NULL,"
                                " supplied_by TEXT NOT NULL,"
                                " gateway TEXT NOT NULL,"
                                " caveats TEXT NOT NULL,"
                                " descriptor_sha256 TEXT NOT NULL,"
                                " descriptor_version INTEGER NOT NULL,"
                                " first_day INTEGER,"
                                " end_day INTEGER,"
                                " file TEXT NOT NULL,"
                                " sha256 TEXT NOT NULL,"
                                " bytes INTEGER NOT NULL,"
                                " rows INTEGER NOT NULL,"
                                " rejected INTEGER NOT NULL,"
                                " repeated INTEGER NOT NULL,"
                                " unlocated INTEGER NOT NULL,"
                                " unmapped INTEGER NOT NULL,"
                                " missing_months TEXT NOT NULL,"
                                " imported_at INTEGER NOT NULL,"
                                " superseded_by INTEGER REFERENCES extract(id)"
                                ") STRICT;"
                                "CREATE INDEX extract_by_source ON extract(source, vintage, superseded_by);"
                                "CREATE TABLE extract_input ("
                                " extract INTEGER NOT NULL REFERENCES extract(id),"
                                " position INTEGER NOT NULL,"
                                " name TEXT NOT NULL,"
                                " bytes INTEGER NOT NULL,"
                                " sha256 TEXT NOT NULL,"
                                " rows INTEGER NOT NULL,"
                                " note TEXT NOT NULL,"
                                " PRIMARY KEY (extract, position)"
                                ") STRICT;"
                                "CREATE TABLE extract_quality ("
                                " extract INTEGER NOT NULL REFERENCES extract(id),"
                                " position INTEGER NOT NULL,"
                                " field TEXT NOT NULL,"
                                " role TEXT NOT NULL,"
                                " present INTEGER NOT NULL,"
                                " missing INTEGER NOT NULL,"
                                " refused INTEGER NOT NULL,"
                                " unmapped INTEGER NOT NULL,"
                                " examples TEXT NOT NULL,"
                                " PRIMARY KEY (extract, position)"
                                ") STRICT;";

/* Step 2: how soon a delivery is due, in whole quarters after the one it is about; 0 = no rule. */
static const char due[] = "ALTER TABLE extract ADD COLUMN due_quarters INTEGER NOT NULL DEFAULT 0;";

const struct ww_migration ww_store_migrations[] = {
    {1, catalogue},
    {2, due},
};
const size_t ww_store_migrations_count = sizeof ww_store_migrations / sizeof ww_store_migrations[0];
