#include "tac/coordinate.h"

#include "tac/coordinate_parse.h"

struct axis {
    char positive;
    char negative;
    unsigned degree_digits;
    int most;
};

static const struct axis latitude = {'N', 'S', 2, 90};
static const struct axis longitude = {'E', 'W', 3, 180};

static bool scan_letter(struct tac_scan *s, const struct axis *axis, int *sign)
{
    if (tac_scan_char(s, axis->positive))
        *sign = 1;
    else if (tac_scan_char(s, axis->negative))
        *sign = -1;
    else
        return false;
    return true;
}

/* Degrees, or degrees and minutes, told apart by the number of figures. */
static bool scan_angle(struct tac_scan *s, const struct axis *axis, bool short_allowed, double *out)
{
    int value;
    unsigned digits;
    if (!tac_scan_number(s, axis->degree_digits, axis->degree_digits + 2, &value, &digits))
        return false;
    bool minutes = digits == axis->degree_digits + 2 || (short_allowed && digits == axis->degree_digits + 1);
    if (!minutes && digits != axis->degree_digits)
        return false;
    int whole = minutes ? value / 100 : value, rest = minutes ? value % 100 : 0;
    if (rest > 59 || whole > axis->most || (whole == axis->most && rest > 0))
        return false;
    *out = whole + rest / 60.0;
    return true;
}

static bool scan_half(struct tac_scan *s, const struct axis *axis, double *out)
{
    struct tac_scan at = *s;
    int sign = 1;
    double angle;
    bool first = scan_letter(&at, axis, &sign);
    if (!scan_angle(&at, axis, !first && axis == &longitude, &angle) ||
        (!first && !scan_letter(&at, axis, &sign)))
        return false;
    /* Neither more figures nor the start of a word. */
    if (first && tac_is_digit(tac_scan_peek(&at)))
        return false;
    *s = at;
    *out = sign * angle;
    return true;
}

bool tac_scan_latitude(struct tac_scan *s, double *out)
{
    return scan_half(s, &latitude, out);
}

bool tac_scan_longitude(struct tac_scan *s, double *out)
{
    return scan_half(s, &longitude, out);
}

unsigned tac_position_decode(const struct tac_token *t, size_t n, struct tac_position *out)
{
    struct tac_position p;
    if (n == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t->text);
    unsigned taken = 1;
    if (!tac_scan_latitude(&s, &p.latitude_deg))
        return 0;
    if (tac_scan_done(&s)) {
        if (n < 2)
            return 0;
        s = tac_scan_start(t[1].text);
        taken = 2;
    } else if (!tac_scan_char(&s, '-')) {
        tac_scan_char(&s, '/');
    }
    if (!tac_scan_longitude(&s, &p.longitude_deg) || !tac_scan_done(&s))
        return 0;
    *out = p;
    return taken;
}
