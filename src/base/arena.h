// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_ARENA_H
#define WW_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

/* Memory that is given back all at once: one per request, command or table. Capped, so that a mistake
 * or a hostile file ends in an error, not in a machine without memory. */
struct ww_arena;

/* max_bytes 0 = 1 GiB. NULL when there is no memory. */
struct ww_arena *ww_arena_new(size_t max_bytes);
void ww_arena_free(struct ww_arena **arena);

/* Zeroed, aligned for any type; NULL when the cap is reached, the size wraps or memory is out. */
void *ww_arena_alloc(struct ww_arena *arena, size_t count, size_t size);

/* Terminated copies; NULL as above. */
char *ww_arena_copy(struct ww_arena *arena, struct ww_str s);
char *ww_arena_printf(struct ww_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
