/* Counters: sums, windows, keys. */
#include "conformance.h"

#include <string.h>

static void add(struct conformance *c, const char *key, int64_t delta, int64_t ttl_s, int64_t now,
                int64_t expected)
{
    int64_t sum = -99;
    REQUIRE_RESULT(c, tier_counter_add(c->tier, slice_from_string(key), delta, ttl_s, now, &sum), RESULT_OK);
    if (sum != expected) {
        char text[80];
        snprintf(text, sizeof(text), "%s: %lld instead of %lld", key, (long long)sum, (long long)expected);
        conformance_fail(c, __FILE__, __LINE__, text);
    }
}

static void counters_add_up(struct conformance *c)
{
    add(c, "sum", 1, 60, c->now, 1);
    add(c, "sum", 2, 60, c->now, 3);
    add(c, "sum", -5, 60, c->now, -2);
    add(c, "sum", 0, 60, c->now, -2);
    add(c, "sum", 4000000000, 60, c->now, 3999999998);
    add(c, "sum.other", 7, 60, c->now, 7);
}

/* The window begins with the first addition; later ones do not prolong it. */
static void counters_have_a_window(struct conformance *c)
{
    add(c, "window", 1, 100, c->now, 1);
    add(c, "window", 1, 100, c->now + 99, 2);
    add(c, "window", 1, 5000, c->now + 99, 3);
    add(c, "window", 1, 100, c->now + 100, 1);
    add(c, "window", 1, 100, c->now + 199, 2);
    add(c, "window", 1, 100, c->now + 200, 1);
    add(c, "window", 1, 100, c->now + 10 * UTC_DAY, 1);
}

static void counters_stand_a_clock_set_back(struct conformance *c)
{
    add(c, "back", 1, 100, c->now, 1);
    add(c, "back", 1, 100, c->now - 50, 2);
    add(c, "back", 1, 100, c->now + 99, 3);
    add(c, "back", 1, 100, c->now + 100, 1);
}

static void counters_that_cannot_be(struct conformance *c)
{
    int64_t sum = -99;
    REQUIRE_RESULT(c, tier_counter_add(c->tier, SLICE("bad"), 1, 0, c->now, &sum), RESULT_INVALID);
    REQUIRE_RESULT(c, tier_counter_add(c->tier, SLICE("bad"), 1, -1, c->now, &sum), RESULT_INVALID);
    REQUIRE(c, sum == -99);
}

static void counters_are_no_items(struct conformance *c)
{
    char key[256];
    memset(key, 'c', 255);
    key[255] = '\0';
    conformance_put(c, key, "an item", UTC_NONE);
    add(c, key, 1, 60, c->now, 1);
    conformance_put(c, key, "an item still", UTC_NONE);
    add(c, key, 1, 60, c->now, 2);
    conformance_expect(c, slice_from_string(key), SLICE("an item still"), c->now);
    REQUIRE_RESULT(c, tier_item_delete(c->tier, slice_from_string(key)), RESULT_OK);
    add(c, key, 1, 60, c->now, 3);
}

const struct conformance_case counter_cases[] = {
    {"counters add up", ON_EVERY, counters_add_up, NULL},
    {"counters have a window", ON_EVERY, counters_have_a_window, NULL},
    {"counters stand a clock set back", ON_EVERY, counters_stand_a_clock_set_back, NULL},
    {"counters that cannot be are refused", ON_EVERY, counters_that_cannot_be, NULL},
    {"a counter and an item may have one name", ON_EVERY, counters_are_no_items, NULL},
    {NULL, 0, NULL, NULL},
};
