// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_PARALLEL_H
#define WW_BASE_PARALLEL_H

#include <stddef.h>

#include "base/err.h"

/* Runs fn(context, index, worker) for every index in [0, count) on at most `threads` threads (0 = as many
 * as processors allow, 1 = in the caller). Indices are handed out in rising order; worker is 0..threads-1,
 * for per-worker scratch (0..ww_processors()-1 for threads = 0); more than 256 threads are 256. The first
 * non-zero rc stops handing out, and that of the lowest failing index is returned: indices below it are
 * all finished first, so the result does not depend on timing. When the system refuses threads, those
 * there are do the work. */
typedef enum ww_rc ww_parallel_fn(void *context, size_t index, unsigned worker);
enum ww_rc WW_MUST_CHECK ww_parallel_for(unsigned threads, size_t count, ww_parallel_fn *fn, void *context);

/* How many processors this process may use (1..256). */
unsigned ww_processors(void);

#endif
