#include "base/utc.h"

#include <string.h>

#include "base/number.h"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Without a NUL, as the caller's arrays. */
static const char iso_pattern[UTC_ISO_LEN] = "0000-00-00T00:00:00Z";
static const char http_pattern[UTC_HTTP_LEN] = "Sun, 00 Jan 0000 00:00:00 GMT";

static void put_digits(char *to, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

static void civil_clamped(int64_t t, struct utc_civil *c)
{
    const int64_t first = -62135596800; /* 0001-01-01 */
    const int64_t last = 253402300799;  /* 9999-12-31T23:59:59 */
    utc_to_civil(t < first ? first : t > last ? last : t, c);
}

void utc_format_iso(int64_t t, char out[UTC_ISO_LEN])
{
    struct utc_civil c;
    civil_clamped(t, &c);
    memcpy(out, iso_pattern, sizeof(iso_pattern));
    put_digits(out, c.year, 4);
    put_digits(out + 5, c.month, 2);
    put_digits(out + 8, c.day, 2);
    put_digits(out + 11, c.hour, 2);
    put_digits(out + 14, c.minute, 2);
    put_digits(out + 17, c.second, 2);
}

void utc_format_http(int64_t t, char out[UTC_HTTP_LEN])
{
    struct utc_civil c;
    civil_clamped(t, &c);
    memcpy(out, http_pattern, sizeof(http_pattern));
    memcpy(out, weekdays[c.weekday], 3);
    put_digits(out + 5, c.day, 2);
    memcpy(out + 8, months[c.month - 1], 3);
    put_digits(out + 12, c.year, 4);
    put_digits(out + 17, c.hour, 2);
    put_digits(out + 20, c.minute, 2);
    put_digits(out + 23, c.second, 2);
}

/* Takes exactly `count` digits off the front. */
static bool take_digits(struct slice *s, size_t count, int *out)
{
    if (s->len < count)
        return false;
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9')
            return false;
        value = value * 10 + (s->ptr[i] - '0');
    }
    *out = value;
    *s = slice_sub(*s, count, s->len);
    return true;
}

static bool take_char(struct slice *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = slice_sub(*s, 1, s->len);
    return true;
}

static bool take_fraction(struct slice *s)
{
    if (!take_char(s, '.') && !take_char(s, ','))
        return true;
    size_t n = 0;
    while (n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9')
        n++;
    *s = slice_sub(*s, n, s->len);
    return n > 0 && n <= 9;
}

/* Z, nothing, or +hh:mm / +hhmm; the seconds to subtract. */
static bool take_zone(struct slice *s, int64_t *offset)
{
    *offset = 0;
    if (s->len == 0)
        return true;
    if (take_char(s, 'Z') || take_char(s, 'z'))
        return s->len == 0;
    bool negative = s->ptr[0] == '-';
    int hour, minute;
    if (!take_char(s, '+') && !take_char(s, '-'))
        return false;
    if (!take_digits(s, 2, &hour))
        return false;
    take_char(s, ':');
    if (!take_digits(s, 2, &minute) || s->len || hour > 14 || minute > 59)
        return false;
    *offset = (hour * UTC_HOUR + minute * UTC_MINUTE) * (negative ? -1 : 1);
    return true;
}

enum result utc_parse_iso(struct slice s, int64_t *out)
{
    struct utc_civil c = {0};
    int64_t offset;
    if (!take_digits(&s, 4, &c.year) || !take_char(&s, '-') || !take_digits(&s, 2, &c.month) ||
        !take_char(&s, '-') || !take_digits(&s, 2, &c.day))
        return RESULT_INVALID;
    if (!take_char(&s, 'T') && !take_char(&s, 't') && !take_char(&s, ' '))
        return RESULT_INVALID;
    if (!take_digits(&s, 2, &c.hour) || !take_char(&s, ':') || !take_digits(&s, 2, &c.minute))
        return RESULT_INVALID;
    if (take_char(&s, ':') && (!take_digits(&s, 2, &c.second) || !take_fraction(&s)))
        return RESULT_INVALID;
    if (!take_zone(&s, &offset) || !utc_civil_valid(&c))
        return RESULT_INVALID;
    *out = utc_from_civil(&c) - offset;
    return RESULT_OK;
}

static bool take_month(struct slice *s, int *out)
{
    for (int m = 0; m < 12; m++) {
        if (slice_starts_with(*s, slice_make(months[m], 3))) {
            *out = m + 1;
            *s = slice_sub(*s, 3, s->len);
            return true;
        }
    }
    return false;
}

enum result utc_parse_http(struct slice s, int64_t *out)
{
    struct utc_civil c = {0};
    if (s.len != UTC_HTTP_LEN || !slice_equal(slice_sub(s, 3, 5), SLICE(", ")))
        return RESULT_INVALID;
    s = slice_sub(s, 5, s.len);
    if (!take_digits(&s, 2, &c.day) || !take_char(&s, ' ') || !take_month(&s, &c.month) ||
        !take_char(&s, ' ') || !take_digits(&s, 4, &c.year) || !take_char(&s, ' ') ||
        !take_digits(&s, 2, &c.hour) || !take_char(&s, ':') || !take_digits(&s, 2, &c.minute) ||
        !take_char(&s, ':') || !take_digits(&s, 2, &c.second) || !slice_equal(s, SLICE(" GMT")) ||
        !utc_civil_valid(&c))
        return RESULT_INVALID;
    *out = utc_from_civil(&c);
    return RESULT_OK;
}
