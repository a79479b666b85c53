/* tac: what is told of runways: visual range, state, wind shear. */
#include "tac_check.h"

#include "tac/runway_state.h"
#include "tac/runway_state_parse.h"
#include "tac/rvr.h"
#include "tac/rvr_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

/* FMH-1 12.6.7, WMO No. 306 15.7. */
static void runway_visual_range(void **state)
{
    static const struct {
        int line;
        const char *text;
        bool taken;
        const char *runway;
        int value, to;
        bool feet, less, greater;
        char tendency;
    } cases[] = {
        {__LINE__, "R24L/0600FT", true, "24L", 600, -1, true, false, false, 0},
        {__LINE__, "R06/0450U", true, "06", 450, -1, false, false, false, 'U'},
        {__LINE__, "R06/P2000N", true, "06", 2000, -1, false, false, true, 'N'},
        {__LINE__, "R06/M0050D", true, "06", 50, -1, false, true, false, 'D'},
        {__LINE__, "R15/0600VP1500D", true, "15", 600, 1500, false, false, true, 'D'},
        {__LINE__, "R15/M0300V1200FT/D", true, "15", 300, 1200, true, true, false, 'D'},
        {__LINE__, "R11/2600FT/N", true, "11", 2600, -1, true, false, false, 'N'},
        {__LINE__, "R27/////", true, "27", -1, -1, false, false, false, 0},
        {__LINE__, "R15/P1500VM1000U", false, "", 0, 0, false, false, false, 0},
        {__LINE__, "R37/0600", false, "", 0, 0, false, false, false, 0},
        {__LINE__, "R24L/X0600N", false, "", 0, 0, false, false, false, 0},
        {__LINE__, "R24/290155", false, "", 0, 0, false, false, false, 0},
        {__LINE__, "R24/060", false, "", 0, 0, false, false, false, 0},
        {__LINE__, "R", false, "", 0, 0, false, false, false, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_rvr r;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, (tac_rvr_decode(t->list, t->count, &r) == 1) == cases[i].taken);
        if (!cases[i].taken)
            continue;
        CHECK_AT(cases[i].line, strcmp(r.runway, cases[i].runway) == 0 && r.value == cases[i].value);
        CHECK_AT(cases[i].line, r.variable_to == cases[i].to && r.feet == cases[i].feet);
        CHECK_AT(cases[i].line, r.less_than == cases[i].less && r.greater_than == cases[i].greater);
        CHECK_AT(cases[i].line, r.tendency == cases[i].tendency);
    }
}

/* WMO No. 306 15.13.6, code tables 0919, 0519, 1079, 0366. */
static void state_of_the_runway(void **state)
{
    static const struct {
        int line;
        const char *text;
        bool taken;
        const char *runway;
        int deposit, extent, depth, friction, braking;
    } cases[] = {
        {__LINE__, "R06L/290155", true, "06L", 2, 9, 1, 55, -1},
        {__LINE__, "R09/419294", true, "09", 4, 1, 100, -1, 94},
        {__LINE__, "R25/4999//", true, "25", 4, 9, -1, -1, -1},
        {__LINE__, "R26/CLRD70", true, "26", -1, -1, -1, 70, -1},
        {__LINE__, "R88/60D", true, "", 0, -1, -1, 60, -1},
        {__LINE__, "R27/000060", true, "27", 0, -1, 0, 60, -1},
        {__LINE__, "15CLRD95", true, "15", -1, -1, -1, -1, 95},
        {__LINE__, "24451293", true, "24", 4, 5, 12, -1, 93},
        {__LINE__, "54451293", true, "04R", 4, 5, 12, -1, 93},
        {__LINE__, "R24/430155", false, "", 0, 0, 0, 0, 0},
        {__LINE__, "R24/499155", false, "", 0, 0, 0, 0, 0},
        {__LINE__, "R24/49015", false, "", 0, 0, 0, 0, 0},
        {__LINE__, "24/07", false, "", 0, 0, 0, 0, 0},
        {__LINE__, "401390094", false, "", 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_runway_state r;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, (tac_runway_state_decode(t->list, t->count, &r) == 1) == cases[i].taken);
        if (!cases[i].taken)
            continue;
        CHECK_AT(cases[i].line, strcmp(r.runway, cases[i].runway) == 0 && r.deposit == cases[i].deposit);
        CHECK_AT(cases[i].line, r.extent == cases[i].extent && r.depth_mm == cases[i].depth);
        CHECK_AT(cases[i].line, r.friction == cases[i].friction && r.braking == cases[i].braking);
    }
}

static void wind_shear(void **state)
{
    static const struct {
        int line;
        const char *text;
        unsigned taken;
        const char *runway;
        int height;
    } cases[] = {
        {__LINE__, "WS R24L", 2, "24L", -1},
        {__LINE__, "WS RWY06", 2, "06", -1},
        {__LINE__, "WS RWY 06", 3, "06", -1},
        {__LINE__, "WS ALL RWY", 3, "", -1},
        {__LINE__, "WS TKOF RWY12", 3, "12", -1},
        {__LINE__, "WS LDG R12", 3, "12", -1},
        {__LINE__, "WS020/24045KT", 1, "", 2000},
        {__LINE__, "WS ALL", 0, "", 0},
        {__LINE__, "WS", 0, "", 0},
        {__LINE__, "WS020/37045KT", 0, "", 0},
        {__LINE__, "WSHFT 0715", 0, "", 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_wind_shear w;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, tac_wind_shear_decode(t->list, t->count, &w) == cases[i].taken);
        CHECK_AT(cases[i].line, cases[i].taken == 0 || (strcmp(w.runway, cases[i].runway) == 0 &&
                                                        w.height_ft == cases[i].height));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runway_visual_range),
        cmocka_unit_test(state_of_the_runway),
        cmocka_unit_test(wind_shear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
