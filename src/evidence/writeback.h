// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_WRITEBACK_H
#define WW_EVIDENCE_WRITEBACK_H

#include <stdint.h>

/* Sends a file that is being written on its way to the disk, behind the writer's back, so that the fsync at the
 * end has little left to do. Private to arrow_write.c. It is a matter of time only: where it cannot be had or
 * the disk refuses, nothing is said, and the fsync does it all and says what is wrong. */
struct ww_writeback;

/* NULL when there is no memory or no thread to be had; every function below accepts that. */
struct ww_writeback *ww_writeback_start(int fd);
/* The file is now written up to here. Never waits for the disk. */
void ww_writeback_tell(struct ww_writeback *writeback, uint64_t offset);
/* Before the file is closed. Waits for what is being handed over (at most a few megabytes), not for the rest. */
void ww_writeback_stop(struct ww_writeback **writeback);

#endif
