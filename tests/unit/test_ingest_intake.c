/* ingest: what becomes of reports in a real store: current, history, product state, positions, restarts. */
#include "intake_check.h"

#include <math.h>

#include "ingest/stations_intake.h"
#include "service/listed.h"
#include "store/station_store.h"

static void a_first_poll_fills_the_store(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)}, {"METAR EGLL 151150Z 24008KT 9999 SCT030 14/08 Q1015", AT(11, 50)});
    assert_int_equal(b->last.outcomes[INTAKE_NEW], 2);
    struct stored_report r = CURRENT(b, "KJFK");
    CHECK_SLICE_AT(__LINE__, r.raw, SLICE(M1151));
    assert_int_equal(r.observed_at, AT(11, 51));
    assert_int_equal(r.received_at, NOON);
    assert_int_equal(r.next_expected_at, AT(12, 51)); /* no history: an hour later */
    assert_int_equal(r.checked_at, UTC_NONE);
    assert_int_equal(r.source, SOURCE_AWC);
    assert_true(slice_starts_with(r.decoded, SLICE("{\"station\":\"KJFK\"")));
    struct product_state s = state_of(b, PRODUCT_METAR);
    assert_int_equal(s.checked_at, NOON);
    assert_int_equal(s.received_at, NOON);
    assert_int_equal(s.newest_at, AT(11, 51));
    assert_string_equal(s.etag, "\"etag\"");
    assert_string_equal(s.last_modified, "yesterday");
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
}

static void what_is_known_is_not_entered_again(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    for (int i = 1; i <= 3; i++) {
        if (i == 2)
            restart(b); /* the memory of what was seen is lost, not what was stored */
        POLL(b, NOON + i * MIN, {M1151, AT(11, 51)});
        assert_int_equal(b->last.outcomes[INTAKE_UNCHANGED], 1);
        assert_int_equal(b->last.history_rows, 0);
        assert_int_equal(state_of(b, PRODUCT_METAR).checked_at, NOON + i * MIN);
        assert_int_equal(CURRENT(b, "KJFK").received_at, NOON);
    }
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
    /* Some of a provider's answers leave the first word out. */
    TAKE(b, PRODUCT_METAR, INTAKE_FETCH, NOON + 5 * MIN, {M1151 + 6, AT(11, 51)});
    assert_int_equal(b->last.outcomes[INTAKE_UNCHANGED], 1);
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
}

static void corrections_win_at_one_time(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    POLL(b, NOON + 60, {C1151, AT(11, 51)});
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(C1151));
    POLL(b, NOON + 120, {D1151, AT(11, 51)});
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(D1151)); /* the later received */
    for (int i = 3; i < 6; i++) {
        if (i == 4)
            restart(b);
        POLL(b, NOON + i * 60, {C1151, AT(11, 51)}, {M1151, AT(11, 51)}); /* repetitions, however late */
        CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(D1151));
    }
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 3);
}

static void an_original_after_its_correction_is_history(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {C1151, AT(11, 51)});
    POLL(b, NOON + 60, {M1151, AT(11, 51)});
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(C1151));
    assert_int_equal(b->last.outcomes[INTAKE_LATE], 1);
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 2);
}

static void two_of_one_time_in_one_file_do_not_take_turns(void **state)
{
    struct bench *b = *state;
    for (int i = 0; i < 4; i++) {
        if (i == 2)
            restart(b);
        POLL(b, NOON + i * 60, {M1151, AT(11, 51)},
             {"METAR KJFK 151151Z 18011KT 10SM CLR 20/10 A3000", AT(11, 51)});
        CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(M1151));
        assert_int_equal(b->last.history_rows, i == 0 ? 2 : 0);
    }
}

static void late_and_nil_reports_are_history(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON + HR, {M1251, AT(12, 51)});
    POLL(b, NOON + HR + 60, {M1151, AT(11, 51)}, {"METAR KJFK 151300Z NIL", AT(13, 0)});
    assert_int_equal(b->last.outcomes[INTAKE_LATE], 2);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(M1251));
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 3);
    /* A NIL is no report of a station that has none. */
    POLL(b, NOON + HR + 120, {"METAR EGLL 151250Z NIL", AT(12, 50)});
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "EGLL").raw, SLICE(""));
    assert_int_equal(history_rows(b, PRODUCT_METAR, "EGLL"), 1);
}

static void a_speci_does_not_move_what_is_expected(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    POLL(b, NOON + 12 * MIN, {S1210, AT(12, 10)});
    struct stored_report r = CURRENT(b, "KJFK");
    CHECK_SLICE_AT(__LINE__, r.raw, SLICE(S1210));
    assert_true(r.speci);
    assert_int_equal(r.next_expected_at, AT(12, 51));
}

static void the_provider_may_be_the_only_one_to_call_it_a_speci(void **state)
{
    struct bench *b = *state;
    struct report_batch batch;
    struct intake_answer answer = {PRODUCT_METAR, INTAKE_POLL, NOON + 12 * MIN, "", "", NULL};
    struct given g = {S1210 + 6, AT(12, 10)};
    struct upstream_report report = report_of(PRODUCT_METAR, &g);
    report.speci = true;
    POLL(b, NOON, {M1151, AT(11, 51)});
    assert_int_equal(report_batch_init(&batch), RESULT_OK);
    report_batch_add(&batch, &report);
    assert_int_equal(intake_take(b->intake, &answer, &batch, &b->last), RESULT_OK);
    report_batch_free(&batch);
    struct stored_report r = CURRENT(b, "KJFK");
    assert_true(r.speci);
    assert_non_null(strstr(r.decoded.ptr, "\"type\":\"SPECI\""));
    assert_int_equal(r.next_expected_at, AT(12, 51));
}

static void late_reports_teach_the_routine(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {"METAR KJFK 151120Z 18010KT 10SM CLR 20/10 A3000", AT(11, 20)});
    assert_int_equal(CURRENT(b, "KJFK").next_expected_at, AT(12, 20));
    TAKE(b, PRODUCT_METAR, INTAKE_FILL, NOON + 60,
         {"METAR KJFK 151050Z 18010KT 10SM CLR 20/10 A3000", AT(10, 50)},
         {"METAR KJFK 150950Z 18010KT 10SM CLR 20/10 A3000", AT(9, 50)},
         {"METAR KJFK 150850Z 18010KT 10SM CLR 20/10 A3000", AT(8, 50)});
    assert_int_equal(CURRENT(b, "KJFK").next_expected_at, AT(11, 50));
    assert_int_equal(state_of(b, PRODUCT_METAR).checked_at, NOON); /* no poll */
}

static void a_rebuilt_store_learns_the_routine_from_history(void **state)
{
    struct bench *b = *state;
    POLL(b, AT(8, 52), {"METAR KJFK 150850Z 18010KT 10SM CLR 20/10 A3000", AT(8, 50)});
    POLL(b, AT(9, 52), {"METAR KJFK 150950Z 18010KT 10SM CLR 20/10 A3000", AT(9, 50)});
    POLL(b, AT(10, 31), {"SPECI KJFK 151030Z 18010KT 10SM CLR 20/10 A3000", AT(10, 30)});
    POLL(b, AT(10, 52), {"METAR KJFK 151050Z 18010KT 10SM CLR 20/10 A3000", AT(10, 50)});
    struct store_write *w;
    assert_int_equal(store_write_begin(b->store, STORE_HOT, &w), RESULT_OK);
    assert_int_equal(report_store_delete(w, PRODUCT_METAR, SLOT_CURRENT, SLICE("KJFK")), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    intake_forget(b->intake, STORE_HOT);
    POLL(b, AT(11, 22), {"METAR KJFK 151120Z 18010KT 10SM CLR 20/10 A3000", AT(11, 20)});
    assert_int_equal(CURRENT(b, "KJFK").recent_count, 4);
    assert_int_equal(CURRENT(b, "KJFK").next_expected_at, AT(11, 50));
}

static void what_can_not_be_right_is_never_current(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 52)},                                                 /* disagrees */
         {"METAR EGLL 151150Z 24008KT 9999 SCT030 14/08 Q1015", AT(11, 50) - UTC_DAY}, /* another day */
         {"METAR EDDF 151211Z 24008KT 9999 SCT030 14/08 Q1015", AT(12, 11)},           /* in the future */
         {"METAR LFPG 151210Z 24008KT 9999 SCT030 14/08 Q1015", AT(12, 10)});          /* just not */
    assert_int_equal(b->last.outcomes[INTAKE_QUARANTINED], 3);
    assert_int_equal(b->last.outcomes[INTAKE_NEW], 1);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(""));
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 0);
    assert_int_equal(state_of(b, PRODUCT_METAR).quarantined, 3);
    assert_int_equal(state_of(b, PRODUCT_METAR).newest_at, AT(12, 10));
    const char *kept = store_check_get(b->store, STORE_HOT, STORE_STATE, "quarantine.metar");
    assert_non_null(kept);
    assert_non_null(strstr(kept, "\"reason\":\"in_future\""));
    /* Counted once; and what lay in the future is taken when its time has come. */
    POLL(b, NOON + 2 * MIN, {M1151, AT(11, 52)},
         {"METAR EDDF 151211Z 24008KT 9999 SCT030 14/08 Q1015", AT(12, 11)});
    assert_int_equal(state_of(b, PRODUCT_METAR).quarantined, 3);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "EDDF").raw,
                   SLICE("METAR EDDF 151211Z 24008KT 9999 SCT030 14/08 Q1015"));
}

static void a_metar_without_a_time_is_not_served(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {"METAR SJMT 08108KT 9999 SCT030 28/22 Q1012", NOON - 5 * MIN}, {M1151, AT(11, 51)});
    assert_int_equal(state_of(b, PRODUCT_METAR).quarantined, 1);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "SJMT").raw, SLICE(""));
}

static void the_reference_is_the_providers_time_else_the_receipt(void **state)
{
    struct bench *b = *state;
    int64_t september = NOON - 30 * UTC_DAY;
    POLL(b, NOON, {M1151, september - 9 * MIN},
         {"METAR EGLL 151150Z 24008KT 9999 SCT030 14/08 Q1015", UTC_NONE});
    assert_int_equal(CURRENT(b, "KJFK").observed_at, september - 9 * MIN);
    assert_int_equal(CURRENT(b, "EGLL").observed_at, AT(11, 50));
    /* The same text a month later is another report. */
    POLL(b, NOON + 60, {M1151, AT(11, 51)});
    assert_int_equal(CURRENT(b, "KJFK").observed_at, AT(11, 51));
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 2);
}

static void what_can_not_be_decoded_is_kept_in_history(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {"KJFK NOT A REPORT", UTC_NONE}, {"", UTC_NONE});
    assert_int_equal(b->last.outcomes[INTAKE_UNDECODABLE], 1);
    assert_int_equal(b->last.outcomes[INTAKE_REFUSED], 1);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(""));
    restart(b);
    POLL(b, NOON + 60, {"KJFK NOT A REPORT", UTC_NONE});
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
}

static void a_report_fetched_alone_has_its_own_check(void **state)
{
    struct bench *b = *state;
    TAKE(b, PRODUCT_METAR, INTAKE_FETCH, NOON, {M1151, AT(11, 51)});
    assert_int_equal(CURRENT(b, "KJFK").checked_at, NOON);
    assert_int_equal(state_of(b, PRODUCT_METAR).checked_at, UTC_NONE); /* nothing is known of the product */
    TAKE(b, PRODUCT_METAR, INTAKE_FETCH, NOON + 60, {M1151, AT(11, 51)});
    assert_int_equal(CURRENT(b, "KJFK").checked_at, NOON + 60);
    assert_int_equal(CURRENT(b, "KJFK").received_at, NOON);
    /* The newest report of the product is that of its polls: a frozen file is not hidden by fetches. */
    POLL(b, NOON + 120, {"METAR EGLL 151120Z 24008KT 9999 SCT030 14/08 Q1015", AT(11, 20)});
    assert_int_equal(state_of(b, PRODUCT_METAR).newest_at, AT(11, 20));
    POLL(b, NOON + 180, {M1151, AT(11, 51)});
    assert_int_equal(state_of(b, PRODUCT_METAR).newest_at, AT(11, 51));
}

static void a_crash_between_the_commits_is_made_good(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    /* History has been committed, the hot environment has not. */
    struct store_write *w;
    struct history_entry entry = {.product = PRODUCT_METAR,
                                  .station = "KJFK",
                                  .observed_at = AT(11, 51),
                                  .received_at = NOON + 60,
                                  .raw = SLICE(C1151)};
    assert_int_equal(store_write_begin(b->store, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(history_store_put(w, &entry), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    restart(b);
    POLL(b, NOON + 120, {C1151, AT(11, 51)});
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(C1151));
    assert_int_equal(CURRENT(b, "KJFK").received_at, NOON + 60); /* when it came first */
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 2);
}

#define T1130 "TAF KJFK 151130Z 1512/1618 18010KT P6SM SCT030"
#define T1730 "TAF KJFK 151730Z 1518/1624 20012KT P6SM SCT040"
#define A1405 "TAF AMD KJFK 151405Z 1514/1618 18010KT 3SM BR OVC010"
#define X1500 "TAF AMD KJFK 151500Z 1515/1618 CNL"

static void two_tafs_are_kept(void **state)
{
    struct bench *b = *state;
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(11, 32), {T1130, AT(11, 30)});
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(17, 32), {T1730, AT(17, 30)});
    struct stored_report r = stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK");
    CHECK_SLICE_AT(__LINE__, r.raw, SLICE(T1730));
    assert_int_equal(r.valid_from, AT(18, 0));
    assert_int_equal(r.valid_to, AT(48, 0));
    assert_int_equal(r.next_expected_at, AT(23, 30));
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_PREVIOUS, "KJFK").raw, SLICE(T1130));
    /* Late, but the one in force until 18 o'clock. */
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(17, 40), {A1405, AT(14, 5)});
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK").raw, SLICE(T1730));
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_PREVIOUS, "KJFK").raw, SLICE(A1405));
    /* Late and not in force any more: history only. */
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(17, 41), {T1130, AT(11, 30)});
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_PREVIOUS, "KJFK").raw, SLICE(A1405));
    assert_int_equal(history_rows(b, PRODUCT_TAF, "KJFK"), 3);
}

static void an_amendment_is_in_force_at_once(void **state)
{
    struct bench *b = *state;
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(11, 32), {T1130, AT(11, 30)});
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(14, 7), {A1405, AT(14, 5)});
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK").raw, SLICE(A1405));
    CHECK_SLICE_AT(__LINE__, stored(b, PRODUCT_TAF, SLOT_PREVIOUS, "KJFK").raw, SLICE(""));
    assert_int_equal(stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK").next_expected_at,
                     AT(17, 30)); /* not moved */
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(15, 2), {X1500, AT(15, 0)});
    assert_true(stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK").cancelled);
}

static void a_taf_without_an_issue_time_takes_the_providers(void **state)
{
    struct bench *b = *state;
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(11, 32), {"TAF KJFK 1512/1618 18010KT P6SM SCT030", AT(11, 30)},
         {"TAF EGLL 1512/1618 18010KT 9999 SCT030", UTC_NONE});
    struct stored_report r = stored(b, PRODUCT_TAF, SLOT_CURRENT, "KJFK");
    assert_int_equal(r.observed_at, AT(11, 30));
    assert_non_null(strstr(r.decoded.ptr, "\"issued_at\":\"2026-10-15T11:30:00Z\""));
    r = stored(b, PRODUCT_TAF, SLOT_CURRENT, "EGLL");
    assert_int_equal(r.observed_at, UTC_NONE);
    assert_int_equal(r.valid_from, AT(12, 0));
    assert_non_null(strstr(r.decoded.ptr, "\"issued_at\":null"));
    assert_int_equal(history_rows(b, PRODUCT_TAF, "EGLL"), 1);
    TAKE(b, PRODUCT_TAF, INTAKE_POLL, AT(17, 32), {"TAF EGLL 1518/1624 18010KT 9999 SCT030", UTC_NONE});
    assert_int_equal(stored(b, PRODUCT_TAF, SLOT_CURRENT, "EGLL").valid_from, AT(18, 0));
}

static void not_modified_moves_the_check_alone(void **state)
{
    struct bench *b = *state;
    assert_int_equal(intake_checked(b->intake, PRODUCT_METAR, NOON), RESULT_NOT_FOUND);
    POLL(b, NOON, {M1151, AT(11, 51)});
    assert_int_equal(intake_checked(b->intake, PRODUCT_METAR, NOON + 60), RESULT_OK);
    struct product_state s = state_of(b, PRODUCT_METAR);
    assert_int_equal(s.checked_at, NOON + 60);
    assert_int_equal(s.received_at, NOON);
    assert_string_equal(s.etag, "\"etag\"");
}

static void a_poll_that_did_not_fit_changes_nothing(void **state)
{
    struct bench *b = *state;
    struct report_batch batch;
    struct intake_answer answer = {PRODUCT_METAR, INTAKE_POLL, NOON, "", "", NULL};
    struct given g = {M1151, AT(11, 51)};
    struct upstream_report report = report_of(PRODUCT_METAR, &g);
    assert_int_equal(report_batch_init(&batch), RESULT_OK);
    report_batch_add(&batch, &report);
    batch.dropped = 1;
    assert_int_equal(intake_take(b->intake, &answer, &batch, &b->last), RESULT_TOO_LARGE);
    report_batch_free(&batch);
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(""));
}

static bool note_place(void *context, struct slice id, double latitude_deg, double longitude_deg)
{
    *(double *)context = latitude_deg;
    return true;
}

static double place_of_reports(struct bench *b)
{
    struct store_read *r;
    double latitude = NAN;
    assert_int_equal(store_read_begin(b->store, STORE_HOT, &r), RESULT_OK);
    station_cell_each(r, -90, -180, 90, 180, note_place, &latitude);
    store_read_end(r);
    return latitude;
}

static bool is_listed(struct bench *b, const char *station)
{
    struct store_read *r;
    assert_int_equal(store_read_begin(b->store, STORE_HOT, &r), RESULT_OK);
    bool listed = station_listed(r, NULL, slice_from_string(station));
    store_read_end(r);
    return listed;
}

static enum result store_stations(struct bench *b, const char *const *ids, size_t count, int64_t now)
{
    struct stations_intake s;
    struct stations_summary summary;
    assert_int_equal(stations_intake_init(&s), RESULT_OK);
    for (size_t i = 0; i < count; i++) {
        struct upstream_station station = {.id = slice_from_string(ids[i]),
                                           .name = SLICE("Somewhere"),
                                           .country = SLICE("US"),
                                           .latitude_deg = 41,
                                           .longitude_deg = -74,
                                           .elevation_m = NAN,
                                           .has_metar = true};
        stations_intake_add(&s, &station);
    }
    enum result r = stations_intake_store(&s, b->store, "", "", now, &summary);
    stations_intake_free(&s);
    return r;
}

static void stations_are_listed_and_found_by_position(void **state)
{
    static const char *const ids[] = {"KJFK", "KLGA", "KEWR", "KBOS", "KPHL"};
    struct bench *b = *state;
    assert_false(is_listed(b, "KJFK"));
    POLL(b, NOON, {M1151, AT(11, 51)});
    assert_true(is_listed(b, "KJFK")); /* it has a report */
    assert_true(place_of_reports(b) == 40.5);
    assert_false(is_listed(b, "KLGA"));
    assert_int_equal(store_stations(b, ids, 5, NOON), RESULT_OK);
    assert_true(is_listed(b, "KLGA"));
    assert_true(place_of_reports(b) ==
                41); /* the list knows better, and knows no other station with reports */
    /* One less is a change; three less are a list cut short. */
    assert_int_equal(store_stations(b, ids, 4, NOON + 60), RESULT_OK);
    assert_false(is_listed(b, "KPHL"));
    assert_true(is_listed(b, "KLGA"));
    assert_int_equal(store_stations(b, ids, 1, NOON + 120), RESULT_REFUSED);
    assert_int_equal(store_stations(b, ids, 0, NOON + 120), RESULT_REFUSED);
    assert_true(is_listed(b, "KBOS"));
    assert_int_equal(state_of(b, PRODUCT_STATIONS).checked_at, NOON + 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_first_poll_fills_the_store),
        CASE(what_is_known_is_not_entered_again),
        CASE(corrections_win_at_one_time),
        CASE(an_original_after_its_correction_is_history),
        CASE(two_of_one_time_in_one_file_do_not_take_turns),
        CASE(late_and_nil_reports_are_history),
        CASE(a_speci_does_not_move_what_is_expected),
        CASE(the_provider_may_be_the_only_one_to_call_it_a_speci),
        CASE(late_reports_teach_the_routine),
        CASE(a_rebuilt_store_learns_the_routine_from_history),
        CASE(what_can_not_be_right_is_never_current),
        CASE(a_metar_without_a_time_is_not_served),
        CASE(the_reference_is_the_providers_time_else_the_receipt),
        CASE(what_can_not_be_decoded_is_kept_in_history),
        CASE(a_report_fetched_alone_has_its_own_check),
        CASE(a_crash_between_the_commits_is_made_good),
        CASE(two_tafs_are_kept),
        CASE(an_amendment_is_in_force_at_once),
        CASE(a_taf_without_an_issue_time_takes_the_providers),
        CASE(not_modified_moves_the_check_alone),
        CASE(a_poll_that_did_not_fit_changes_nothing),
        CASE(stations_are_listed_and_found_by_position),
    };
    log_open("test", LOG_LEVEL_ERROR);
    return cmocka_run_group_tests_name("ingest intake", tests, NULL, NULL);
}
