// SPDX-License-Identifier: Apache-2.0
/* link: which records are about one person. Files of people go in; what comes out names records by the suppliers' own ids. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/num.h"
#include "cmd/link_encoded.h"
#include "cmd/link_input.h"
#include "cmd/say.h"
#include "cmd/session.h"
#include "measure/columns.h"
#include "people/link_run.h"
#include "report/text.h"

#define MODEL     "linkage.json"
#define NICKNAMES "nicknames.csv"
#define SEED      20250607
#define FLOOR     (-10.0) /* log2 odds: pairs below are nobody's business */
#define BRIDGE_BY 6.0     /* a pair that alone merges two groups needs odds 64 times those of others */

/* The three thresholds: probability that a pair is one person. */
static const struct threshold {
    const char *name, *meaning;
    double probability;
} thresholds[] = {
    {"cautious", "hardly any two people are merged", 0.99},
    {"balanced", "more likely than not one person", 0.5},
    {"wide", "may be one person: for a person to look at", 0.1},
};
#define N_THRESHOLDS (sizeof thresholds / sizeof thresholds[0])

struct job {
    const struct ww_cli *cli;
    struct ww_link_input input;
    enum ww_link_mode mode;
    struct ww_train_report training; /* zero where the model came learnt */
    struct ww_scored scored;
};

/* --- making ready --------------------------------------------------------------------------------- */

static enum ww_rc read_input(struct job *job, struct ww_err *err)
{
    char shipped[WW_PATH_MAX], nicknames[WW_PATH_MAX];
    const char *model = ww_cli_option(job->cli, "model");
    enum ww_rc rc = ww_cli_share(job->cli, MODEL, shipped, err);
    if (!rc)
        rc = ww_cli_share(job->cli, NICKNAMES, nicknames, err);
    const struct ww_link_files files = {.model = model ? model : shipped,
                                        .nicknames = nicknames,
                                        .paths = job->cli->arguments + 1,
                                        .n = job->cli->n_arguments - 1,
                                        .id = ww_cli_option(job->cli, "id"),
                                        .truth = ww_cli_option(job->cli, "truth")};
    if (!rc && !files.n)
        return ww_fail(err, WW_E_USAGE, "Name the file of people: watchward link %s people.csv",
                       job->cli->arguments[0]);
    job->mode = files.n > 1 ? WW_LINK_BETWEEN : WW_LINK_DEDUPLICATE;
    if (ww_cli_option(job->cli, "both"))
        job->mode = WW_LINK_BOTH;
    return rc ? rc : ww_link_input_read(&files, &job->input, err);
}

static enum ww_rc learn(struct job *job, struct ww_err *err)
{
    const struct ww_train_request request = {.records = &job->input.records,
                                             .model = &job->input.model,
                                             .mode = job->mode,
                                             .seed = SEED,
                                             .threads = job->cli->threads};
    return ww_link_train(&request, &job->training, err);
}

/* A model that has not been learnt is learnt from these very records. */
static enum ww_rc score(struct job *job, struct ww_err *err)
{
    enum ww_rc rc = ww_link_model_learnt(&job->input.model) ? WW_OK : learn(job, err);
    const struct ww_score_request request = {.records = &job->input.records,
                                             .model = &job->input.model,
                                             .mode = job->mode,
                                             .floor = FLOOR,
                                             .threads = job->cli->threads};
    return rc ? rc : ww_link_score(&request, &job->scored, err);
}

static enum ww_rc cluster(struct job *job, const struct threshold *threshold, uint32_t **out,
                          struct ww_err *err)
{
    const double weight = log2(threshold->probability / (1 - threshold->probability));
    const struct ww_cluster_rules rules = {.threshold = weight,
                                           .one_to_one = job->input.model.one_to_one,
                                           .bridge_threshold = weight + BRIDGE_BY};
    *out = ww_new_array(job->input.records.n + 1, sizeof **out);
    if (!*out)
        return ww_fail_nomem(err);
    return ww_clusters(job->input.records.n, job->input.records.sources, job->scored.edges, job->scored.n,
                       &rules, *out, NULL, err);
}

/* --- tables --------------------------------------------------------------------------------------- */

static const struct ww_column label_column = {.name = "label", .title = "", .role = WW_COLUMN_LABEL};

static enum ww_rc print_table(struct ww_table *table, enum ww_rc rc, struct ww_err *err)
{
    struct ww_buf text = {0};
    if (!rc)
        rc = ww_table_check(table, err);
    if (!rc)
        rc = ww_text_table(table, &text, err);
    if (!rc)
        fwrite(text.data, 1, text.len, stdout);
    ww_buf_free(&text);
    ww_table_free(&table);
    return rc;
}

/* --- cost ----------------------------------------------------------------------------------------- */

static const char *rule_words(struct ww_table *table, const struct ww_link_rule *rule)
{
    static const char *const how[] = {[WW_KEY_WHOLE] = "",
                                      [WW_KEY_PREFIX] = " (its beginning)",
                                      [WW_KEY_SOUNDEX] = " (its sound)",
                                      [WW_KEY_YEAR] = " (its year)",
                                      [WW_KEY_RARE] = " (where it is rare)"};
    const char *words = "";
    for (size_t k = 0; k < rule->n_keys; k++)
        words = ww_table_text(table, "%s%s%s%s", words, k ? " and " : "", rule->keys[k].field,
                              how[rule->keys[k].transform]);
    return words;
}

static enum ww_rc run_cost(struct job *job, struct ww_err *err)
{
    const struct ww_column columns[] = {
        label_column, ww_column_number("pairs", "Pairs in a block", WW_UNIT_COUNT, -1),
        ww_column_number("fresh", "New after the rules above", WW_UNIT_COUNT, -1),
        ww_column_number("largest", "Records in the largest block", WW_UNIT_COUNT, -1)};
    const struct ww_link_model *model = &job->input.model;
    struct ww_block_cost costs[WW_LINK_RULES_MAX];
    enum ww_rc rc = ww_blocks_cost(&job->input.records, model->blocking, model->n_blocking, job->mode, costs,
                                   err);
    if (rc)
        return rc;
    struct ww_table *table = ww_table_new("cost", columns, sizeof columns / sizeof columns[0]);
    if (!table)
        return ww_fail_nomem(err);
    ww_table_title(table, "What each blocking rule costs", "Pairs of records that would be compared");
    uint64_t all = 0;
    for (size_t i = 0; i < model->n_blocking; i++) {
        const char *words = rule_words(table, &model->blocking[i]);
        size_t row = ww_table_add_row(table, ww_table_row_id(table, "rule", words), WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", ww_str_of(words));
        ww_table_set_number(table, row, "pairs", (double)costs[i].pairs);
        ww_table_set_number(table, row, "fresh", (double)costs[i].fresh);
        ww_table_set_number(table, row, "largest", (double)costs[i].largest_block);
        all += costs[i].fresh;
    }
    ww_table_note(table, "%s of %s would be compared.", ww_counted(all, "pair", "pairs").text,
                  ww_counted(job->input.records.n, "record", "records").text);
    return print_table(table, rc, err);
}

/* --- train ---------------------------------------------------------------------------------------- */

static enum ww_rc write_model(const struct job *job, const char *path, struct ww_err *err)
{
    struct ww_buf text = {0};
    enum ww_rc rc = ww_link_model_print(&job->input.model, &text, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    ww_buf_free(&text);
    return rc;
}

static void say_training(const struct job *job)
{
    const struct ww_train_report *t = &job->training;
    printf("Learnt from %s: %s by the deterministic rules, %s at random.\n",
           ww_counted(job->input.records.n, "record", "records").text,
           ww_counted(t->deterministic_pairs, "pair", "pairs").text,
           ww_counted(t->random_pairs, "pair", "pairs").text);
    for (size_t i = 0; i < t->n_sessions; i++)
        printf("  session %zu: %s, %u iterations\n", i + 1,
               ww_counted(t->sessions[i].pairs, "pair", "pairs").text, t->sessions[i].iterations);
}

static enum ww_rc run_train(struct job *job, struct ww_err *err)
{
    const char *out = ww_cli_option(job->cli, "out");
    if (!out)
        return ww_fail(err, WW_E_USAGE, "Say where the learnt model goes: --out model.json");
    enum ww_rc rc = learn(job, err);
    if (!rc)
        rc = write_model(job, out, err);
    if (!rc) {
        say_training(job);
        ww_say(stdout, "The model is in %s\n", out);
    }
    return rc;
}

/* --- run ------------------------------------------------------------------------------------------ */

static uint64_t people_of(const uint32_t *cluster, size_t n)
{
    uint64_t people = 0;
    for (size_t i = 0; i < n; i++)
        people += cluster[i] == i;
    return people;
}

static void add_links(const struct job *job, uint32_t *const *clusters, struct ww_buf *out)
{
    const struct ww_link_records *r = &job->input.records;
    ww_buf_z(out, "file,id");
    for (size_t t = 0; t < N_THRESHOLDS; t++)
        ww_buf_printf(out, ",person_%s", thresholds[t].name);
    ww_buf_char(out, '\n');
    for (size_t i = 0; i < r->n; i++) {
        ww_buf_printf(out, "%u,\"", r->sources[i] + 1u);
        for (size_t c = 0; c < r->ids[i].len; c++) {
            if (r->ids[i].ptr[c] == '"')
                ww_buf_char(out, '"');
            ww_buf_char(out, r->ids[i].ptr[c]);
        }
        ww_buf_char(out, '"');
        for (size_t t = 0; t < N_THRESHOLDS; t++)
            ww_buf_printf(out, ",p%u", clusters[t][i] + 1);
        ww_buf_char(out, '\n');
    }
}

static enum ww_rc write_links(const struct job *job, uint32_t *const *clusters, struct ww_err *err)
{
    const char *path = ww_cli_option(job->cli, "out");
    if (!path)
        return WW_OK;
    struct ww_buf text = {0};
    add_links(job, clusters, &text);
    enum ww_rc rc = ww_buf_check(&text, err);
    if (!rc)
        rc = ww_file_write(path, ww_buf_view(&text), err);
    ww_buf_free(&text);
    if (!rc)
        ww_say(stdout, "Who is whom, by the ids of the files, is in %s\n", path);
    return rc;
}

static enum ww_rc run_links(struct job *job, struct ww_err *err)
{
    uint32_t *clusters[N_THRESHOLDS] = {0};
    enum ww_rc rc = score(job, err);
    for (size_t t = 0; t < N_THRESHOLDS && !rc; t++)
        rc = cluster(job, &thresholds[t], &clusters[t], err);
    if (!rc) {
        printf("%s, %s compared.\n", ww_counted(job->input.records.n, "record", "records").text,
               ww_counted(job->scored.compared, "pair", "pairs").text);
        for (size_t t = 0; t < N_THRESHOLDS; t++)
            printf("  %-9s %s (%s)\n", thresholds[t].name,
                   ww_counted(people_of(clusters[t], job->input.records.n), "person", "people").text,
                   thresholds[t].meaning);
        rc = write_links(job, clusters, err);
    }
    for (size_t t = 0; t < N_THRESHOLDS; t++)
        free(clusters[t]);
    return rc;
}

/* --- evaluate ------------------------------------------------------------------------------------- */

static const double probabilities[] = {0.01, 0.1, 0.5, 0.9, 0.99, 0.999};

static void set_quality(struct ww_table *table, size_t row, const struct ww_link_quality *q)
{
    ww_table_set_number(table, row, "found", (double)q->found_pairs);
    ww_table_set_number(table, row, "precision", q->precision);
    ww_table_set_number(table, row, "recall", q->recall);
    ww_table_set_number(table, row, "f1", q->f1);
}

static enum ww_rc add_pairs_row(const struct job *job, struct ww_table *table, double probability,
                                struct ww_err *err)
{
    struct ww_link_quality q;
    enum ww_rc rc = ww_quality_of_edges(job->input.truth, job->input.records.n, job->scored.edges,
                                        job->scored.n, log2(probability / (1 - probability)), &q, err);
    if (rc)
        return rc;
    size_t row = ww_table_add_row(table, ww_table_text(table, "pairs/%d", (int)(probability * 1000)),
                                  WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", WW_STR("Pairs from a probability of"));
    ww_table_set_number(table, row, "probability", probability);
    set_quality(table, row, &q);
    ww_table_set_mark(table, row, "bcubed", WW_MARK_NOT_APPLICABLE);
    return WW_OK;
}

static enum ww_rc add_people_row(struct job *job, struct ww_table *table, const struct threshold *threshold,
                                 struct ww_err *err)
{
    uint32_t *clusters = NULL;
    struct ww_link_quality q;
    struct ww_bcubed b;
    enum ww_rc rc = cluster(job, threshold, &clusters, err);
    if (!rc)
        rc = ww_quality_of_clusters(job->input.truth, job->input.records.n, clusters, &q, err);
    if (!rc)
        rc = ww_bcubed_of_clusters(job->input.truth, job->input.records.n, clusters, &b, err);
    free(clusters);
    if (rc)
        return rc;
    size_t row = ww_table_add_row(table, ww_table_text(table, "people/%s", threshold->name), WW_ROW_SUBTOTAL,
                                  0);
    ww_table_set_text(table, row, "label", ww_str_of(ww_table_text(table, "People, %s", threshold->name)));
    ww_table_set_number(table, row, "probability", threshold->probability);
    set_quality(table, row, &q);
    ww_table_set_number(table, row, "bcubed", b.f1);
    return WW_OK;
}

static enum ww_rc run_evaluate(struct job *job, struct ww_err *err)
{
    const struct ww_column columns[] = {label_column,
                                        ww_column_number("probability", "Threshold", WW_UNIT_SCORE, 3),
                                        ww_column_number("found", "Pairs found", WW_UNIT_COUNT, -1),
                                        ww_column_number("precision", "Precision", WW_UNIT_SCORE, 4),
                                        ww_column_number("recall", "Recall", WW_UNIT_SCORE, 4),
                                        ww_column_number("f1", "F1", WW_UNIT_SCORE, 4),
                                        ww_column_number("bcubed", "B-cubed F1", WW_UNIT_SCORE, 4)};
    if (!job->input.truth)
        return ww_fail(err, WW_E_USAGE,
                       "Say which column holds the truth, who each record is: --truth person");
    enum ww_rc rc = score(job, err);
    if (rc)
        return rc;
    struct ww_table *table = ww_table_new("evaluate", columns, sizeof columns / sizeof columns[0]);
    if (!table)
        return ww_fail_nomem(err);
    ww_table_title(table, "How good the links are",
                   "Against the truth given; pairs that were never compared are misses");
    for (size_t i = 0; i < sizeof probabilities / sizeof probabilities[0] && !rc; i++)
        rc = add_pairs_row(job, table, probabilities[i], err);
    for (size_t t = 0; t < N_THRESHOLDS && !rc; t++)
        rc = add_people_row(job, table, &thresholds[t], err);
    return print_table(table, rc, err);
}

/* --- explain -------------------------------------------------------------------------------------- */

static enum ww_rc find_pair(const struct job *job, struct ww_pair *out, struct ww_err *err)
{
    const char *given = ww_cli_option(job->cli, "pair");
    struct ww_str rest = ww_str_of(given ? given : ""), first;
    if (!given || !ww_str_cut(&rest, ',', &first) || !rest.len)
        return ww_fail(err, WW_E_USAGE, "Name the two records by their ids: --pair r17,r203");
    const size_t a = ww_link_input_find(&job->input, ww_str_trim(first));
    const size_t b = ww_link_input_find(&job->input, ww_str_trim(rest));
    if (a == WW_NO_INDEX || b == WW_NO_INDEX || a == b)
        return ww_fail(err, WW_E_NOT_FOUND, "There are no two records with the ids '%.80s'.", given);
    *out = (struct ww_pair){(uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a)};
    return WW_OK;
}

static const char *level_words(struct ww_table *table, const struct ww_link_comparison *c, unsigned gamma)
{
    if (!gamma)
        return "missing, or told above";
    const struct ww_link_level *level = &c->levels[c->n_levels - gamma];
    return level->bound > 0 ? ww_table_text(table, "%s %g", ww_level_names[level->kind], level->bound)
                            : ww_level_names[level->kind];
}

/* The waterfall: where the odds begin, what each comparison adds or takes, where they end. */
static void add_steps(const struct job *job, struct ww_table *table, ww_pattern pattern,
                      const struct ww_weight_parts *parts)
{
    const struct ww_link_model *model = &job->input.model;
    double sum = parts->prior;
    size_t row = ww_table_add_row(table, "prior", WW_ROW_PLAIN, 0);
    ww_table_set_text(table, row, "label", WW_STR("Any two records"));
    ww_table_set_number(table, row, "weight", parts->prior);
    ww_table_set_number(table, row, "sum", sum);
    for (size_t c = 0; c < model->n_comparisons; c++) {
        const double weight = parts->level[c] + parts->frequency[c];
        sum += weight;
        row = ww_table_add_row(table, ww_table_row_id(table, "comparison", model->comparisons[c].name),
                               WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", ww_str_of(model->comparisons[c].name));
        ww_table_set_text(table, row, "level",
                          ww_str_of(level_words(table, &model->comparisons[c], ww_pattern_at(pattern, c))));
        ww_table_set_number(table, row, "weight", weight);
        ww_table_set_number(table, row, "frequency", parts->frequency[c]);
        ww_table_set_number(table, row, "sum", sum);
    }
    if (parts->held < 0) {
        sum += parts->held;
        row = ww_table_add_row(table, "held", WW_ROW_PLAIN, 0);
        ww_table_set_text(table, row, "label", WW_STR("Held down by a guard of the model"));
        ww_table_set_number(table, row, "weight", parts->held);
        ww_table_set_number(table, row, "sum", sum);
    }
    ww_table_note(
        table,
        "A weight of 1 doubles the odds that the two are one person. Frequency is the part of it that is due to "
        "how common or rare the value is. The values themselves are not shown.");
    row = ww_table_add_row(table, "total", WW_ROW_TOTAL, 0);
    ww_table_set_text(table, row, "label", WW_STR("Together"));
    ww_table_set_number(table, row, "sum", sum);
    ww_table_set_number(table, row, "probability", ww_weight_probability(sum));
}

static enum ww_rc run_explain(struct job *job, struct ww_err *err)
{
    const struct ww_column columns[] = {label_column,
                                        {.name = "level", .title = "They agree", .role = WW_COLUMN_NOTE},
                                        ww_column_number("weight", "Weight", WW_UNIT_SCORE, 2),
                                        ww_column_number("frequency", "Of it, frequency", WW_UNIT_SCORE, 2),
                                        ww_column_number("sum", "Sum", WW_UNIT_SCORE, 2),
                                        ww_column_number("probability", "Probability", WW_UNIT_SCORE, 4)};
    struct ww_pair pair;
    struct ww_weights *weights = NULL;
    struct ww_weight_parts parts;
    enum ww_rc rc = find_pair(job, &pair, err);
    if (!rc && !ww_link_model_learnt(&job->input.model))
        rc = learn(job, err);
    if (!rc)
        rc = ww_weights_new(&job->input.model, &job->input.records, &weights, err);
    if (rc)
        return rc;
    const ww_pattern pattern = ww_compare_plain(&job->input.model, &job->input.records, pair);
    ww_weight_explain(weights, pair, pattern, &parts);
    ww_weights_free(&weights);
    struct ww_table *table = ww_table_new("explain", columns, sizeof columns / sizeof columns[0]);
    if (!table)
        return ww_fail_nomem(err);
    ww_table_title(table, "Why two records are, or are not, one person", ww_cli_option(job->cli, "pair"));
    add_steps(job, table, pattern, &parts);
    return print_table(table, rc, err);
}

/* --- the command ---------------------------------------------------------------------------------- */

static const struct part {
    const char *name;
    enum ww_rc (*run)(struct job *job, struct ww_err *err);
} parts[] = {{"cost", run_cost},
             {"train", run_train},
             {"run", run_links},
             {"evaluate", run_evaluate},
             {"explain", run_explain}};

static enum ww_rc run(const struct ww_cli *cli, struct ww_err *err)
{
    const struct part *part = NULL;
    if (ww_str_eqz(WW_STR("encoded"), cli->arguments[0])) /* takes other files, and no model */
        return ww_link_encoded(cli, err);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (ww_str_eqz(ww_str_of(cli->arguments[0]), parts[i].name))
            part = &parts[i];
    if (!part)
        return ww_fail(err, WW_E_USAGE,
                       "link can cost, train, run, evaluate, explain and compare encoded files, not '%.40s'.",
                       cli->arguments[0]);
    struct job job = {.cli = cli};
    enum ww_rc rc = read_input(&job, err);
    if (!rc)
        rc = part->run(&job, err);
    free(job.scored.edges);
    ww_link_input_free(&job.input);
    return rc;
}

static const struct ww_option options[] = {
    {"model", "FILE",
     "the model (default: the one the program ships; learnt from the records where it is not yet)", false},
    {"out", "FILE", "train: the learnt model; run: who is whom, as CSV", false},
    {"id", "COLUMN", "the column by which records are named (default: the first)", false},
    {"truth", "COLUMN", "evaluate: the column that says who each record is", false},
    {"pair", "A,B", "explain: the ids of two records", false},
    {"both", NULL, "of several files: look for pairs within each file, too", false},
    {"threshold", "DICE", "encoded: how alike two encodings must be (default: 0.75)", false},
    {"pairs", "FILE", "encoded: write the pairs of rows as CSV (default: only how many there are)", false},
};

const struct ww_command ww_command_link = {
    .name = "link",
    .arguments = "cost|train|run|evaluate|explain|encoded FILE...",
    .summary = "Find the records that are about one person",
    .details =
        "One file is searched for people it has several times, several files for people they share.\n"
        "cost says how many pairs the model's rules would compare; train learns the model's weights from the files,\n"
        "without labels; run groups records at three thresholds; evaluate holds the result against a truth;\n"
        "explain shows what speaks for and against two records being one person. No name is ever printed.\n"
        "encoded compares two files that agencies wrote with encode, and says how many people are in both.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = SIZE_MAX,
    .run = run,
};
