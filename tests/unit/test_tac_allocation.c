/* tac: no decoder asks for memory, for no kind of report, and neither do the questions about a decoded one.
 */
#include "check.h"

#include "allocation_count.h"
#include "decode_any.h"
#include "tac/notam_active.h"
#include "tac/taf_at.h"

/* 2026-10-14T12:30:00Z */
#define REFERENCE INT64_C(1791981000)

struct allocation_case {
    int line;
    enum tac_report_kind kind;
    const char *text;
};

static const struct allocation_case cases[] = {
    {__LINE__, TAC_REPORT_METAR,
     "METAR KABC 141251Z AUTO 31008G18KT 280V340 1 1/2SM R04R/2600VP6000FT/U -RASN BR BKN009CB OVC020 "
     "M01/M02 "
     "A2992 RMK AO2 PK WND 30028/1229 TWR VIS 1 3/4 RAB05E20SNB20 OCNL LTGICCG DSNT SE-SW TS SE MOV NE "
     "SLP134 "
     "P0003 60012 T10061017 $"},
    {__LINE__, TAC_REPORT_METAR,
     "SPECI COR EGXY 141220Z 24012KT 2000 0300SW R25/0450VP1500U +TSRA FEW012 BKN020CB 12/07 Q1009 RETS WS "
     "ALL RWY R88/290155 BLU BECMG FM1300 TL1400 9999 NSW SCT030 TEMPO AT1330 VRB20G35KT"},
    {__LINE__, TAC_REPORT_TAF,
     "TAF AMD EGXY 141105Z 1412/1512 24012KT 9999 SCT030 TX15/1415Z TNM02/1505Z BECMG 1418/1420 BKN012 TEMPO "
     "1420/1424 3000 -RA BR BKN006 PROB30 1500/1504 0500 FG PROB40 TEMPO 1506/1512 +TSRA BKN010CB="},
    {__LINE__, TAC_REPORT_TAF,
     "TAF KABC 141130Z 1412/1518 31008KT P6SM SCT030 620304 520004 QNH2992INS FM141800 24015G25KT 1 1/2SM "
     "-SHRA OVC020 WS020/24045KT FM150600 27008KT P6SM SKC RMK NXT FCST BY 18Z"},
    {__LINE__, TAC_REPORT_PIREP,
     "ABC UUA /OV ABC270015/TM 1218/FL080/TP B738/SK BKN020-TOP045/OVC080/WX FV03SM RA/TA M05/WV 27045KT/TB "
     "SEV 060-080 CAT/IC MOD RIME 050-070/RM LLWS +15KT SHORT FINAL RWY 16"},
    {__LINE__, TAC_REPORT_PIREP,
     "ARP ABC100 5014N 05227W 1200 F350 M46 241/99 5024N 05155W 1202 5100N 05000W"},
    {__LINE__, TAC_REPORT_SIGMET,
     "WSXY31 ABCD 141155 ABCD SIGMET A02 VALID 141200/141600 ABCE- ABCF SOME FIR SEV TURB OBS AT 1150Z WI "
     "N5000 "
     "W01000 - N5100 W01200 - N4900 W01300 - N5000 W01000 FL250/370 MOV NE 25KT WKN"},
    {__LINE__, TAC_REPORT_SIGMET,
     "CONVECTIVE SIGMET 12C VALID UNTIL 1455Z KS OK FROM 30SE GCK-40N OKC-20W SPS-30SE GCK AREA TS MOV FROM "
     "26025KT. TOPS ABV FL450. HAIL TO 1 IN...WIND GUSTS TO 50KT POSS."},
    {__LINE__, TAC_REPORT_AIRMET,
     "WAUS42 KKCI 142045 MIAT WA 142045 AIRMET TANGO UPDT 3 FOR TURB VALID UNTIL 150300 AIRMET TURB...NC SC "
     "VA "
     "FROM 20E HNN TO 40W ECG TO 30S ILM TO 20E HNN MOD TURB BTN FL180 AND FL350. CONDS CONTG BYD 03Z"},
    {__LINE__, TAC_REPORT_CWA,
     "FAUS21 KZTL 141218 ZTL1 CWA 141210 ZTL CWA 102 VALID UNTIL 141410 FROM PSK-60ESE CLT-50N AHN-PSK AREA "
     "TS "
     "MOV FROM 24020KT. TOPS TO FL400."},
    {__LINE__, TAC_REPORT_NOTAM,
     "(A0001/26 NOTAMR A0002/25\nQ) EGTT/QMRLC/IV/NBO/A/000/999/5129N00028W005\nA) EGLL B) 2610011200 C) "
     "2610311600 EST\nD) MON-FRI 0800-1600 EXC 15, SAT SR-SS\nE) RWY 09L/27R CLSD DUE WIP\nF) SFC G) 500FT "
     "AMSL)"},
    {__LINE__, TAC_REPORT_NOTAM, "!ABC 10/123 ABC RWY 04L/22R CLSD DLY 0300-0930 2610010300-2610310930"},
    {__LINE__, TAC_REPORT_NOTAM,
     "(SNOWTAM 0149 EADD\n02170055 09L 5/5/5 100/100/100 NR/NR/NR WET/WET/WET\n02170135 09R 6/6/6 "
     "DRY/DRY/DRY\n\nAPRON POOR)"},
};

static void the_counter_counts(void **state)
{
    uint64_t before = allocation_count();
    void *volatile memory = malloc(1);
    memory = realloc(memory, 100);
    free(memory);
    assert_true(allocation_count() >= before + 2);
    before = allocation_count();
    free(strdup("the C library's own"));
    assert_true(allocation_count() > before);
}

static void no_decoder_allocates(void **state)
{
    static union any_report r;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct slice raw = slice_from_string(cases[i].text);
        uint64_t before = allocation_count();
        (void)tac_report_kind_guess(raw);
        enum result result = decode_any(cases[i].kind, raw, REFERENCE, &r);
        CHECK_AT(cases[i].line, allocation_count() == before);
        CHECK_AT(cases[i].line, result == RESULT_OK);
    }
}

/* The way that ends in an error is the hostile one. */
static void what_is_no_report_costs_no_memory(void **state)
{
    static union any_report r;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        for (size_t len = 0; len <= strlen(cases[i].text); len++) {
            uint64_t before = allocation_count();
            (void)decode_any(cases[i].kind, slice_make(cases[i].text, len), REFERENCE, &r);
            CHECK_AT(cases[i].line, allocation_count() == before);
        }
}

static void questions_about_a_moment_do_not_allocate(void **state)
{
    static union any_report r;
    static struct taf_at at;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        CHECK_AT(cases[i].line,
                 decode_any(cases[i].kind, slice_from_string(cases[i].text), REFERENCE, &r) == RESULT_OK);
        uint64_t before = allocation_count();
        for (int64_t time = REFERENCE; time < REFERENCE + 48 * 3600; time += 1800) {
            if (cases[i].kind == TAC_REPORT_TAF)
                (void)taf_at_find(&r.taf, time, &at);
            if (cases[i].kind == TAC_REPORT_NOTAM)
                (void)notam_active_at(&r.notam, time);
        }
        CHECK_AT(cases[i].line, allocation_count() == before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counter_counts),
        cmocka_unit_test(no_decoder_allocates),
        cmocka_unit_test(what_is_no_report_costs_no_memory),
        cmocka_unit_test(questions_about_a_moment_do_not_allocate),
    };
    allocation_count_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
