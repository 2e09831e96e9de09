// SPDX-License-Identifier: Apache-2.0
#ifndef WW_STORE_SCHEMA_H
#define WW_STORE_SCHEMA_H

#include "store/db.h"

/* Every step the workspace database has ever taken, in order. A landed step is never edited: a change is a
 * new step. */
extern const struct ww_migration ww_store_migrations[];
extern const size_t ww_store_migrations_count;

#endif
