// SPDX-License-Identifier: Apache-2.0
/* The cube against a second implementation that goes row by row, compares texts and asks the calendar for each
 * date, over made-up extracts; both must agree on every cell and on every reason for leaving a record out. */
#include "evidence/cube.h"

#include "ww_test.h"

#include "evidence_fixture.h"

#define EXTRACTS_MAX 3
#define TEXTS        40

/* Made-up evidence: up to three extracts of one source, and what is in them. */
struct world {
    struct fx fx[EXTRACTS_MAX];
    struct ww_extract *extracts[EXTRACTS_MAX];
    struct ww_view *view;
    size_t n;
};

/* Key = place in a list of texts; the rest is left out, or has the last key. */
struct list {
    int64_t first, step;
    int32_t count;
    bool keep_rest;
    unsigned asked;
};

static int32_t list_key(void *context, struct ww_str text)
{
    struct list *list = context;
    list->asked++;
    for (int32_t i = 0; i < list->count; i++) {
        char wanted[32];
        fx_text(list->first + i * list->step, wanted);
        if (ww_str_eqz(text, wanted))
            return i;
    }
    return list->keep_rest ? list->count : -5;
}

/* The twin. */

static const struct fx_column *column_of(const struct fx *fx, enum ww_role role, const char *name)
{
    for (size_t c = 0; c < fx->n_columns; c++) {
        const struct ww_field *field = &fx->columns[c].field;
        if (role == WW_ROLE_ATTRIBUTE ? strcmp(field->name, name) == 0 : field->role == role)
            return &fx->columns[c];
    }
    return NULL;
}

static int64_t floor_of(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

static bool naive_day(const struct fx *fx, size_t row, int32_t *day)
{
    const struct fx_column *from = column_of(fx, WW_ROLE_FROM, NULL);
    if (!from || !from->has[row])
        return false;
    int64_t n = from->num[row];
    *day = (int32_t)(from->field.kind == WW_KIND_DATETIME ? floor_of(n, 86400) : n);
    return true;
}

static int32_t naive_time_key(const struct fx *fx, const struct ww_cube_dim *dim, size_t row)
{
    int32_t day;
    if (!naive_day(fx, row, &day))
        return -1;
    const struct fx_column *from = column_of(fx, WW_ROLE_FROM, NULL);
    enum ww_kind kind = from->field.kind;
    struct ww_date date = ww_date_of(day);
    int32_t key = -1;
    if (dim->by == WW_BY_MONTH)
        key = (date.year - 1970) * 12 + date.month - 1 - dim->origin;
    else if (dim->by == WW_BY_DAY && kind != WW_KIND_MONTH)
        key = day - dim->origin;
    else if (dim->by == WW_BY_WEEKDAY && kind != WW_KIND_MONTH)
        key = ww_weekday(day);
    else if (dim->by == WW_BY_HOUR && kind == WW_KIND_DATETIME)
        key = (int32_t)((from->num[row] - (int64_t)day * 86400) / 3600);
    return key < dim->size ? key : -1;
}

static int32_t naive_key(const struct fx *fx, const struct ww_cube_dim *dim, size_t row)
{
    if (dim->by != WW_BY_TEXT)
        return naive_time_key(fx, dim, row);
    const struct fx_column *column = column_of(fx, dim->role, dim->field);
    if (!column || !column->has[row])
        return dim->missing_key;
    char text[32];
    fx_text(column->num[row], text);
    return dim->key(dim->context, ww_str_of(text));
}

static void naive_record(const struct fx *fx, size_t index, size_t row, const struct ww_cube_spec *spec,
                         bool series, struct ww_cube *out)
{
    out->seen++;
    for (size_t i = 0; i < spec->n_where; i++)
        if (naive_key(fx, &spec->where[i], row) < 0) {
            out->where_out[i]++;
            return;
        }
    bool needs_time = spec->has_period;
    for (size_t i = 0; i < spec->n_dims; i++)
        needs_time |= spec->dims[i].by != WW_BY_TEXT;
    int32_t day = 0;
    if (needs_time && !naive_day(fx, row, &day)) {
        out->no_time++;
        return;
    }
    if (spec->has_period && (day < spec->period.first_day || day >= spec->period.end_day)) {
        out->outside++;
        return;
    }
    size_t cell = 0;
    for (size_t i = 0; i < spec->n_dims; i++) {
        int32_t key = naive_key(fx, &spec->dims[i], row);
        if (key < 0) {
            out->left_out[i]++;
            return;
        }
        cell = cell * (size_t)spec->dims[i].size + (size_t)key;
    }
    const struct fx_column *value = column_of(fx, WW_ROLE_VALUE, NULL);
    if (series && (!value || !value->has[row])) {
        out->no_value++;
        return;
    }
    out->counts[cell] += series ? value->num[row] : 1;
    out->counted++;
    out->used_by_extract[index]++;
}

static void naive_count(const struct world *world, const struct ww_cube_spec *spec, struct ww_cube *out)
{
    *out = (struct ww_cube){.size = 1};
    for (size_t i = 0; i < spec->n_dims; i++)
        out->size *= (size_t)spec->dims[i].size;
    out->counts = calloc(out->size, sizeof *out->counts);
    out->n_extracts = world->n;
    out->used_by_extract = calloc(world->n + 1, sizeof *out->used_by_extract);
    bool series = false;
    for (size_t i = 0; i < world->n; i++)
        series |= column_of(&world->fx[i], WW_ROLE_VALUE, NULL) != NULL;
    for (size_t i = 0; i < world->n; i++)
        for (size_t row = 0; row < world->fx[i].rows; row++)
            naive_record(&world->fx[i], i, row, spec, series, out);
}

static void check_same(const struct ww_cube *cube, const struct ww_cube *twin)
{
    uint64_t sum = cube->counted + cube->no_time + cube->outside + cube->no_value;
    CHECK_INT(cube->size, twin->size);
    size_t wrong = 0;
    for (size_t i = 0; i < cube->size; i++)
        wrong += cube->counts[i] != twin->counts[i];
    CHECK_INT(wrong, 0);
    CHECK_INT(cube->seen, twin->seen);
    CHECK_INT(cube->counted, twin->counted);
    CHECK_INT(cube->no_time, twin->no_time);
    CHECK_INT(cube->outside, twin->outside);
    CHECK_INT(cube->no_value, twin->no_value);
    for (size_t i = 0; i < WW_CUBE_MAX_DIMS; i++) {
        CHECK_INT(cube->left_out[i], twin->left_out[i]);
        sum += cube->left_out[i];
    }
    for (size_t i = 0; i < WW_CUBE_MAX_WHERE; i++) {
        CHECK_INT(cube->where_out[i], twin->where_out[i]);
        sum += cube->where_out[i];
    }
    if (CHECK_INT(cube->n_extracts, twin->n_extracts))
        for (size_t i = 0; i < cube->n_extracts; i++)
            CHECK_INT(cube->used_by_extract[i], twin->used_by_extract[i]);
    CHECK_INT(sum, cube->seen);
}

/* Building. */

static int64_t pick(struct ww_rng *rng, int64_t below)
{
    return (int64_t)ww_rng_below(rng, (uint64_t)below);
}

static void make_extract(struct world *world, struct ww_rng *rng, size_t rows, bool series)
{
    static const unsigned widths[] = {1, 2, 4};
    static const enum ww_kind times[] = {WW_KIND_MONTH, WW_KIND_DATE, WW_KIND_DATETIME};
    struct fx *fx = &world->fx[world->n];
    unsigned nulls = pick(rng, 2) ? 0 : 15;
    if (pick(rng, 8) || world->n == 0)
        fx_range(fx_add(fx, "lsoa", WW_KIND_CATEGORY, WW_ROLE_AREA, widths[pick(rng, 3)]), 0, TEXTS - 1,
                 nulls);
    fx_range(fx_add(fx, "id", WW_KIND_HEX, WW_ROLE_ID, 5), 0, 99, 0);
    fx_range(fx_add(fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, widths[pick(rng, 3)]), 0, 9,
             pick(rng, 2) ? 0 : 40);
    fx_range(fx_add(fx, "weapon", WW_KIND_CATEGORY, WW_ROLE_ATTRIBUTE, 1), 0, 3, nulls);
    if (pick(rng, 8) || world->n == 0) {
        enum ww_kind kind = times[pick(rng, 3)];
        /* From 1968 to 1971: days on both sides of 0. */
        int64_t unit = kind == WW_KIND_DATETIME ? 86400 : 1;
        fx_range(fx_add(fx, "when", kind, WW_ROLE_FROM, 0), -500 * unit, 700 * unit, nulls);
    }
    if (series && (pick(rng, 4) || world->n == 0)) {
        bool wide = pick(rng, 2) != 0;
        fx_range(fx_add(fx, "count", WW_KIND_INTEGER, WW_ROLE_VALUE, wide ? 8 : 4), 0,
                 wide ? INT64_C(1) << 40 : 1 << 30, nulls);
    }
    fx_fill(fx, rows, rng);
    struct ww_err err = {0};
    char path[256];
    fx_path("cube", path);
    CHECK_RC(fx_write(fx, path, 1 + (size_t)pick(rng, 3000), NULL, &err), WW_OK);
    CHECK_RC(ww_extract_open(path, &world->extracts[world->n], &err), WW_OK);
    unlink(path); /* the map keeps it */
    world->n++;
}

static void make_world(struct world *world, struct ww_rng *rng, size_t rows)
{
    struct ww_err err;
    *world = (struct world){0};
    size_t n = 1 + (size_t)pick(rng, EXTRACTS_MAX);
    bool series = pick(rng, 3) == 0;
    for (size_t i = 0; i < n; i++)
        make_extract(world, rng, (size_t)pick(rng, (int64_t)rows), series);
    CHECK_RC(ww_view_of_extracts(world->extracts, n, "made-up", &world->view, &err), WW_OK);
}

static void free_world(struct world *world)
{
    ww_view_close(&world->view);
    for (size_t i = 0; i < world->n; i++) {
        ww_extract_close(&world->extracts[i]);
        fx_free(&world->fx[i]);
    }
}

static struct ww_cube_dim make_dim(struct ww_rng *rng, struct list *list)
{
    static const struct {
        enum ww_role role;
        int64_t texts;
    } columns[] = {{WW_ROLE_AREA, TEXTS}, {WW_ROLE_CATEGORY, 10}, {WW_ROLE_ATTRIBUTE, 4}};
    int64_t c = pick(rng, 3);
    switch (pick(rng, 8)) {
    case 0:
        return (struct ww_cube_dim){
            .by = WW_BY_MONTH, .size = 1 + (int32_t)pick(rng, 40), .origin = (int32_t)pick(rng, 30) - 20};
    case 1:
        return (struct ww_cube_dim){
            .by = WW_BY_DAY, .size = 1 + (int32_t)pick(rng, 500), .origin = (int32_t)pick(rng, 900) - 400};
    case 2: return (struct ww_cube_dim){.by = WW_BY_WEEKDAY, .size = 7};
    case 3: return (struct ww_cube_dim){.by = WW_BY_HOUR, .size = 24};
    default: break;
    }
    *list = (struct list){.first = pick(rng, 3), .step = 1 + pick(rng, 3), .keep_rest = pick(rng, 2)};
    list->count = 1 + (int32_t)pick(rng, columns[c].texts);
    return (struct ww_cube_dim){.by = WW_BY_TEXT,
                                .role = columns[c].role,
                                .field = "weapon",
                                .size = list->count + list->keep_rest,
                                .missing_key = (int32_t)pick(rng, list->count + 1) - 1,
                                .key = list_key,
                                .context = list};
}

WW_TEST(same_as_the_twin)
{
    static const unsigned threads[] = {1, 2, 3, 8};
    struct ww_rng rng;
    ww_rng_seed(&rng, ww_test_seed());
    for (int round = 0; round < 120; round++) {
        struct world world;
        struct list lists[WW_CUBE_MAX_DIMS + WW_CUBE_MAX_WHERE];
        struct ww_cube_spec spec = {0};
        struct ww_err err = {0};
        make_world(&world, &rng, round % 10 ? 2500 : 9000);
        spec.n_dims = (size_t)pick(&rng, 4);
        spec.n_where = (size_t)pick(&rng, round % 20 ? 3 : WW_CUBE_MAX_WHERE + 1);
        for (size_t i = 0; i < spec.n_dims; i++)
            spec.dims[i] = make_dim(&rng, &lists[i]);
        for (size_t i = 0; i < spec.n_where; i++)
            spec.where[i] = make_dim(&rng, &lists[WW_CUBE_MAX_DIMS + i]);
        spec.has_period = pick(&rng, 2);
        spec.period.first_day = (int32_t)pick(&rng, 600) - 400;
        spec.period.end_day = spec.period.first_day + (int32_t)pick(&rng, 600);
        struct ww_cube twin;
        naive_count(&world, &spec, &twin);
        for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
            struct ww_cube cube = {0};
            if (CHECK_RC(ww_cube_count(world.view, &spec, threads[t], &cube, &err), WW_OK))
                check_same(&cube, &twin);
            else
                printf("%s\n", err.message);
            ww_cube_free(&cube);
        }
        ww_cube_free(&twin);
        free_world(&world);
    }
}

/* More cells than eight threads may each have of their own: they share them. */
WW_TEST(many_cells_are_shared)
{
    struct ww_rng rng;
    struct world world = {0};
    struct ww_err err = {0};
    ww_rng_seed(&rng, ww_test_seed());
    make_extract(&world, &rng, 20000, false);
    while (column_of(&world.fx[0], WW_ROLE_FROM, NULL)->field.kind == WW_KIND_MONTH) {
        free_world(&world);
        world = (struct world){0};
        make_extract(&world, &rng, 20000, false);
    }
    CHECK_RC(ww_view_of_extract(world.extracts[0], "made-up", &world.view, &err), WW_OK);
    struct list areas = {.step = 1, .count = TEXTS}, types = {.step = 1, .count = 10};
    struct ww_cube_spec spec = {
        .dims = {{.by = WW_BY_TEXT,
                  .role = WW_ROLE_AREA,
                  .size = TEXTS,
                  .missing_key = -1,
                  .key = list_key,
                  .context = &areas},
                 {.by = WW_BY_DAY, .size = 1100, .origin = -450},
                 {.by = WW_BY_TEXT,
                  .role = WW_ROLE_CATEGORY,
                  .size = 10,
                  .missing_key = 9,
                  .key = list_key,
                  .context = &types},
                 {.by = WW_BY_WEEKDAY, .size = 7}},
        .n_dims = 4,
    };
    struct ww_cube twin, cube = {0};
    naive_count(&world, &spec, &twin);
    areas.asked = 0;
    CHECK_RC(ww_cube_count(world.view, &spec, 8, &cube, &err), WW_OK);
    CHECK_INT(areas.asked, TEXTS); /* once a text, whatever the rows and threads */
    check_same(&cube, &twin);
    ww_cube_free(&cube);
    CHECK_RC(ww_cube_count(world.view, &spec, 1, &cube, &err), WW_OK);
    check_same(&cube, &twin);
    ww_cube_free(&cube);
    ww_cube_free(&twin);
    free_world(&world);
}

/* Worked by hand: five records, one for each way out. */
WW_TEST(reasons_by_hand)
{
    struct fx fx = {0};
    struct ww_rng rng;
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct ww_view *view = NULL;
    char path[256];
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "type", WW_KIND_CATEGORY, WW_ROLE_CATEGORY, 1), 0, 2, 0);
    fx_range(fx_add(&fx, "when", WW_KIND_DATE, WW_ROLE_FROM, 0), 0, 0, 0);
    fx_fill(&fx, 5, &rng);
    static const int64_t types[] = {0, 1, 1, 2, 1}, days[] = {3, 3, 3, 3, 40};
    memcpy(fx.columns[0].num, types, sizeof types);
    memcpy(fx.columns[1].num, days, sizeof days);
    fx.columns[1].has[2] = 0;
    fx_path("hand", path);
    CHECK_RC(fx_write(&fx, path, 5, NULL, &err), WW_OK);
    CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK);
    CHECK_RC(ww_view_of_extract(extract, "made-up", &view, &err), WW_OK);
    struct list not_first = {.first = 1, .step = 1, .count = 2}, second = {.first = 1, .step = 1, .count = 1};
    struct ww_cube_spec spec = {
        .dims = {{.by = WW_BY_TEXT,
                  .role = WW_ROLE_CATEGORY,
                  .size = 1,
                  .missing_key = -1,
                  .key = list_key,
                  .context = &second}},
        .n_dims = 1,
        .where = {{.by = WW_BY_TEXT,
                   .role = WW_ROLE_CATEGORY,
                   .size = 2,
                   .missing_key = -1,
                   .key = list_key,
                   .context = &not_first}},
        .n_where = 1,
        .has_period = true,
        .period = {0, 31},
    };
    struct ww_cube cube = {0};
    CHECK_RC(ww_cube_count(view, &spec, 1, &cube, &err), WW_OK);
    CHECK_INT(cube.size, 1);
    CHECK_INT(cube.counts[0], 1);    /* the second record */
    CHECK_INT(cube.where_out[0], 1); /* the first */
    CHECK_INT(cube.no_time, 1);      /* the third */
    CHECK_INT(cube.left_out[0], 1);  /* the fourth */
    CHECK_INT(cube.outside, 1);      /* the fifth */
    CHECK_INT(cube.seen, 5);
    ww_cube_free(&cube);
    ww_view_close(&view);
    ww_extract_close(&extract);
    fx_free(&fx);
    unlink(path);
}

/* A source that delivers month by month has more extracts than anybody would put into an array of fixed length. */
WW_TEST(every_extract_is_counted_however_many)
{
    enum { MANY = 150 };
    struct ww_rng rng;
    struct world world = {0};
    struct ww_err err = {0};
    ww_rng_seed(&rng, ww_test_seed());
    make_extract(&world, &rng, 40, false);
    uint64_t rows = ww_extract_rows(world.extracts[0]);
    struct ww_extract *same[MANY];
    for (size_t i = 0; i < MANY; i++)
        same[i] = world.extracts[0];
    CHECK_RC(ww_view_of_extracts(same, MANY, "monthly", &world.view, &err), WW_OK);
    struct ww_cube_spec spec = {0};
    struct ww_cube cube = {0};
    CHECK_RC(ww_cube_count(world.view, &spec, 3, &cube, &err), WW_OK);
    CHECK_INT(cube.n_extracts, MANY);
    for (size_t i = 0; i < cube.n_extracts; i++)
        CHECK_INT(cube.used_by_extract[i], rows);
    ww_cube_free(&cube);
    free_world(&world);
}

/* One extract of each fault; the message names what is wrong. */
static void check_refused(struct fx *fx, const struct ww_cube_spec *spec, enum ww_rc expected,
                          const char *says)
{
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct ww_view *view = NULL;
    struct ww_cube cube = {.size = 77};
    char path[256];
    fx_path("refused", path);
    CHECK_RC(fx_write(fx, path, 10, NULL, &err), WW_OK);
    CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK);
    CHECK_RC(ww_view_of_extract(extract, "made-up", &view, &err), WW_OK);
    CHECK_RC(ww_cube_count(view, spec, 2, &cube, &err), expected);
    if (!CHECK(strstr(err.message, says) != NULL))
        printf("says: %s\n", err.message);
    CHECK_INT(cube.size, 77); /* untouched */
    ww_view_close(&view);
    ww_extract_close(&extract);
    unlink(path);
}

WW_TEST(what_cannot_be_counted_is_refused)
{
    struct ww_rng rng;
    struct list list = {.step = 1, .count = 1};
    struct fx fx = {0};
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "note", WW_KIND_TEXT, WW_ROLE_CATEGORY, 0), 0, 2, 0);
    fx_fill(&fx, 30, &rng);
    struct ww_cube_dim text = {.by = WW_BY_TEXT,
                               .role = WW_ROLE_CATEGORY,
                               .size = 1,
                               .missing_key = -1,
                               .key = list_key,
                               .context = &list};
    struct ww_cube_spec spec = {.dims = {text}, .n_dims = 1};
    check_refused(&fx, &spec, WW_E_USAGE, "\"note\" is of kind text");
    spec.dims[0].role = WW_ROLE_AREA;
    check_refused(&fx, &spec, WW_E_USAGE, "\"made-up\" has no column for \"area\"");
    spec.dims[0] = (struct ww_cube_dim){.by = WW_BY_MONTH, .size = 12};
    check_refused(&fx, &spec, WW_E_USAGE, "no column for \"from\"");
    spec.dims[0] = (struct ww_cube_dim){.by = WW_BY_HOUR, .size = 12};
    check_refused(&fx, &spec, WW_E_USAGE, "12 steps");
    spec.dims[0] = (struct ww_cube_dim){.by = WW_BY_DAY, .size = 1 << 15};
    spec.dims[1] = (struct ww_cube_dim){.by = WW_BY_DAY, .size = 1 << 14};
    spec.n_dims = 2;
    check_refused(&fx, &spec, WW_E_LIMIT, "more than 268435456 cells");
    spec.n_dims = 0;
    spec.has_period = true;
    check_refused(&fx, &spec, WW_E_USAGE, "no column for \"from\"");
    spec.has_period = false;
    fx_free(&fx);

    fx_range(fx_add(&fx, "cost", WW_KIND_NUMBER, WW_ROLE_VALUE, 0), 0, 2, 0);
    fx_fill(&fx, 30, &rng);
    check_refused(&fx, &spec, WW_E_USAGE, "\"cost\" is of kind number");
    fx_free(&fx);
    fx_range(fx_add(&fx, "count", WW_KIND_INTEGER, WW_ROLE_VALUE, 4), 0, 2, 0);
    fx_fill(&fx, 30, &rng);
    fx.columns[0].num[25] = -3;
    check_refused(&fx, &spec, WW_E_INPUT, "holds -3");
    fx_free(&fx);
    fx_range(fx_add(&fx, "count", WW_KIND_INTEGER, WW_ROLE_VALUE, 8), INT64_MAX / 4, INT64_MAX / 4, 0);
    fx_fill(&fx, 30, &rng);
    check_refused(&fx, &spec, WW_E_LIMIT, "add up to more than");
    fx_free(&fx);
    fx_range(fx_add(&fx, "when", WW_KIND_INTEGER, WW_ROLE_FROM, 4), 0, 1, 0);
    fx_fill(&fx, 30, &rng);
    check_refused(&fx, &spec, WW_E_USAGE, "cannot say when");
    fx_free(&fx);
}

WW_TEST(times_at_the_ends_of_the_calendar)
{
    struct ww_rng rng;
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_extract *extract = NULL;
    struct ww_view *view = NULL;
    struct ww_cube cube = {0};
    char path[256];
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "when", WW_KIND_DATETIME, WW_ROLE_FROM, 0), 0, 0, 0);
    fx_fill(&fx, 5, &rng);
    static const int64_t seconds[] = {INT64_MIN, INT64_MAX, -1, 0, 86399};
    memcpy(fx.columns[0].num, seconds, sizeof seconds);
    fx_path("ends", path);
    CHECK_RC(fx_write(&fx, path, 5, NULL, &err), WW_OK);
    CHECK_RC(ww_extract_open(path, &extract, &err), WW_OK);
    CHECK_RC(ww_view_of_extract(extract, "made-up", &view, &err), WW_OK);
    struct ww_cube_spec spec = {.dims = {{.by = WW_BY_MONTH, .size = 2, .origin = -1}}, .n_dims = 1};
    CHECK_RC(ww_cube_count(view, &spec, 1, &cube, &err), WW_OK);
    CHECK_INT(cube.counts[0], 1); /* 1969-12-31T23:59:59 */
    CHECK_INT(cube.counts[1], 2);
    CHECK_INT(cube.left_out[0], 2);
    ww_cube_free(&cube);
    spec.dims[0] = (struct ww_cube_dim){.by = WW_BY_HOUR, .size = 24};
    CHECK_RC(ww_cube_count(view, &spec, 1, &cube, &err), WW_OK);
    CHECK_INT(cube.counts[0], 1);
    CHECK(cube.counts[23] >= 2);
    ww_cube_free(&cube);
    ww_view_close(&view);
    ww_extract_close(&extract);
    fx_free(&fx);
    unlink(path);
}

WW_TEST(memory_that_runs_out)
{
    struct ww_rng rng;
    struct world world = {0};
    struct ww_err err = {0};
    ww_rng_seed(&rng, 9);
    make_extract(&world, &rng, 5000, false);
    CHECK_RC(ww_view_of_extract(world.extracts[0], "made-up", &world.view, &err), WW_OK);
    struct list list = {.step = 1, .count = 10};
    struct ww_cube_spec spec = {
        .dims = {{.by = WW_BY_TEXT,
                  .role = WW_ROLE_CATEGORY,
                  .size = 10,
                  .missing_key = -1,
                  .key = list_key,
                  .context = &list},
                 {.by = WW_BY_MONTH, .size = 12}},
        .n_dims = 2,
    };
    bool done = false;
    unsigned failures = 0;
    for (unsigned long n = 1; n < 200 && !done; n++) {
        struct ww_cube cube = {0};
        ww_mem_fail_after(n);
        enum ww_rc rc = ww_cube_count(world.view, &spec, 2, &cube, &err);
        ww_mem_fail_after(0);
        CHECK(rc == WW_OK || rc == WW_E_NOMEM);
        failures += rc != WW_OK;
        done = rc == WW_OK;
        ww_cube_free(&cube);
    }
    CHECK(done);
    CHECK(failures > 3);
    free_world(&world);
}
