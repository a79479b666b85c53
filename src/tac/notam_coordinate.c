#include "tac/notam_coordinate.h"

#include "tac/token.h"

/* Degrees of two or three figures, minutes, and perhaps seconds with decimals: digits make out which. */
static bool scan_angle(struct tac_scan *s, unsigned degree_digits, int degrees_max, double *out)
{
    struct tac_scan at = *s;
    int degrees, minutes, seconds = 0;
    double fraction = 0.0, place = 0.1;
    if (!tac_scan_digits(&at, degree_digits, &degrees) || !tac_scan_digits(&at, 2, &minutes))
        return false;
    bool has_seconds = tac_scan_digits(&at, 2, &seconds);
    if (has_seconds && tac_scan_char(&at, '.'))
        for (; tac_is_digit(tac_scan_peek(&at)); at.p++, place /= 10)
            fraction += (*at.p - '0') * place;
    if (minutes > 59 || seconds > 59 || degrees > degrees_max)
        return false;
    double value = degrees + minutes / 60.0 + (seconds + fraction) / 3600.0;
    if (value > degrees_max)
        return false;
    *out = value;
    *s = at;
    return true;
}

static bool scan_hemisphere(struct tac_scan *s, char positive, char negative, double *value)
{
    if (tac_scan_char(s, positive))
        return true;
    if (!tac_scan_char(s, negative))
        return false;
    *value = -*value;
    return true;
}

size_t notam_coordinate_parse(struct slice text, double *latitude_deg, double *longitude_deg)
{
    struct tac_scan s = tac_scan_start(text);
    double latitude, longitude;
    if (!scan_angle(&s, 2, 90, &latitude) || !scan_hemisphere(&s, 'N', 'S', &latitude))
        return 0;
    while (tac_scan_char(&s, ' ') || tac_scan_char(&s, ',') || tac_scan_char(&s, '-') ||
           tac_scan_char(&s, '/'))
        continue;
    if (!scan_angle(&s, 3, 180, &longitude) || !scan_hemisphere(&s, 'E', 'W', &longitude))
        return 0;
    *latitude_deg = latitude;
    *longitude_deg = longitude;
    return text.len - tac_scan_left(&s);
}

bool notam_coordinate_find(struct slice s, double *latitude_deg, double *longitude_deg)
{
    for (size_t at = 0; at < s.len; at++) {
        if (!tac_is_digit(s.ptr[at]) || (at > 0 && tac_is_digit(s.ptr[at - 1])))
            continue;
        if (notam_coordinate_parse(slice_sub(s, at, s.len), latitude_deg, longitude_deg))
            return true;
    }
    return false;
}
