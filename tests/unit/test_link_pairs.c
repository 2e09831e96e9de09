// SPDX-License-Identifier: Apache-2.0
/* Blocking and patterns against the plainest loops: every pair of records, every rule, every level in turn. */
#include "people/link_keys.h"
#include "people/link_pairs.h"

#include <stdlib.h>

#include "base/rng.h"
#include "ww_test.h"

static const char model_text[] =
    "{\"name\": \"t\", \"blocking\": [[\"a\", \"b\"], [\"born\"], [{\"field\": \"a\", \"transform\": \"soundex\"},"
    "{\"field\": \"born\", \"transform\": \"year\"}], [{\"field\": \"b\", \"transform\": \"prefix\", \"length\": 2}]],"
    "\"comparisons\": ["
    "{\"name\": \"a\", \"fields\": [\"a\", \"b\"], \"levels\": [{\"kind\": \"exact\"}, {\"kind\": \"swapped\"},"
    "{\"kind\": \"jaro-winkler\", \"bound\": 0.9}, {\"kind\": \"levenshtein\", \"bound\": 2}, {\"kind\": \"else\"}]},"
    "{\"name\": \"b\", \"fields\": [\"b\", \"a\"], \"levels\": [{\"kind\": \"prefix\", \"bound\": 2}, {\"kind\": \"canonical\"},"
    "{\"kind\": \"else\"}]},"
    "{\"name\": \"born\", \"fields\": [\"born\"], \"levels\": [{\"kind\": \"exact\"}, {\"kind\": \"damerau\", \"bound\": 1},"
    "{\"kind\": \"days\", \"bound\": 31}, {\"kind\": \"else\"}]},"
    "{\"name\": \"place\", \"fields\": [\"place\"], \"levels\": [{\"kind\": \"exact\"}, {\"kind\": \"sector\"},"
    "{\"kind\": \"district\"}, {\"kind\": \"area\"}, {\"kind\": \"else\"}]},"
    "{\"name\": \"mail\", \"fields\": [\"mail\"], \"levels\": [{\"kind\": \"exact\"}, {\"kind\": \"mailbox\"},"
    "{\"kind\": \"mailbox-jaro-winkler\", \"bound\": 0.8}, {\"kind\": \"else\"}]}]}";

#define RECORDS 160

struct world {
    struct ww_arena *arena;
    struct ww_link_builder *builder;
    struct ww_link_records records;
    struct ww_link_model model;
};

static const char *pick(struct ww_rng *rng, const char *const *words, size_t n)
{
    return words[ww_rng_below(rng, n)];
}

static void make_world(struct world *w, struct ww_rng *rng)
{
    static const char *const fields[] = {"a", "b", "born", "place", "mail"};
    static const char *const words[] = {"", "tavir", "tavri", "besot", "besott", "kum", "kumel", "x"};
    static const char *const dates[] = {"", "1980-05-17", "1980-05-18", "1980-17-05", "1981-05-17", "soon"};
    static const char *const places[] = {"", "AB1 2CD", "AB1 2CE", "AB1 3CD", "AB2 1XX", "Z9 9ZZ"};
    static const char *const mails[] = {"", "ab@c.d", "ab@e.f", "abc@c.d", "q@c.d"};
    struct ww_err err;
    w->arena = ww_arena_new(0);
    CHECK_RC(ww_link_model_parse("t", ww_str_of(model_text), w->arena, &w->model, &err), WW_OK);
    CHECK_RC(ww_link_builder_new(fields, 5, &w->builder, &err), WW_OK);
    for (size_t i = 0; i < RECORDS; i++) {
        const struct ww_str values[] = {ww_str_of(pick(rng, words, 8)), ww_str_of(pick(rng, words, 8)),
                                        ww_str_of(pick(rng, dates, 6)), ww_str_of(pick(rng, places, 6)),
                                        ww_str_of(pick(rng, mails, 5))};
        CHECK_RC(ww_link_builder_add(w->builder, WW_STR("r"), (unsigned)ww_rng_below(rng, 3), values, &err),
                 WW_OK);
    }
    ww_link_builder_done(w->builder, &w->records);
}

static void free_world(struct world *w)
{
    ww_link_builder_free(&w->builder);
    ww_arena_free(&w->arena);
}

static struct ww_str value(const struct ww_link_records *r, const char *field, size_t record)
{
    const struct ww_link_field *f = &r->fields[ww_link_find_field(r, field)];
    return f->values[f->codes[record]];
}

WW_TEST(values_come_back)
{
    struct world w = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    make_world(&w, &rng);
    const struct ww_link_field *f = &w.records.fields[0];
    uint64_t present = 0, counted = 0;
    for (size_t i = 0; i < RECORDS; i++)
        present += f->codes[i] != WW_LINK_MISSING;
    for (uint32_t v = 1; v <= f->n_values; v++) {
        counted += f->counts[v];
        for (uint32_t other = 1; other < v; other++)
            CHECK(!ww_str_eq(f->values[v], f->values[other]));
    }
    CHECK_INT((int)present, (int)f->present);
    CHECK_INT((int)counted, (int)present);
    CHECK(ww_link_find_field(&w.records, "born") == 2);
    CHECK(ww_link_find_field(&w.records, "none") == -1);
    free_world(&w);
}

/* A key by its definition: the part of the text. Soundex of the words here, by hand. */
static const char *soundex_of(struct ww_str word)
{
    static const struct {
        const char *word, *code;
    } by_hand[] = {{"tavir", "t160"}, {"tavri", "t160"}, {"besot", "b230"}, {"besott", "b230"},
                   {"kum", "k500"},   {"kumel", "k540"}, {"x", "x000"}};
    for (size_t i = 0; i < 7; i++)
        if (ww_str_eqz(word, by_hand[i].word))
            return by_hand[i].code;
    return "";
}

static bool rule_agrees(const struct ww_link_records *r, size_t rule, size_t i, size_t j)
{
    const struct ww_str ai = value(r, "a", i), aj = value(r, "a", j), bi = value(r, "b", i),
                        bj = value(r, "b", j);
    const struct ww_str di = value(r, "born", i), dj = value(r, "born", j);
    switch (rule) {
    case 0: return ai.len && bi.len && ww_str_eq(ai, aj) && ww_str_eq(bi, bj);
    case 1: return di.len && ww_str_eq(di, dj);
    case 2:
        return ai.len && aj.len && di.len >= 4 && dj.len >= 4 &&
               strcmp(soundex_of(ai), soundex_of(aj)) == 0 && memcmp(di.ptr, dj.ptr, 4) == 0;
    default: return bi.len >= 2 && bj.len >= 2 && memcmp(bi.ptr, bj.ptr, 2) == 0;
    }
}

struct seen {
    unsigned char (*times)[RECORDS];
};

static enum ww_rc note_pairs(void *context, unsigned worker, const struct ww_pair *pairs, size_t n,
                             struct ww_err *err)
{
    struct seen *seen = context;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < n; i++)
        __atomic_fetch_add(&seen->times[pairs[i].a][pairs[i].b], 1, __ATOMIC_RELAXED);
    return WW_OK;
}

static bool mode_allows(const struct ww_link_records *r, enum ww_link_mode mode, size_t i, size_t j)
{
    const bool same = r->sources[i] == r->sources[j];
    return mode == WW_LINK_BOTH || same == (mode == WW_LINK_DEDUPLICATE);
}

WW_TEST(each_pair_once_and_no_other)
{
    struct world w = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 1);
    make_world(&w, &rng);
    for (int mode = WW_LINK_DEDUPLICATE; mode <= WW_LINK_BOTH; mode++)
        for (unsigned threads = 1; threads <= 2; threads++) {
            struct seen seen = {calloc(RECORDS, RECORDS)};
            struct ww_err err;
            const struct ww_pairs_job job = {.records = &w.records,
                                             .rules = w.model.blocking,
                                             .n_rules = w.model.n_blocking,
                                             .mode = (enum ww_link_mode)mode,
                                             .threads = threads,
                                             .context = &seen,
                                             .take = note_pairs};
            struct ww_block_cost costs[4];
            uint64_t fresh[4] = {0};
            CHECK_RC(ww_pairs_each(&job, &err), WW_OK);
            CHECK_RC(ww_blocks_cost(&w.records, w.model.blocking, 4, (enum ww_link_mode)mode, costs, &err),
                     WW_OK);
            for (size_t i = 0; i < RECORDS; i++)
                for (size_t j = 0; j < RECORDS; j++) {
                    size_t rule = 0;
                    while (rule < 4 && !rule_agrees(&w.records, rule, i, j))
                        rule++;
                    const bool wanted = i < j && rule < 4 &&
                                        mode_allows(&w.records, (enum ww_link_mode)mode, i, j);
                    fresh[wanted ? rule : 0] += wanted;
                    CHECK_INT(seen.times[i][j], wanted);
                }
            for (size_t r = 0; r < 4; r++)
                CHECK_INT((int)costs[r].fresh, (int)fresh[r]);
            free(seen.times);
        }
    free_world(&w);
}

WW_TEST(patterns_are_those_of_the_plain_way)
{
    struct world w = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed() + 2);
    make_world(&w, &rng);
    struct ww_comparer *comparer = NULL;
    struct ww_err err;
    CHECK_RC(ww_comparer_new(&w.model, &w.records, &comparer, &err), WW_OK);
    for (uint32_t i = 0; i < RECORDS; i++)
        for (uint32_t j = i + 1; j < RECORDS; j++) {
            const struct ww_pair pair = {i, j};
            ww_pattern pattern;
            ww_compare_pairs(comparer, &pair, 1, &pattern);
            CHECK(pattern == ww_compare_plain(&w.model, &w.records, pair));
        }
    ww_comparer_free(&comparer);
    free_world(&w);
}

/* By hand: what each comparison says of two records. */
WW_TEST(levels_by_hand)
{
    static const char *const fields[] = {"a", "b", "born", "place", "mail"};
    static const struct {
        const char *x[5], *y[5];
        unsigned gamma[5];
    } cases[] = {
        {{"tavir", "besot", "1980-05-17", "AB1 2CD", "ab@c.d"},
         {"tavir", "besott", "1980-05-17", "AB1 2CD", "ab@c.d"},
         {5, 3, 4, 5, 4}},
        {{"tavir", "besot", "1980-05-17", "AB1 2CD", "ab@c.d"},
         {"besot", "tavir", "1980-05-16", "AB1 2CE", "ab@e.f"},
         {4, 1, 3, 4, 3}},
        {{"tavir", "", "1980-05-17", "AB1 2CD", "abcde@c.d"},
         {"tavri", "kum", "1980-06-02", "AB1 9XX", "abcdf@e.f"},
         {3, 0, 2, 3, 2}},
        {{"kum", "x", "soon", "AB1 2CD", "ab@c.d"},
         {"kumel", "x", "1980-05-17", "AB2 2CD", ""},
         {3, 1, 0, 2, 0}},
    };
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_link_model model;
    struct ww_err err;
    CHECK_RC(ww_link_model_parse("t", ww_str_of(model_text), arena, &model, &err), WW_OK);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct ww_link_builder *builder = NULL;
        struct ww_link_records records;
        struct ww_str x[5], y[5];
        CHECK_RC(ww_link_builder_new(fields, 5, &builder, &err), WW_OK);
        for (size_t f = 0; f < 5; f++) {
            x[f] = ww_str_of(cases[c].x[f]);
            y[f] = ww_str_of(cases[c].y[f]);
        }
        CHECK_RC(ww_link_builder_add(builder, WW_STR("1"), 0, x, &err), WW_OK);
        CHECK_RC(ww_link_builder_add(builder, WW_STR("2"), 0, y, &err), WW_OK);
        ww_link_builder_done(builder, &records);
        const ww_pattern pattern = ww_compare_plain(&model, &records, (struct ww_pair){0, 1});
        for (size_t f = 0; f < 5; f++)
            CHECK_INT(ww_pattern_at(pattern, f), cases[c].gamma[f]);
        ww_link_builder_free(&builder);
    }
    ww_arena_free(&arena);
}

WW_TEST(a_model_reads_back_as_it_was)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_link_model model, again;
    struct ww_err err;
    struct ww_buf first = {0}, second = {0};
    CHECK_RC(ww_link_model_parse("t", ww_str_of(model_text), arena, &model, &err), WW_OK);
    CHECK(!ww_link_model_learnt(&model));
    model.lambda = 1.0 / 3;
    for (size_t c = 0; c < model.n_comparisons; c++)
        for (size_t l = 0; l < model.comparisons[c].n_levels; l++) {
            model.comparisons[c].levels[l].m = 1.0 / (double)(7 + l + c);
            model.comparisons[c].levels[l].u = 1.0 / (double)(70000 + l + c);
        }
    CHECK(ww_link_model_learnt(&model));
    CHECK_RC(ww_link_model_print(&model, &first, &err), WW_OK);
    CHECK_RC(ww_link_model_parse("t", ww_buf_view(&first), arena, &again, &err), WW_OK);
    CHECK_RC(ww_link_model_print(&again, &second, &err), WW_OK);
    CHECK_STR(second.data, first.data);
    CHECK(again.comparisons[1].levels[2].m == model.comparisons[1].levels[2].m);
    ww_buf_free(&first);
    ww_buf_free(&second);
    ww_arena_free(&arena);
}
