// SPDX-License-Identifier: Apache-2.0
/* Encoders read plain spellings by short ways of their own; here each is held against the reader in base/ that has
 * the last word, over spellings that are nearly right. */
#include "ww_test.h"

#include "base/num.h"
#include "base/rng.h"
#include "intake/encode.h"

#define CELLS 64

struct bench {
    struct ww_plan_column column;
    struct ww_plan plan;
    struct ww_encoder encoder;
    struct ww_encoded out;
    char texts[CELLS][32];
    struct ww_str items[CELLS];
    uint8_t refusals[CELLS];
};

static void begin(struct bench *b, enum ww_kind kind, unsigned width, unsigned places, bool portable)
{
    *b = (struct bench){.column = {.field = {.kind = kind, .width = width, .places = places}}};
    b->plan = (struct ww_plan){.columns = &b->column, .n_columns = 1, .key = -1, .located = -1, .seed = 5};
    ww_encoder_init(&b->encoder, &b->plan, 0, portable);
    CHECK(ww_encoded_reserve(&b->out, &b->column.field, false, CELLS));
}

static void end(struct bench *b)
{
    ww_encoder_free(&b->encoder);
    ww_encoded_free(&b->out);
}

static void encode(struct bench *b)
{
    struct ww_cells cells = {.items = b->items, .n = CELLS, .refusals = b->refusals};
    memset(b->refusals, 0, sizeof b->refusals);
    CHECK_RC(ww_encode(&b->encoder, &cells, &b->out), WW_OK);
    bool any = false;
    for (size_t i = 0; i < CELLS; i++)
        any = any || b->refusals[i];
    CHECK_INT(cells.refused, any);
}

/* A good spelling with up to two characters changed, added or taken away. */
static void spoil(struct ww_rng *rng, char *text)
{
    static const char instead[] = "0123456789-/.:T +eZ,x";
    for (uint64_t n = ww_rng_below(rng, 3); n > 0; n--) {
        size_t len = strlen(text), at = (size_t)ww_rng_below(rng, len + 1);
        char c = instead[ww_rng_below(rng, sizeof instead - 1)];
        uint64_t how = ww_rng_below(rng, 4);
        if (how == 0 && at < len) {
            memmove(text + at, text + at + 1, len - at);
        } else if (how == 1 && len < 30) {
            memmove(text + at + 1, text + at, len - at + 1);
            text[at] = c;
        } else if (at < len) {
            text[at] = c;
        }
    }
}

typedef void spell_fn(struct ww_rng *rng, char *text);
typedef void check_fn(const struct bench *b, size_t i);

static void hold(enum ww_kind kind, unsigned width, unsigned places, spell_fn *spell, check_fn *check)
{
    struct ww_rng rng;
    struct bench b;
    ww_rng_seed(&rng, ww_test_seed() + (uint64_t)kind);
    begin(&b, kind, width, places, false);
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < CELLS; i++) {
            if (i && ww_rng_below(&rng, 4) == 0) {
                memcpy(b.texts[i], b.texts[i - 1], sizeof b.texts[i]); /* as before */
            } else {
                spell(&rng, b.texts[i]);
                spoil(&rng, b.texts[i]);
            }
            b.items[i] = ww_str_of(b.texts[i]);
        }
        encode(&b);
        for (size_t i = 0; i < CELLS; i++) {
            unsigned failures = ww_test_now.failures;
            check(&b, i);
            if (ww_test_now.failures > failures) {
                printf("text \"%s\"\n", b.texts[i]);
                end(&b);
                return;
            }
        }
    }
    end(&b);
}

static void spell_month(struct ww_rng *rng, char *text)
{
    snprintf(text, 32, "%04u-%02u", (unsigned)ww_rng_below(rng, 4) * 700, (unsigned)ww_rng_below(rng, 14));
}

static void check_month(const struct bench *b, size_t i)
{
    int32_t month = 0;
    bool good = ww_parse_month(b->items[i], &month);
    CHECK_INT(b->refusals[i], good || b->items[i].len == 0 ? WW_TAKEN : WW_REFUSED_MONTH);
    CHECK_INT(b->out.present[i], b->items[i].len > 0);
    if (good)
        CHECK_INT(((int32_t *)(void *)b->out.values)[i], ww_month_first_day(month));
}

static void spell_date(struct ww_rng *rng, char *text)
{
    snprintf(text, 32, "%04u-%02u-%02u", 1996 + (unsigned)ww_rng_below(rng, 9),
             (unsigned)ww_rng_below(rng, 14), (unsigned)ww_rng_below(rng, 33));
}

static void check_date(const struct bench *b, size_t i)
{
    int32_t day = 0;
    bool good = ww_parse_date(b->items[i], &day);
    CHECK_INT(b->refusals[i], good || b->items[i].len == 0 ? WW_TAKEN : WW_REFUSED_DATE);
    if (good)
        CHECK_INT(((int32_t *)(void *)b->out.values)[i], day);
}

static void spell_decimal(struct ww_rng *rng, char *text)
{
    int whole = (int)ww_rng_below(rng, 7), after = (int)ww_rng_below(rng, 9);
    snprintf(text, 32, "%s%.*u%s%.*u", ww_rng_below(rng, 3) ? "" : "-", whole,
             whole ? (unsigned)ww_rng_below(rng, 1000) : 0, after ? "." : "", after,
             after ? (unsigned)ww_rng_below(rng, 1000) : 0);
}

static void check_fixed(const struct bench *b, size_t i)
{
    int64_t value = 0;
    bool good = ww_parse_fixed(b->items[i], (int)b->column.field.places, &value);
    bool fits = good && value >= INT32_MIN && value <= INT32_MAX;
    CHECK_INT(b->refusals[i] == WW_TAKEN, fits || b->items[i].len == 0);
    CHECK(b->refusals[i] != WW_REFUSED_NUMBER || !good);
    if (fits)
        CHECK_INT(((int32_t *)(void *)b->out.values)[i], value);
}

static void check_integer(const struct bench *b, size_t i)
{
    int64_t value = 0;
    if (ww_parse_i64(b->items[i], &value)) {
        CHECK_INT(b->refusals[i], WW_TAKEN);
        CHECK_INT(((int64_t *)(void *)b->out.values)[i], value);
    }
    double loose;
    bool number = ww_parse_f64_loose(b->items[i], &loose);
    if (!number)
        CHECK_INT(b->refusals[i], b->items[i].len ? WW_REFUSED_INTEGER : WW_TAKEN);
}

WW_TEST(months_are_those_of_base)
{
    hold(WW_KIND_MONTH, 0, 0, spell_month, check_month);
}

WW_TEST(dates_are_those_of_base)
{
    hold(WW_KIND_DATE, 0, 0, spell_date, check_date);
}

WW_TEST(decimals_are_those_of_base)
{
    hold(WW_KIND_FIXED, 0, 6, spell_decimal, check_fixed);
    hold(WW_KIND_FIXED, 0, 0, spell_decimal, check_fixed);
}

WW_TEST(integers_are_those_of_base)
{
    hold(WW_KIND_INTEGER, 8, 0, spell_decimal, check_integer);
}

/* Every byte in every place, at lengths on both sides of a register's. */
WW_TEST(hex_is_the_same_on_any_processor)
{
    static const size_t lengths[] = {1, 3, 15, 16, 17, 31, 32, 33, 48};
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
        for (size_t at = 0; at < 2 * lengths[l]; at++)
            for (int byte = 0; byte < 256; byte++) {
                char digits[96];
                uint8_t fast[48], plain[48];
                for (size_t i = 0; i < sizeof digits; i++)
                    digits[i] = "0123456789abcdefABCDEF"[(i * 7 + l) % 22];
                digits[at] = (char)byte;
                bool good = ww_hex_decode(digits, lengths[l], fast, false);
                bool expected = byte && strchr("0123456789abcdefABCDEF", byte);
                if (!CHECK_INT(good, expected) ||
                    !CHECK_INT(ww_hex_decode(digits, lengths[l], plain, true), expected))
                    return;
                if (!good)
                    continue;
                char back[97];
                ww_hex(plain, lengths[l], back);
                for (size_t i = 0; i < 2 * lengths[l]; i++)
                    digits[i] |= digits[i] >= 'A' ? 0x20 : 0;
                if (!CHECK_BYTES(back, 2 * lengths[l], digits, 2 * lengths[l]) ||
                    !CHECK_BYTES(fast, lengths[l], plain, lengths[l]))
                    return;
            }
}

WW_TEST(ranges_hold_their_ends)
{
    struct bench b;
    begin(&b, WW_KIND_FIXED, 0, 6, false);
    ww_encoder_free(&b.encoder);
    b.column.has_range = true;
    b.column.min = 49.8;
    b.column.max = 60.9;
    ww_encoder_init(&b.encoder, &b.plan, 0, false);
    static const char *const texts[] = {"49.8",      "49.799999",  "60.9", "60.900001",
                                        "49.800000", "60.9000004", ""};
    static const enum ww_refusal expected[] = {WW_TAKEN, WW_REFUSED_RANGE, WW_TAKEN, WW_REFUSED_RANGE,
                                               WW_TAKEN, WW_TAKEN,         WW_TAKEN};
    for (size_t i = 0; i < CELLS; i++)
        b.items[i] = ww_str_of(texts[i % 7]);
    encode(&b);
    for (size_t i = 0; i < 7; i++)
        CHECK_INT(b.refusals[i], expected[i]);
    end(&b);
}
