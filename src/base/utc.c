#include "base/utc.h"

#include <string.h>

#include "base/number.h"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Without a NUL, as the caller's arrays. */
static const char iso_pattern[UTC_ISO_LEN] = "0000-00-00T00:00:00Z";
static const char http_pattern[UTC_HTTP_LEN] = "Sun, 00 Jan 0000 00:00:00 GMT";

static bool leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int utc_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil). */
static int64_t days_from_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

int64_t utc_from_civil(const struct utc_civil *c)
{
    return days_from_civil(c->year, c->month, c->day) * UTC_DAY + c->hour * UTC_HOUR +
           c->minute * UTC_MINUTE + c->second;
}

/* civil_from_days of the same source. */
void utc_to_civil(int64_t t, struct utc_civil *c)
{
    int64_t days = t / UTC_DAY;
    int64_t rest = t % UTC_DAY;
    if (rest < 0) {
        rest += UTC_DAY;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int64_t weekday = (days + 4) % 7;
    *c = (struct utc_civil){
        .year = (int)(yoe + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
        .hour = (int)(rest / 3600),
        .minute = (int)(rest / 60 % 60),
        .second = (int)(rest % 60),
        .weekday = (int)(weekday < 0 ? weekday + 7 : weekday),
    };
}

bool utc_civil_valid(const struct utc_civil *c)
{
    return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= utc_days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 &&
           c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

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
