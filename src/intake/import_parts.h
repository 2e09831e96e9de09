// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_IMPORT_PARTS_H
#define WW_INTAKE_IMPORT_PARTS_H

#include "base/buf.h"
#include "intake/header.h"
#include "intake/import.h"
#include "intake/inputs.h"
#include "intake/pipeline.h"
#include "intake/plan.h"

/* Inside of an import: what its import_*.c files share. */

struct ww_import_job {
    struct ww_workspace *workspace;
    const struct ww_categories *categories;
    const struct ww_areas *areas;
    const struct ww_import_request *request;
    struct ww_import_report *report; /* filled as it goes; memory made at start */
    struct ww_err *err;

    char temporary[WW_PATH_MAX]; /* the sealed file, aside */
    const char *vintage;
    const char **notes;
    size_t notes_capacity;
};

/* A copy in the report's memory; NULL when there is none left. */
const char *ww_import_text(struct ww_import_job *job, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds a sentence for people. */
void ww_import_note(struct ww_import_job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a table's import holds open. */
struct ww_import_table {
    struct ww_inputs inputs;
    struct ww_header header; /* of the first input; all have the same */
    struct ww_fit fit;
    struct ww_import_plan plan;
    bool planned;
    struct ww_input *run_inputs; /* as the pipeline takes them */
    struct ww_pipeline_result result;
    struct ww_buf rejects, repeats;
    struct ww_import_identities *identities; /* NULL for a source that has none */
    const struct ww_import_keeper *keeper;
};

/* import_identities.c: takes identities out of the inputs, gives them to the keeper where there is one, and puts
 * pseudonyms in their place; nothing for a source without columns of the role identity. Inputs must be UTF-8. */
enum ww_rc WW_MUST_CHECK ww_import_take_identities(struct ww_import_job *job, struct ww_import_table *table);
/* The column of pseudonyms, made from the field that holds them now; NULL without a keeper. */
const struct ww_source_column *ww_import_person_column(const struct ww_import_table *table);
/* Once it is sealed: of whom nothing was. */
enum ww_rc WW_MUST_CHECK ww_import_settle_identities(struct ww_import_job *job,
                                                     const struct ww_import_table *table);
/* The catalogue's `also`: context is the table. */
enum ww_rc WW_MUST_CHECK ww_import_keep_identities(void *context, struct ww_err *err);
void ww_import_identities_free(struct ww_import_identities **identities); /* wipes */

/* import_files.c: opens the files, reads their headers, finds the layout. */
enum ww_rc WW_MUST_CHECK ww_import_open_table(struct ww_import_job *job, struct ww_import_table *table);
/* Whether a live extract was made from these bytes; fills job->report. Hashes only where sizes agree. */
enum ww_rc WW_MUST_CHECK ww_import_find_already(struct ww_import_job *job,
                                                struct ww_delivery *const *deliveries, size_t n);
/* WW_E_INPUT when two of the delivered files are the same. */
enum ww_rc WW_MUST_CHECK ww_import_check_twins(struct ww_import_job *job,
                                               struct ww_delivery *const *deliveries, size_t n);
/* Deliveries from which something was read. */
struct ww_delivery **ww_import_used(struct ww_import_job *job, const struct ww_import_table *table,
                                    size_t *n);

#define WW_REJECTS_HEADER "file,line,column,field,value,reason\n"
#define WW_REPEATS_HEADER "file,line,key\n"
/* import_record.c: fills the report from what the pipeline found, and looks at what was sealed. */
enum ww_rc WW_MUST_CHECK ww_import_record(struct ww_import_job *job, struct ww_import_table *table);
/* Writes rejects/<source>-<period>.csv and its -repeats.csv, where there are any. */
enum ww_rc WW_MUST_CHECK ww_import_write_lists(struct ww_import_job *job,
                                               const struct ww_import_table *table);
/* Takes them away again, when the extract they belong to could not be published. */
void ww_import_remove_lists(struct ww_import_job *job);
/* After a refusal: lists the refused rows in rejects/<source>-refused.csv and says so in job->err. */
void ww_import_list_refused(struct ww_import_job *job, const struct ww_buf *rejects);

/* import_check.c: what can only be seen in the sealed file: counts of unmapped values, and months that are not the
 * one a file's name says. Fills report->unmapped, extract.unmapped and the quality records' share. */
enum ww_rc WW_MUST_CHECK ww_import_check_sealed(struct ww_import_job *job,
                                                const struct ww_import_table *table,
                                                struct ww_quality_record *quality);

/* import_boundaries.c: the whole import of a geographic source. */
enum ww_rc WW_MUST_CHECK ww_import_boundaries(struct ww_import_job *job);

/* import.c: texts of the descriptor and the request that every extract bears. */
enum ww_rc WW_MUST_CHECK ww_import_describe(struct ww_import_job *job);
/* Publishes job->temporary with the report's extract, inputs and quality; and with them the identities of the table, which
 * may be NULL. */
enum ww_rc WW_MUST_CHECK ww_import_publish(struct ww_import_job *job, struct ww_import_table *table);
/* Metadata of the sealed file's schema; *n of them. */
#define WW_IMPORT_META_MAX 8
size_t ww_import_meta(const struct ww_import_job *job, struct ww_arrow_meta meta[WW_IMPORT_META_MAX]);

#endif
