// SPDX-License-Identifier: Apache-2.0
/* Dates of birth and postcodes as typed: what comes out has its form, and stays when it is put in again. */
#include <stddef.h>
#include <stdint.h>

#include "people/normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void check_birth(struct ww_str raw)
{
    char first[WW_NORMAL_MAX], second[WW_NORMAL_MAX];
    const struct ww_str once = ww_normal_birth(raw, first);
    bool holds = once.len == 0 || once.len == 10;
    for (size_t i = 0; i < once.len; i++)
        holds &= (i == 4 || i == 7) ? once.ptr[i] == '-' : is_digit(once.ptr[i]);
    if (!holds || !ww_str_eq(once, ww_normal_birth(once, second)))
        __builtin_trap();
}

static void check_postcode(struct ww_str raw)
{
    char first[WW_NORMAL_MAX], second[WW_NORMAL_MAX];
    bool valid, again;
    const struct ww_str once = ww_normal_postcode(raw, first, &valid);
    const struct ww_str twice = ww_normal_postcode(once, second, &again);
    if (!ww_str_eq(once, twice) || valid != again || (valid && once.ptr[once.len - 4] != ' '))
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ww_str raw = {(const char *)data, size};
    check_birth(raw);
    check_postcode(raw);
    return 0;
}
