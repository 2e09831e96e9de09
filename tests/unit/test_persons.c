// SPDX-License-Identifier: Apache-2.0
/* Records by person against a plain loop and a plain sort. */
#include "ww_test.h"

#include "measure/persons.h"
#include "people_fixture.h"

static const char SPAN[] = "2016-07..2018-06";
static const char *const bands[] = {NULL, "red", "green"};

struct people {
    struct pf_source source;
    const char **from, **area, **person, **text_person, **age, **colour;
};

/* Few persons, so that many come back; some pseudonyms differ in their last bytes only. */
static void make(struct people *p, size_t n)
{
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    *p = (struct people){.source = {.name = "made",
                                    .subject = "recorded-crime",
                                    .shape = WW_SHAPE_EVENTS,
                                    .n_rows = n,
                                    .period = mf_period(SPAN)}};
    p->from = pf_add(&p->source, "from", WW_KIND_DATE, WW_ROLE_FROM, NULL);
    p->area = pf_add(&p->source, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, "lsoa11");
    p->person = pf_add(&p->source, "person", WW_KIND_HEX, WW_ROLE_ATTRIBUTE, NULL);
    p->text_person = pf_add(&p->source, "name", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    p->age = pf_add(&p->source, "age", WW_KIND_INTEGER, WW_ROLE_ATTRIBUTE, NULL);
    p->colour = pf_add(&p->source, "colour", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, NULL);
    for (size_t i = 0; i < n; i++) {
        unsigned who = (unsigned)ww_rng_below(&rng, n / 3 + 1);
        int month = (int)ww_rng_below(&rng, 24) + 7; /* from July 2016 */
        p->from[i] = ww_rng_below(&rng, 50) ? pf_text("%d-%02d-%02d", 2016 + (month - 1) / 12,
                                                      (month - 1) % 12 + 1, 1 + (int)ww_rng_below(&rng, 28))
                                            : NULL;
        p->area[i] = ww_rng_below(&rng, 9) ? "E01000002" : "E01000006"; /* the last is elsewhere */
        if (ww_rng_below(&rng, 10)) {
            p->person[i] = who % 2 ? pf_text("%08xffffff01", who * 2654435761u)
                                   : pf_text("80000000%08x", who);
            p->text_person[i] = p->person[i];
        }
        p->age[i] = ww_rng_below(&rng, 12) ? pf_text("%d", (int)ww_rng_below(&rng, 100)) : NULL;
        p->colour[i] = MF_PICK(&rng, bands);
    }
}

static int plain_order(const void *a, const void *b)
{
    const struct ww_person_event *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return x->day != y->day ? x->day - y->day : x->key - y->key;
}

static int32_t plain_key(const struct people *p, size_t i, const struct ww_cube_dim *by)
{
    if (!by)
        return 0;
    if (by->by == WW_BY_TEXT)
        return !p->colour[i] ? WW_LEAVE_OUT : strcmp(p->colour[i], "red") == 0 ? 0 : 1;
    int age = p->age[i] ? (int)strtol(p->age[i], NULL, 10) : -1;
    return age < 10 ? 3 : age < 18 ? 0 : age < 65 ? 1 : 2;
}

static int32_t red_or_not(void *context, struct ww_str text)
{
    (void)context;
    return ww_str_eqz(text, "red") ? 0 : 1;
}

static const int32_t edges[] = {10, 18, 65};
static const struct ww_cube_dim by_age = {.by = WW_BY_NUMBER,
                                          .role = WW_ROLE_ATTRIBUTE,
                                          .field = "age",
                                          .size = 4,
                                          .missing_key = 3,
                                          .edges = edges,
                                          .n_edges = 3};
static const struct ww_cube_dim by_colour = {.by = WW_BY_TEXT,
                                             .role = WW_ROLE_ATTRIBUTE,
                                             .field = "colour",
                                             .size = 2,
                                             .missing_key = WW_LEAVE_OUT,
                                             .key = red_or_not};

/* Reads, and compares event by event. */
static void compare(struct mf *mf, const struct people *p, const char *field, const struct ww_cube_dim *by)
{
    struct pf_asked asked;
    struct ww_persons got = {0};
    struct ww_person_event *plain = calloc(p->source.n_rows, sizeof *plain);
    const struct ww_period period = mf_period("2017-01..2017-12");
    size_t n = 0, no_person = 0, left_out = 0, no_time = 0;
    for (size_t i = 0; i < p->source.n_rows; i++) {
        int year, month, day;
        if (strcmp(p->area[i], "E01000002") != 0)
            continue;
        if (!p->from[i]) {
            no_time++;
            continue;
        }
        sscanf(p->from[i], "%d-%d-%d", &year, &month, &day); // NOLINT
        if (year != 2017)
            continue;
        no_person += !p->person[i];
        if (!p->person[i])
            continue;
        int32_t key = plain_key(p, i, by);
        left_out += key == WW_LEAVE_OUT;
        if (key != WW_LEAVE_OUT)
            plain[n++] = (struct ww_person_event){strtoull(p->person[i], NULL, 16), mf_day(year, month, day),
                                                  key};
    }
    qsort(plain, n, sizeof *plain, plain_order);
    if (pf_ask(mf, "made", SPAN, &asked) &&
        CHECK_RC(ww_persons_read(&asked.ask, field, period, by, &got, &mf->err), WW_OK)) {
        CHECK_INT(got.n, n);
        CHECK_U64(got.no_person, no_person);
        CHECK_U64(got.no_time, no_time);
        CHECK_U64(got.left_out, left_out);
        CHECK_U64(got.used[0], n);
        bool hashed = strcmp(field, "name") == 0;
        size_t different = 0, persons = 0, plain_persons = 0;
        for (size_t i = 0; i < n && i < got.n; i++)
            different += plain_order(&plain[i], &got.events[i]) != 0;
        for (size_t i = 0; i < got.n; i = ww_persons_end(&got, i))
            persons++;
        for (size_t i = 0; i < n; i++)
            plain_persons += i == 0 || plain[i].person != plain[i - 1].person;
        CHECK_INT(persons, plain_persons);
        if (!hashed)
            CHECK_INT(different, 0);
    }
    ww_persons_free(&got);
    ww_arena_free(&asked.arena);
    free(plain);
}

WW_TEST(persons_in_order)
{
    struct mf mf;
    struct people people;
    if (!mf_open(&mf))
        return;
    make(&people, 9000);
    if (pf_publish(&mf, &people.source)) {
        compare(&mf, &people, "person", NULL);
        compare(&mf, &people, "person", &by_age);
        compare(&mf, &people, "person", &by_colour);
        compare(&mf, &people, "name", &by_age);
    }
    pf_free(&people.source);
    mf_close(&mf);
}

WW_TEST(columns_that_cannot_hold_pseudonyms_are_refused)
{
    struct mf mf;
    struct people people;
    struct pf_asked asked = {0};
    struct ww_persons got = {0};
    if (!mf_open(&mf))
        return;
    make(&people, 50);
    if (pf_publish(&mf, &people.source) && pf_ask(&mf, "made", SPAN, &asked)) {
        CHECK_RC(ww_persons_read(&asked.ask, "victim_person", mf_period(SPAN), NULL, &got, &mf.err),
                 WW_E_NOT_FOUND);
        CHECK(strstr(mf.err.message, "victim_person") != NULL);
        CHECK_RC(ww_persons_read(&asked.ask, "age", mf_period(SPAN), NULL, &got, &mf.err), WW_E_USAGE);
    }
    ww_arena_free(&asked.arena);
    pf_free(&people.source);
    mf_close(&mf);
}
