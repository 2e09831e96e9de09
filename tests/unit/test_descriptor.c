// SPDX-License-Identifier: Apache-2.0
#include "ww_test.h"

#include "base/checked.h"
#include "base/nearest.h"
#include "intake/descriptor.h"
#include "intake/pattern.h"

#define FIELDS                                                                                   \
    "\"fields\":[{\"name\":\"When\",\"type\":\"date\"},{\"name\":\"What\",\"type\":\"string\"}," \
    "{\"name\":\"Lat\",\"type\":\"number\"},{\"name\":\"Lon\",\"type\":\"number\"},{\"name\":\"N\",\"type\":\"integer\"}]"
#define HEAD "{\"name\":\"calls\",\"title\":\"Calls\"," FIELDS ","
#define ABOUT \
    "\"watchward\":{\"shape\":\"events\",\"subject\":\"calls\",\"owner\":\"The service\",\"gateway\":\"Agreement 7\","
#define WHEN    "\"when\":{\"field\":\"When\",\"role\":\"from\"}"
#define COLUMNS "\"columns\":{" WHEN ",\"what\":{\"field\":\"What\",\"role\":\"category\"}}"

static enum ww_rc parse(const char *json, struct ww_descriptor **out, struct ww_err *err)
{
    memset(err, 0, sizeof *err);
    return ww_descriptor_parse(json, strlen(json), "calls.json", out, err);
}

WW_TEST(the_smallest_descriptor)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    if (!CHECK_RC(parse(HEAD ABOUT COLUMNS "}}", &d, &err), WW_OK)) {
        printf("%s\n", err.message);
        return;
    }
    CHECK_STR(d->name, "calls");
    CHECK_STR(d->subject, "calls");
    CHECK_STR(d->description, "");
    CHECK_INT(d->shape, WW_SHAPE_EVENTS);
    CHECK_INT(d->n_layouts, 1);
    const struct ww_source_layout *l = &d->layouts[0];
    CHECK_STR(l->name, "standard");
    CHECK_STR(l->vintage, "");
    CHECK_INT(l->n_columns, 2);
    CHECK_STR(l->columns[0].field.name, "when");
    CHECK_INT(l->columns[0].field.kind, WW_KIND_DATE);
    CHECK_INT(l->columns[0].field.role, WW_ROLE_FROM);
    CHECK_INT(l->columns[1].field.kind, WW_KIND_CATEGORY);
    CHECK_INT(l->n_fields, 5);
    CHECK(l->needed[0] && l->needed[1] && !l->needed[2]);
    CHECK_INT(strlen(d->sha256), 64);
    CHECK(l->key == NULL && !l->has_melt && l->locate_level == NULL);
    ww_descriptor_free(&d);
    CHECK(d == NULL);
}

WW_TEST(kinds_follow_from_type_and_role)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    CHECK_RC(
        parse(HEAD
              "\"primaryKey\":[\"N\"],\"missingValues\":[\"\",\"NA\"]," ABOUT "\"columns\":{" WHEN
              ",\"lat\":{\"field\":\"Lat\",\"role\":\"latitude\"},"
              "\"lon\":{\"field\":\"Lon\",\"role\":\"longitude\"},\"ref\":{\"field\":\"N\",\"role\":\"id\"},"
              "\"both\":{\"field\":[\"What\",\"N\"]},\"plain\":\"What\",\"kind_of\":{\"constant\":\"fire\"}},"
              "\"locate\":{\"level\":\"lsoa11\",\"into\":\"lsoa\"},\"range\":\"2017..2018\"}}",
              &d, &err),
        WW_OK);
    if (!d) {
        printf("%s\n", err.message);
        return;
    }
    const struct ww_source_layout *l = &d->layouts[0];
    CHECK_INT(l->columns[1].field.kind, WW_KIND_FIXED);
    CHECK_INT(l->columns[1].field.places, 6);
    CHECK_INT(l->columns[3].field.kind, WW_KIND_INTEGER);
    CHECK_INT(l->columns[3].field.width, 4);
    CHECK_INT(l->columns[4].n_from, 2);
    CHECK_INT(l->columns[4].field.kind, WW_KIND_CATEGORY);
    CHECK_STR(l->columns[5].from[0], "What");
    CHECK_STR(l->columns[6].constant, "fire");
    CHECK_STR(l->key, "ref");
    CHECK_INT(l->n_missing_values, 2);
    CHECK_STR(l->locate_column, "lsoa");
    CHECK(d->has_range);
    CHECK_INT(d->range.first_day, ww_day_of((struct ww_date){2017, 1, 1}));
    ww_descriptor_free(&d);
}

WW_TEST(further_layouts_take_what_they_do_not_say)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    CHECK_RC(
        parse(HEAD ABOUT
              "\"layout\":\"old\"," COLUMNS
              ",\"layouts\":[{\"name\":\"new\",\"vintage\":\"2020\",\"fields\":[{\"name\":\"When\",\"type\":"
              "\"datetime\"},{\"name\":\"What\"}]}]}}",
              &d, &err),
        WW_OK);
    if (!d) {
        printf("%s\n", err.message);
        return;
    }
    CHECK_INT(d->n_layouts, 2);
    CHECK_STR(d->layouts[0].name, "old");
    CHECK_STR(d->layouts[1].name, "new");
    CHECK_STR(d->layouts[1].vintage, "2020");
    CHECK_INT(d->layouts[1].columns[0].field.kind, WW_KIND_DATETIME);
    CHECK_INT(d->layouts[1].n_fields, 2);
    ww_descriptor_free(&d);
}

WW_TEST(melt_by_pattern_and_by_name)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    CHECK_RC(
        parse(HEAD
              "\"watchward\":{\"shape\":\"series\",\"subject\":\"c\",\"owner\":\"o\",\"gateway\":\"g\","
              "\"columns\":{\"month\":{\"kind\":\"month\",\"role\":\"from\"},\"n\":{\"kind\":\"integer\","
              "\"role\":\"value\",\"constraints\":{\"minimum\":0}}},"
              "\"melt\":{\"pattern\":\"^([0-9]{6})$\",\"into\":\"month\",\"value\":\"n\"}}}",
              &d, &err),
        WW_OK);
    if (!d) {
        printf("%s\n", err.message);
        return;
    }
    const struct ww_source_melt *m = &d->layouts[0].melt;
    CHECK(d->layouts[0].has_melt && m->skip_empty);
    CHECK_INT(m->n_into, 1);
    CHECK_STR(m->value, "n");
    CHECK(d->layouts[0].columns[1].has_range);
    CHECK_NEAR(d->layouts[0].columns[1].min, 0, 0);
    ww_descriptor_free(&d);
    CHECK_RC(
        parse(
            HEAD
            "\"watchward\":{\"shape\":\"reference\",\"subject\":\"c\",\"owner\":\"o\",\"gateway\":\"g\","
            "\"columns\":{\"a\":{},\"b\":{},\"c\":{}},"
            "\"melt\":{\"fields\":{\"What\":[\"x\",\"y\"],\"N\":[\"x\",\"z\"]},\"into\":[\"a\",\"b\"],\"value\":\"c\"}}}",
            &d, &err),
        WW_OK);
    if (!d) {
        printf("%s\n", err.message);
        return;
    }
    m = &d->layouts[0].melt;
    CHECK_INT(m->n_fields, 2);
    CHECK_STR(m->fields[1], "N");
    CHECK_STR(m->texts[3], "z");
    CHECK(d->layouts[0].needed[4]);
    ww_descriptor_free(&d);
}

/* Every refusal: what was written, and what the message must say. */
static const struct {
    const char *json;
    const char *says;
} refusals[] = {
    {"", "not JSON"},
    {"[]", "one JSON object"},
    {"{\"name\":\"a\",\"name\":\"b\"}", "not JSON"},
    {"{}", "watchward: is missing; it must be an object"},
    {"{\"watchward\":[]}", "watchward: is a list [...]; it must be an object"},
    {"{\"name\":\"Bad Name\",\"title\":\"t\"," FIELDS "," ABOUT COLUMNS "}}",
     "name: \"Bad Name\" cannot be used"},
    {"{\"title\":\"t\"," FIELDS "," ABOUT COLUMNS "}}", "name: is missing"},
    {HEAD ABOUT "\"colums\":{}," COLUMNS "}}",
     "watchward.colums: is not a known key. Did you mean \"columns\"?"},
    {HEAD ABOUT "\"zzzzzzzzz\":{}," COLUMNS "}}", "those known here are version, shape"},
    {HEAD "\"watchward\":{\"shape\":\"event\",\"subject\":\"c\",\"owner\":\"o\",\"gateway\":\"g\"," COLUMNS
          "}}",
     "watchward.shape: \"event\" is not a shape"},
    {HEAD "\"watchward\":{\"shape\":\"events\",\"subject\":\"c\",\"owner\":\"\",\"gateway\":\"g\"," COLUMNS
          "}}",
     "watchward.owner: is empty"},
    {HEAD ABOUT "\"rank\":\"high\"," COLUMNS "}}", "watchward.rank: is a text; it must be a whole number"},
    {HEAD ABOUT "\"rank\":-1," COLUMNS "}}", "watchward.rank: must be from 0 to 1,000,000"},
    {HEAD ABOUT "\"reader\":\"pdf\"," COLUMNS "}}", "watchward.reader: \"pdf\" is not a reader"},
    {HEAD ABOUT "\"reader\":\"boundaries\"," COLUMNS "}}", "watchward.columns: belongs to tables"},
    {HEAD ABOUT "\"range\":\"soon\"," COLUMNS "}}", "watchward.range: \"soon\" is not a period"},
    {HEAD ABOUT "\"caveats\":\"one\"," COLUMNS "}}",
     "watchward.caveats: is a text; it must be a list of texts"},
    {HEAD ABOUT "\"caveats\":[1]," COLUMNS "}}",
     "watchward.caveats[0]: is a whole number; it must be a text"},
    {HEAD ABOUT "\"columns\":{}}}", "watchward.columns: has 0 columns"},
    {HEAD ABOUT "\"x\":1}}", "watchward.x: is not a known key"},
    {HEAD ABOUT "\"rank\":1}}", "watchward.columns: is missing"},
    {HEAD ABOUT "\"columns\":{\"When\":\"When\"}}}",
     "watchward.columns.When: a column's name has small letters"},
    {HEAD ABOUT "\"columns\":{\"w\":7}}}", "watchward.columns.w: must be the name of a field"},
    {HEAD ABOUT "\"columns\":{\"w\":\"Wen\"}}}",
     "watchward.columns.w.field: there is no field \"Wen\" in `fields`. Did you mean \"When\"?"},
    {HEAD ABOUT "\"columns\":{\"w\":\"Something else\"}}}", "Add it there, as the file's header has it"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"When\",\"role\":\"form\"}}}}",
     "watchward.columns.w.role: \"form\" is not a role; roles are attribute, id, from"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"role\":\"from\"}}}}",
     "a column with the role \"from\" cannot be of kind \"category\"; it may be month, date, datetime"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"kind\":\"string\"}}}}", "\"string\" is not a kind"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"role\":\"area\"}}}}", "an area needs a `level`"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"level\":\"ward\"}}}}",
     "`level` belongs to a column with the role"},
    {HEAD ABOUT
     "\"columns\":{\"w\":{\"field\":\"What\",\"role\":\"area\",\"level\":\"a-very-long-level\"}}}}",
     "watchward.columns.w.level: must have 1 to 15 letters"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"kind\":\"text\",\"vocabulary\":\"v\"}}}}",
     "`vocabulary` belongs to columns of kind \"category\""},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"digits\":64}}}}",
     "digits: belongs to kind \"hex\" only"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"kind\":\"hex\"}}}}",
     "digits: must be a whole number from 2"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"kind\":\"hex\",\"digits\":7}}}}",
     "digits must be an even number"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"N\",\"width\":5}}}}", "width must be 4"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"Lat\",\"role\":\"latitude\",\"places\":2}}}}",
     "places: must be a whole number"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"constant\":\"x\"}}}}",
     "has both `field` and `constant`"},
    {HEAD ABOUT "\"columns\":{\"w\":{}}}}", "watchward.columns.w: nothing feeds this column"},
    {HEAD ABOUT "\"columns\":{" WHEN ",\"b\":{\"field\":\"When\",\"role\":\"from\"}}}}",
     "watchward.columns.b: has the role \"from\", which column \"when\" has already"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"When\",\"constraints\":{\"minimum\":3}}}}}",
     "for times use watchward.range"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"N\",\"constraints\":{\"minimum\":3,\"maximum\":2}}}}}",
     "minimum is larger than maximum"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"N\",\"constraints\":{\"unique\":true}}}}}",
     "watchward.columns.w.constraints.unique: is not a known key"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"constraints\":{\"pattern\":\"(\"}}}}}",
     "constraints.pattern: is not a POSIX extended regular expression"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"constraints\":{\"pattern\":\"(a{99}){99}\"}}}}}",
     "repeats too much"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":\"What\",\"constraints\":{\"pattern\":\"(?i)a\"}}}}}",
     "uses (?...)"},
    {HEAD ABOUT "\"columns\":{\"w\":{\"field\":[\"When\",\"What\"],\"kind\":\"date\"}}}}",
     "joins several fields"},
    {HEAD ABOUT COLUMNS ",\"file_month\":\"[0-9]+\"}}",
     "watchward.file_month: has 0 groups in parentheses; 1 are needed"},
    {HEAD ABOUT COLUMNS ",\"locate\":{\"level\":\"lsoa11\",\"into\":\"lsoa\"}}}",
     "watchward.locate: needs columns with the roles latitude and longitude"},
    {HEAD ABOUT COLUMNS ",\"melt\":{\"into\":\"m\",\"value\":\"n\",\"pattern\":\"(a)\"}}}",
     "watchward.melt.into: there is no column \"m\""},
    {HEAD ABOUT "\"columns\":{" WHEN
                ",\"v\":{}},\"melt\":{\"into\":\"when\",\"value\":\"v\",\"pattern\":\"(a)\"}}}",
     "watchward.melt.into: column \"when\" has a `field` or `constant`"},
    {HEAD ABOUT "\"columns\":{" WHEN
                ",\"v\":{}},\"melt\":{\"into\":\"v\",\"value\":\"v\",\"pattern\":\"(a)\"}}}",
     "watchward.melt: feeds column \"v\" twice"},
    {HEAD ABOUT "\"columns\":{" WHEN ",\"m\":{},\"v\":{}},\"melt\":{\"into\":\"m\",\"value\":\"v\"}}}",
     "watchward.melt: needs either `pattern`"},
    {HEAD ABOUT "\"columns\":{" WHEN
                ",\"m\":{},\"v\":{}},\"melt\":{\"into\":\"m\",\"value\":\"v\",\"fields\":{}}}}",
     "watchward.melt.fields: is empty"},
    {HEAD ABOUT
     "\"columns\":{" WHEN
     ",\"m\":{},\"v\":{}},\"melt\":{\"into\":\"m\",\"value\":\"v\",\"fields\":{\"N\":[\"a\",\"b\"]}}}}",
     "watchward.melt.fields.N: has 2 texts; melt.into names 1 columns"},
    {HEAD "\"primaryKey\":\"Lat\"," ABOUT COLUMNS "}}",
     "primaryKey: no column is made from the field \"Lat\" alone"},
    {HEAD "\"primaryKey\":\"Nope\"," ABOUT COLUMNS "}}", "primaryKey: there is no field \"Nope\""},
    {HEAD "\"primaryKey\":[\"When\",\"What\"]," ABOUT COLUMNS "}}",
     "primaryKey: has 2 entries; there may be at most 1"},
    {HEAD ABOUT "\"columns\":{\"w\":\"What\"}}}", "layout \"standard\" has no column with the role \"from\""},
    {HEAD "\"watchward\":{\"shape\":\"series\",\"subject\":\"c\",\"owner\":\"o\",\"gateway\":\"g\"," COLUMNS
          "}}",
     "has no column with the role \"value\""},
    {HEAD ABOUT COLUMNS ",\"layouts\":[{}]}}", "watchward.layouts[0].name: is missing"},
    {HEAD ABOUT COLUMNS ",\"due\":\"soon\"}}", "watchward.due: \"soon\" is no rule that is known"},
    {HEAD ABOUT COLUMNS ",\"layouts\":[{\"name\":\"standard\"}]}}", "there is a layout \"standard\" already"},
    {HEAD ABOUT COLUMNS ",\"layouts\":[{\"name\":\"b\",\"field\":[]}]}}",
     "watchward.layouts[0].field: is not a known key. Did you mean \"fields\"?"},
    {"{\"name\":\"a\",\"title\":\"t\",\"fields\":[]," ABOUT COLUMNS "}}", "fields: has 0 entries"},
    {"{\"name\":\"a\",\"title\":\"t\",\"fields\":[{\"name\":\"A\",\"type\":\"text\"}]," ABOUT COLUMNS "}}",
     "fields[0].type: \"text\" is not a type that can be read"},
    {"{\"name\":\"a\",\"title\":\"t\",\"fields\":[{\"name\":\"A\"},{\"name\":\"A\"}]," ABOUT COLUMNS "}}",
     "fields[1]: \"A\" is listed twice"},
    {"{\"name\":\"a\",\"title\":\"t\",\"fields\":[\"A\"]," ABOUT COLUMNS "}}", "fields[0]: is not an object"},
};

WW_TEST(every_refusal_names_file_and_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct ww_descriptor *d = NULL;
        struct ww_err err;
        CHECK_RC(parse(refusals[i].json, &d, &err), WW_E_INPUT);
        CHECK_STR(err.source, "calls.json");
        if (!CHECK(strstr(err.message, refusals[i].says) != NULL))
            printf("  case %zu: \"%s\"\n  does not say \"%s\"\n", i, err.message, refusals[i].says);
        CHECK(d == NULL);
        ww_descriptor_free(&d);
    }
}

WW_TEST(when_it_is_due_and_what_is_guarded)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    if (!CHECK_RC(parse(HEAD ABOUT "\"due\":\"next-quarter\",\"columns\":{" WHEN
                                   ",\"what\":{\"field\":\"What\","
                                   "\"constraints\":{\"pattern\":\"[A-Z]+\",\"guarded\":true}}}}}",
                        &d, &err),
                  WW_OK))
        return;
    CHECK_INT(d->due_quarters, 1);
    CHECK(!d->layouts[0].columns[0].guarded);
    CHECK(d->layouts[0].columns[1].guarded);
    ww_descriptor_free(&d);
}

WW_TEST(a_fault_of_syntax_has_line_and_column)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    CHECK_RC(parse("{\n  \"name\": \"a\"\n  \"title\": \"b\"\n}", &d, &err), WW_E_INPUT);
    CHECK_INT(err.line, 3);
    CHECK(err.column > 0);
}

WW_TEST(no_memory_at_any_point_is_said)
{
    struct ww_descriptor *d = NULL;
    struct ww_err err;
    for (unsigned long n = 1; n < 40; n++) {
        ww_mem_fail_after(n);
        enum ww_rc rc = parse(HEAD ABOUT COLUMNS "}}", &d, &err);
        ww_mem_fail_after(0);
        if (rc == WW_OK) {
            CHECK(n > 1);
            ww_descriptor_free(&d);
            return;
        }
        CHECK(rc == WW_E_NOMEM && d == NULL);
    }
    CHECK(false);
}

WW_TEST(patterns_know_digits_and_whole_texts)
{
    regex_t r;
    struct ww_str groups[WW_PATTERN_GROUPS];
    CHECK(ww_pattern_compile("[EW]01\\d{6}", WW_PATTERN_WHOLE, &r) == NULL);
    CHECK_INT(regexec(&r, "E01033595", 0, NULL, 0), 0);
    CHECK(regexec(&r, "E010335950", 0, NULL, 0) != 0);
    CHECK(regexec(&r, "xE01033595", 0, NULL, 0) != 0);
    regfree(&r);
    CHECK(ww_pattern_compile("a|b", WW_PATTERN_WHOLE, &r) == NULL);
    CHECK(regexec(&r, "ab", 0, NULL, 0) != 0);
    regfree(&r);
    CHECK(ww_pattern_compile("^([0-9]{4}-[\\d]{2})-(x)?", WW_PATTERN_PART, &r) == NULL);
    CHECK(ww_pattern_groups(&r, "2018-06-y", groups));
    CHECK_TEXT(groups[0], "2018-06");
    CHECK_TEXT(groups[1], "");
    CHECK(!ww_pattern_groups(&r, "y", groups));
    regfree(&r);
    CHECK(ww_pattern_compile("(a)\\1", WW_PATTERN_PART, &r) != NULL);
    CHECK(ww_pattern_compile("a++++++++++++++++++++++++++++", WW_PATTERN_PART, &r) != NULL);
    CHECK(ww_pattern_compile("((((((((((a+)+)+)+)+)+)+)+)+)+", WW_PATTERN_PART, &r) != NULL);
    CHECK(ww_pattern_compile("a{40}{40}", WW_PATTERN_PART, &r) != NULL);
    CHECK(ww_pattern_compile("[+]+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+", WW_PATTERN_PART, &r) == NULL);
    regfree(&r);
}

WW_TEST(the_nearest_word)
{
    const char *const words[] = {"columns", "caveats", "range"};
    CHECK_STR(ww_nearest(WW_STR("colums"), words, 3), "columns");
    CHECK_STR(ww_nearest(WW_STR("RANGE"), words, 3), "range");
    CHECK(ww_nearest(WW_STR("zebra"), words, 3) == NULL);
    CHECK_INT(ww_edit_distance(WW_STR("kitten"), WW_STR("sitting")), 3);
    CHECK_INT(ww_edit_distance(WW_STR(""), WW_STR("abc")), 3);
}
