/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read by clang-tidy before each file (tools/check-tidy). Its analyser sees one
 * file at a time, so it cannot know that these never return WW_OK, and would
 * follow every path on which a failure went unnoticed.
 */
#include "base/err.h"

#define ww_fail(err, rc, ...) ((void)(ww_fail)((err), (rc), __VA_ARGS__), (rc))
#define ww_fail_at(err, rc, ...) ((void)(ww_fail_at)((err), (rc), __VA_ARGS__), (rc))
#define ww_fail_nomem(err) ((void)(ww_fail_nomem)(err), WW_E_NOMEM)
