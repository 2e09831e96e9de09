// SPDX-License-Identifier: Apache-2.0
/* Files made to specifications: each specification is written to a file, made, and its rows are counted from the CSV; then
 * one text in it is changed for the worse, and it must be refused with the place named. */
#include "sample/extra.h"

#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/file.h"
#include "base/time.h"
#include "line_csv.h"
#include "ww_test.h"

/* --- a place to work in ------------------------------------------------------------------------------ */

struct bench {
    char folder[64];
    struct ww_sample_facts facts;
    struct ww_spots *spots;
};

static const char *shipped(void)
{
    static char path[WW_PATH_MAX];
    const char *root = getenv("WW_ROOT");
    snprintf(path, sizeof path, "%s/share/sample", root ? root : ".");
    return path;
}

static int remove_entry(const char *path, const struct stat *info, int flag, struct FTW *ftw)
{
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void put_file(const struct bench *b, const char *name, const char *text)
{
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    CHECK(ww_path_join(b->folder, name, path, sizeof path));
    CHECK_RC(ww_file_write(path, ww_str_of(text), &err), WW_OK);
}

static bool set_up(struct bench *b)
{
    struct ww_err err = {0};
    *b = (struct bench){.folder = "/tmp/ww-extra-XXXXXX"};
    if (!CHECK(mkdtemp(b->folder) != NULL) ||
        !CHECK_RC(ww_sample_facts_load(shipped(), &b->facts, &err), WW_OK))
        return false;
    b->spots = ww_new_array(b->facts.n_lsoas, sizeof *b->spots);
    struct ww_rng rng = ww_rng_split(1, 1);
    for (size_t i = 0; b->spots && i < b->facts.n_lsoas; i++)
        b->spots[i] = ww_spots_of((struct ww_bng){600000 + 1000 * (double)i, 500000}, 250, &rng);
    char folder[WW_PATH_MAX];
    CHECK(ww_path_join(b->folder, "sources", folder, sizeof folder) && mkdir(folder, 0755) == 0);
    CHECK(ww_path_join(b->folder, "files", folder, sizeof folder) && mkdir(folder, 0755) == 0);
    return CHECK(b->spots != NULL);
}

static void tear_down(struct bench *b)
{
    ww_sample_facts_free(&b->facts);
    free(b->spots);
    nftw(b->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* Reads and writes everything in sources/. */
static enum ww_rc make_all(const struct bench *b, uint64_t seed, uint32_t scale, uint64_t *rows,
                           struct ww_err *err)
{
    struct ww_extras extras = {0};
    uint64_t bytes = 0;
    const struct ww_extra_request request = {&b->facts, b->spots, b->folder, b->folder, seed, scale};
    enum ww_rc rc = ww_extras_load(b->folder, &b->facts, &extras, err);
    *rows = 0;
    for (size_t i = 0; i < extras.n && !rc; i++)
        rc = ww_extra_write(&extras.items[i], &request, rows, &bytes, err);
    ww_extras_free(&extras);
    return rc;
}

/* --- the good specification -------------------------------------------------------------------------- */

static const char good[] =
    "{\"source\":\"test\",\"file\":\"test.csv\",\"origin\":\"invented\",\n"
    " \"years\":{\"2016/17\":400,\"2017/18\":336},\n"
    " \"columns\":[\n"
    "  {\"name\":\"id\",\"make\":\"serial\",\"prefix\":\"T\"},\n"
    "  {\"name\":\"when\",\"make\":\"time\",\"months\":[[40,40,40,40,40,40,40,40,20,20,20,20],\n"
    "    [28,28,28,28,28,28,28,28,28,28,28,28]],\"hours\":[HOURS]},\n"
    "  {\"name\":\"kind\",\"make\":\"counts\",\"values\":{\"Knife, cut\":[60,61],\"Other\":[340,275]}},\n"
    "  {\"name\":\"sex\",\"make\":\"shares\",\"values\":{\"Female\":26,\"Male\":74},\n"
    "   \"given\":{\"column\":\"kind\",\"values\":{\"Knife, cut\":{\"Female\":10,\"Male\":90}}}},\n"
    "  {\"name\":\"lsoa\",\"make\":\"places\",\"level\":\"lsoa\",\"rest\":\"commercial\",\n"
    "   \"wards\":{\"X05000020\":[120,100],\"X05000019\":10},\"lsoas\":{\"X01000123\":[50,7],\"X01000001\":5}},\n"
    "  {\"name\":\"ward\",\"make\":\"ward\",\"of\":\"lsoa\"},\n"
    "  {\"name\":\"age\",\"make\":\"ages\",\"values\":{\"0-17\":[40,30],\"18-25\":[60,70],\"26+\":[280,230],\"Not known\":[20,6]},\n"
    "   \"given\":{\"column\":\"ward\",\"values\":{\"X05000020\":{\"18-25\":[30,25],\"26+\":[90,75]}}}},\n"
    "  {\"name\":\"needs\",\"make\":\"several\",\"values\":{\"Drugs\":45,\"Work\":[60,50]}},\n"
    "  {\"name\":\"x\",\"make\":\"easting\",\"of\":\"lsoa\"},{\"name\":\"y\",\"make\":\"northing\",\"of\":\"lsoa\"},\n"
    "  {\"name\":\"left\",\"make\":\"later\",\"of\":\"when\",\"days\":[30,40],\"share\":[60,50],\"by\":\"2018-06-30\"},\n"
    "  {\"name\":\"person\",\"make\":\"person\",\"times\":{\"1\":70,\"2\":20,\"4\":10},\"like\":[\"sex\",\"age\"]},\n"
    "  {\"name\":\"n\",\"make\":\"number\",\"range\":[3,5]},\n"
    "  {\"name\":\"c\",\"make\":\"constant\",\"value\":\"a, b\"} ]}\n";

/* The week of the test: 2 rows an hour in 336, so each hour of 2017/18 has exactly two; Sunday 23:00 none of them, and
 * Monday 00:00 four. */
static void put_good(const struct bench *b, const char *from, const char *to)
{
    struct ww_buf text = {0}, week = {0};
    for (int hour = 0; hour < 168; hour++)
        ww_buf_printf(&week, "%s%d%s", hour % 24 ? "," : "[",
                      hour == 0     ? 4
                      : hour == 167 ? 0
                                    : 2,
                      hour % 24 == 23 ? hour == 167 ? "]" : "]," : "");
    const char *hours = strstr(good, "HOURS");
    ww_buf_add(&text, good, (size_t)(hours - good));
    ww_buf_str(&text, ww_buf_view(&week));
    ww_buf_z(&text, hours + strlen("HOURS"));
    struct ww_buf changed = {0};
    const char *at = from ? strstr(text.data, from) : NULL;
    CHECK(!from || at);
    if (at) {
        ww_buf_add(&changed, text.data, (size_t)(at - text.data));
        ww_buf_z(&changed, to);
        ww_buf_z(&changed, at + strlen(from));
    }
    put_file(b, "sources/test.json", at ? changed.data : text.data);
    ww_buf_free(&text);
    ww_buf_free(&week);
    ww_buf_free(&changed);
}

/* --- counting ---------------------------------------------------------------------------------------- */

enum {
    FEMALE,
    KNIFE,
    KNIFE_FEMALE,
    MARKET,
    STATION,
    NAMED,
    SINGLE,
    YOUNG,
    MIDDLE,
    OLD,
    UNKNOWN,
    MARKET_MIDDLE,
    MARKET_OLD,
    DRUGS,
    WORK,
    LEFT,
    JULY,
    MONDAY_MIDNIGHT,
    SUNDAY_LAST,
    ODD,
    ROWS,
    COUNTS
};

static bool is(const struct line_csv *csv, const char *column, const char *value)
{
    return strcmp(line_csv_cell(csv, column), value) == 0;
}

static void count_row(const struct line_csv *csv, uint64_t n[COUNTS])
{
    int64_t when = 0, left = 0;
    bool has_time = false, market = is(csv, "ward", "X05000020"), female = is(csv, "sex", "Female");
    const char *age = line_csv_cell(csv, "age");
    long years = strtol(age, NULL, 10), number = strtol(line_csv_cell(csv, "n"), NULL, 10);
    n[ODD] += !ww_parse_datetime(ww_str_of(line_csv_cell(csv, "when")), &when, &has_time) || !has_time;
    const int weekday = ww_weekday((int32_t)ww_day_of_second(when)), hour = (int)(when % 86400 / 3600);
    n[ROWS]++;
    n[FEMALE] += female;
    n[KNIFE] += is(csv, "kind", "Knife, cut");
    n[KNIFE_FEMALE] += is(csv, "kind", "Knife, cut") && female;
    n[MARKET] += market;
    n[STATION] += is(csv, "ward", "X05000019");
    n[NAMED] += is(csv, "lsoa", "X01000123");
    n[SINGLE] += is(csv, "lsoa", "X01000001");
    n[YOUNG] += *age && years < 18;
    n[MIDDLE] += years >= 18 && years <= 25;
    n[OLD] += years > 25;
    n[UNKNOWN] += !*age;
    n[MARKET_MIDDLE] += market && years >= 18 && years <= 25;
    n[MARKET_OLD] += market && years > 25;
    n[DRUGS] += strstr(line_csv_cell(csv, "needs"), "Drugs") != NULL;
    n[WORK] += strstr(line_csv_cell(csv, "needs"), "Work") != NULL;
    n[JULY] += strstr(line_csv_cell(csv, "when"), "-07-") != NULL;
    n[MONDAY_MIDNIGHT] += weekday == 0 && hour == 0;
    n[SUNDAY_LAST] += weekday == 6 && hour == 23;
    n[ODD] += number < 3 || number > 5 || !is(csv, "c", "a, b") || strlen(line_csv_cell(csv, "person")) != 16;
    if (*line_csv_cell(csv, "left")) {
        n[LEFT]++;
        n[ODD] += !ww_parse_datetime(ww_str_of(line_csv_cell(csv, "left")), &left, &has_time) || has_time;
        int64_t days = ww_day_of_second(left) - ww_day_of_second(when);
        n[ODD] += days < 30 || days > 40 || strcmp(line_csv_cell(csv, "left"), "2018-06-30") > 0;
    }
}

/* Counts of both years. */
static void count_rows(const struct bench *b, uint64_t n[2][COUNTS])
{
    char path[WW_PATH_MAX];
    struct line_csv *csv = calloc(1, sizeof *csv);
    memset(n, 0, 2 * sizeof *n);
    if (!CHECK(csv && ww_path_join(b->folder, "test.csv", path, sizeof path) && line_csv_open(csv, path))) {
        free(csv);
        return;
    }
    while (line_csv_next(csv))
        count_row(csv, n[strcmp(line_csv_cell(csv, "when"), "2017-07") > 0]);
    line_csv_close(csv);
    free(csv);
}

static const uint64_t expected[2][COUNTS] = {
    {[FEMALE] = 104,
     [KNIFE] = 60,
     [KNIFE_FEMALE] = 6,
     [MARKET] = 120,
     [STATION] = 40,
     [NAMED] = 50,
     [SINGLE] = 20,
     [YOUNG] = 40,
     [MIDDLE] = 60,
     [OLD] = 280,
     [UNKNOWN] = 20,
     [MARKET_MIDDLE] = 30,
     [MARKET_OLD] = 90,
     [DRUGS] = 180,
     [WORK] = 240,
     [LEFT] = 240,
     [JULY] = 40,
     [ROWS] = 400},
    {[FEMALE] = 87,
     [KNIFE] = 61,
     [KNIFE_FEMALE] = 6,
     [MARKET] = 100,
     [STATION] = 34,
     [NAMED] = 7,
     [SINGLE] = 17,
     [YOUNG] = 30,
     [MIDDLE] = 70,
     [OLD] = 230,
     [UNKNOWN] = 6,
     [MARKET_MIDDLE] = 25,
     [MARKET_OLD] = 75,
     [DRUGS] = 151,
     [WORK] = 168,
     [JULY] = 28,
     [MONDAY_MIDNIGHT] = 4,
     [ROWS] = 336},
};

static void check_counts(const struct bench *b, uint64_t scale)
{
    uint64_t n[2][COUNTS];
    count_rows(b, n);
    for (size_t y = 0; y < 2; y++)
        for (size_t i = 0; i < COUNTS; i++) {
            bool free_year = (y == 0 && (i == MONDAY_MIDNIGHT || i == SUNDAY_LAST)) || (y == 1 && i == LEFT);
            if (!free_year && !CHECK_INT(n[y][i], expected[y][i] * scale))
                printf("    count %zu of year %zu\n", i, y);
        }
    CHECK(n[1][LEFT] > 100 * scale && n[1][LEFT] < 168 * scale); /* some would be after the extract's end */
}

WW_TEST(every_number_holds_for_any_seed_and_scale)
{
    struct bench b;
    uint64_t rows = 0;
    struct ww_err err = {0};
    const uint64_t seeds[] = {1, ww_test_seed()};
    if (set_up(&b)) {
        put_good(&b, NULL, NULL);
        for (uint32_t i = 0; i < 2; i++) {
            if (!CHECK_RC(make_all(&b, seeds[i], i + 1, &rows, &err), WW_OK))
                printf("    %s: %s\n", err.source, err.message);
            CHECK_INT(rows, 736 * (i + 1));
            check_counts(&b, i + 1);
        }
    }
    tear_down(&b);
}

/* --- persons ----------------------------------------------------------------------------------------- */

struct person {
    char id[20], sex[8], age[8];
    size_t rows;
};

static size_t read_persons(const struct bench *b, struct person *persons, size_t most)
{
    char path[WW_PATH_MAX];
    size_t n = 0;
    struct line_csv *csv = calloc(1, sizeof *csv);
    CHECK(csv && ww_path_join(b->folder, "test.csv", path, sizeof path) && line_csv_open(csv, path));
    while (csv && line_csv_next(csv)) {
        size_t i = 0;
        while (i < n && !is(csv, "person", persons[i].id))
            i++;
        if (i == n && CHECK(n < most)) {
            snprintf(persons[n].id, sizeof persons[n].id, "%s", line_csv_cell(csv, "person"));
            snprintf(persons[n].sex, sizeof persons[n].sex, "%s", line_csv_cell(csv, "sex"));
            snprintf(persons[n++].age, sizeof persons[n].age, "%s", line_csv_cell(csv, "age"));
        }
        persons[i].rows++;
        CHECK(is(csv, "sex", persons[i].sex) &&
              is(csv, "age", persons[i].age)); /* one person, one sex and age */
    }
    if (csv)
        line_csv_close(csv);
    free(csv);
    return n;
}

/* 736 rows of persons of whom 70% have one, 20% two and 10% four: 1.5 rows each, 490 persons, and one row left over. */
WW_TEST(persons_have_their_rows)
{
    struct bench b;
    struct ww_err err = {0};
    uint64_t rows = 0;
    size_t with[5] = {0};
    struct person *persons = calloc(800, sizeof *persons);
    if (set_up(&b) && persons) {
        put_good(&b, NULL, NULL);
        CHECK_RC(make_all(&b, 5, 1, &rows, &err), WW_OK);
        size_t n = read_persons(&b, persons, 800);
        for (size_t i = 0; i < n; i++)
            with[persons[i].rows < 5 ? persons[i].rows : 0]++;
        CHECK_INT(n, 491);
        CHECK_INT(with[1], 344);
        CHECK_INT(with[2], 98);
        CHECK_INT(with[4], 49);
    }
    free(persons);
    tear_down(&b);
}

/* --- the same again ---------------------------------------------------------------------------------- */

static void read_made(const struct bench *b, struct ww_buf *out)
{
    char path[WW_PATH_MAX];
    struct ww_err err = {0};
    CHECK(ww_path_join(b->folder, "test.csv", path, sizeof path));
    CHECK_RC(ww_file_read(path, out, &err), WW_OK);
}

WW_TEST(same_seed_same_bytes_and_points_agree)
{
    struct bench b;
    struct ww_err err = {0};
    uint64_t rows = 0;
    struct ww_buf made[3] = {{0}, {0}, {0}};
    const uint64_t seeds[] = {7, 7, 8};
    if (set_up(&b)) {
        put_good(&b, NULL, NULL);
        for (size_t i = 0; i < 3; i++) {
            CHECK_RC(make_all(&b, seeds[i], 1, &rows, &err), WW_OK);
            read_made(&b, &made[i]);
        }
        CHECK(ww_str_eq(ww_buf_view(&made[0]), ww_buf_view(&made[1])));
        CHECK(!ww_str_eq(ww_buf_view(&made[0]), ww_buf_view(&made[2])));
    }
    for (size_t i = 0; i < 3; i++)
        ww_buf_free(&made[i]);
    tear_down(&b);
}

WW_TEST(tables_are_copied_and_files_come_in_order_of_name)
{
    struct bench b;
    struct ww_err err = {0};
    struct ww_extras extras = {0};
    uint64_t rows = 9;
    if (set_up(&b)) {
        put_file(&b, "sources/zeta.json", "{\"source\":\"zeta\",\"copy\":\"zeta.csv\"}");
        put_file(&b, "files/zeta.csv", "a,b\n1,2\n");
        put_file(&b, "sources/readme.txt", "not a source");
        put_good(&b, NULL, NULL);
        CHECK_RC(ww_extras_load(b.folder, &b.facts, &extras, &err), WW_OK);
        if (CHECK_INT(extras.n, 2)) {
            CHECK_STR(extras.items[0].file, "test.csv");
            CHECK_STR(extras.items[1].file, "zeta.csv");
        }
        ww_extras_free(&extras);
        CHECK_RC(make_all(&b, 1, 1, &rows, &err), WW_OK);
        CHECK_INT(rows, 736); /* a copy has no records of ours */
        char path[WW_PATH_MAX];
        CHECK(ww_path_join(b.folder, "zeta.csv", path, sizeof path) && ww_file_exists(path));
        put_file(&b, "sources/zeta.json",
                 "{\"source\":\"zeta\",\"copy\":\"zeta.csv\",\"scaled_from\":\"b\"}");
        put_file(&b, "files/zeta.csv", "a,n,b,c\n1,\"2,5\",3,x\n4,5,6,7\n8,,9,\n");
        CHECK_RC(make_all(&b, 1, 10, &rows, &err), WW_OK);
        struct ww_buf text = {0};
        CHECK_RC(ww_file_read(path, &text, &err), WW_OK);
        CHECK_TEXT(ww_buf_view(&text), "a,n,b,c\n1,\"2,5\",30,x\n4,5,60,70\n8,,90,\n");
        ww_buf_free(&text);
        put_file(&b, "files/zeta.csv", "a,c\n1,2\n");
        CHECK_RC(make_all(&b, 1, 1, &rows, &err), WW_E_INPUT);
        CHECK(strstr(err.message, "'b' is no column of zeta.csv") != NULL);
        put_file(&b, "sources/zz.json", "{\"source\":\"other\",\"copy\":\"zeta.csv\"}");
        CHECK_RC(ww_extras_load(b.folder, &b.facts, &extras, &err), WW_E_INPUT);
        CHECK(strstr(err.message, "already made by") != NULL);
    }
    tear_down(&b);
}

/* --- refusals ---------------------------------------------------------------------------------------- */

static const struct {
    const char *from, *to, *said;
} bad[] = {
    {"\"Other\":[340,275]", "\"Other\":[340,276]", "Column kind, 2017/18: the counts add up to 337"},
    {"\"Other\":[340,275]", "\"Other\":[340.5,275]", "no whole number"},
    {"\"Other\":[340,275]", "\"Other\":[340]", "columns[2].values.Other: has 1 numbers"},
    {"\"Other\":[340,275]", "\"Other\":[340,-275]", "columns[2].values.Other[1]: must be a number from 0"},
    {"\"Female\":10", "\"Woman\":10", "given.values.Knife, cut.Woman: is not among the column's own values"},
    {"\"Knife, cut\":{\"F", "\"Knife\":{\"F", "given.values.Knife: is not a value of the column 'kind'"},
    {"\"given\":{\"column\":\"kind\"", "\"given\":{\"column\":\"kid\"", "'kid' is no earlier column"},
    {"{\"Female\":10,\"Male\":90}", "{\"Female\":0,\"Male\":0}", "the shares within Knife, cut are all 0"},
    {"\"18-25\":[30,25]", "\"18-25\":[119,25]", "Column age, 2016/17: '18-25' has 60 rows in all"},
    {"\"X05000020\":[120,100]", "\"X05000021\":[120,100]", "wards.X05000021: is no ward of the sample"},
    {"\"X01000123\":[50,7]", "\"X01000123\":[150,7]", "the places named in X05000020 hold more rows"},
    {"\"X05000019\":10", "\"X05000019\":99", "hold more rows than there are"},
    {"\"X01000001\":5", "\"X01009999\":5", "is no LSOA of the sample"},
    {"\"make\":\"ward\",\"of\":\"lsoa\"", "\"make\":\"ward\",\"of\":\"kind\"", "'kind' is no earlier column"},
    {"\"0-17\":[40,30]", "\"17-0\":[40,30]", "is not a band of ages"},
    {"\"Drugs\":45", "\"Drugs\":145", "'Drugs' is more than 100 per cent"},
    {"\"Drugs\":45", "\"Drugs;Work\":45", "none of several"},
    {"\"days\":[30,40]", "\"days\":[40,30]", "days: must be two whole numbers"},
    {"\"by\":\"2018-06-30\"", "\"by\":\"June\"", "by: is not a date"},
    {"\"1\":70", "\"0\":70", "times.0: is not a number of rows"},
    {"[\"sex\",\"age\"]", "[\"sex\",\"id\"]", "'id' is no earlier column of values"},
    {"\"range\":[3,5]", "\"rage\":[3,5]", "Did you mean \"range\"?"},
    {"\"make\":\"number\"", "\"make\":\"numbre\"", "'numbre' is no way to make a column"},
    {"\"name\":\"n\"", "\"name\":\"c\"", "is the name of an earlier column"},
    {"\"2016/17\":400", "\"2012/13\":400", "is no year of the sample"},
    {"\"2016/17\":400,\"2017/18\":336", "\"2017/18\":336,\"2016/17\":400", "must be in order"},
    {"\"file\":\"test.csv\"", "\"file\":\"../test.csv\"", "must be a file's name"},
    {"\"origin\":\"invented\"", "\"origin\":\"\"", "origin: is empty"},
    {"\"hours\":[[", "\"hours\":[[1,", "must be a list of 24 numbers"},
    {"[40,40,40,40,40,40,40,40,20,20,20,20]", "[40,40]", "must have 12 weights"},
    {"\"columns\":[", "\"columns\":[,", "This is not JSON"},
};

WW_TEST(what_is_wrong_is_refused_with_its_place)
{
    struct bench b;
    if (set_up(&b))
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            struct ww_err err = {0};
            uint64_t rows = 0;
            put_good(&b, bad[i].from, bad[i].to);
            const bool refused = CHECK_RC(make_all(&b, 1, 1, &rows, &err), WW_E_INPUT);
            const bool said = CHECK(strstr(err.message, bad[i].said) != NULL);
            if (!refused || !said)
                printf("    %s: %s\n", bad[i].to, err.message);
            CHECK(strstr(err.source, "sources/test.json") != NULL);
        }
    tear_down(&b);
}

/* Values of the other rows alone: no sum with those of `given` is wanted. */
WW_TEST(apart_speaks_of_the_other_rows)
{
    struct bench b;
    struct ww_err err = {0};
    uint64_t rows = 0, n[2][COUNTS];
    if (set_up(&b)) {
        put_good(&b, "\"column\":\"kind\",\"values\"", "\"column\":\"kind\",\"apart\":true,\"values\"");
        CHECK_RC(make_all(&b, 1, 1, &rows, &err), WW_OK);
        count_rows(&b, n);
        CHECK_INT(n[0][FEMALE], 6 + 88); /* 26% of 340 is 88.4 */
        CHECK_INT(n[0][KNIFE_FEMALE], 6);
    }
    tear_down(&b);
}

/* Every specification that ships can be made. */
WW_TEST(those_that_ship_are_good)
{
    struct bench b;
    struct ww_extras extras = {0};
    struct ww_err err = {0};
    uint64_t rows = 0, bytes = 0;
    if (set_up(&b) && CHECK_RC(ww_extras_load(shipped(), &b.facts, &extras, &err), WW_OK)) {
        const struct ww_extra_request request = {&b.facts, b.spots, shipped(), b.folder, ww_test_seed(), 1};
        CHECK(extras.n > 7);
        for (size_t i = 0; i < extras.n; i++)
            if (!CHECK_RC(ww_extra_write(&extras.items[i], &request, &rows, &bytes, &err), WW_OK))
                printf("    %s: %s\n", err.source, err.message);
        CHECK(rows > 100000);
    }
    ww_extras_free(&extras);
    tear_down(&b);
}

/* Each allocation in turn fails: the answer is "no memory" or a good file, and nothing leaks (the sanitizer says). */
WW_TEST(memory_that_runs_out_is_said)
{
    struct bench b;
    if (set_up(&b)) {
        put_good(&b, NULL, NULL);
        enum ww_rc rc = WW_E_NOMEM;
        for (unsigned long n = 1; n < 200 && rc; n++) {
            struct ww_err err = {0};
            uint64_t rows = 0;
            ww_mem_fail_after(n);
            rc = make_all(&b, 1, 1, &rows, &err);
            ww_mem_fail_after(0);
            CHECK(rc == WW_OK || rc == WW_E_NOMEM);
        }
        CHECK_RC(rc, WW_OK);
    }
    tear_down(&b);
}
