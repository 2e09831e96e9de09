// SPDX-License-Identifier: Apache-2.0
#include "intake_fixture.h"

static const char *const shipped[] = {
    "abuse-advisers",
    "ambulance-alcohol",
    "ambulance-assaults",
    "ambulance-overdoses",
    "area-facts",
    "asb-council",
    "asb-police",
    "attitude-survey",
    "boundaries",
    "channel-referrals",
    "city-survey",
    "contest-indicators",
    "crime-records",
    "cse",
    "custody-drug-tests",
    "deprivation",
    "drug-treatment",
    "drug-treatment-national",
    "events",
    "fire-incidents",
    "footfall",
    "force-comparators",
    "force-asb",
    "force-monthly",
    "gangs-unit",
    "harm-weights",
    "households",
    "iom",
    "iom-comparators",
    "iom-custody",
    "iom-offences",
    "iom-scores",
    "iom-status",
    "lookup",
    "marac",
    "marac-expectations",
    "marac-indicators",
    "modern-slavery",
    "mps-recorded-crime-borough",
    "mps-recorded-crime-lsoa",
    "mps-recorded-crime-ward",
    "offender-service",
    "person-links",
    "police-uk-api",
    "police-uk-street",
    "population",
    "population-ethnicity",
    "prescribed-ambulance",
    "prescribed-council-asb",
    "prescribed-council-collisions",
    "prescribed-council-environment",
    "prescribed-council-exclusions",
    "prescribed-council-racial",
    "prescribed-fire-no-alarm",
    "prescribed-fire-primary",
    "prescribed-fire-secondary",
    "prescribed-fire-vehicle",
    "prescribed-fire-violence",
    "prescribed-health-assault",
    "prescribed-health-domestic",
    "prescribed-health-substances",
    "prescribed-police-crime",
    "prescribed-police-incidents",
    "reoffending",
    "resident-priorities",
    "rough-sleepers",
    "safeguarding-adults",
    "satisfaction",
    "service-targets",
    "stop-and-search",
    "street-population",
    "substance-prevalence",
    "transport-incidents",
    "transport-police",
    "troubled-families",
    "unit-costs",
    "vawg-service",
    "victim-support",
    "vulnerable-localities",
    "workday-population",
    "youth-offences",
    "youth-offending",
};

WW_TEST(every_descriptor_that_ships_is_good)
{
    struct ww_sources s = {0};
    struct ww_err err = {0};
    if (!CHECK_RC(ww_sources_load(WW_SHARE_DIR, NULL, &s, &err), WW_OK)) {
        printf("%s: %s\n", err.source, err.message);
        return;
    }
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++)
        if (!CHECK(ww_sources_find(&s, shipped[i]) != NULL))
            printf("  %s\n", shipped[i]);
    for (size_t i = 0; i < s.count; i++) {
        const struct ww_descriptor *d = s.items[i].descriptor;
        struct ww_buf text = {0};
        CHECK(!s.items[i].own);
        CHECK(i == 0 || strcmp(s.items[i - 1].descriptor->name, d->name) < 0);
        CHECK(d->n_caveats > 0 && d->description[0]);
        ww_source_expects(d, &text);
        CHECK(text.len > 20 && text.data[text.len - 1] == '\n');
        ww_buf_free(&text);
    }
    ww_sources_free(&s);
}

WW_TEST(every_vocabulary_named_is_in_the_tree)
{
    struct ww_sources s = {0};
    struct ww_categories *c = NULL;
    struct ww_err err = {0};
    if (CHECK_RC(ww_sources_load(WW_SHARE_DIR, NULL, &s, &err), WW_OK) &&
        CHECK_RC(ww_categories_load(WW_SHARE_DIR "/categories.json", &c, &err), WW_OK))
        for (size_t i = 0; i < s.count; i++)
            for (size_t l = 0; l < s.items[i].descriptor->n_layouts; l++) {
                const struct ww_source_layout *layout = &s.items[i].descriptor->layouts[l];
                for (size_t k = 0; k < layout->n_columns; k++) {
                    const char *vocabulary = layout->columns[k].field.vocabulary;
                    if (vocabulary[0] && !CHECK(ww_categories_has_vocabulary(c, vocabulary)))
                        printf("  %s: %s\n", s.items[i].descriptor->name, vocabulary);
                }
            }
    ww_categories_free(&c);
    ww_sources_free(&s);
}

WW_TEST(which_source_answers_first)
{
    static const struct {
        const char *name;
        int rank;
    } ranks[] = {{"crime-records", 100},          {"mps-recorded-crime-borough", 80},
                 {"mps-recorded-crime-ward", 70}, {"mps-recorded-crime-lsoa", 60},
                 {"police-uk-street", 50},        {"police-uk-api", 50}};
    struct ww_sources s = {0};
    struct ww_err err = {0};
    if (!CHECK_RC(ww_sources_load(WW_SHARE_DIR, NULL, &s, &err), WW_OK))
        return;
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        const struct ww_descriptor *d = ww_sources_find(&s, ranks[i].name);
        if (!CHECK(d != NULL))
            continue;
        CHECK_INT(d->rank, ranks[i].rank);
        CHECK_STR(d->subject, "recorded-crime");
    }
    ww_sources_free(&s);
}

#define OWN(name, title)                                                                                                  \
    "{\"name\":\"" name "\",\"title\":\"" title "\",\"fields\":[{\"name\":\"When\",\"type\":\"date\"}],"                  \
    "\"watchward\":{\"shape\":\"events\",\"subject\":\"calls\",\"owner\":\"O\",\"gateway\":\"G\",\"columns\":{\"when\":{" \
    "\"field\":\"When\",\"role\":\"from\"}}}}"

WW_TEST(the_partnerships_own_descriptors_come_first)
{
    struct place p;
    struct ww_sources s = {0};
    if (open_place(&p, NULL)) {
        char ws[200];
        snprintf(ws, sizeof ws, "%s/ws", p.folder);
        size_t before = p.sources.count;
        write_file(&p, "ws/sources/calls.json", OWN("calls", "Calls"));
        write_file(&p, "ws/sources/events.json", OWN("events", "Ours"));
        write_file(&p, "ws/sources/notes.txt", "not a descriptor");
        if (CHECK_RC(ww_sources_load(WW_SHARE_DIR, ws, &s, &p.err), WW_OK)) {
            const struct ww_descriptor *d = NULL;
            CHECK_INT(s.count, before + 1);
            CHECK_STR(ww_sources_find(&s, "events")->title, "Ours");
            CHECK_RC(ww_sources_need(&s, "calls", &d, &p.err), WW_OK);
            CHECK_RC(ww_sources_need(&s, "police-uk-stret", &d, &p.err), WW_E_USAGE);
            CHECK(says(&p, "Did you mean \"police-uk-street\"?"));
            CHECK_RC(ww_sources_need(&s, "zzz", &d, &p.err), WW_E_USAGE);
            CHECK(says(&p, "boundaries, calls, "));
            ww_sources_free(&s);
        }
        write_file(&p, "ws/sources/other.json", OWN("calls", "Calls"));
        CHECK_RC(ww_sources_load(WW_SHARE_DIR, ws, &s, &p.err), WW_E_INPUT);
        CHECK(says(&p, "the file is called other.json"));
        write_file(&p, "ws/sources/other.json", "{");
        CHECK_RC(ww_sources_load(WW_SHARE_DIR, ws, &s, &p.err), WW_E_INPUT);
        CHECK(says(&p, "other.json"));
        CHECK_RC(ww_sources_load("/nowhere", NULL, &s, &p.err), WW_OK);
        CHECK_INT(s.count, 0);
        ww_sources_free(&s);
    }
    close_place(&p);
}
