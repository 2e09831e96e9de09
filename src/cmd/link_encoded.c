// SPDX-License-Identifier: Apache-2.0
/* link encoded: how many people two agencies share, from encodings alone; which rows, only where that is asked for. */
#include "cmd/link_encoded.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "cmd/say.h"
#include "people/clk.h"

#define THRESHOLD   0.75
#define SMALL       5 /* counts of people under it are not told */
#define READ_MAX    ((size_t)16 << 30)
#define DICE_PLACES 4

static enum ww_rc read_file(const char *path, struct ww_arena *arena, struct ww_clk_file *out,
                            struct ww_err *err)
{
    struct ww_map map;
    enum ww_rc rc = ww_map_open(path, &map, err);
    if (rc)
        return rc;
    rc = ww_clk_read(path, (struct ww_str){(const char *)map.data, map.size}, arena, out, err);
    ww_map_close(&map);
    return rc;
}

static enum ww_rc read_threshold(const struct ww_cli *cli, double *out, struct ww_err *err)
{
    const char *given = ww_cli_option(cli, "threshold");
    *out = THRESHOLD;
    if (given && !(ww_parse_f64(ww_str_of(given), out) && *out > 0 && *out <= 1))
        return ww_fail(err, WW_E_USAGE, "--threshold %.40s: a Dice coefficient is above 0 and at most 1.",
                       given);
    return WW_OK;
}

static enum ww_rc write_pairs(const char *path, const struct ww_clk_links *links, struct ww_err *err)
{
    struct ww_buf text = {0};
    ww_buf_z(&text, "row_a,row_b,dice\n");
    for (size_t i = 0; i < links->n; i++) {
        char dice[48];
        ww_print_fixed(links->matches[i].dice, DICE_PLACES, dice);
        ww_buf_printf(&text, "%u,%u,%s\n", links->matches[i].a + 1, links->matches[i].b + 1, dice);
    }
    enum ww_rc rc = ww_buf_check(&text, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    ww_buf_free(&text);
    return rc;
}

/* A few people must not be told by what is left over, either. */
static void say_overlap(size_t both, size_t a, size_t b)
{
    const size_t smaller = a < b ? a : b;
    if (smaller < SMALL)
        printf("[low] A file has fewer than %d records: what it shares is not told.\n", SMALL);
    else if (both < SMALL)
        printf("[low] Fewer than %d people are in both files.\n", SMALL);
    else if (smaller - both > 0 && smaller - both < SMALL)
        printf("[low] All but fewer than %d of the smaller file are in both.\n", SMALL);
    else
        printf("%s in both files.\n", ww_counted(both, "person is", "people are").text);
}

static enum ww_rc say_links(const struct ww_cli *cli, const struct ww_clk_request *request,
                            const struct ww_clk_links *links, struct ww_err *err)
{
    const char *pairs = ww_cli_option(cli, "pairs");
    char threshold[48];
    ww_print_people(request->threshold, 2, threshold);
    printf("%s and %s; one to one from a Dice coefficient of %s.\n",
           ww_counted(request->a->n, "record", "records").text,
           ww_counted(request->b->n, "record", "records").text, threshold);
    printf("%s compared, %s skipped because they could not reach it.\n",
           ww_counted(links->compared, "pair", "pairs").text,
           ww_counted(links->skipped, "pair", "pairs").text);
    if (!pairs) {
        say_overlap(links->n, request->a->n, request->b->n);
        return WW_OK;
    }
    enum ww_rc rc = write_pairs(pairs, links, err);
    if (!rc)
        ww_say(stdout, "%s of rows are in %s: who reads it and holds either file knows who is in both.\n",
               ww_counted(links->n, "pair", "pairs").text, pairs);
    return rc;
}

static enum ww_rc link_files(const struct ww_cli *cli, struct ww_arena *arena, struct ww_err *err)
{
    struct ww_clk_file a, b;
    struct ww_clk_links links = {0};
    struct ww_clk_request request = {.a = &a, .b = &b, .threads = cli->threads};
    enum ww_rc rc = read_threshold(cli, &request.threshold, err);
    if (!rc)
        rc = read_file(cli->arguments[1], arena, &a, err);
    if (!rc)
        rc = read_file(cli->arguments[2], arena, &b, err);
    if (!rc)
        rc = ww_clk_link(&request, &links, err);
    if (!rc)
        rc = say_links(cli, &request, &links, err);
    free(links.matches);
    return rc;
}

enum ww_rc ww_link_encoded(const struct ww_cli *cli, struct ww_err *err)
{
    if (cli->n_arguments != 3)
        return ww_fail(err, WW_E_USAGE, "Name two files of encodings: watchward link encoded a.clk b.clk");
    struct ww_arena *arena = ww_arena_new(READ_MAX);
    enum ww_rc rc = arena ? link_files(cli, arena, err) : ww_fail_nomem(err);
    ww_arena_free(&arena);
    return rc;
}
