#include "service/listed.h"

#include "base/utc.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/station_store.h"

static bool has_report(struct store_read *hot, struct slice station)
{
    struct stored_report report;
    return report_store_get(hot, PRODUCT_METAR, SLOT_CURRENT, station, &report) == RESULT_OK ||
           report_store_get(hot, PRODUCT_TAF, SLOT_CURRENT, station, &report) == RESULT_OK;
}

static bool is_airport(const struct airport_db *airports, struct slice station)
{
    uint32_t index;
    return airports && station.len == 4 &&
           airport_db_find(airports, AIRPORT_CODE_ICAO, station, &index, 1) > 0;
}

bool station_listed(struct store_read *hot, const struct airport_db *airports, struct slice station)
{
    struct product_state stations;
    struct stored_station known;
    if (has_report(hot, station))
        return true;
    if (product_state_get(hot, PRODUCT_STATIONS, &stations) != RESULT_OK || stations.received_at == UTC_NONE)
        return is_airport(airports, station);
    return station_store_get(hot, station, &known) == RESULT_OK && known.listed;
}
