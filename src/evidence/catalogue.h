// SPDX-License-Identifier: Apache-2.0
#ifndef WW_EVIDENCE_CATALOGUE_H
#define WW_EVIDENCE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"
#include "evidence/schema.h"
#include "evidence/workspace.h"

/* What the workspace knows of one delivery of one source. Texts are never NULL. */
struct ww_extract_record {
    int64_t id;
    const char *source;
    const char *vintage; /* "" = the ordinary edition */
    enum ww_shape shape;
    const char *subject; /* "recorded-crime", "fire", "population": what it is about */
    int rank;            /* of two sources of one subject that can both answer, the higher is used */
    int due_quarters;    /* supplied by the end of so many quarters after the one it is about; 0 = no rule */
    const char *owner;   /* who the source belongs to */
    const char *supplied_by; /* who delivered this one */
    const char *gateway;     /* legal gateway or licence */
    const char *caveats;     /* one a line */
    const char *descriptor_sha256;
    unsigned descriptor_version;
    bool has_period;
    struct ww_period period; /* of the times in it; months are whole */
    const char *file;        /* relative to the workspace */
    const char *sha256;      /* of the sealed file, hex */
    uint64_t bytes;
    uint64_t rows;              /* sealed */
    uint64_t rejected;          /* rows refused */
    uint64_t repeated;          /* rows set aside because their key was there already */
    uint64_t unlocated;         /* rows whose point is in no known area */
    uint64_t unmapped;          /* rows whose category is not in the vocabulary */
    const char *missing_months; /* "2016-03, 2016-05"; "" = none */
    int64_t imported_at;        /* UTC seconds, a parameter of the run */
    int64_t superseded_by;      /* id of the later extract, 0 = live */
};

/* Whether a month without records (missing_months) is a gap in what was supplied. It is none where people come and go, where
 * a day here and there was counted, nor where fewer than about twenty records a month come in: those months may be empty,
 * and which they are may tell of people. */
bool ww_extract_months_matter(const struct ww_extract_record *record);

struct ww_input_record {
    const char *name; /* file name without folder */
    uint64_t bytes;
    const char *sha256; /* of the bytes as delivered */
    uint64_t rows;
    const char *note; /* "Windows-1252 was converted to UTF-8", "" = nothing to say */
};

/* Completeness of one field of one extract. */
struct ww_quality_record {
    const char *field; /* sealed name, or the supplied name of a field not kept */
    const char *role;
    uint64_t present;
    uint64_t missing;
    uint64_t refused;     /* cells that made their row a reject */
    uint64_t unmapped;    /* texts outside the vocabulary */
    const char *examples; /* up to five refused or unmapped values, "; " between */
};

struct ww_catalogue_entry {
    struct ww_extract_record extract;
    const struct ww_input_record *inputs;
    size_t n_inputs;
    const struct ww_quality_record *quality;
    size_t n_quality;
    /* What else belongs to it, changed in the same transaction (identities in the vault); NULL = nothing. */
    enum ww_rc (*also)(void *context, struct ww_err *err);
    void *also_context;
};

/* Publishes a sealed file (publish.c): within one transaction adds the rows, marks as superseded the live extracts
 * of the same source and vintage whose period lies wholly inside the new one (without periods: whose first file bears
 * the same name), renames `temporary` to its final place evidence/<source>/<period>-<hash8>.arrow, commits. The entry's
 * id, file, superseded_by are not read.
 * An extract that overlaps a live one without covering it is refused (WW_E_CONFLICT) with what to do. After any
 * failure the workspace is as it was; `temporary` is the caller's to remove, where it still is.
 * Sets the new extract's id and the number superseded. */
enum ww_rc WW_MUST_CHECK ww_catalogue_publish(struct ww_workspace *workspace, const char *temporary,
                                              const struct ww_catalogue_entry *entry, int64_t *id,
                                              unsigned *superseded, struct ww_err *err);

/* The extract that was made from exactly these input bytes by this source (and vintage), if any. */
enum ww_rc WW_MUST_CHECK ww_catalogue_find_input(struct ww_workspace *workspace, const char *source,
                                                 const char *vintage, const char *const *input_sha256,
                                                 size_t n_inputs, struct ww_arena *arena, bool *found,
                                                 struct ww_extract_record *out, struct ww_err *err);

/* Extracts in order of source, vintage, period, id; live ones only unless `all`. Memory in arena. */
enum ww_rc WW_MUST_CHECK ww_catalogue_list(struct ww_workspace *workspace, bool all, struct ww_arena *arena,
                                           struct ww_extract_record **out, size_t *count, struct ww_err *err);

/* Inputs and quality of one extract. */
enum ww_rc WW_MUST_CHECK ww_catalogue_details(struct ww_workspace *workspace, int64_t id,
                                              struct ww_arena *arena, struct ww_catalogue_entry *out,
                                              struct ww_err *err);

/* What verify found. Damage counts make the exit code 3. */
struct ww_verify_result {
    unsigned extracts, superseded;
    unsigned missing, altered, unreadable, orphans; /* damage, but orphans and leftovers */
    unsigned leftovers;                             /* unfinished imports, harmless */
};
typedef void ww_verify_say(void *context, const char *line);
enum ww_rc WW_MUST_CHECK ww_catalogue_verify(struct ww_workspace *workspace, ww_verify_say *say,
                                             void *context, struct ww_verify_result *out, struct ww_err *err);

#endif
