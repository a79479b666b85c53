#include "tac/notam_time.h"

#include "tac/notam_word.h"

/* Archives go back to the first NOTAMs of this form. */
#define FIRST_YEAR 80

bool notam_time_parse(struct slice word, int64_t *out)
{
    int date, time;
    if (word.len != 10 || !notam_digits(slice_sub(word, 0, 6), 6, &date) ||
        !notam_digits(slice_sub(word, 6, 10), 4, &time))
        return false;
    struct utc_civil c = {.year = date / 10000 + (date / 10000 < FIRST_YEAR ? 2000 : 1900),
                          .month = date / 100 % 100,
                          .day = date % 100,
                          .hour = time / 100,
                          .minute = time % 100};
    bool midnight = time == 2400;
    if (midnight)
        c.hour = 0;
    if (!utc_civil_valid(&c))
        return false;
    *out = utc_from_civil(&c) + (midnight ? UTC_DAY : 0);
    return true;
}

bool notam_time_from(struct slice content, struct notam_validity *v)
{
    struct slice s = notam_trim(content);
    if (notam_word_is(s, "WIE") || notam_word_is(s, "WEF")) {
        v->with_immediate_effect = true;
        return true;
    }
    return notam_time_parse(s, &v->from);
}

bool notam_time_to(struct slice content, struct notam_validity *v)
{
    struct slice s = notam_trim(content);
    int64_t to;
    if (notam_word_is(s, "PERM")) {
        v->permanent = true;
        return true;
    }
    if (notam_word_is(s, "UFN")) {
        v->until_further_notice = true;
        return true;
    }
    if (!notam_time_parse(slice_sub(s, 0, 10), &to))
        return false;
    struct slice rest = notam_trim(slice_sub(s, 10, s.len));
    if (rest.len > 0 && !notam_word_is(rest, "EST"))
        return false;
    v->to = to;
    v->estimated = rest.len > 0;
    return true;
}

bool notam_time_range(struct slice word, struct notam_validity *v)
{
    size_t dash = slice_find(word, '-');
    if (dash != 10 || word.len < dash + 2)
        return false;
    struct notam_validity found = {.from = UTC_NONE, .to = UTC_NONE};
    if (!notam_time_parse(slice_sub(word, 0, dash), &found.from) ||
        !notam_time_to(slice_sub(word, dash + 1, word.len), &found))
        return false;
    *v = found;
    return true;
}

int notam_month(struct slice word)
{
    static const char names[][4] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    for (int m = 0; m < 12; m++)
        if (word.len >= 3 && slice_equal_nocase(slice_sub(word, 0, 3), slice_make(names[m], 3)))
            return m + 1;
    return 0;
}

/* "21:42:00" or "06:59". */
static bool parse_clock(struct slice word, struct utc_civil *c)
{
    int hour, minute;
    if ((word.len != 8 && word.len != 5) || word.ptr[2] != ':' ||
        !notam_digits(slice_sub(word, 0, 2), 2, &hour) || !notam_digits(slice_sub(word, 3, 5), 2, &minute))
        return false;
    if (word.len == 8 && (word.ptr[5] != ':' || !notam_digits(slice_sub(word, 6, 8), 2, &c->second)))
        return false;
    c->hour = hour;
    c->minute = minute;
    return true;
}

size_t notam_time_created(struct slice s, int64_t *out)
{
    struct slice rest = s, day, month, year, clock;
    struct utc_civil c = {0};
    if (!notam_word_next(&rest, &day) || !notam_word_next(&rest, &month) || !notam_word_next(&rest, &year) ||
        !notam_word_next(&rest, &clock))
        return 0;
    c.month = month.len == 3 ? notam_month(month) : 0;
    if (!notam_digits(day, 2, &c.day) || !notam_digits(year, 4, &c.year) || !parse_clock(clock, &c) ||
        !utc_civil_valid(&c))
        return 0;
    *out = utc_from_civil(&c);
    return s.len - rest.len;
}

size_t notam_time_spelled(struct slice s, int64_t *out)
{
    struct slice rest = s, month, day, year, at, clock, zone;
    struct utc_civil c = {0};
    int time;
    if (!notam_word_next(&rest, &month) || !notam_word_next(&rest, &day) || !notam_word_next(&rest, &year) ||
        !notam_word_next(&rest, &at) || !notam_word_next(&rest, &clock) || !notam_word_next(&rest, &zone))
        return 0;
    c.month = notam_month(month);
    if (day.len != 3 || day.ptr[2] != ',' || !notam_digits(slice_sub(day, 0, 2), 2, &c.day) ||
        !notam_digits(year, 4, &c.year) || !notam_word_is(at, "at") || !notam_digits(clock, 4, &time) ||
        !notam_word_is(zone, "UTC"))
        return 0;
    c.hour = time / 100;
    c.minute = time % 100;
    if (!utc_civil_valid(&c))
        return 0;
    *out = utc_from_civil(&c);
    return s.len - rest.len;
}
