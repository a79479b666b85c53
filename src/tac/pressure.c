#include "tac/pressure.h"

#include "tac/pressure_parse.h"

static void set(struct tac_altimeter *a, enum tac_pressure_unit unit, double value)
{
    if (a->reported_unit == TAC_PRESSURE_NONE)
        a->reported_unit = (uint8_t)unit;
    if (unit == TAC_PRESSURE_HPA) {
        a->hpa = value;
        a->hpa_reported = true;
        if (!a->inhg_reported)
            a->inhg = value / TAC_HPA_PER_INHG;
    } else {
        a->inhg = value;
        a->inhg_reported = true;
        if (!a->hpa_reported)
            a->hpa = value * TAC_HPA_PER_INHG;
    }
}

/* Values outside what has been at sea level (870 to 1084 hPa) are slips. */
static bool hpa_plausible(int hpa)
{
    return hpa >= 850 && hpa <= 1100;
}

static bool inhg_plausible(int hundredths)
{
    return hundredths >= 2500 && hundredths <= 3250;
}

static unsigned take(struct tac_altimeter *a, enum tac_pressure_unit unit, int value)
{
    bool hpa = unit == TAC_PRESSURE_HPA;
    if (hpa ? a->hpa_reported || !hpa_plausible(value) : a->inhg_reported || !inhg_plausible(value))
        return 0;
    set(a, unit, hpa ? value : value / 100.0);
    return 1;
}

/* 2992INS after QNH (US military TAF); alone it is hPa. */
static unsigned after_qnh(struct tac_scan s, struct tac_altimeter *a)
{
    int value;
    if (!tac_scan_digits(&s, 4, &value))
        return 0;
    bool inches = tac_scan_literal(&s, "INS");
    bool hpa = !inches && (tac_scan_literal(&s, "HPA") || tac_scan_literal(&s, "MB") || tac_scan_done(&s));
    if ((!inches && !hpa) || !tac_scan_done(&s))
        return 0;
    return take(a, inches ? TAC_PRESSURE_INHG : TAC_PRESSURE_HPA, value);
}

/* "29.92": inches with their point. */
static bool scan_inches(struct tac_scan *s, int *hundredths)
{
    struct tac_scan at = *s;
    int whole, part;
    if (!tac_scan_digits(&at, 2, &whole) || !tac_scan_char(&at, '.') || !tac_scan_digits(&at, 2, &part))
        return false;
    *s = at;
    *hundredths = whole * 100 + part;
    return true;
}

/* Is it one setting in both units? Each is cut to its own steps. */
static bool same_pressure(int hpa, int hundredths)
{
    double difference = hundredths / 100.0 * TAC_HPA_PER_INHG - hpa;
    return difference > -2 && difference < 2;
}

/* pppp after A or Q; "A29.92", and both units in one group: "Q1003/29.63", "Q1021/A30.15" (Pakistan),
 * "Q1012/2989" (India). */
static unsigned after_letter(struct tac_scan s, enum tac_pressure_unit unit, struct tac_altimeter *a)
{
    int value, inches;
    if (unit == TAC_PRESSURE_INHG && scan_inches(&s, &value))
        return tac_scan_done(&s) ? take(a, unit, value) : 0;
    if (!tac_scan_digits(&s, 4, &value))
        return 0;
    if (tac_scan_done(&s))
        return take(a, unit, value);
    if (unit != TAC_PRESSURE_HPA || a->hpa_reported || a->inhg_reported || !tac_scan_char(&s, '/'))
        return 0;
    tac_scan_char(&s, 'A');
    if (!scan_inches(&s, &inches) && !tac_scan_digits(&s, 4, &inches))
        return 0;
    if (!tac_scan_done(&s) || !hpa_plausible(value) || !same_pressure(value, inches))
        return 0;
    set(a, TAC_PRESSURE_HPA, value);
    set(a, TAC_PRESSURE_INHG, inches / 100.0);
    return 1;
}

unsigned tac_altimeter_decode(const struct tac_token *t, size_t n, struct tac_altimeter *inout)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (n == 0)
        return 0;
    char first = tac_scan_peek(&s);
    if (first != 'Q' && first != 'A')
        return 0;
    enum tac_pressure_unit unit = first == 'Q' ? TAC_PRESSURE_HPA : TAC_PRESSURE_INHG;
    bool qnh = tac_scan_literal(&s, "QNH");
    if (!qnh)
        s.p++;
    /* The letter alone: the value is the next group. */
    bool apart = tac_scan_done(&s) && n > 1;
    if (apart)
        s = tac_scan_start(t[1].text);
    /* Slashes: not reported. */
    if (!apart && tac_text_all_slashes(tac_scan_rest(&s)) && tac_scan_left(&s) >= 2 && tac_scan_left(&s) <= 4)
        return 1;
    unsigned taken = qnh ? after_qnh(s, inout) : after_letter(s, unit, inout);
    return taken && apart ? 2 : taken;
}

bool tac_altimeter_is_bare(const struct tac_token *t)
{
    struct tac_scan s = tac_scan_start(t->text);
    int value;
    return tac_scan_digits(&s, 4, &value) && tac_scan_done(&s) &&
           (hpa_plausible(value) || inhg_plausible(value));
}
