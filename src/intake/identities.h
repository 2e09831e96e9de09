// SPDX-License-Identifier: Apache-2.0
#ifndef WW_INTAKE_IDENTITIES_H
#define WW_INTAKE_IDENTITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Who keeps the identities of a delivery: intake reads them and never seals them; it asks for pseudonyms first, seals those,
 * and has the identities kept in the transaction that publishes the extract. */

#define WW_PERSON_FIELDS_MAX 16
#define WW_PERSON_COLUMN     "person" /* of the pseudonym, in evidence */

struct ww_import_person {
    struct ww_str fields[WW_PERSON_FIELDS_MAX]; /* in the order of the columns; empty = not known */
    char pseudonym[17];                         /* 16 hexadecimal digits, given by `name` */
    bool has_days;                              /* of the row's times: */
    int32_t first_day, last_day;
    bool kept; /* its row was sealed */
};

struct ww_import_persons {
    const char *source;
    const char *role; /* what the descriptor says the person of a row is, or NULL */
    const char *columns[WW_PERSON_FIELDS_MAX];
    size_t n_columns;
    struct ww_import_person *items; /* one a row of the delivery, in its order */
    size_t count, capacity;
};

struct ww_import_keeper {
    void *context;
    /* Whether identities of this column are kept ("surname"). */
    bool (*knows)(void *context, const char *column);
    /* Sets every pseudonym. */
    enum ww_rc (*name)(void *context, struct ww_import_persons *persons, struct ww_err *err);
    /* Keeps those marked `kept`; called inside the transaction of the catalogue. */
    enum ww_rc (*keep)(void *context, const struct ww_import_persons *persons, struct ww_err *err);
};

#endif
