/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole test harness. A test program is one .c file:
 *
 *     #include "ww_test.h"
 *
 *     WW_TEST(adds_two_numbers)
 *     {
 *         CHECK_INT(add(2, 2), 4);
 *     }
 *
 * A check that fails prints its place and both values, and the test goes on.
 * Each check is an expression that is true when it holds, for the cases where
 * going on would crash:  if (!CHECK(p != NULL)) return;
 * A test that made no check at all fails: it could not have failed otherwise.
 *
 * The program runs every test, or those whose name contains argv[1], and ends
 * with the line `N passed, N failed[, N skipped]`. Random tests take their
 * seed from ww_test_seed(); it is printed, and WW_TEST_SEED sets it.
 */
#ifndef WW_TEST_H
#define WW_TEST_H

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ww_test {
    const char *name;
    void (*run)(void);
    struct ww_test *next;
};

struct ww_test_state {
    struct ww_test *first;
    struct ww_test **end;
    uint64_t seed;
    unsigned checks;     /* made by the test that is running */
    unsigned failures;   /* of those */
    const char *skipped; /* why, or NULL */
};

static struct ww_test_state ww_test_now;

/* Defines a test and registers it; tests run in the order of the file. */
#define WW_TEST(name)                                                   \
    static void ww_test_run_##name(void);                               \
    __attribute__((constructor)) static void ww_test_add_##name(void)   \
    {                                                                   \
        static struct ww_test test = {#name, ww_test_run_##name, NULL}; \
        ww_test_add(&test);                                             \
    }                                                                   \
    static void ww_test_run_##name(void)

#define CHECK(condition) ww_test_true((condition), __FILE__, __LINE__, #condition)

/* Any integers, booleans or enums. A floating value does not compile: see CHECK_NEAR. */
#define CHECK_INT(actual, expected)                                                                       \
    ww_test_int((long long)WW_TEST_WHOLE(actual), (long long)WW_TEST_WHOLE(expected), __FILE__, __LINE__, \
                #actual)

/* Hashes and the like: 64 bits, shown in hexadecimal. */
#define CHECK_U64(actual, expected) ww_test_u64((actual), (expected), __FILE__, __LINE__, #actual)

/* Strings that end in NUL; either may be NULL. */
#define CHECK_STR(actual, expected) ww_test_str((actual), (expected), __FILE__, __LINE__, #actual)

/* A struct ww_str (or anything with ptr and len) against a C string. */
#define CHECK_TEXT(actual, expected)                                                                \
    __extension__({                                                                                 \
        __typeof__(actual) ww_test_text_ = (actual);                                                \
        ww_test_bytes(ww_test_text_.ptr, ww_test_text_.len, (expected), strlen(expected), __FILE__, \
                      __LINE__, #actual);                                                           \
    })

#define CHECK_BYTES(actual, actual_len, expected, expected_len) \
    ww_test_bytes((actual), (actual_len), (expected), (expected_len), __FILE__, __LINE__, #actual)

/* Holds where |actual - expected| <= tolerance; never for a NaN. */
#define CHECK_NEAR(actual, expected, tolerance) \
    ww_test_near((actual), (expected), (tolerance), __FILE__, __LINE__, #actual)

/* A call that returns enum ww_rc, and the code it must return. */
#define CHECK_RC(call, rc) ww_test_int((long long)(call), (long long)(rc), __FILE__, __LINE__, #call)

/* Leaves the test at once (the one macro here that hides a return) and counts it as skipped. */
#define SKIP(why)                    \
    do {                             \
        ww_test_now.skipped = (why); \
        return;                      \
    } while (0)

struct ww_test_use_check_near {
    int unused;
};
/* clang-format off */
#define WW_TEST_WHOLE(x)                                  \
    _Generic((x),                                         \
        float: (struct ww_test_use_check_near){0},        \
        double: (struct ww_test_use_check_near){0},       \
        default: (x))
/* clang-format on */

__attribute__((unused)) static uint64_t ww_test_seed(void)
{
    return ww_test_now.seed;
}

__attribute__((unused)) static void ww_test_add(struct ww_test *test)
{
    if (ww_test_now.end == NULL)
        ww_test_now.end = &ww_test_now.first;
    *ww_test_now.end = test;
    ww_test_now.end = &test->next;
}

static bool ww_test_count(bool holds, const char *file, int line)
{
    ww_test_now.checks++;
    if (!holds) {
        ww_test_now.failures++;
        printf("%s:%d: ", file, line);
    }
    return holds;
}

__attribute__((unused)) static bool ww_test_true(bool holds, const char *file, int line, const char *text)
{
    if (!ww_test_count(holds, file, line))
        printf("does not hold: %s\n", text);
    return holds;
}

__attribute__((unused)) static bool ww_test_int(long long actual, long long expected, const char *file,
                                                int line, const char *text)
{
    bool holds = ww_test_count(actual == expected, file, line);
    if (!holds)
        printf("%s is %lld, expected %lld\n", text, actual, expected);
    return holds;
}

__attribute__((unused)) static bool ww_test_u64(uint64_t actual, uint64_t expected, const char *file,
                                                int line, const char *text)
{
    bool holds = ww_test_count(actual == expected, file, line);
    if (!holds)
        printf("%s is 0x%016" PRIx64 ", expected 0x%016" PRIx64 "\n", text, actual, expected);
    return holds;
}

__attribute__((unused)) static bool ww_test_near(double actual, double expected, double tolerance,
                                                 const char *file, int line, const char *text)
{
    bool near = actual == expected || fabs(actual - expected) <= tolerance;
    if (!ww_test_count(near, file, line))
        printf("%s is %.17g, expected %.17g within %g (off by %g)\n", text, actual, expected, tolerance,
               actual - expected);
    return near;
}

static void ww_test_show(const char *bytes, size_t len)
{
    if (bytes == NULL) {
        printf("NULL");
        return;
    }
    putchar('"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c == '\n')
            printf("\\n");
        else if (c < 0x20 || c == 0x7f)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    putchar('"');
}

__attribute__((unused)) static bool ww_test_bytes(const void *actual, size_t actual_len, const void *expected,
                                                  size_t expected_len, const char *file, int line,
                                                  const char *text)
{
    bool same = actual_len == expected_len &&
                (actual_len == 0 || (actual != NULL && memcmp(actual, expected, actual_len) == 0));
    if (!ww_test_count(same, file, line)) {
        printf("%s is\n    ", text);
        ww_test_show(actual, actual_len);
        printf(", expected\n    ");
        ww_test_show(expected, expected_len);
        putchar('\n');
    }
    return same;
}

__attribute__((unused)) static bool ww_test_str(const char *actual, const char *expected, const char *file,
                                                int line, const char *text)
{
    if (actual != NULL && expected != NULL)
        return ww_test_bytes(actual, strlen(actual), expected, strlen(expected), file, line, text);
    bool same = ww_test_count(actual == expected, file, line);
    if (!same) {
        printf("%s is ", text);
        ww_test_show(actual, actual == NULL ? 0 : strlen(actual));
        printf(", expected ");
        ww_test_show(expected, expected == NULL ? 0 : strlen(expected));
        putchar('\n');
    }
    return same;
}

int main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "";
    const char *seed = getenv("WW_TEST_SEED");
    unsigned passed = 0;
    unsigned failed = 0;
    unsigned skipped = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    ww_test_now.seed = seed == NULL ? 20250607 : strtoull(seed, NULL, 10);
    printf("seed %" PRIu64 " (WW_TEST_SEED sets it)\n", ww_test_now.seed);
    for (struct ww_test *test = ww_test_now.first; test != NULL; test = test->next) {
        if (strstr(test->name, wanted) == NULL)
            continue;
        ww_test_now.checks = 0;
        ww_test_now.failures = 0;
        ww_test_now.skipped = NULL;
        test->run();
        if (ww_test_now.failures == 0 && ww_test_now.skipped != NULL) {
            printf("skipped %s: %s\n", test->name, ww_test_now.skipped);
            skipped++;
        } else if (ww_test_now.failures == 0 && ww_test_now.checks > 0) {
            passed++;
        } else {
            printf("FAILED %s%s\n", test->name, ww_test_now.checks == 0 ? ": it checks nothing" : "");
            failed++;
        }
    }
    printf("%u passed, %u failed", passed, failed);
    if (skipped > 0)
        printf(", %u skipped", skipped);
    putchar('\n');
    return failed > 0 || passed + skipped == 0;
}

#endif
