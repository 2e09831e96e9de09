// SPDX-License-Identifier: Apache-2.0
#ifndef WW_BASE_JSON_READ_H
#define WW_BASE_JSON_READ_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* Reading a JSON document that a person wrote: every value is asked for by name and type, and whatever is
 * not as it must be is refused with the file and the path to it ("watchward.columns.month.role"). */

struct ww_json {
    const char *file;        /* for messages */
    struct ww_arena *memory; /* of the texts handed out */
    struct ww_err *err;
};

/* Where in the document: a chain of steps on the caller's stack, up to the root (NULL). */
struct ww_json_at {
    const struct ww_json_at *up;
    const char *key; /* NULL = an element of a list */
    size_t index;
};

/* Sets the error (WW_E_INPUT): "path: message". */
enum ww_rc ww_json_fail(const struct ww_json *json, const struct ww_json_at *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum ww_need { WW_OPTIONAL, WW_NEEDED };

/* The value of a key of an object: *out is NULL (the numbers: untouched) when the key is not there. A value of another
 * type, or none where one is WW_NEEDED, is refused. at: the object's own place. */
enum ww_rc WW_MUST_CHECK ww_json_object(const struct ww_json *json, const struct ww_json_at *at,
                                        const json_t *object, const char *key, enum ww_need need,
                                        const json_t **out);
enum ww_rc WW_MUST_CHECK ww_json_list(const struct ww_json *json, const struct ww_json_at *at,
                                      const json_t *object, const char *key, enum ww_need need,
                                      const json_t **out);
/* Texts are copied; a text that is WW_NEEDED may not be empty. */
enum ww_rc WW_MUST_CHECK ww_json_read_text(const struct ww_json *json, const struct ww_json_at *at,
                                           const json_t *object, const char *key, enum ww_need need,
                                           const char **out);
enum ww_rc WW_MUST_CHECK ww_json_whole(const struct ww_json *json, const struct ww_json_at *at,
                                       const json_t *object, const char *key, int64_t *out);
enum ww_rc WW_MUST_CHECK ww_json_truth(const struct ww_json *json, const struct ww_json_at *at,
                                       const json_t *object, const char *key, bool *out);
enum ww_rc WW_MUST_CHECK ww_json_read_number(const struct ww_json *json, const struct ww_json_at *at,
                                             const json_t *object, const char *key, bool *has, double *out);

struct ww_json_texts {
    const char *const *items;
    size_t count;
};
/* A list of texts, or one text alone where `or_one`; at most `max`. */
struct ww_json_texts_spec {
    const char *key;
    enum ww_need need;
    bool or_one;
    size_t max;
};
enum ww_rc WW_MUST_CHECK ww_json_texts(const struct ww_json *json, const struct ww_json_at *at,
                                       const json_t *object, const struct ww_json_texts_spec *spec,
                                       struct ww_json_texts *out);

/* Refuses a key that is not in the list (ends with NULL), and says which one was probably meant. */
enum ww_rc WW_MUST_CHECK ww_json_only(const struct ww_json *json, const struct ww_json_at *at,
                                      const json_t *object, const char *const *keys);

/* Parses bytes; the root must be an object. A fault of syntax is refused with line and column. *out is the
 * caller's to json_decref. */
enum ww_rc WW_MUST_CHECK ww_json_parse(const struct ww_json *json, const char *bytes, size_t len,
                                       json_t **out);

#endif
