// SPDX-License-Identifier: Apache-2.0
#ifndef WW_SAMPLE_SAMPLE_H
#define WW_SAMPLE_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/progress.h"

/* The synthetic partnership: the files that its partners would send, made from the facts in share/sample.
 * Every published figure holds in them exactly, whatever the seed; the seed moves what is between the figures:
 * which day, hour, point and length of time, and which record of a type has which flag or outcome. */

#define WW_SAMPLE_PARTNERSHIP "Sample Partnership"
#define WW_SAMPLE_AREA        "X09000001"
#define WW_SAMPLE_FORCE       "Sample Force"
#define WW_SAMPLE_NOTICE      "Synthetic sample data: not about any real place or person"
#define WW_SAMPLE_SCALE_MAX   1000

struct ww_sample_request {
    const char *folder;       /* where the files go: must exist */
    const char *facts_folder; /* share/sample */
    uint64_t seed;
    uint32_t scale; /* all records times this, 1..WW_SAMPLE_SCALE_MAX; residents stay as they are */
    struct ww_progress *progress; /* may be NULL */
};

struct ww_sample_written {
    uint32_t lsoas, wards;
    uint64_t residents;
    uint64_t records; /* of crime, in all years */
    uint64_t others;  /* records of the other partners */
    uint64_t bytes;   /* of all files */
    char first_month[12], last_month[12];
};

/* The files it writes, with the source that reads each, in the order in which they are imported: the map, residents and
 * crime records first, then those of share/sample/sources in order of name. */
struct ww_sample_file {
    char source[64]; /* "crime-records" */
    char name[96];   /* "crime-records-2017-18.csv" */
};
struct ww_sample_list {
    struct ww_sample_file *items;
    size_t n;
};
/* Free after WW_OK. WW_E_INPUT: the facts cannot be used. */
enum ww_rc WW_MUST_CHECK ww_sample_list_files(const char *facts_folder, struct ww_sample_list *out,
                                              struct ww_err *err);
void ww_sample_list_free(struct ww_sample_list *list);

/* Writes the files of ww_sample_list_files into the folder. The bytes depend on the facts, seed and scale only.
 * WW_E_USAGE: a scale out of range. WW_E_INPUT: the facts contradict each other (says which). WW_E_IO: the
 * system refused; files already whole stay. Cost: about 0.2 s and 200 bytes a record at 4 million records
 * a second; memory does not grow with the scale. */
enum ww_rc WW_MUST_CHECK ww_sample_write(const struct ww_sample_request *request,
                                         struct ww_sample_written *out, struct ww_err *err);

/* The codes of the priority wards, joined by ", ": for the settings. */
enum ww_rc WW_MUST_CHECK ww_sample_priority_wards(const char *facts_folder, char out[256],
                                                  struct ww_err *err);

#endif
