// SPDX-License-Identifier: Apache-2.0
/* Facts that contradict each other must be refused, with the table or the sum named. Each case copies the facts that
 * ship, changes one text in one table, and reads them. */
#include "sample/facts.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ww_test.h"

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

struct change {
    const char *table, *from, *to;   /* the first `from` becomes `to` */
    const char *also_from, *also_to; /* and, where there is one, the first of these */
    const char *said;                /* in the message or the place */
};

static void replace(struct ww_buf *text, const char *from, const char *to)
{
    struct ww_buf out = {0};
    const char *at = from && text->data ? strstr(text->data, from) : NULL;
    CHECK(!from || at);
    if (!at)
        return;
    ww_buf_add(&out, text->data, (size_t)(at - text->data));
    ww_buf_z(&out, to);
    ww_buf_z(&out, at + strlen(from));
    ww_buf_free(text);
    *text = out;
}

static void copy_table(const char *folder, const char *name, const struct change *change)
{
    char source[WW_PATH_MAX], target[WW_PATH_MAX];
    struct ww_buf text = {0};
    struct ww_err err;
    CHECK(ww_path_join(shipped(), name, source, sizeof source) &&
          ww_path_join(folder, name, target, sizeof target));
    CHECK_RC(ww_file_read(source, &text, &err), WW_OK);
    if (strcmp(name, change->table) == 0) {
        replace(&text, change->from, change->to);
        replace(&text, change->also_from, change->also_to);
    }
    CHECK_RC(ww_file_write(target, ww_buf_view(&text), &err), WW_OK);
    ww_buf_free(&text);
}

static void copy_facts(const char *folder, const struct change *change)
{
    struct ww_names names = {0};
    struct ww_err err;
    CHECK_RC(ww_list_dir(shipped(), &names, &err), WW_OK);
    for (size_t i = 0; i < names.count; i++)
        if (strstr(names.items[i], ".csv"))
            copy_table(folder, names.items[i], change);
    ww_names_free(&names);
}

static const struct change cases[] = {
    {"recorded-crime.csv", "Murder,4,", "Murder,5,", NULL, NULL, "by month and by type"},
    {"recorded-crime.csv", "Murder,4,", "Murder,-4,", NULL, NULL, "not a whole number"},
    {"recorded-crime.csv", "Murder,4,", "Manslaughter,4,", NULL, NULL, "recorded-crime.csv"},
    {"recorded-crime.csv", "2017/18", "2018/19", NULL, NULL, "recorded-crime.csv"},
    {"months.csv", "2018-06,", "2018-07,", NULL, NULL, "not a month of the five years"},
    {"months.csv", "2018-06,4", "2018-06,5", NULL, NULL, "by month and by type"},
    {"lsoa-crime.csv", "X01000128,6", "X01000128,7", NULL, NULL, "by area and by type"},
    {"lsoa-crime.csv", "X01000001", "X01000999", NULL, NULL, "lsoa-crime.csv"},
    {"ward-crime.csv", "Drugs,446", "Drugs,447", NULL, NULL, "by group and by area of the ward Market"},
    {"detections.csv", "Murder,2,", "Murder,5,", NULL, NULL, "more detections than offences of Murder"},
    {"force.csv", "Murder,128,", "Murder,3,", NULL, NULL, "whole force of Murder"},
    {"flag-patterns.csv", "Gun crime,3", "Gun crime,4", NULL, NULL, "records with the flag Gun crime"},
    {"flags.csv", "Knife crime,704", "Knife crime,705", NULL, NULL, "records with the flag Knife crime"},
    {"flags.csv", "2013/14", "2012/13", NULL, NULL, "not one of the five years"},
    {"wards.csv", "Market,West End,12372", "Market,West End,12373", NULL, NULL,
     "residents of the areas and of the ward Market"},
    {"lsoas.csv", "X01000128,Market 6,X05000020", "X01000128,Market 6,X05000001", NULL, NULL, "ward by ward"},
    {"lsoas.csv", "X05000020", "X05000099", NULL, NULL, "not listed"},
    {"crime-types.csv", "Murder,violence", "Murder,peace", NULL, NULL, "not listed"},
    {"crime-types.csv", "Wounding/GBH", "Murder", NULL, NULL, "listed twice"},
    {"crime-types.csv", "Robbery,Personal", "Burglary,Personal", NULL, NULL, "must stand together"},
    {"spans.csv", "violence,70", "violence,71", NULL, NULL, "shares of the spans of the rhythm violence"},
    {"spans.csv", "span,5,60", "span,4,60", NULL, NULL, "5 minutes"},
    {"spans.csv", "exact", "sometimes", NULL, NULL, "not listed"},
    {"ages.csv", "16-29,12", "16-29,13", NULL, NULL, "age bands"},
    {"rhythms.csv", "violence,0,", "violence,24,", NULL, NULL, "not a whole number in its range"},
    {"months.csv", "month,offences", "month,crimes", NULL, NULL, "lack one of the 3 columns"},
    {"months.csv", "2013-07,", "2013-07", NULL, NULL, "damaged here"},
    {"ward-crime.csv", "Drugs,446", "Drugs,380", "Fraud & Forgery,11", "Fraud & Forgery,77",
     "more offences than the whole of Fraud & Forgery"},
    {"flag-patterns.csv",
     "2017/18,Violence against the person,Wounding/GBH,Knife crime;Knife crime with injury,92",
     "2017/18,Violence against the person,Wounding/GBH,Knife crime;Knife crime with injury,82",
     "2017/18,Violence against the person,Murder,Knife crime;Knife crime with injury,1",
     "2017/18,Violence against the person,Murder,Knife crime;Knife crime with injury,11",
     "more flagged records than offences of Murder"},
};

WW_TEST(facts_that_contradict_each_other_are_refused)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char folder[] = "/tmp/ww-facts-XXXXXX", text[2048];
        struct ww_sample_facts facts = {0};
        struct ww_err err = {0};
        if (!CHECK(mkdtemp(folder) != NULL))
            return;
        copy_facts(folder, &cases[i]);
        enum ww_rc rc = ww_sample_facts_load(folder, &facts, &err);
        ww_err_print(&err, text, sizeof text);
        if (!CHECK_INT(rc, WW_E_INPUT) || !CHECK(strstr(text, cases[i].said) != NULL))
            printf("    %s, '%s' to '%s': %s\n", cases[i].table, cases[i].from, cases[i].to, text);
        CHECK(facts.memory == NULL);
        ww_sample_facts_free(&facts);
        nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    }
}

WW_TEST(a_missing_table_is_named)
{
    struct ww_sample_facts facts = {0};
    struct ww_err err = {0};
    CHECK_RC(ww_sample_facts_load("/tmp/ww-no-such-facts", &facts, &err), WW_E_IO);
    CHECK(strstr(err.source, "rhythms.csv") != NULL);
}

WW_TEST(the_shipped_facts_are_read)
{
    struct ww_sample_facts facts = {0};
    struct ww_err err = {0};
    if (!CHECK_RC(ww_sample_facts_load(shipped(), &facts, &err), WW_OK))
        return;
    CHECK_INT(facts.n_types, 32);
    CHECK_INT(facts.n_groups, 9);
    CHECK_INT(facts.n_wards, 20);
    CHECK_INT(facts.n_lsoas, 128);
    CHECK_INT(facts.n_bands, 4);
    CHECK_INT(ww_sample_year_total(&facts, 4), 58627);
    CHECK_INT(ww_sample_year_total(&facts, 3), 53686);
    CHECK_INT(facts.months[4][0].winter, 0);   /* July */
    CHECK_INT(facts.months[4][5].winter, 100); /* December */
    ww_sample_facts_free(&facts);
}

WW_TEST(years_are_read)
{
    CHECK_INT(ww_sample_year_of("2013/14"), 0);
    CHECK_INT(ww_sample_year_of("2017/18"), 4);
    static const char *const none[] = {"2018/19", "2012/13", "2017/19", "2017", "", "2017-18"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK_INT(ww_sample_year_of(none[i]), WW_SAMPLE_YEARS);
}
