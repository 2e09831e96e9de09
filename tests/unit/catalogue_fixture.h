/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WW_TEST_CATALOGUE_FIXTURE_H
#define WW_TEST_CATALOGUE_FIXTURE_H

/* Deliveries to publish: small sealed files, in a workspace of the test's folder. */

#include "base/time.h"
#include "evidence/catalogue.h"
#include "evidence_fixture.h"
#include "workspace_fixture.h"

struct cf_delivery {
    const char *source;
    const char *vintage; /* NULL = "" */
    const char *period;  /* NULL = without times */
    const char *name;    /* of its file */
    int64_t content;     /* another number is another file */
    const char *sha256;  /* NULL = of the sealed file */
};

WF_UNUSED static struct ww_workspace *cf_open(const char *name)
{
    struct ww_workspace *w = NULL;
    struct ww_err err = {0};
    if (!ww_file_exists(wf_path(name)) && ww_workspace_init(wf_path(name), "Test", "E1", &err) != WW_OK)
        printf("%s\n", err.message);
    else if (ww_workspace_open(wf_path(name), true, NULL, &w, &err) != WW_OK)
        printf("%s\n", err.message);
    if (!w)
        abort();
    return w;
}

/* The sealed file of a delivery, in .incoming. */
WF_UNUSED static void cf_seal(struct ww_workspace *w, const struct cf_delivery *d, char path[WW_PATH_MAX],
                              struct fx_sealed *sealed)
{
    struct fx fx = {0};
    struct ww_err err = {0};
    struct ww_rng rng;
    ww_rng_seed(&rng, 1);
    fx_range(fx_add(&fx, "count", WW_KIND_INTEGER, WW_ROLE_VALUE, 8), d->content, d->content, 0);
    fx_fill(&fx, 3, &rng);
    if (ww_workspace_file(w, ".incoming/sealed.arrow", path, &err) != WW_OK)
        abort();
    unlink(path);
    if (fx_write(&fx, path, 3, sealed, &err) != WW_OK) {
        printf("%s\n", err.message);
        abort();
    }
    fx_free(&fx);
    chmod(path, 0644); /* that it is read-only is for publishing to see to */
}

WF_UNUSED static enum ww_rc cf_publish(struct ww_workspace *w, const struct cf_delivery *d, int64_t *id,
                                       unsigned *superseded, struct ww_err *err)
{
    char path[WW_PATH_MAX], sha256[WW_SHA256_HEX], input_sha256[WW_SHA256_HEX];
    struct fx_sealed sealed;
    cf_seal(w, d, path, &sealed);
    ww_hex(sealed.sha256, sizeof sealed.sha256, sha256);
    snprintf(input_sha256, sizeof input_sha256, "%064llx", (unsigned long long)d->content);
    const struct ww_input_record input = {
        .name = d->name, .bytes = 123, .sha256 = input_sha256, .rows = 3, .note = ""};
    const struct ww_quality_record quality[] = {
        {"count", "value", 3, 0, 0, 0, ""},
        {"note", "", 1, 2, 4, 5, "x; y"},
    };
    struct ww_catalogue_entry entry = {.extract = {.source = d->source,
                                                   .vintage = d->vintage ? d->vintage : "",
                                                   .shape = WW_SHAPE_SERIES,
                                                   .subject = "recorded-crime",
                                                   .rank = 2,
                                                   .owner = "Police",
                                                   .supplied_by = "Council",
                                                   .gateway = "Open Government Licence",
                                                   .caveats = "one\ntwo",
                                                   .descriptor_sha256 = "d",
                                                   .descriptor_version = 4,
                                                   .sha256 = d->sha256 ? d->sha256 : sha256,
                                                   .bytes = sealed.bytes,
                                                   .rows = 3,
                                                   .rejected = 5,
                                                   .repeated = 6,
                                                   .unlocated = 7,
                                                   .unmapped = 8,
                                                   .missing_months = "2016-03",
                                                   .imported_at = 1530403200},
                                       .inputs = &input,
                                       .n_inputs = 1,
                                       .quality = quality,
                                       .n_quality = 2};
    if (d->period) {
        entry.extract.has_period = true;
        if (ww_period_parse(ww_str_of(d->period), &entry.extract.period, err) != WW_OK)
            abort();
    }
    enum ww_rc rc = ww_catalogue_publish(w, path, &entry, id, superseded, err);
    if (rc)
        unlink(path);
    return rc;
}

/* One line an extract, and one a file that is there. */
WF_UNUSED static void cf_state(struct ww_workspace *w, struct ww_buf *out)
{
    struct ww_arena *arena = ww_arena_new(0);
    struct ww_extract_record *records = NULL;
    struct ww_names sources = {0};
    size_t count = 0;
    struct ww_err err = {0};
    ww_buf_clear(out);
    ww_buf_z(out, ""); /* never NULL */
    if (ww_catalogue_list(w, true, arena, &records, &count, &err) != WW_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        ww_buf_printf(out, "%lld %s by %lld\n", (long long)records[i].id, records[i].file,
                      (long long)records[i].superseded_by);
    const char *evidence = wf_in(ww_path_base(ww_workspace_path(w)), "evidence");
    if (ww_list_dir(evidence, &sources, &err) != WW_OK)
        abort();
    for (size_t s = 0; s < sources.count; s++) {
        struct ww_names files = {0};
        char folder[WW_PATH_MAX];
        if (!ww_path_join(evidence, sources.items[s], folder, sizeof folder) ||
            ww_list_dir(folder, &files, &err) != WW_OK)
            abort();
        for (size_t i = 0; i < files.count; i++)
            ww_buf_printf(out, "%s/%s\n", sources.items[s], files.items[i]);
        ww_names_free(&files);
    }
    ww_names_free(&sources);
    ww_arena_free(&arena);
}

#endif
