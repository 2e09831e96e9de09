// SPDX-License-Identifier: Apache-2.0
#ifndef WW_PEOPLE_LINK_MODEL_H
#define WW_PEOPLE_LINK_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "people/normalise.h"

/* A linkage model: which pairs are looked at (blocking), how their fields are compared (comparisons, each an ordered list of
 * levels), and what each level weighs (Fellegi and Sunter 1969; m and u learnt without labels). A JSON file, versioned; with
 * the same model the same records give the same links. */

#define WW_LINK_COMPARISONS_MAX 16
#define WW_LINK_LEVELS_MAX      10 /* the null level not counted */
#define WW_LINK_RULES_MAX       16
#define WW_LINK_KEYS_MAX        4
#define WW_LINK_NORMALS_MAX     24
#define WW_LINK_GUARDS_MAX      8
#define WW_LINK_UNLESS_MAX      3

/* The first level that holds is a pair's; the last is "else". Levels look at the first field, but for SWAPPED and CANONICAL.
 * Where a first value is missing, or is no date where days are asked for, the comparison says nothing. */
enum ww_level_kind {
    WW_LEVEL_EXACT,        /* equal values */
    WW_LEVEL_JARO_WINKLER, /* at least `bound` */
    WW_LEVEL_LEVENSHTEIN,  /* at most `bound` */
    WW_LEVEL_DAMERAU,      /* at most `bound` */
    WW_LEVEL_DAYS,         /* dates at most `bound` days apart */
    WW_LEVEL_DAY_MONTH,    /* dates (2018-06-05): one year, and day and month in each other's place */
    WW_LEVEL_YEARS,        /* dates whose years are at most `bound` apart */
    WW_LEVEL_SWAPPED,      /* of two fields: a's first is b's second and the other way round */
    WW_LEVEL_PREFIX,       /* the first `bound` bytes are equal, of values at least that long */
    WW_LEVEL_SECTOR, /* postcodes: all but the last two letters; DISTRICT: the outward part; AREA: its letters */
    WW_LEVEL_DISTRICT,
    WW_LEVEL_AREA,
    WW_LEVEL_MAILBOX,              /* e-mail: equal before the @ */
    WW_LEVEL_MAILBOX_JARO_WINKLER, /* e-mail: before the @, at least `bound` */
    WW_LEVEL_CANONICAL,            /* of two fields: the second, a canonical form of the first, is equal */
    WW_LEVEL_ELSE,
    WW_LEVEL_KINDS,
};
extern const char *const ww_level_names[WW_LEVEL_KINDS]; /* "exact", "jaro-winkler" ... */

struct ww_link_level {
    enum ww_level_kind kind;
    double bound;
    bool frequency; /* weighed by how frequent the value is (on EXACT) */
    /* Where it holds the comparison says nothing: another one has said it (names swapped are one slip, not two). */
    bool silent;
    double m, u; /* P(level | same person), P(level | two people); 0 = not learnt */
};

struct ww_link_comparison {
    const char *name;
    /* The one compared; the other name, for SWAPPED; the canonical form, for CANONICAL (or the second, where there are
     * only two). NULL where there is none. */
    const char *fields[3];
    struct ww_link_level levels[WW_LINK_LEVELS_MAX];
    size_t n_levels;
};

/* The field that CANONICAL levels look at, or NULL. */
static inline const char *ww_link_canonical(const struct ww_link_comparison *comparison)
{
    return comparison->fields[2] ? comparison->fields[2] : comparison->fields[1];
}

/* Pairs that agree in all keys. */
struct ww_link_key {
    const char *field;
    enum ww_key_transform { WW_KEY_WHOLE, WW_KEY_PREFIX, WW_KEY_SOUNDEX, WW_KEY_YEAR, WW_KEY_RARE } transform;
    unsigned length; /* PREFIX: bytes; RARE: the whole value, where at most so many records have it */
};
struct ww_link_rule {
    struct ww_link_key keys[WW_LINK_KEYS_MAX];
    size_t n_keys;
};

/* How a field of the records comes from the columns of a file. */
struct ww_link_normal {
    const char *field;
    const char *from[2]; /* columns, joined by a blank; [1] may be NULL */
    enum ww_normal as;
};

/* What weights, which take fields to err one by one, cannot see: that families share a surname, an address and, if twins, a
 * birthday; fathers and sons a name. Where `differs` is at "else" and all of `same` at their first level, and none of `unless` agrees in any way, the
 * probability is held down. Not where the model is one_to_one: there a twin's own record takes the place. */
struct ww_link_guard {
    const char *differs;                    /* name of a comparison */
    const char *same[WW_LINK_UNLESS_MAX];   /* names; NULL at the end */
    const char *unless[WW_LINK_UNLESS_MAX]; /* names; NULL at the end */
    double most;                            /* probability */
};

struct ww_link_model {
    unsigned version;
    const char *name;
    struct ww_link_normal normals[WW_LINK_NORMALS_MAX]; /* a field without one is its column as it stands */
    size_t n_normals;
    struct ww_link_comparison comparisons[WW_LINK_COMPARISONS_MAX];
    size_t n_comparisons;
    struct ww_link_guard guards[WW_LINK_GUARDS_MAX];
    size_t n_guards;
    struct ww_link_rule blocking[WW_LINK_RULES_MAX];
    size_t n_blocking;
    struct ww_link_rule deterministic[WW_LINK_RULES_MAX]; /* pairs that are surely one person: for lambda */
    size_t n_deterministic;
    double recall; /* share of all true pairs the deterministic rules find */
    struct ww_link_rule training[WW_LINK_RULES_MAX]; /* an EM session each */
    size_t n_training;
    double lambda;   /* P(two records taken at random are one person); 0 = not learnt */
    bool one_to_one; /* each record of one source has at most one of another */
};

/* WW_E_INPUT with the place in the file. Texts live in the arena. */
enum ww_rc WW_MUST_CHECK ww_link_model_parse(const char *file, struct ww_str text, struct ww_arena *arena,
                                             struct ww_link_model *out, struct ww_err *err);
/* Appends it as JSON that parses to the same model, bit for bit. */
enum ww_rc WW_MUST_CHECK ww_link_model_print(const struct ww_link_model *model, struct ww_buf *out,
                                             struct ww_err *err);
bool ww_link_model_learnt(const struct ww_link_model *model); /* lambda and every m and u are there */

#endif
