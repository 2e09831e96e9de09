// SPDX-License-Identifier: Apache-2.0
/* The sample is held against its facts by counting: every file it writes is read line by line, every record is
 * counted under a name ("type|2017/18|Robbery|Personal Property"), and the same names are counted from the facts. */
#include "sample/sample.h"

#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/time.h"
#include "line_csv.h"
#include "place/boundaries.h"
#include "place/locate.h"
#include "ww_test.h"

#define TALLY_SIZE 32768 /* a power of two, well above the number of names */
#define KEY_BYTES  200

/* --- counting by name --------------------------------------------------------------------------------- */

struct tally {
    struct {
        char key[KEY_BYTES];
        uint64_t n;
    } entries[TALLY_SIZE];
    size_t used;
};

static uint64_t *tally_at(struct tally *t, const char *key)
{
    size_t at = (size_t)ww_hash64(key, strlen(key), 1) & (TALLY_SIZE - 1);
    while (t->entries[at].key[0] && strcmp(t->entries[at].key, key) != 0)
        at = (at + 1) & (TALLY_SIZE - 1);
    if (!t->entries[at].key[0]) {
        snprintf(t->entries[at].key, KEY_BYTES, "%s", key);
        if (++t->used > TALLY_SIZE * 3 / 4)
            abort(); /* a probe that never ends would say less */
    }
    return &t->entries[at].n;
}

__attribute__((format(printf, 3, 4))) static void count(struct tally *t, uint64_t n, const char *format, ...)
{
    char key[KEY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(key, sizeof key, format, args);
    va_end(args);
    *tally_at(t, key) += n;
}

__attribute__((format(printf, 2, 3))) static uint64_t counted(struct tally *t, const char *format, ...)
{
    char key[KEY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(key, sizeof key, format, args);
    va_end(args);
    return *tally_at(t, key);
}

/* Every name that begins with prefix, in both directions. Prints the first that differ. */
static void check_same(struct tally *actual, struct tally *expected, const char *prefix, uint64_t scale,
                       size_t at_least)
{
    size_t names = 0, wrong = 0;
    for (size_t i = 0; i < TALLY_SIZE; i++) {
        struct tally *const both[] = {actual, expected};
        for (size_t k = 0; k < 2; k++) {
            const char *key = both[k]->entries[i].key;
            if (!key[0] || strncmp(key, prefix, strlen(prefix)) != 0)
                continue;
            uint64_t a = *tally_at(actual, key), e = *tally_at(expected, key) * scale;
            names += k == 1;
            if (a != e && wrong++ < 5)
                printf("    %s: %" PRIu64 ", expected %" PRIu64 "\n", key, a, e);
        }
    }
    CHECK_INT(wrong, 0);
    if (!CHECK(names >= at_least))
        printf("    only %zu names begin with %s\n", names, prefix);
}

/* --- folders ------------------------------------------------------------------------------------------ */

static int remove_entry(const char *path, const struct stat *info, int flag, struct FTW *ftw)
{
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_folder(const char *folder)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *facts_folder(void)
{
    static char path[WW_PATH_MAX];
    const char *root = getenv("WW_ROOT");
    snprintf(path, sizeof path, "%s/share/sample", root ? root : ".");
    return path;
}

static struct ww_sample_list list_files(void)
{
    struct ww_sample_list list = {0};
    struct ww_err err = {0};
    CHECK_RC(ww_sample_list_files(facts_folder(), &list, &err), WW_OK);
    return list;
}

/* A new folder with the sample in it; false when it could not be made. */
static bool make_sample(char folder[64], uint64_t seed, uint32_t scale, struct ww_sample_written *written)
{
    struct ww_err err = {0};
    snprintf(folder, 64, "/tmp/ww-sample-XXXXXX");
    if (!CHECK(mkdtemp(folder) != NULL))
        return false;
    const struct ww_sample_request request = {folder, facts_folder(), seed, scale, NULL};
    bool good = CHECK_RC(ww_sample_write(&request, written, &err), WW_OK);
    if (!good)
        printf("    %s: %s\n", err.source, err.message);
    return good;
}

/* --- facts, counted ------------------------------------------------------------------------------------ */

static struct line_csv *open_csv(const char *folder, const char *name)
{
    char path[WW_PATH_MAX];
    struct line_csv *csv = calloc(1, sizeof *csv);
    CHECK(csv && ww_path_join(folder, name, path, sizeof path));
    if (!csv || !CHECK(line_csv_open(csv, path))) {
        printf("    %s\n", name);
        free(csv);
        return NULL;
    }
    return csv;
}

static void close_csv(struct line_csv *csv)
{
    line_csv_close(csv);
    free(csv);
}

static uint64_t number(const struct line_csv *csv, const char *name)
{
    return strtoull(line_csv_cell(csv, name), NULL, 10);
}

/* Which ward an area is in, and which wards have facts by group. */
struct wards {
    char lsoa[200][16], ward[200][16];
    size_t n;
    char priority[8][16];
    size_t n_priority;
};

static const char *ward_of(const struct wards *w, const char *lsoa)
{
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->lsoa[i], lsoa) == 0)
            return w->ward[i];
    return "";
}

static bool is_priority(const struct wards *w, const char *ward)
{
    for (size_t i = 0; i < w->n_priority; i++)
        if (strcmp(w->priority[i], ward) == 0)
            return true;
    return false;
}

static void read_wards(struct wards *w)
{
    struct line_csv *csv = open_csv(facts_folder(), "lsoas.csv");
    while (csv && w->n < 200 && line_csv_next(csv)) {
        snprintf(w->lsoa[w->n], 16, "%s", line_csv_cell(csv, "lsoa"));
        snprintf(w->ward[w->n++], 16, "%s", line_csv_cell(csv, "ward"));
    }
    if (csv)
        close_csv(csv);
    csv = open_csv(facts_folder(), "wards.csv");
    while (csv && w->n_priority < 8 && line_csv_next(csv))
        if (*line_csv_cell(csv, "published_ward"))
            snprintf(w->priority[w->n_priority++], 16, "%s", line_csv_cell(csv, "ward"));
    if (csv)
        close_csv(csv);
}

static const struct {
    const char *file, *prefix;
    const char *columns[3];
} fact_tables[] = {
    {"recorded-crime.csv", "type", {"year", "major_group", "crime_type"}},
    {"detections.csv", "detected", {"year", "major_group", "crime_type"}},
    {"force.csv", "force", {"year", "major_group", "crime_type"}},
    {"flags.csv", "flag", {"year", "flag", NULL}},
    {"flag-patterns.csv", "flags", {"year", "crime_type", "flags"}},
    {"lsoa-crime.csv", "lsoa", {"year", "lsoa", NULL}},
    {"ward-crime.csv", "ward", {"year", "ward", "major_group"}},
    {"months.csv", "month", {"month", NULL, NULL}},
};

static void count_facts(struct tally *t)
{
    for (size_t i = 0; i < sizeof fact_tables / sizeof fact_tables[0]; i++) {
        struct line_csv *csv = open_csv(facts_folder(), fact_tables[i].file);
        while (csv && line_csv_next(csv)) {
            char key[KEY_BYTES];
            size_t len = (size_t)snprintf(key, sizeof key, "%s", fact_tables[i].prefix);
            for (size_t c = 0; c < 3 && fact_tables[i].columns[c]; c++)
                len += (size_t)snprintf(key + len, sizeof key - len, "|%s",
                                        line_csv_cell(csv, fact_tables[i].columns[c]));
            count(t, number(csv, "offences"), "%s", key);
        }
        if (csv)
            close_csv(csv);
    }
}

/* --- files, counted ------------------------------------------------------------------------------------ */

/* "2017-08" to "2017/18". */
static void year_of_month(const char *month, char out[8])
{
    int year = (int)strtol(month, NULL, 10), number_of_month = (int)strtol(month + 5, NULL, 10);
    int first = number_of_month < 7 ? year - 1 : year;
    snprintf(out, 8, "%d/%02d", first, (first + 1) % 100);
}

/* How far the records of a file were found to be as they must be. */
struct oddities {
    uint64_t rows, wrong_cells, wrong_order, reversed, missing_to, spans, no_point, wrong_ids;
};

static void count_record(const struct line_csv *csv, const struct wards *wards, struct tally *t)
{
    const char *const *cell = (const char *const *)csv->fields;
    char year[8], month[8], flags[256];
    snprintf(month, sizeof month, "%.7s", cell[1]);
    year_of_month(month, year);
    const char *group = cell[3], *type = cell[4], *lsoa = cell[7], *ward = ward_of(wards, lsoa);
    count(t, 1, "total|%s", year);
    count(t, 1, "type|%s|%s|%s", year, group, type);
    count(t, 1, "month|%s", month);
    count(t, 1, "lsoa|%s|%s", year, lsoa);
    if (is_priority(wards, ward))
        count(t, 1, "ward|%s|%s|%s", year, ward, group);
    if (strcmp(cell[6], "Sanctioned detection") == 0) {
        count(t, 1, "detected|%s|%s|%s", year, group, type);
        count(t, 1, "detected-group|%s|%s", year, group);
        count(t, 1, "detected-all|%s", year);
    }
    count(t, 1, "group|%s|%s", year, group);
    if (cell[5][0])
        count(t, 1, "flags|%s|%s|%s", year, type, cell[5]);
    snprintf(flags, sizeof flags, "%s", cell[5]);
    char *rest = flags;
    for (char *flag = strsep(&rest, ";"); flag && *flag; flag = strsep(&rest, ";"))
        count(t, 1, "flag|%s|%s", year, flag);
}

static void look_at_record(const struct line_csv *csv, char last_id[32], char last_day[16],
                           struct oddities *odd)
{
    char *const *cell = csv->fields;
    int64_t from = 0, to = 0;
    bool has_time = false;
    odd->rows++;
    if (csv->n != 25 || !ww_parse_datetime(ww_str_of(cell[1]), &from, &has_time) || !has_time)
        odd->wrong_cells++;
    if (cell[2][0] && !ww_parse_datetime(ww_str_of(cell[2]), &to, &has_time))
        odd->wrong_cells++;
    odd->missing_to += !cell[2][0];
    odd->reversed += cell[2][0] && to < from;
    odd->spans += cell[2][0] && to > from;
    odd->no_point += !cell[8][0] && !cell[9][0];
    odd->wrong_cells += !cell[8][0] != !cell[9][0];
    unsigned long before = strlen(last_id) > 4 ? strtoul(last_id + 4, NULL, 10) : 0;
    bool same_file = strncmp(last_id, cell[0], 4) == 0;
    odd->wrong_ids += strtoul(cell[0] + 4, NULL, 10) != (same_file ? before + 1 : 1); /* counted from 1 */
    odd->wrong_order += strncmp(last_day, cell[1], 10) > 0;
    snprintf(last_id, 32, "%s", cell[0]);
    snprintf(last_day, 16, "%.10s", cell[1]);
}

static void count_records(const char *folder, const struct wards *wards, struct tally *t,
                          struct oddities *odd)
{
    char last_id[32] = "";
    struct ww_sample_list list = list_files();
    for (const struct ww_sample_file *file = list.items; file < list.items + list.n; file++) {
        struct line_csv *csv = strcmp(file->source, "crime-records") == 0 ? open_csv(folder, file->name)
                                                                          : NULL;
        char last_day[16] = "";
        while (csv && line_csv_next(csv)) {
            look_at_record(csv, last_id, last_day, odd);
            count_record(csv, wards, t);
        }
        if (csv)
            close_csv(csv);
    }
    ww_sample_list_free(&list);
}

/* The wide table of the force: by year and type, and by month and type to hold against the records. */
static void count_force(const char *folder, struct tally *t)
{
    struct line_csv *csv = open_csv(folder, "force-monthly.csv");
    while (csv && line_csv_next(csv)) {
        CHECK_STR(csv->fields[0], WW_SAMPLE_FORCE);
        CHECK_INT(csv->n, 63);
        for (size_t c = 3; c < csv->n; c++) {
            char year[8];
            uint64_t n = strtoull(csv->fields[c], NULL, 10);
            year_of_month(csv->header[c], year);
            count(t, n, "force|%s|%s|%s", year, csv->fields[1], csv->fields[2]);
            count(t, n, "force-group|%s|%s", year, csv->fields[1]);
            count(t, n, "force-type|%s|%s", year, csv->fields[2]);
            count(t, n, "force-all|%s", year);
        }
    }
    if (csv)
        close_csv(csv);
}

static void check_margins(struct tally *t, struct tally *facts, uint64_t scale)
{
    check_same(t, facts, "type|", scale, 160);
    check_same(t, facts, "month|", scale, 60);
    check_same(t, facts, "lsoa|", scale, 640);
    check_same(t, facts, "ward|", scale, 180);
    check_same(t, facts, "detected|", scale, 160);
    check_same(t, facts, "flags|", scale, 300);
    check_same(t, facts, "flag|", scale, 65);
    check_same(t, facts, "force|", scale, 160);
}

struct counting {
    struct tally made, facts;
    struct wards wards;
    struct oddities odd;
    struct ww_sample_written written;
    char folder[64];
};

/* A sample made and counted; NULL when it could not be made. Its folder is the caller's to remove. */
static struct counting *make_and_count(uint64_t seed, uint32_t scale)
{
    struct counting *c = calloc(1, sizeof *c);
    if (!c || !make_sample(c->folder, seed, scale, &c->written)) {
        free(c);
        return NULL;
    }
    read_wards(&c->wards);
    count_facts(&c->facts);
    count_records(c->folder, &c->wards, &c->made, &c->odd);
    count_force(c->folder, &c->made);
    return c;
}

static void drop(struct counting *c)
{
    remove_folder(c->folder);
    free(c);
}

/* Most tests look at one and the same sample. */
static struct counting *kept;

static struct counting *sample(void)
{
    if (!kept)
        kept = make_and_count(1, 1);
    return kept;
}

__attribute__((destructor)) static void drop_kept(void)
{
    if (kept)
        drop(kept);
    kept = NULL;
}

/* --- margins ------------------------------------------------------------------------------------------- */

WW_TEST(every_margin_holds)
{
    struct counting *c = sample();
    if (!c)
        return;
    check_margins(&c->made, &c->facts, 1);
    CHECK_INT(c->odd.rows, c->written.records);
    CHECK_INT(c->odd.rows, 260943);
}

WW_TEST(every_margin_holds_for_any_seed_and_scale)
{
    struct counting *c = make_and_count(ww_test_seed(), 2);
    if (!c)
        return;
    check_margins(&c->made, &c->facts, 2);
    CHECK_INT(c->odd.rows, 2 * 260943);
    CHECK_INT(c->odd.wrong_ids, 0);
    CHECK_INT(c->odd.wrong_order, 0);
    CHECK_INT(c->written.residents, 250000);
    drop(c);
}

static double days_of_year(const char *year)
{
    int first = (int)strtol(year, NULL, 10);
    return ww_day_of((struct ww_date){first + 1, 7, 1}) - ww_day_of((struct ww_date){first, 7, 1});
}

/* Five years of one calendar month. */
static double average_of_month(struct tally *t, int month)
{
    uint64_t n = 0, days = 0;
    for (int year = 2013; year <= 2018; year++) {
        uint64_t in_month = counted(t, "month|%d-%02d", year, month);
        n += in_month;
        days += in_month ? (uint64_t)ww_days_in_month(year, month) : 0;
    }
    return (double)n / (double)days;
}

static int larger_first(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a < b) - (a > b);
}

/* Areas of a year by number of offences, the largest first. */
static void rank_areas(struct tally *t, const struct wards *w, const char *year, uint64_t out[200])
{
    for (size_t i = 0; i < w->n; i++)
        out[i] = counted(t, "lsoa|%s|%s", year, w->lsoa[i]);
    qsort(out, w->n, sizeof *out, larger_first);
}

static double force_value(struct counting *c, const char *year, const char *of, bool whole)
{
    if (!*of)
        return (double)(whole ? counted(&c->made, "force-all|%s", year)
                              : counted(&c->made, "total|%s", year));
    double group = (double)(whole ? counted(&c->made, "force-group|%s|%s", year, of)
                                  : counted(&c->made, "group|%s|%s", year, of));
    if (group > 0)
        return group;
    return (double)(whole ? counted(&c->made, "force-type|%s|%s", year, of)
                          : counted(&c->made, "type|%s|Theft & Handling|%s", year, of));
}

/* What the target is in the files made; -1 for a target unknown here. */
static double measured(struct counting *c, const char *target, const char *period, const char *of)
{
    uint64_t areas[200], sum = 0;
    double total = (double)counted(&c->made, "total|%s", period);
    rank_areas(&c->made, &c->wards, period, areas);
    if (strcmp(target, "total") == 0)
        return total;
    if (strcmp(target, "daily-average") == 0)
        return total / days_of_year(period);
    if (strcmp(target, "daily-average-month") == 0)
        return average_of_month(&c->made, (int)strtol(period, NULL, 10));
    if (strcmp(target, "share-of-top-areas") == 0)
        return 100 * (double)areas[strtol(of, NULL, 10) - 1] / total;
    if (strcmp(target, "share-of-top-4-areas") == 0)
        return 100 * (double)(areas[0] + areas[1] + areas[2] + areas[3]) / total;
    if (strcmp(target, "share-of-force") == 0)
        return 100 * force_value(c, period, of, false) / force_value(c, period, of, true);
    if (strcmp(target, "force-change") == 0)
        return 100 * (force_value(c, period, of, true) / force_value(c, "2016/17", of, true) - 1);
    size_t n = 0, under = 0;
    while (n < c->wards.n && 2 * sum < (uint64_t)total)
        sum += areas[n++];
    for (size_t i = 0; i < c->wards.n; i++)
        under += (double)areas[i] < days_of_year(period);
    if (strcmp(target, "areas-holding-half") == 0)
        return (double)n;
    return strcmp(target, "areas-under-one-crime-a-day") == 0 ? (double)under : -1;
}

/* The published figure to the digits it was printed with. */
static bool as_printed(double value, const char *printed)
{
    const char *point = strchr(printed, '.');
    char text[32];
    snprintf(text, sizeof text, "%.*f", point ? (int)strlen(point + 1) : 0, value);
    return strcmp(text, printed) == 0;
}

WW_TEST(published_targets_are_met_as_printed)
{
    struct counting *c = sample();
    struct line_csv *csv = c ? open_csv(facts_folder(), "targets.csv") : NULL;
    size_t targets = 0;
    for (; csv && line_csv_next(csv); targets++) {
        double value = measured(c, csv->fields[0], csv->fields[1], csv->fields[2]);
        if (!CHECK(as_printed(value, csv->fields[3])))
            printf("    %s %s %s: %g, published %s\n", csv->fields[0], csv->fields[1], csv->fields[2], value,
                   csv->fields[3]);
    }
    CHECK_INT(targets, 24);
    /* December is the peak, then November; September is the lowest. */
    for (int month = 1; c && month <= 12; month++) {
        double average = average_of_month(&c->made, month);
        CHECK(month == 12 || average < average_of_month(&c->made, 12));
        CHECK(month >= 11 || average < average_of_month(&c->made, 11));
        CHECK(month == 9 || average > average_of_month(&c->made, 9));
    }
    if (csv)
        close_csv(csv);
}

/* At one decimal, or where no whole number of offences gives it, by the nearest whole number. */
WW_TEST(published_detection_rates_are_met)
{
    struct counting *c = sample();
    struct line_csv *csv = c ? open_csv(facts_folder(), "detection-rates.csv") : NULL;
    size_t rates = 0, not_attainable = 0;
    for (; csv && line_csv_next(csv); rates++) {
        const char *year = csv->fields[0], *group = csv->fields[1], *type = csv->fields[2],
                   *printed = csv->fields[3];
        uint64_t all, detected;
        if (*type) {
            all = counted(&c->made, "type|%s|%s|%s", year, group, type);
            detected = counted(&c->made, "detected|%s|%s|%s", year, group, type);
        } else if (*group) {
            all = counted(&c->made, "group|%s|%s", year, group);
            detected = counted(&c->made, "detected-group|%s|%s", year, group);
        } else {
            all = counted(&c->made, "total|%s", year);
            detected = counted(&c->made, "detected-all|%s", year);
        }
        if (as_printed(100 * (double)detected / (double)all, printed))
            continue;
        not_attainable++;
        double exact = strtod(printed, NULL) / 100 * (double)all; // NOLINT: a test's own file
        CHECK(fabs((double)detected - exact) <= 0.5);
        CHECK(!as_printed(100 * floor(exact) / (double)all, printed));
        CHECK(!as_printed(100 * ceil(exact) / (double)all, printed));
    }
    CHECK_INT(rates, 20);
    CHECK_INT(not_attainable, 1);
    if (csv)
        close_csv(csv);
}

/* --- the published tables themselves, where they are beside the checkout --------------------------------- */

static const char *published_folder(char out[WW_PATH_MAX])
{
    const char *shared = getenv("WATCHWARD_SHARED"), *root = getenv("WW_ROOT");
    if (!shared)
        shared = getenv("WW_SHARED");
    if (shared)
        snprintf(out, WW_PATH_MAX, "%s/published/2018", shared);
    else
        snprintf(out, WW_PATH_MAX, "%s/../shared/published/2018", root ? root : ".");
    return ww_is_dir(out) ? out : NULL;
}

static const char *const periods[][2] = {{"2016/17", "count_2016_07_2017_06"},
                                         {"2017/18", "count_2017_07_2018_06"}};

static void check_published_types(struct counting *c, const char *folder)
{
    struct line_csv *csv = open_csv(folder, "recorded-crime-by-type.csv");
    size_t cells = 0;
    while (csv && line_csv_next(csv))
        for (size_t k = 0; k < 2; k++, cells++) {
            const char *kind = line_csv_cell(csv, "row_type"), *group = line_csv_cell(csv, "major_group"),
                       *type = line_csv_cell(csv, "crime_type"), *year = periods[k][0];
            if (strcmp(type, "Other Noifiable") == 0)
                type = "Other Notifiable";
            uint64_t n = strcmp(kind, "type") == 0 ? counted(&c->made, "type|%s|%s|%s", year, group, type)
                         : strcmp(kind, "group_total") == 0 ? counted(&c->made, "group|%s|%s", year, group)
                                                            : counted(&c->made, "total|%s", year);
            if (!CHECK_INT(n, number(csv, periods[k][1])))
                printf("    %s %s %s\n", year, group, type);
        }
    CHECK_INT(cells, 84);
    if (csv)
        close_csv(csv);
}

/* Each table's flags by their printed names. */
static void check_published_flags(struct counting *c, const char *folder)
{
    static const char *const names[][3] = {
        {"flagged-crimes.csv", "Gun Crime", "Gun crime"},
        {"flagged-crimes.csv", "Knife crime", "Knife crime"},
        {"flagged-crimes.csv", "Knife crime with injury", "Knife crime with injury"},
        {"flagged-crimes.csv", "Youth Violence", "Youth violence"},
        {"flagged-crimes.csv", "Domestic abuse hate crime", "Domestic abuse"},
        {"hate-crimes.csv", "Hate crime", "Hate crime"},
        {"hate-crimes.csv", "Racist & Religious hate crime", "Racist and religious hate crime"},
        {"hate-crimes.csv", "Homophobic crime", "Homophobic hate crime"},
        {"hate-crimes.csv", "Faith hate crime", "Faith hate crime"},
        {"hate-crimes.csv", "Transgender hate crime", "Transgender hate crime"},
        {"hate-crimes.csv", "Disability hate crime", "Disability hate crime"},
        {"hate-crimes.csv", "Anti-semitic", "Antisemitic hate crime"},
        {"hate-crimes.csv", "Islamaphobic", "Islamophobic hate crime"},
    };
    size_t cells = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct line_csv *csv = open_csv(folder, names[i][0]);
        while (csv && line_csv_next(csv))
            for (size_t k = 0; k < 2 && strcmp(csv->fields[0], names[i][1]) == 0; k++, cells++)
                CHECK_INT(counted(&c->made, "flag|%s|%s", periods[k][0], names[i][2]),
                          number(csv, periods[k][1]));
        if (csv)
            close_csv(csv);
    }
    CHECK_INT(cells, 26);
}

static void check_published_wards(struct counting *c, const char *folder)
{
    static const char *const wards[][2] = {{"West End", "X05000020"},
                                           {"St James's", "X05000019"},
                                           {"Church Street", "X05000009"},
                                           {"Queen's Park", "X05000004"}};
    static const char *const groups[][2] = {{"Violence Against the Person", "Violence against the person"},
                                            {"Theft and Handling", "Theft & Handling"}};
    struct line_csv *csv = open_csv(folder, "ward-crime.csv");
    size_t cells = 0;
    while (csv && line_csv_next(csv)) {
        const char *ward = "", *group = line_csv_cell(csv, "offence");
        for (size_t w = 0; w < 4; w++)
            if (strcmp(csv->fields[0], wards[w][0]) == 0)
                ward = wards[w][1];
        for (size_t g = 0; g < 2; g++)
            if (strcmp(group, groups[g][0]) == 0)
                group = groups[g][1];
        for (size_t k = 0; k < 2 && strcmp(line_csv_cell(csv, "row_type"), "offence") == 0; k++, cells++)
            if (!CHECK_INT(counted(&c->made, "ward|%s|%s|%s", periods[k][0], ward, group),
                           number(csv, periods[k][1])))
                printf("    %s %s %s\n", periods[k][0], ward, group);
    }
    CHECK_INT(cells, 72);
    if (csv)
        close_csv(csv);
}

WW_TEST(the_published_tables_come_out)
{
    char folder[WW_PATH_MAX];
    if (!published_folder(folder))
        SKIP("../shared/published is not beside the checkout (WATCHWARD_SHARED names another place)");
    struct counting *c = sample();
    if (!c)
        return;
    check_published_types(c, folder);
    check_published_flags(c, folder);
    check_published_wards(c, folder);
}

/* --- records ------------------------------------------------------------------------------------------- */

WW_TEST(records_are_well_formed)
{
    struct counting *c = sample();
    if (!c)
        return;
    const struct oddities *odd = &c->odd;
    CHECK_INT(odd->wrong_cells, 0);
    CHECK_INT(odd->wrong_order, 0);
    CHECK_INT(odd->reversed, 0);
    CHECK_INT(odd->wrong_ids, 0);
    CHECK(odd->missing_to > odd->rows / 20 && odd->missing_to < odd->rows / 5);
    CHECK(odd->spans > odd->rows * 4 / 10 && odd->spans < odd->rows * 7 / 10);
    CHECK(odd->no_point > odd->rows / 200 && odd->no_point < odd->rows / 50);
}

/* By hour of the week: nights at weekends for violence, afternoons for shops. */
WW_TEST(the_week_has_its_rhythm)
{
    struct counting *c = sample();
    if (!c)
        return;
    uint64_t violence_weekend_night = 0, violence_week_night = 0, shops_afternoon = 0, shops = 0;
    struct line_csv *csv = open_csv(c->folder, "crime-records-2017-18.csv");
    while (csv && line_csv_next(csv)) {
        int64_t second;
        bool has_time;
        if (!ww_parse_datetime(ww_str_of(csv->fields[1]), &second, &has_time))
            continue;
        int weekday = ww_weekday((int32_t)(second / 86400)), hour = (int)(second % 86400 / 3600);
        bool violence = strncmp(csv->fields[3], "Violence", 8) == 0,
             shop = strcmp(csv->fields[4], "Theft from Shops") == 0;
        violence_weekend_night += violence && hour < 4 && (weekday == 5 || weekday == 6);
        violence_week_night += violence && hour < 4 && weekday < 4;
        shops_afternoon += shop && hour >= 12 && hour < 20;
        shops += shop;
    }
    CHECK(violence_weekend_night > violence_week_night); /* two nights against four */
    CHECK(shops > 4000 && shops_afternoon > shops * 7 / 10);
    if (csv)
        close_csv(csv);
}

/* --- places -------------------------------------------------------------------------------------------- */

static const struct {
    const char *file, *level, *parent_level;
    size_t areas;
} maps[] = {
    {"boundaries-lsoa.geojson", "lsoa11", "ward", 128},
    {"boundaries-ward.geojson", "ward", "borough", 20},
    {"boundaries-borough.geojson", "borough", "", 1},
};

static void read_maps(const char *folder, struct ww_areas *areas)
{
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        char path[WW_PATH_MAX];
        struct ww_boundaries b;
        struct ww_err err = {0};
        CHECK(ww_path_join(folder, maps[i].file, path, sizeof path));
        if (!CHECK_RC(ww_boundaries_read(path, NULL, &b, &err), WW_OK)) {
            printf("    %s\n", err.message);
            continue;
        }
        CHECK_INT(b.count, maps[i].areas);
        CHECK_INT(b.repaired + b.joined + b.without_code + b.without_polygon, 0);
        CHECK_TEXT(b.areas[0].level, maps[i].level);
        CHECK_TEXT(b.areas[0].parent.len ? b.areas[0].parent_level : WW_STR(""), maps[i].parent_level);
        CHECK_RC(ww_boundaries_add(&b, areas, &err), WW_OK);
        ww_boundaries_free(&b);
    }
}

/* Codes, names and parents are those of the facts. */
static void check_names(const struct ww_areas *areas, const char *table, const char *level,
                        const char *parent_column)
{
    struct line_csv *csv = open_csv(facts_folder(), table);
    while (csv && line_csv_next(csv)) {
        const struct ww_area *area = ww_areas_find(areas, ww_str_of(level), ww_str_of(csv->fields[0]));
        if (!CHECK(area != NULL))
            continue;
        CHECK_TEXT(area->name, line_csv_cell(csv, "name"));
        CHECK_TEXT(area->parent, *parent_column ? line_csv_cell(csv, parent_column) : WW_SAMPLE_AREA);
    }
    if (csv)
        close_csv(csv);
}

/* Every tenth record's point lies in the area the record names. */
static void check_points(const char *folder, const struct ww_areas *areas)
{
    struct ww_locator *locator = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(ww_locator_new(areas, WW_STR("lsoa11"), &locator, &err), WW_OK))
        return;
    struct line_csv *csv = open_csv(folder, "crime-records-2016-17.csv");
    size_t located = 0, elsewhere = 0, row = 0;
    while (csv && line_csv_next(csv)) {
        if (row++ % 10 || !csv->fields[8][0])
            continue;
        struct ww_bng point = {(double)strtol(csv->fields[8], NULL, 10),
                               (double)strtol(csv->fields[9], NULL, 10)};
        int32_t found = -1;
        CHECK_RC(ww_locate_many(locator, &point, 1, &found, 1, &err), WW_OK);
        elsewhere += found != ww_areas_index(areas, WW_STR("lsoa11"), ww_str_of(csv->fields[7]));
        located++;
    }
    CHECK_INT(elsewhere, 0);
    CHECK(located > 5000);
    if (csv)
        close_csv(csv);
    ww_locator_free(&locator);
}

WW_TEST(the_map_nests_and_holds_every_point)
{
    struct counting *c = sample();
    if (!c)
        return;
    struct ww_areas *areas = ww_areas_new();
    read_maps(c->folder, areas);
    size_t n = 0;
    double lsoas_m2 = 0;
    const struct ww_area *const *list = ww_areas_list(areas, WW_STR("lsoa11"), &n);
    for (size_t i = 0; i < n; i++) {
        CHECK(ww_areas_within(areas, WW_STR("lsoa11"), list[i]->code, WW_STR("borough"),
                              WW_STR(WW_SAMPLE_AREA)));
        lsoas_m2 += list[i]->area_m2;
    }
    const struct ww_area *borough = ww_areas_find(areas, WW_STR("borough"), WW_STR(WW_SAMPLE_AREA));
    if (CHECK(borough != NULL))
        CHECK_NEAR(borough->area_m2, lsoas_m2, 1);
    check_names(areas, "lsoas.csv", "lsoa11", "ward");
    check_names(areas, "wards.csv", "ward", "");
    check_points(c->folder, areas);
    ww_areas_free(&areas);
}

static double under_18_pct(const char *ward)
{
    struct line_csv *csv = open_csv(facts_folder(), "wards.csv");
    double pct = -100;
    while (csv && line_csv_next(csv))
        if (strcmp(csv->fields[0], ward) == 0)
            pct = (double)number(csv, "under_18_pct");
    if (csv)
        close_csv(csv);
    return pct;
}

WW_TEST(residents_add_up)
{
    struct counting *c = sample();
    if (!c)
        return;
    struct line_csv *csv = open_csv(c->folder, "population.csv"),
                    *facts = open_csv(facts_folder(), "lsoas.csv");
    uint64_t all = 0;
    size_t rows = 0;
    while (csv && facts && line_csv_next(csv) && line_csv_next(facts)) {
        uint64_t bands = 0;
        for (size_t k = 0; k < csv->n; k++)
            if (strncmp(csv->header[k], "Persons", 7) != 0 && strstr(csv->header[k], "ales_") &&
                !strstr(csv->header[k], "All"))
                bands += strtoull(csv->fields[k], NULL, 10);
        CHECK_STR(csv->fields[0], facts->fields[0]);
        double under_16_pct = 100 * (double)(number(csv, "Males_0-15") + number(csv, "Females_0-15")) /
                              (double)bands;
        CHECK_NEAR(under_16_pct, under_18_pct(facts->fields[2]) * 16 / 18, 2.5);
        CHECK_NEAR((double)number(csv, "Males_All-Ages") / (double)bands, 0.51, 0.03);
        CHECK_INT(bands, number(facts, "residents"));
        CHECK_INT(number(csv, "Persons_All-Ages"), bands);
        CHECK_INT(number(csv, "Males_All-Ages") + number(csv, "Females_All-Ages"), bands);
        all += bands;
        rows++;
    }
    CHECK_INT(rows, 128);
    CHECK_INT(all, 250000);
    CHECK_INT(all, c->written.residents);
    if (csv)
        close_csv(csv);
    if (facts)
        close_csv(facts);
}

/* --- the same again -------------------------------------------------------------------------------------- */

static void hash_file(const char *folder, const char *name, uint8_t digest[WW_SHA256_BYTES])
{
    char path[WW_PATH_MAX];
    struct ww_map map;
    struct ww_err err;
    CHECK(ww_path_join(folder, name, path, sizeof path));
    if (!CHECK_RC(ww_map_open(path, &map, &err), WW_OK))
        return;
    CHECK_RC(ww_sha256_of(map.data, map.size, digest), WW_OK);
    ww_map_close(&map);
}

static bool is_copied(const char *name)
{
    char folder[WW_PATH_MAX], path[WW_PATH_MAX];
    CHECK(ww_path_join(facts_folder(), "files", folder, sizeof folder) &&
          ww_path_join(folder, name, path, sizeof path));
    return ww_file_exists(path);
}

WW_TEST(same_seed_same_bytes_other_seed_others)
{
    char folders[3][64];
    struct ww_sample_written written;
    if (!make_sample(folders[0], 11, 1, &written) || !make_sample(folders[1], 11, 1, &written) ||
        !make_sample(folders[2], 12, 1, &written))
        return;
    uint64_t bytes = 0;
    struct ww_sample_list list = list_files();
    CHECK(list.n > 10);
    for (const struct ww_sample_file *file = list.items; file < list.items + list.n; file++) {
        uint8_t digests[3][WW_SHA256_BYTES] = {{0}};
        struct stat info;
        char path[WW_PATH_MAX];
        for (size_t i = 0; i < 3; i++)
            hash_file(folders[i], file->name, digests[i]);
        CHECK_BYTES((char *)digests[0], WW_SHA256_BYTES, (char *)digests[1], WW_SHA256_BYTES);
        /* The map and copied tables have no chance in them. */
        bool drawn = strcmp(file->source, "boundaries") != 0 && !is_copied(file->name);
        CHECK_INT(memcmp(digests[0], digests[2], WW_SHA256_BYTES) != 0, drawn);
        CHECK(ww_path_join(folders[2], file->name, path, sizeof path) && stat(path, &info) == 0);
        bytes += (uint64_t)info.st_size;
    }
    CHECK_INT(bytes, written.bytes);
    struct ww_names names = {0};
    struct ww_err err;
    CHECK_RC(ww_list_dir(folders[0], &names, &err), WW_OK);
    CHECK_INT(names.count, list.n); /* nothing left beside the files */
    ww_names_free(&names);
    ww_sample_list_free(&list);
    for (size_t i = 0; i < 3; i++)
        remove_folder(folders[i]);
}

WW_TEST(a_scale_out_of_range_is_refused)
{
    struct ww_sample_written written = {0};
    struct ww_err err = {0};
    const uint32_t scales[] = {0, WW_SAMPLE_SCALE_MAX + 1};
    for (size_t i = 0; i < 2; i++) {
        const struct ww_sample_request request = {"/tmp", facts_folder(), 1, scales[i], NULL};
        CHECK_RC(ww_sample_write(&request, &written, &err), WW_E_USAGE);
        CHECK(strstr(err.message, "scale") != NULL);
        CHECK_INT(written.records, 0);
    }
}

WW_TEST(a_folder_that_is_not_there_is_refused)
{
    struct ww_sample_written written = {0};
    struct ww_err err = {0};
    const struct ww_sample_request request = {"/tmp/ww-no-such-folder/below", facts_folder(), 1, 1, NULL};
    CHECK_RC(ww_sample_write(&request, &written, &err), WW_E_IO);
    CHECK(strstr(err.source, "ww-no-such-folder") != NULL);
}

WW_TEST(priority_wards_are_named)
{
    char wards[256] = "";
    struct ww_err err = {0};
    CHECK_RC(ww_sample_priority_wards(facts_folder(), wards, &err), WW_OK);
    CHECK_STR(wards, "X05000004, X05000009, X05000019, X05000020");
}
