/* service/decode: what is answered for each kind of text that a caller sends. */
#include "check.h"

/* json-c's integer type has the name of a function of the JSON writer. */
#define json_bool json_c_bool
#include <json-c/json.h>
#include <json-c/json_pointer.h>
#undef json_bool

#include "base/buffer.h"
#include "service/decode.h"

/* 2026-10-15T07:00:00Z */
#define REFERENCE INT64_C(1792047600)

#define METAR "METAR EGLL 150650Z 24015G27KT 9999 -RA BKN012 12/10 Q1009"
#define TAF   "TAF EGLL 150500Z 1506/1612 24012KT 9999 SCT030 TEMPO 1510/1514 4000 RA BKN008"
#define PIREP "ABC UUA /OV ABC090064/TM 0640/FL080/TP C172/TB SEV/IC LGT RIME 080-100"
#define AIREP "ARP XYZ12 5230N 03015W 0658 F370 M56 303/109"
#define SIGMET                                                                                               \
    "ABCD SIGMET A02 VALID 150600/151000 ABCE- ABCD SOMEWHERE FIR EMBD TS FCST "                             \
    "WI N1000 E02030 - N1000 E02200 - N0800 E02200 - N1000 E02030 TOP FL390 MOV ENE 20KT WKN="
#define AIRMET "ABCD AIRMET 1 VALID 150600/151000 ABCE- ABCD SOMEWHERE FIR MT OBSC FCST N OF N50 STNR NC="
#define CWA                                                                                                  \
    "FAUS21 KZKC 150640 ZKC1 CWA 150640 ZKC CWA 101 VALID UNTIL 150900 FROM 30SSW ABC-25ENE ABC "            \
    "AREA TS 30NM WIDE MOV FROM 22060KT. TOPS TO FL350. KS MO ="

/* To be put. */
static struct json_object *write_and_parse(const char *raw, const struct decode_options *options,
                                           bool *decoded)
{
    struct buffer out;
    struct json_writer w;
    buffer_init(&out, 1 << 20);
    json_writer_init(&w, &out);
    *decoded = decode_write(&w, slice_from_string(raw), options);
    buffer_append_char(&out, '\0');
    assert_int_equal(buffer_result(&out), RESULT_OK);
    struct json_object *answer = json_tokener_parse(out.ptr);
    assert_non_null(answer);
    buffer_free(&out);
    return answer;
}

/* The value at a path as JSON, "null" of a null; NULL where there is nothing. Valid as long as the answer. */
static const char *value_at(struct json_object *answer, const char *path)
{
    struct json_object *value = NULL;
    if (json_pointer_get(answer, path, &value) != 0)
        return NULL;
    return value ? json_object_to_json_string_ext(value,
                                                  JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
                 : "null";
}

static void each_kind_is_decoded(void **state)
{
    static const struct {
        int line;
        enum tac_report_kind kind;
        const char *raw, *path, *value;
    } cases[] = {
        {__LINE__, TAC_REPORT_METAR, METAR, "/decoded/flight_category", "\"MVFR\""},
        {__LINE__, TAC_REPORT_TAF, TAF, "/decoded/valid_from", "\"2026-10-15T06:00:00Z\""},
        {__LINE__, TAC_REPORT_PIREP, PIREP, "/decoded/kind", "\"UUA\""},
        {__LINE__, TAC_REPORT_PIREP, PIREP, "/decoded/time", "\"2026-10-15T06:40:00Z\""},
        {__LINE__, TAC_REPORT_PIREP, PIREP, "/decoded/location/lat", "null"},
        {__LINE__, TAC_REPORT_PIREP, PIREP, "/decoded/turbulence/0/intensity", "\"SEV\""},
        {__LINE__, TAC_REPORT_PIREP, AIREP, "/decoded/kind", "\"AIREP\""},
        {__LINE__, TAC_REPORT_PIREP, AIREP, "/decoded/temperature_c", "-56"},
        {__LINE__, TAC_REPORT_SIGMET, SIGMET, "/decoded/kind", "\"SIGMET\""},
        {__LINE__, TAC_REPORT_SIGMET, SIGMET, "/decoded/valid_to", "\"2026-10-15T10:00:00Z\""},
        {__LINE__, TAC_REPORT_SIGMET, SIGMET, "/decoded/area/type", "\"Polygon\""},
        {__LINE__, TAC_REPORT_SIGMET, AIRMET, "/decoded/kind", "\"AIRMET\""},
        {__LINE__, TAC_REPORT_SIGMET, AIRMET, "/decoded/area", "null"},
        {__LINE__, TAC_REPORT_SIGMET, CWA, "/decoded/kind", "\"CWA\""},
        {__LINE__, TAC_REPORT_SIGMET, CWA, "/decoded/movement/speed_kt", "60"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct decode_options options = {.kind = cases[i].kind, .reference_time = REFERENCE};
        bool decoded;
        struct json_object *answer = write_and_parse(cases[i].raw, &options, &decoded);
        const char *value = value_at(answer, cases[i].path);
        CHECK_AT(cases[i].line, decoded && value);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(value), slice_from_string(cases[i].value));
        CHECK_AT(cases[i].line, !value_at(answer, "/error") && !value_at(answer, "/spans"));
        CHECK_AT(cases[i].line, !value_at(answer, "/at"));
        json_object_put(answer);
    }
}

static void the_text_is_given_back(void **state)
{
    struct decode_options options = {.kind = TAC_REPORT_PIREP, .reference_time = REFERENCE};
    bool decoded;
    struct json_object *answer = write_and_parse(" " PIREP "\r", &options, &decoded);
    assert_true(decoded);
    assert_string_equal(value_at(answer, "/raw"), "\" " PIREP "\\r\"");
    json_object_put(answer);
}

static void another_kind_of_text_is_an_error(void **state)
{
    static const struct {
        int line;
        enum tac_report_kind kind;
        const char *raw;
    } cases[] = {
        {__LINE__, TAC_REPORT_METAR, ""},       {__LINE__, TAC_REPORT_METAR, PIREP},
        {__LINE__, TAC_REPORT_TAF, "nonsense"}, {__LINE__, TAC_REPORT_TAF, METAR},
        {__LINE__, TAC_REPORT_PIREP, ""},       {__LINE__, TAC_REPORT_PIREP, SIGMET},
        {__LINE__, TAC_REPORT_SIGMET, ""},      {__LINE__, TAC_REPORT_SIGMET, PIREP},
        {__LINE__, TAC_REPORT_SIGMET, METAR},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct decode_options options = {
            .kind = cases[i].kind, .reference_time = REFERENCE, .provenance = true, .has_at = true};
        bool decoded;
        struct json_object *answer = write_and_parse(cases[i].raw, &options, &decoded);
        const char *error = value_at(answer, "/error");
        CHECK_AT(cases[i].line, !decoded && error && strlen(error) > strlen("\"\""));
        CHECK_AT(cases[i].line, json_object_object_length(answer) == 2);
        json_object_put(answer);
    }
}

static void provenance_names_the_bytes(void **state)
{
    static const struct {
        int line;
        enum tac_report_kind kind;
        const char *raw;
        const char *group, *text;
    } cases[] = {
        {__LINE__, TAC_REPORT_METAR, METAR, "wind", "24015G27KT"},
        {__LINE__, TAC_REPORT_TAF, TAF, "validity", "1506/1612"},
        {__LINE__, TAC_REPORT_PIREP, PIREP, "location", "ABC090064"},
        {__LINE__, TAC_REPORT_SIGMET, SIGMET, "sequence", "A02"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct decode_options options = {
            .kind = cases[i].kind, .reference_time = REFERENCE, .provenance = true};
        bool decoded, found = false;
        struct json_object *spans, *answer = write_and_parse(cases[i].raw, &options, &decoded);
        CHECK_AT(cases[i].line, decoded && json_object_object_get_ex(answer, "spans", &spans) && spans);
        for (size_t k = 0; k < json_object_array_length(spans); k++) {
            struct json_object *span = json_object_array_get_idx(spans, k);
            size_t start = (size_t)json_object_get_int(json_object_object_get(span, "start"));
            size_t end = (size_t)json_object_get_int(json_object_object_get(span, "end"));
            CHECK_AT(cases[i].line, start < end && end <= strlen(cases[i].raw));
            found |=
                strcmp(json_object_get_string(json_object_object_get(span, "group")), cases[i].group) == 0 &&
                slice_equal(slice_make(cases[i].raw + start, end - start), slice_from_string(cases[i].text));
        }
        CHECK_AT(cases[i].line, found);
        json_object_put(answer);
    }
}

static void only_a_taf_has_conditions_at_a_moment(void **state)
{
    static const struct {
        int line;
        enum tac_report_kind kind;
        const char *raw;
        bool at;
    } cases[] = {
        {__LINE__, TAC_REPORT_METAR, METAR, false},
        {__LINE__, TAC_REPORT_TAF, TAF, true},
        {__LINE__, TAC_REPORT_PIREP, PIREP, false},
        {__LINE__, TAC_REPORT_SIGMET, SIGMET, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct decode_options options = {
            .kind = cases[i].kind, .reference_time = REFERENCE, .has_at = true, .at = REFERENCE};
        bool decoded;
        struct json_object *answer = write_and_parse(cases[i].raw, &options, &decoded);
        CHECK_AT(cases[i].line, decoded && (value_at(answer, "/at") != NULL) == cases[i].at);
        json_object_put(answer);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_decoded),
        cmocka_unit_test(the_text_is_given_back),
        cmocka_unit_test(another_kind_of_text_is_an_error),
        cmocka_unit_test(provenance_names_the_bytes),
        cmocka_unit_test(only_a_taf_has_conditions_at_a_moment),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("service/decode", tests, NULL, NULL);
}
