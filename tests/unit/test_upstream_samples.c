/* Recorded answers of the real providers, where AW_SHARED has them: every row is read, each as its own text
 * says. */
#include "upstream_check.h"

#include <errno.h>

#include "upstream/awc_api.h"
#include "upstream/awc_bulk_csv.h"
#include "upstream/awc_bulk_xml.h"
#include "upstream/awc_stations.h"
#include "upstream/checkwx.h"
#include "upstream/report_text.h"

struct sample {
    const char *file;
    const struct parser_ops *ops;
    enum upstream_product product;
    size_t reports;
};

static const struct sample samples[] = {
    {"awc-cache/metars.cache.2022.csv", &awc_bulk_csv_parser, UPSTREAM_METAR, 205},
    {"awc-cache/metars.cache.avarex.csv", &awc_bulk_csv_parser, UPSTREAM_METAR, 200},
    {"awc-cache/metars.cache.avarex-gz.csv", &awc_bulk_csv_parser, UPSTREAM_METAR, 200},
    {"awc-cache/metars.cache.slice.xml", &awc_bulk_xml_parser, UPSTREAM_METAR, 60},
    {"awc-cache/stations.cache.slice.json", &awc_stations_parser, UPSTREAM_STATIONS, 0},
    {"awc-dataserver/KATL_SPECI_METARs_XML.xml", &awc_bulk_xml_parser, UPSTREAM_METAR, 3},
    {"awc-dataserver/KDEN_METAR_CSV.csv", &awc_bulk_csv_parser, UPSTREAM_METAR, 2},
    {"awc-dataserver/KIAD_METAR_XML.xml", &awc_bulk_xml_parser, UPSTREAM_METAR, 0},
    {"awc-dataserver/KIAD_ORBB_ZBAA_StationInfo_XML.xml", &awc_bulk_xml_parser, UPSTREAM_STATIONS, 3},
    {"awc-dataserver/KMUI_TAF_XML.xml", &awc_bulk_xml_parser, UPSTREAM_TAF, 0},
    {"awc-dataserver/KTCC_TAF_WindSheer_CSV.csv", &awc_bulk_csv_parser, UPSTREAM_TAF, 7},
    {"awc-dataserver/KTCC_TAF_WindSheer_XML.xml", &awc_bulk_xml_parser, UPSTREAM_TAF, 7},
    {"awc-dataserver/PASY_Icing_Turbulence_TAF_CSV.csv", &awc_bulk_csv_parser, UPSTREAM_TAF, 9},
    {"awc-dataserver/PASY_Icing_Turbulence_TAF_XML.xml", &awc_bulk_xml_parser, UPSTREAM_TAF, 9},
    {"awc-dataserver/tafs-planetracker.xml", &awc_bulk_xml_parser, UPSTREAM_TAF, 11},
    {"awc-dataserver/tafs-slice.xml", &awc_api_parser, UPSTREAM_METAR,
     1}, /* JSON of 2023, whatever its name */
    {"awc-json/metar.json", &awc_api_parser, UPSTREAM_METAR, 0},
    {"awc-json/metar-2.json", &awc_api_parser, UPSTREAM_METAR, 0},
    {"awc-json/metar-3.json", &awc_api_parser, UPSTREAM_METAR, 0},
    {"awc-json/metar_long-3.json", &awc_api_parser, UPSTREAM_METAR, 0},
    {"awc-json/metars-multi-stations.json", &awc_api_parser, UPSTREAM_METAR, 60},
    {"awc-json/taf.json", &awc_api_parser, UPSTREAM_TAF, 0},
    {"awc-json/taf-2.json", &awc_api_parser, UPSTREAM_TAF, 0},
    {"awc-json/taf-3.json", &awc_api_parser, UPSTREAM_TAF, 0},
    {"checkwx/doc-v2-metar-raw.json", &checkwx_parser, UPSTREAM_METAR, 1},
    {"checkwx/doc-v2-metar-short.json", &checkwx_parser, UPSTREAM_METAR, 1},
    {"checkwx/doc-v2-taf-raw.json", &checkwx_parser, UPSTREAM_TAF, 1},
    {"checkwx/doc-v2-taf-short.json", &checkwx_parser, UPSTREAM_TAF, 1},
    {"checkwx/metar-decoded-LRBC-2024.json", &checkwx_parser, UPSTREAM_METAR, 1},
    {"checkwx/metar-decoded-ULLI-2024.json", &checkwx_parser, UPSTREAM_METAR, 1},
};

static const char *shared;

static size_t read_file(const char *name, char *out, size_t size)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/upstream-samples/%s", shared, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s: %s", path, strerror(errno));
    size_t length = fread(out, 1, size, f);
    fclose(f);
    assert_true(length < size);
    return length;
}

/* The time beside a text and the time in it are the same minute. */
static void check_times(const struct sample *s, const struct parsed *p)
{
    for (size_t i = 0; i < p->count && i < KEPT_MAX; i++) {
        const struct kept *k = &p->kept[i];
        struct report_heading h;
        struct utc_civil c;
        if (!report_text_heading(slice_from_string(k->raw), &h))
            fail_msg("%s: no heading: %s", s->file, k->raw);
        assert_true(slice_equal(h.station, slice_from_string(k->station)));
        if (k->reported_at == UTC_NONE)
            continue;
        utc_to_civil(k->reported_at, &c);
        if (c.day != h.day || c.hour != h.hour || c.minute != h.minute)
            fail_msg("%s: time beside it differs: %s", s->file, k->raw);
    }
}

static void test_samples(void **state)
{
    static char text[1 << 20];
    if (!shared) {
        print_message("AW_SHARED is not set\n");
        skip();
    }
    for (size_t i = 0; i < CHECK_COUNT(samples); i++) {
        const struct sample *s = &samples[i];
        struct parsed p;
        struct slice body = slice_make(text, read_file(s->file, text, sizeof(text)));
        parse_pieces(s->ops, s->product, body, 8192, NULL, &p);
        if (p.result != RESULT_OK || p.progress.rejected || !p.count || (s->reports && p.count != s->reports))
            fail_msg("%s: result %d, %zu reports, %zu rejected: %s", s->file, p.result, p.count,
                     p.progress.rejected, p.progress.detail);
        if (s->product != UPSTREAM_STATIONS)
            check_times(s, &p);
    }
}

/* No field of a recorded answer is new or of another kind than the tables say. */
static void test_samples_have_no_drift(void **state)
{
    static char text[1 << 20];
    if (!shared)
        skip();
    for (size_t i = 0; i < CHECK_COUNT(samples); i++) {
        const struct sample *s = &samples[i];
        struct field_census census;
        struct parsed p;
        char names[512];
        bool old = strstr(s->file, "tafs-slice.xml") || strstr(s->file, "KDEN_METAR_CSV.csv");
        if (s->ops == &checkwx_parser || old) /* the form of 2023; C# was left in the last field */
            continue;
        struct slice body = slice_make(text, read_file(s->file, text, sizeof(text)));
        field_census_init(&census);
        parse_pieces(s->ops, s->product, body, 8192, &census, &p);
        if (field_census_unknown(&census, names, sizeof(names)))
            fail_msg("%s: new fields: %s", s->file, names);
        if (field_census_changed(&census, names, sizeof(names)))
            fail_msg("%s: changed fields: %s", s->file, names);
        if (field_census_missing(&census, names, sizeof(names)))
            fail_msg("%s: missing fields: %s", s->file, names);
    }
}

int main(void)
{
    shared = getenv("AW_SHARED");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_samples_have_no_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
