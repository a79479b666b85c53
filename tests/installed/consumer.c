/*
 * A program of somebody else's: it sees the installed headers and libtac alone. Valid C11 and C++11. Ends
 * with the number of values that are not what they should be.
 */
#include <stdio.h>
#include <string.h>

#include "tac/flight_category.h"
#include "tac/metar.h"
#include "tac/notam.h"
#include "tac/notam_active.h"
#include "tac/pirep.h"
#include "tac/report_kind.h"
#include "tac/sigmet.h"
#include "tac/taf.h"
#include "tac/taf_at.h"

static int wrong;

static void expect(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "not so: %s\n", what);
    wrong++;
}

#define EXPECT(condition) expect((condition) ? 1 : 0, #condition)

static int64_t moment(int day, int hour, int minute)
{
    struct utc_civil c = {2026, 10, 0, 0, 0, 0, 0};
    c.day = day;
    c.hour = hour;
    c.minute = minute;
    return utc_from_civil(&c);
}

static void decode_metar(void)
{
    static const char text[] =
        "METAR KJFK 142351Z 31015G25KT 3/4SM +TSRA BKN004CB 18/16 A2992 RMK AO2 SLP132 ZZZ";
    struct slice raw = slice_make(text, sizeof(text) - 1);
    struct metar m;
    EXPECT(tac_report_kind_guess(raw) == TAC_REPORT_METAR);
    EXPECT(metar_decode(raw, moment(15, 0, 0), &m, NULL) == RESULT_OK);
    EXPECT(strcmp(m.station, "KJFK") == 0);
    EXPECT(m.time == moment(14, 23, 51));
    EXPECT(m.conditions.wind.direction_deg == 310 && m.conditions.wind.gust == 25);
    EXPECT(m.conditions.visibility.statute_miles == 0.75);
    EXPECT(m.conditions.weather_count == 1 && strcmp(m.conditions.weather[0].code, "+TSRA") == 0);
    EXPECT(m.conditions.clouds[0].base_ft_agl == 400 && m.conditions.clouds[0].type == TAC_CLOUD_CB);
    EXPECT(m.ceiling.state == TAC_CEILING_REPORTED && m.category.category == TAC_CATEGORY_LIFR);
    EXPECT(m.sea_level_pressure_dhpa == 10132);
    const struct tac_span *last = &m.spans.list[m.spans.count - 1];
    EXPECT(last->group == TAC_GROUP_UNDECODED && memcmp(text + last->start, "ZZZ", 3) == 0);
    EXPECT(strcmp(tac_flight_category_name((enum tac_flight_category)m.category.category), "LIFR") == 0);

    struct tac_error error;
    EXPECT(metar_decode(SLICE("TAF KJFK"), moment(15, 0, 0), &m, &error) == RESULT_INVALID);
    EXPECT(error.text != NULL && error.offset <= 8);
}

static void decode_taf(void)
{
    struct slice raw = SLICE("TAF EGLL 141100Z 1412/1518 24012KT 9999 SCT030 BECMG 1414/1416 4000 BKN008");
    struct taf taf;
    struct taf_at at;
    EXPECT(taf_decode(raw, moment(14, 12, 0), &taf, NULL) == RESULT_OK);
    EXPECT(taf.valid_to == moment(15, 18, 0) && taf.changes_count == 1);
    EXPECT(taf_at_find(&taf, moment(14, 15, 0), &at) && at.becoming);
    EXPECT(at.worst.category == TAC_CATEGORY_IFR);
    EXPECT(!taf_at_find(&taf, moment(16, 0, 0), &at));
}

static void decode_pirep(void)
{
    struct pirep p;
    EXPECT(pirep_decode(SLICE("OKC UA /OV OKC063015/TM 1522/FL085/TP C172/TB LGT/IC MOD RIME 070-090"),
                        moment(14, 16, 0), &p, NULL) == RESULT_OK);
    EXPECT(strcmp(p.location.at.reference, "OKC") == 0 && p.location.at.radial_deg == 63);
    EXPECT(p.altitude_ft == 8500 && p.time == moment(14, 15, 22));
    EXPECT(p.icing_count == 1 && strcmp(p.icing[0].type, "RIME") == 0 && p.icing[0].top_ft == 9000);
}

static void decode_sigmet(void)
{
    struct sigmet s;
    EXPECT(sigmet_decode(
               SLICE("YUDD SIGMET 2 VALID 141200/141600 YUSO- YUDD SHANLON FIR SEV TURB OBS AT 1140Z WI "
                     "N52 W010 - N54 W008 - N50 W006 - N52 W010 FL250/370 MOV E 20KT WKN="),
               moment(14, 12, 0), &s, NULL) == RESULT_OK);
    EXPECT(strcmp(s.hazard, "TURB") == 0 && strcmp(s.qualifier, "SEV") == 0);
    EXPECT(s.levels.base_ft == 25000 && s.levels.top_ft == 37000);
    EXPECT(s.area.geometry == SIGMET_GEOMETRY_POLYGON && s.area.points[1].latitude_deg == 54);
    EXPECT(s.movement.speed_kt == 20 && s.change == SIGMET_CHANGE_WEAKENING);
}

static void decode_notam(void)
{
    struct notam n;
    EXPECT(notam_decode(SLICE("A1234/26 NOTAMN Q) EGTT/QMRLC/IV/NBO/A/000/999/5129N00028W005 A) EGLL "
                              "B) 2610141100 C) 2610161700 D) 1100-1700 E) RWY 09L/27R CLSD"),
                        moment(14, 12, 0), &n, NULL) == RESULT_OK);
    EXPECT(strcmp(n.id, "A1234/26") == 0 && strcmp(n.q.code, "QMRLC") == 0 && n.rank == 1);
    EXPECT(notam_lower_ft(&n) == 0 && n.q.upper_unlimited);
    EXPECT(notam_active_at(&n, moment(14, 12, 0)) == NOTAM_ACTIVE_TRUE);
    EXPECT(notam_active_at(&n, moment(14, 18, 0)) == NOTAM_ACTIVE_FALSE);
}

int main(void)
{
    decode_metar();
    decode_taf();
    decode_pirep();
    decode_sigmet();
    decode_notam();
    return wrong;
}
