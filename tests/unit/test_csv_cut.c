// SPDX-License-Identifier: Apache-2.0
/* The splitter against the naive reader: random text made mostly of what matters to it, cut as one region and as
 * chains of regions of every size, with both instruction sets. */
#include "csv_naive.h"
#include "ww_test.h"

#include "base/rng.h"
#include "intake/csv.h"

#define MAX_TEXT 700

static size_t random_text(struct ww_rng *rng, char *out, size_t max)
{
    static const char *const pieces[] = {",",
                                         ",",
                                         ",",
                                         "\n",
                                         "\n",
                                         "\"",
                                         "\"",
                                         "a",
                                         "bc",
                                         "\r\n",
                                         "\"",
                                         " ",
                                         "\"\"",
                                         "x",
                                         "\n\n",
                                         "\xC3\xA9",
                                         "\xC2\x8A",
                                         "\xE2\x82\xAC",
                                         "\xC2\xA2\xC2\x80",
                                         "\r",
                                         "defghij",
                                         ",\"",
                                         "\",",
                                         "\"\n",
                                         ",,,,,,,,"};
    size_t len = 0, want = (size_t)ww_rng_below(rng, max);
    /* Some texts have few quotation marks and long fields, so that whole blocks go the fast way. */
    uint64_t plain = ww_rng_below(rng, 4);
    while (len < want) {
        const char *piece = pieces[ww_rng_below(rng, sizeof pieces / sizeof *pieces)];
        if (plain && strchr(piece, '"') && ww_rng_below(rng, 12) < plain * 3)
            continue;
        size_t n = strlen(piece);
        if (plain > 1 && piece[0] >= 'a') {
            n = (size_t)ww_rng_below(rng, 90);
            if (len + n >= max)
                break;
            memset(out + len, 'm', n);
        } else {
            if (len + n >= max)
                break;
            memcpy(out + len, piece, n);
        }
        len += n;
    }
    return len;
}

/* What cutting found, as text: one line a record, so that two can be compared and a difference read. */
struct log {
    char text[40 * MAX_TEXT];
    size_t len;
};

static void add(struct log *log, const char *what, size_t at, size_t n)
{
    log->len += (size_t)snprintf(log->text + log->len, sizeof log->text - log->len, "%s %zu %zu\n", what, at,
                                 n);
}

static void add_field(struct log *log, const char *text, size_t len)
{
    log->len += (size_t)snprintf(log->text + log->len, sizeof log->text - log->len, "[%.*s]", (int)len, text);
}

static void log_naive(const char *text, size_t len, size_t fields, struct log *log, uint64_t *lines)
{
    struct naive_reader r = {.bytes = text, .len = len, .separator = ',', .line = 0};
    struct naive_record record;
    while (naive_next(&r, &record)) {
        if (record.fault) {
            add(log, record.fault == NAIVE_QUOTE_INSIDE ? "inside" : "after", record.at, record.fault_field);
        } else if (record.n != fields) {
            add(log, "fields", record.at, record.n);
        } else {
            for (size_t i = 0; i < record.n; i++)
                add_field(log, record.texts[i], strlen(record.texts[i]));
            add(log, "", record.at, record.n);
        }
        naive_free(&record);
    }
    *lines = r.line;
    if (r.unclosed)
        add(log, "unclosed", 0, (size_t)r.unclosed_line);
}

static void log_bad(struct log *log, const struct ww_csv_bad *bad, size_t start)
{
    if (bad->fault == WW_CSV_FIELDS)
        add(log, "fields", start + bad->at, bad->fields);
    else
        add(log, bad->fault == WW_CSV_QUOTE_INSIDE ? "inside" : "after", start + bad->at, bad->field);
}

static void log_region(struct log *log, const struct ww_csv *csv)
{
    size_t bad = 0;
    char room[MAX_TEXT];
    for (size_t row = 0; row < csv->rows; row++) {
        for (; bad < csv->n_bad && csv->bad[bad].before <= row; bad++)
            log_bad(log, &csv->bad[bad], csv->start);
        for (size_t f = 0; f + 1 < csv->stride; f++) {
            size_t used;
            struct ww_str text = ww_csv_text(ww_csv_raw(csv, row, f), room, &used);
            add_field(log, text.ptr, text.len);
        }
        uint32_t at = csv->ends[row * csv->stride] + 1u;
        add(log, "", csv->start + at, csv->stride - 1);
    }
    for (; bad < csv->n_bad; bad++)
        log_bad(log, &csv->bad[bad], csv->start);
}

static uint64_t lines_before(const char *text, size_t at)
{
    uint64_t n = 0;
    for (size_t i = 0; i < at; i++)
        n += text[i] == '\n';
    return n;
}

/* As the pipeline does it: each region from its guess, again from where it must when the guess was wrong. */
static void log_chain(const char *text, size_t len, const struct ww_csv_rules *rules, size_t region,
                      struct log *log, uint64_t *lines, unsigned *wrong)
{
    struct ww_str bytes = {text, len};
    struct ww_csv csv = {0};
    size_t next = 0;
    *lines = 0;
    for (size_t from = 0; from < len; from += region) {
        size_t stop = from + region < len ? from + region : len;
        if (next >= stop)
            continue;
        size_t start = from ? ww_csv_guess_start(bytes, from, stop) : 0;
        if (start == SIZE_MAX)
            start = stop;
        CHECK_RC(ww_csv_cut(rules, bytes, start, stop, &csv), WW_OK);
        if (start != next) {
            *wrong += start < stop;
            CHECK_RC(ww_csv_cut(rules, bytes, next, stop, &csv), WW_OK);
        }
        log_region(log, &csv);
        if (csv.stop == WW_CSV_UNCLOSED) {
            add(log, "unclosed", 0, (size_t)lines_before(text, next + csv.stop_at));
            break;
        }
        *lines += csv.newlines;
        next = csv.end;
    }
    ww_csv_free(&csv);
}

WW_TEST(equals_the_naive_reader)
{
    static const size_t regions[] = {1, 2, 7, 16, 63, 64, 65, 130, 200, MAX_TEXT};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    char text[MAX_TEXT];
    static struct log expected, found;
    unsigned wrong = 0, unclosed = 0;
    for (int round = 0; round < 4000; round++) {
        size_t len = random_text(&rng, text, sizeof text), fields = 1 + (size_t)ww_rng_below(&rng, 4);
        uint64_t expected_lines, lines;
        expected.len = 0;
        expected.text[0] = '\0';
        log_naive(text, len, fields, &expected, &expected_lines);
        bool open = strstr(expected.text, "unclosed") != NULL;
        unclosed += open;
        for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
            struct ww_csv_rules rules = {
                .separator = ',', .fields = fields, .portable = ww_rng_below(&rng, 2)};
            found.len = 0;
            found.text[0] = '\0';
            log_chain(text, len, &rules, regions[i], &found, &lines, &wrong);
            if (!CHECK_STR(found.text, expected.text) || (!open && !CHECK_INT(lines, expected_lines))) {
                printf("round %d, regions of %zu, %zu fields:\n%.*s\n", round, regions[i], fields, (int)len,
                       text);
                return;
            }
        }
    }
    /* The rare ways were taken. */
    CHECK(wrong > 1000);
    CHECK(unclosed > 100);
}

WW_TEST(never_reads_beyond_the_text)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    char text[MAX_TEXT];
    for (int round = 0; round < 2000; round++) {
        size_t len = random_text(&rng, text, 200);
        char *exact = malloc(len ? len : 1); /* the sanitizer guards its end */
        memcpy(exact, text, len);
        struct ww_csv csv = {0};
        for (int portable = 0; portable < 2; portable++) {
            struct ww_csv_rules rules = {.separator = ',', .fields = 2, .portable = portable};
            CHECK_RC(ww_csv_cut(&rules, (struct ww_str){exact, len}, 0, len, &csv), WW_OK);
        }
        ww_csv_free(&csv);
        free(exact);
    }
}

static enum ww_csv_stop stop_of(const char *text, size_t len, size_t max_record, size_t *at)
{
    struct ww_csv csv = {0};
    struct ww_csv_rules rules = {.separator = ',', .fields = 2, .max_record = max_record};
    CHECK_RC(ww_csv_cut(&rules, (struct ww_str){text, len}, 0, len, &csv), WW_OK);
    enum ww_csv_stop stop = csv.stop;
    *at = csv.stop_at;
    ww_csv_free(&csv);
    return stop;
}

WW_TEST(stops_at_what_cannot_be_read)
{
    size_t at;
    CHECK_INT(stop_of("a,b\nc,\"d\n", 9, 0, &at), WW_CSV_UNCLOSED);
    CHECK_INT(at, 6);
    CHECK_INT(stop_of("a,b\nc\0,d\n", 9, 0, &at), WW_CSV_BINARY);
    CHECK_INT(at, 5);
    CHECK_INT(stop_of("a,b\nc,d\n", 8, 3, &at), WW_CSV_WHOLE);
    CHECK_INT(stop_of("a,b\nc,dd\n", 9, 3, &at), WW_CSV_OVERLONG);
    CHECK_INT(at, 4);
}

/* Whether a record is too long must not depend on where a region began, nor on the way it was cut. */
WW_TEST(finds_the_same_record_too_long_anywhere)
{
    enum { LIMIT = 10000 };
    static char text[5 * LIMIT];
    for (int quoted = 0; quoted < 2; quoted++)
        for (size_t length = LIMIT - 1; length <= LIMIT + 1; length++)
            for (size_t before = 0; before < 200; before += 33) {
                size_t len = 0;
                for (size_t i = 0; i < before; i++)
                    text[len++] = i % 10 == 9 ? '\n' : 'x';
                text[len++] = '\n';
                size_t start = len;
                memset(text + len, 'y', length);
                text[start + 20] = ',';
                if (quoted)
                    text[start] = text[start + 19] = '"';
                len += length;
                text[len++] = '\n';
                memset(text + len, 'z', 300);
                len += 300;
                size_t at = 0;
                CHECK_INT(stop_of(text, len, LIMIT, &at), length > LIMIT ? WW_CSV_OVERLONG : WW_CSV_WHOLE);
                CHECK_INT(at, length > LIMIT ? start : 0);
            }
}

/* A line that never ends costs what its limit allows and no more memory than that. */
WW_TEST(gives_up_on_an_endless_line)
{
    size_t len = (size_t)40 << 20, at;
    char *text = malloc(len);
    memset(text, 'a', len);
    CHECK_INT(stop_of(text, len, 0, &at), WW_CSV_OVERLONG);
    memcpy(text, "b,\n\"", 4); /* the same, in quotes: that is what is wrong with it */
    CHECK_INT(stop_of(text, len, 0, &at), WW_CSV_UNCLOSED);
    CHECK_INT(at, 3);
    memset(text, ',', len);
    struct ww_csv csv = {0};
    struct ww_csv_rules rules = {.separator = ',', .fields = 2};
    CHECK_RC(ww_csv_cut(&rules, (struct ww_str){text, len}, 0, len, &csv), WW_OK);
    CHECK_INT(csv.stop, WW_CSV_OVERLONG);
    CHECK(csv.ends_capacity < 100000);
    ww_csv_free(&csv);
    free(text);
}

WW_TEST(counts_fields_of_a_record_with_very_many)
{
    static char text[60000];
    size_t len = 0;
    for (int i = 0; i < 20000; i++)
        text[len++] = ',';
    memcpy(text + len, "\"a\nb\",x\"\nc,d\n", 13);
    len += 13;
    struct ww_csv csv = {0};
    struct ww_csv_rules rules = {.separator = ',', .fields = 2};
    CHECK_RC(ww_csv_cut(&rules, (struct ww_str){text, len}, 0, len, &csv), WW_OK);
    CHECK_INT(csv.n_bad, 1);
    CHECK_INT(csv.bad[0].fields, 20002);
    CHECK_INT(csv.bad[0].fault, WW_CSV_QUOTE_INSIDE);
    CHECK_INT(csv.rows, 1);
    ww_csv_free(&csv);
}

WW_TEST(unquotes_and_trims)
{
    char room[32];
    size_t used;
    CHECK_TEXT(ww_csv_text(WW_STR("\"a \"\"b\"\" c\""), room, &used), "a \"b\" c");
    CHECK_INT(used, 7);
    CHECK_TEXT(ww_csv_text(WW_STR("\" plain \"\r"), room, &used), "plain");
    CHECK_INT(used, 0);
    CHECK_TEXT(ww_csv_text(WW_STR("  x \t\r"), room, &used), "x");
    CHECK_TEXT(ww_csv_text(WW_STR("\"\""), room, &used), "");
    CHECK_TEXT(ww_csv_text(WW_STR(""), room, &used), "");
    CHECK_TEXT(ww_csv_text(WW_STR("\"\"\"\""), room, &used), "\"");
}
