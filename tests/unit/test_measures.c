// SPDX-License-Identifier: Apache-2.0
/* What every measure owes to those who list, explain and document it. */
#include "ww_test.h"

#include "measure/measure.h"

static bool has_page(const char *name)
{
    char path[1024];
    const char *root = getenv("WW_ROOT");
    snprintf(path, sizeof path, "%s/docs/methods/%s.md", root ? root : ".", name);
    FILE *file = fopen(path, "r");
    char line[256] = "", wanted[64];
    snprintf(wanted, sizeof wanted, "# %s: ", name);
    bool good = file && fgets(line, sizeof line, file) && strncmp(line, wanted, strlen(wanted)) == 0;
    if (file)
        fclose(file);
    return good;
}

WW_TEST(every_measure_is_whole)
{
    for (size_t i = 0; i < ww_measures_count; i++) {
        const struct ww_measure *m = ww_measures[i];
        bool whole = CHECK(m->title && m->title[0]) && CHECK(m->formula && m->formula[0]) &&
                     CHECK(m->subject && m->subject[0]) && CHECK(m->run != NULL) && CHECK(m->version >= 1) &&
                     CHECK(m->shapes != 0) && CHECK((m->columns != NULL) != (m->table != NULL)) &&
                     CHECK(m->question[strlen(m->question) - 1] == '?') && CHECK(has_page(m->name)) &&
                     CHECK(ww_measure_find(m->name) == m);
        if (!whole)
            printf("    in %s\n", m->name);
    }
    CHECK(ww_measure_find("no-such-measure") == NULL);
}
