// SPDX-License-Identifier: Apache-2.0
#include "evidence/categories.h"

#include <unistd.h>

#include "base/file.h"
#include "line_csv.h"
#include "ww_test.h"

static const char *under_root(const char *name, char out[WW_PATH_MAX])
{
    const char *root = getenv("WW_ROOT");
    snprintf(out, WW_PATH_MAX, "%s/%s", root ? root : ".", name);
    return out;
}

/* --- small trees -------------------------------------------------------------------------------------- */

#define TREE(nodes, vocabularies) "{\"nodes\": [" nodes "], \"vocabularies\": {" vocabularies "}}"
#define CRIME                     "{\"id\": \"crime\", \"label\": \"Crime\"}"
#define THEFT                                                                                \
    "{\"id\": \"theft\", \"label\": \"Theft\", \"parent\": \"crime\", \"cost\": \"Theft\", " \
    "\"harm\": \"low\", \"concept\": \"theft\"}"
#define SHOPS                                                                                \
    "{\"id\": \"theft/shops\", \"label\": \"From shops\", \"alone\": \"Theft from shops\", " \
    "\"parent\": \"theft\"}"
#define ENDED "{\"id\": \"ended\", \"label\": \"Ended\", \"sanctioned\": true}"

/* Loads a tree from text; prints what the loader said when it refuses. */
static enum ww_rc load(const char *json, struct ww_categories **out, struct ww_err *err)
{
    char path[] = "/tmp/ww-categories-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        return WW_E_IO;
    close(fd);
    enum ww_rc rc = ww_file_write(path, ww_str_of(json), err);
    if (!rc)
        rc = ww_categories_load(path, out, err);
    unlink(path);
    return rc;
}

static void check_refused(const char *json, enum ww_rc rc, const char *said)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    CHECK_RC(load(json, &c, &err), rc);
    CHECK(c == NULL);
    if (!CHECK(strstr(err.message, said) != NULL))
        printf("    said: %s\n", err.message);
    CHECK(err.source[0] != '\0');
    ww_categories_free(&c);
}

WW_TEST(a_tree_is_read_in_its_order)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(load(TREE(CRIME "," THEFT "," SHOPS "," ENDED, ""), &c, &err), WW_OK))
        return;
    CHECK_INT(ww_categories_count(c), 4);
    CHECK_STR(ww_categories_at(c, 1)->id, "theft");
    CHECK_STR(ww_categories_at(c, 1)->label, "Theft");
    CHECK_STR(ww_categories_at(c, 1)->alone, "Theft"); /* as its label, where nothing else is said */
    CHECK_STR(ww_categories_at(c, 2)->label, "From shops");
    CHECK_STR(ww_categories_at(c, 2)->alone, "Theft from shops");
    CHECK_INT(ww_categories_at(c, 1)->parent, 0);
    CHECK_INT(ww_categories_at(c, 1)->depth, 1);
    CHECK_STR(ww_categories_at(c, 1)->cost, "Theft");
    CHECK_STR(ww_categories_at(c, 1)->harm, "low");
    CHECK_STR(ww_categories_at(c, 1)->concept, "theft");
    CHECK_INT(ww_categories_at(c, 0)->parent, -1);
    CHECK_INT(ww_categories_at(c, 2)->depth, 2);
    CHECK_STR(ww_categories_at(c, 2)->cost, "");
    CHECK(!ww_categories_at(c, 0)->sanctioned);
    CHECK(ww_categories_at(c, 3)->sanctioned);
    CHECK_INT(ww_categories_find(c, "theft/shops"), 2);
    CHECK_INT(ww_categories_find(c, "theft/shop"), -1);
    CHECK_INT(strlen(ww_categories_sha256(c)), 64);
    ww_categories_free(&c);
    CHECK(c == NULL);
    ww_categories_free(&c);
    ww_categories_free(NULL);
}

WW_TEST(texts_map_without_regard_to_case_and_spacing)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(
            load(
                TREE(
                    CRIME "," THEFT "," SHOPS,
                    "\"force\": {\"Theft / From Shops\": \"theft/shops\", \"THEFT\": \"theft\"}, \"other\": {}"),
                &c, &err),
            WW_OK))
        return;
    static const char *const same[] = {"Theft / From Shops", "theft / from shops", "THEFT / FROM SHOPS",
                                       "  Theft  /\tFrom \t Shops\r\n"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        CHECK_INT(ww_categories_map(c, "force", ww_str_of(same[i])), 2);
    CHECK_INT(ww_categories_map(c, "force", WW_STR("theft")), 1);
    static const char *const different[] = {"Theft/From Shops", "TheftFromShops", "Theft / From Shop", "",
                                            " "};
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++)
        CHECK_INT(ww_categories_map(c, "force", ww_str_of(different[i])), -1);
    CHECK_INT(ww_categories_map(c, "other", WW_STR("theft")), -1);
    CHECK_INT(ww_categories_map(c, "nobody", WW_STR("theft")), -1);
    CHECK(ww_categories_has_vocabulary(c, "force") && ww_categories_has_vocabulary(c, "other"));
    CHECK(!ww_categories_has_vocabulary(c, "Force") && !ww_categories_has_vocabulary(c, "nobody"));
    char overlong[400];
    memset(overlong, 'a', sizeof overlong);
    CHECK_INT(ww_categories_map(c, "force", (struct ww_str){overlong, sizeof overlong}), -1);
    ww_categories_free(&c);
}

WW_TEST(under_means_itself_or_below)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(load(TREE(CRIME "," THEFT "," SHOPS "," ENDED, ""), &c, &err), WW_OK))
        return;
    static const bool expected[4][4] = {/* node, ancestor */
                                        {true, false, false, false},
                                        {true, true, false, false},
                                        {true, true, true, false},
                                        {false, false, false, true}};
    for (int node = 0; node < 4; node++)
        for (int ancestor = 0; ancestor < 4; ancestor++)
            CHECK_INT(ww_categories_under(c, node, ancestor), expected[node][ancestor]);
    CHECK(!ww_categories_under(c, -1, 0));
    ww_categories_free(&c);
}

WW_TEST(the_same_text_may_be_listed_twice_for_one_node)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(
            load(TREE(CRIME "," THEFT, "\"v\": {\"Theft\": \"theft\", \"THEFT\": \"theft\"}"), &c, &err),
            WW_OK))
        return;
    CHECK_INT(ww_categories_map(c, "v", WW_STR("theft")), 1);
    ww_categories_free(&c);
}

WW_TEST(faulty_trees_are_refused)
{
    check_refused("{\"nodes\": [", WW_E_INPUT, "not valid JSON");
    check_refused("", WW_E_INPUT, "'[' or '{' expected near end of file");
    check_refused("[]", WW_E_INPUT, "no list of nodes");
    check_refused(TREE("", ""), WW_E_INPUT, "no list of nodes");
    check_refused(TREE(CRIME "," THEFT "," CRIME, ""), WW_E_INPUT, "Two nodes have one id: 'crime'");
    check_refused(TREE(THEFT "," CRIME, ""), WW_E_INPUT, "parent does not stand before it: 'theft'");
    check_refused(TREE("{\"id\": \"crime\"}", ""), WW_E_INPUT, "lacks an id or a label");
    check_refused(TREE("{\"label\": \"Crime\"}", ""), WW_E_INPUT, "lacks an id or a label");
    check_refused(TREE(CRIME, "\"v\": {\"Theft\": \"theft\"}"), WW_E_INPUT,
                  "mapped to a node that does not exist: 'Theft'");
    check_refused(TREE(CRIME, "\"v\": {\"Theft\": 3}"), WW_E_INPUT, "mapped to a node that does not exist");
    check_refused(TREE(CRIME, "\"v\": {\" \": \"crime\"}"), WW_E_INPUT, "empty");
    check_refused(TREE(CRIME "," THEFT, "\"v\": {\"a b\": \"crime\", \"A  B\": \"theft\"}"), WW_E_INPUT,
                  "twice with different meanings");
    check_refused("{\"nodes\": [" CRIME "], \"nodes\": [" CRIME "]}", WW_E_INPUT, "not valid JSON");
}

/* Nine levels, 0 to 8, are read; a tenth is not. */
WW_TEST(trees_have_at_most_nine_levels)
{
    for (int levels = 9; levels <= 10; levels++) {
        char json[2048] = "{\"nodes\": [{\"id\": \"n0\", \"label\": \"x\"}";
        for (int i = 1; i < levels; i++) {
            size_t len = strlen(json);
            snprintf(json + len, sizeof json - len,
                     ",{\"id\": \"n%d\", \"label\": \"x\", \"parent\": \"n%d\"}", i, i - 1);
        }
        strcat(json, "], \"vocabularies\": {}}"); // NOLINT: a test's own buffer
        struct ww_categories *c = NULL;
        struct ww_err err = {0};
        CHECK_RC(load(json, &c, &err), levels == 9 ? WW_OK : WW_E_INPUT);
        CHECK(levels == 9 || strstr(err.message, "deeper than") != NULL);
        ww_categories_free(&c);
    }
}

WW_TEST(a_missing_file_is_named)
{
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    CHECK_RC(ww_categories_load("/tmp/ww-no-such-tree.json", &c, &err), WW_E_IO);
    CHECK(strstr(err.source, "ww-no-such-tree") != NULL);
}

/* --- the tree that ships --------------------------------------------------------------------------------- */

static struct ww_categories *shipped(void)
{
    char path[WW_PATH_MAX];
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (!CHECK_RC(ww_categories_load(under_root("share/categories.json", path), &c, &err), WW_OK))
        printf("    %s\n", err.message);
    return c;
}

WW_TEST(the_shipped_tree_holds_together)
{
    struct ww_categories *c = shipped();
    if (!c)
        return;
    static const char *const vocabularies[] = {"crime-records",
                                               "mps",
                                               "police-uk",
                                               "police-uk-api",
                                               "fire",
                                               "stop-and-search",
                                               "police-uk-outcome",
                                               "stop-and-search-outcome",
                                               "crime-records-outcome"};
    for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++)
        CHECK(ww_categories_has_vocabulary(c, vocabularies[i]));
    for (size_t i = 0; i < ww_categories_count(c); i++) {
        const struct ww_category *node = ww_categories_at(c, i);
        CHECK(node->parent < (int)i);
        CHECK_INT(ww_categories_find(c, node->id), i);
        /* A sanctioned outcome is one all the way down, so that a sum over a subtree means something. */
        if (node->parent >= 0 && ww_categories_at(c, (size_t)node->parent)->sanctioned)
            CHECK(node->sanctioned);
    }
    ww_categories_free(&c);
}

WW_TEST(every_type_and_outcome_of_the_sample_maps)
{
    struct ww_categories *c = shipped();
    struct line_csv *csv = calloc(1, sizeof *csv);
    char path[WW_PATH_MAX], text[512];
    if (!c || !CHECK(csv && line_csv_open(csv, under_root("share/sample/crime-types.csv", path))))
        return;
    size_t types = 0;
    for (; line_csv_next(csv); types++) {
        snprintf(text, sizeof text, "%s / %s", csv->fields[0], csv->fields[1]);
        int node = ww_categories_map(c, "crime-records", ww_str_of(text));
        CHECK(node >= 0 && ww_categories_under(c, node, ww_categories_find(c, "recorded-crime")));
    }
    CHECK_INT(types, 32);
    int detected = ww_categories_map(c, "crime-records-outcome", WW_STR("Sanctioned detection"));
    CHECK(detected >= 0 && ww_categories_at(c, (size_t)detected)->sanctioned);
    static const char *const others[] = {"Not detected", "Local resolution", "Other resolution",
                                         "Under investigation"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        int node = ww_categories_map(c, "crime-records-outcome", ww_str_of(others[i]));
        CHECK(node >= 0 && !ww_categories_at(c, (size_t)node)->sanctioned);
    }
    line_csv_close(csv);
    free(csv);
    ww_categories_free(&c);
}

/* --- real files ------------------------------------------------------------------------------------------ */

static const struct real_column {
    const char *file;
    const char *first, *second; /* joined by " / "; second NULL = one column */
    const char *vocabulary;
    size_t at_least; /* values found: a test that reads nothing would pass */
} real_columns[] = {
    {"mps/recorded-crime-borough-2010-04-2021-09.csv.gz", "MajorText", "MinorText", "mps", 1500},
    {"mps/recorded-crime-borough-historical.csv.gz", "majortext", "minortext", "mps", 1000},
    {"mps/recorded-crime-ward-historical.csv.gz", "majortext", "minortext", "mps", 20000},
    {"mps/recorded-crime-lsoa-2024-2026.csv.gz", "major_category", "minor_category", "mps", 100000},
    {"police-uk/westminster-2016-01-2018-06.csv.gz", "category", NULL, "police-uk-api", 170000},
    {"police-uk/westminster-2016-01-2018-06.csv.gz", "outcome_category", NULL, "police-uk-outcome", 100000},
    {"police-uk/city-of-london", "Crime type", NULL, "police-uk", 10000},
    {"police-uk/city-of-london", "Last outcome category", NULL, "police-uk-outcome", 5000},
    {"fire/london-fires.csv.gz", "property_type", NULL, "fire", 80000},
    {"stop-and-search/westminster-metropolitan-2016-06-2024-08.csv.gz", "Object of search", NULL,
     "stop-and-search", 50000},
    {"stop-and-search/westminster-metropolitan-2016-06-2024-08.csv.gz", "Outcome", NULL,
     "stop-and-search-outcome", 50000},
    {"stop-and-search/2019-12-city-of-london-stop-and-search.csv", "Object of search", NULL,
     "stop-and-search", 50},
    {"stop-and-search/2019-12-city-of-london-stop-and-search.csv", "Outcome", NULL, "stop-and-search-outcome",
     50},
};

/* What the sources' descriptors hold to be "not known". */
static bool is_missing(const char *text)
{
    return !*text || strcmp(text, "NA") == 0;
}

static size_t map_file(const struct ww_categories *c, const struct real_column *column, const char *path)
{
    struct line_csv *csv = calloc(1, sizeof *csv);
    size_t values = 0, unmapped = 0;
    if (CHECK(csv && line_csv_open(csv, path)))
        while (line_csv_next(csv)) {
            char text[512];
            const char *first = line_csv_cell(csv, column->first);
            const char *second = column->second ? line_csv_cell(csv, column->second) : "";
            snprintf(text, sizeof text, column->second ? "%s / %s" : "%s%s", first, second);
            if (is_missing(first))
                continue;
            values++;
            if (ww_categories_map(c, column->vocabulary, ww_str_of(text)) < 0 && unmapped++ < 5)
                printf("    %s: '%s' is not in %s\n", path, text, column->vocabulary);
        }
    CHECK_INT(unmapped, 0);
    if (csv)
        line_csv_close(csv);
    free(csv);
    return values;
}

WW_TEST(every_value_of_the_real_files_maps)
{
    const char *shared = getenv("WATCHWARD_SHARED");
    char folder[WW_PATH_MAX], path[WW_PATH_MAX];
    if (!shared)
        shared = getenv("WW_SHARED");
    if (shared)
        snprintf(folder, sizeof folder, "%s/data", shared);
    else
        under_root("../shared/data", folder);
    if (!ww_is_dir(folder))
        SKIP("../shared/data is not beside the checkout (WATCHWARD_SHARED names another place)");
    struct ww_categories *c = shipped();
    for (size_t i = 0; c && i < sizeof real_columns / sizeof real_columns[0]; i++) {
        struct ww_names names = {0};
        struct ww_err err;
        size_t values = 0;
        CHECK(ww_path_join(folder, real_columns[i].file, path, sizeof path));
        if (!ww_is_dir(path))
            values = map_file(c, &real_columns[i], path);
        else if (CHECK_RC(ww_list_dir(path, &names, &err), WW_OK))
            for (size_t k = 0; k < names.count; k++) {
                char file[WW_PATH_MAX];
                CHECK(ww_path_join(path, names.items[k], file, sizeof file));
                values += map_file(c, &real_columns[i], file);
            }
        ww_names_free(&names);
        if (!CHECK(values >= real_columns[i].at_least))
            printf("    %s, %s: only %zu values\n", real_columns[i].file, real_columns[i].first, values);
    }
    ww_categories_free(&c);
}
