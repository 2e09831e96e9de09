/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reference values: tests/ref/NAME.ref is text that says where its values come from and then has lines
 *
 *     # a comment
 *     tolerance 1e-12
 *     poisson_upper 25 10 = 4.6949095e-05
 *
 * i.e. a function's name, its arguments, and what it must return. The tolerance holds from its line on and
 * is relative to the value; where the value is 0 it is absolute.
 *
 * A test gives ww_ref_check() the file's name and a table of functions; every line is looked up and checked,
 * and a name that the table has not is a failure, so no value goes unused unseen.
 */
#ifndef WW_REF_H
#define WW_REF_H

#include "base/num.h"
#include "ww_test.h"

#define WW_REF_ARGS 64

struct ww_ref_function {
    const char *name;
    int n_args; /* -1: any number, the first argument says how it is to be read */
    double (*call)(const double *args);
};

/* Opens a file of the source tree, wherever the test is started from. */
__attribute__((unused)) static FILE *ww_ref_open(const char *path)
{
    const char *root = getenv("WW_ROOT");
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", root == NULL ? "." : root, path);
    return fopen(full, "r");
}

/* The next word of a line, or an empty one. */
static struct ww_str ww_ref_word(const char **at)
{
    const char *begin = *at + strspn(*at, " \t\r\n");
    size_t len = strcspn(begin, " \t\r\n");
    *at = begin + len;
    return (struct ww_str){begin, len};
}

static bool ww_ref_is(struct ww_str word, const char *text)
{
    return word.len == strlen(text) && memcmp(word.ptr, text, word.len) == 0;
}

/* The numbers up to a word that is none, which is left in *stop. */
static int ww_ref_numbers(const char **at, double numbers[WW_REF_ARGS], struct ww_str *stop)
{
    int n = 0;
    while ((*stop = ww_ref_word(at)).len > 0 && n < WW_REF_ARGS && ww_parse_f64(*stop, &numbers[n]))
        n++;
    return n;
}

static bool ww_ref_line(const char *line, const struct ww_ref_function *functions, size_t n_functions,
                        double *tolerance)
{
    double args[WW_REF_ARGS];
    double value[WW_REF_ARGS];
    struct ww_str stop;
    struct ww_str name = ww_ref_word(&line);
    if (name.len == 0 || name.ptr[0] == '#')
        return true;
    int n_args = ww_ref_numbers(&line, args, &stop);
    if (ww_ref_is(name, "tolerance") && n_args == 1) {
        *tolerance = args[0];
        return true;
    }
    if (!ww_ref_is(stop, "=") || ww_ref_numbers(&line, value, &stop) != 1)
        return false;
    for (size_t i = 0; i < n_functions; i++) {
        if (!ww_ref_is(name, functions[i].name) ||
            (functions[i].n_args >= 0 && functions[i].n_args != n_args))
            continue;
        double allowed = value[0] == 0.0 ? *tolerance : *tolerance * fabs(value[0]);
        return CHECK_NEAR(functions[i].call(args), value[0], allowed);
    }
    return false;
}

/* Checks the lines of tests/ref/NAME.ref whose function begins with `only`; gives how many it has checked. */
__attribute__((unused)) static int ww_ref_check_only(const char *file_name, const char *only,
                                                     const struct ww_ref_function *functions,
                                                     size_t n_functions)
{
    char path[256];
    char line[1024];
    double tolerance = 0.0;
    int checked = 0;
    snprintf(path, sizeof path, "tests/ref/%s.ref", file_name);
    FILE *file = ww_ref_open(path);
    if (!CHECK(file != NULL))
        return 0;
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        bool is_value = strchr(line, '=') != NULL && line[0] != '#';
        if (is_value && strncmp(line, only, strlen(only)) != 0)
            continue;
        if (!CHECK(ww_ref_line(line, functions, n_functions, &tolerance)))
            printf("    at %s:%d: %s", path, number, line);
        checked += is_value;
    }
    fclose(file);
    return checked;
}

/* Checks every line of the file. */
__attribute__((unused)) static int ww_ref_check(const char *file_name,
                                                const struct ww_ref_function *functions, size_t n_functions)
{
    return ww_ref_check_only(file_name, "", functions, n_functions);
}

#endif
