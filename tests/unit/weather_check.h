/* A store with weather in it, and an ingestd that answers as a test says, each in a process of its own. */
#ifndef AW_TESTS_UNIT_WEATHER_CHECK_H
#define AW_TESTS_UNIT_WEATHER_CHECK_H

#include "airports.h"
#include "store_check.h"

#include <sys/socket.h>
#include <sys/un.h>

#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "service/ondemand.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/station_store.h"
#include "tac/metar.h"
#include "tac/taf.h"

/* 2026-10-15T12:00:00Z: when the tests play. */
#define WEATHER_NOW ((int64_t)1792065600)

struct weather_check_station {
    const char *id;
    double latitude_deg, longitude_deg;
    const char *metar; /* NULL: listed, but nothing stored */
    int64_t observed_at;
    bool has_taf;
};

static inline bool weather_check_put_metar(struct store_write *w, const char *id, const char *raw, int64_t at)
{
    struct stored_report r = {.product = PRODUCT_METAR,
                              .observed_at = at,
                              .valid_from = UTC_NONE,
                              .valid_to = UTC_NONE,
                              .received_at = at + 120,
                              .next_expected_at = at + UTC_HOUR,
                              .checked_at = UTC_NONE,
                              .source = SOURCE_AWC,
                              .raw = slice_from_string(raw),
                              .hash = (uint32_t)at};
    struct metar m;
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, 65536);
    json_writer_init(&json, &text);
    if (!slice_copy(slice_from_string(id), r.station, sizeof(r.station)) || metar_decode(r.raw, at, &m, NULL))
        return false;
    metar_json_write(&json, &m, NULL);
    r.decoded = buffer_slice(&text);
    bool put = report_store_put(w, SLOT_CURRENT, &r) == RESULT_OK;
    buffer_free(&text);
    return put;
}

static inline bool weather_check_put_taf(struct store_write *w, const char *id, const char *raw, int64_t at,
                                         enum report_slot slot)
{
    struct taf t;
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, 65536);
    json_writer_init(&json, &text);
    if (taf_decode(slice_from_string(raw), at, &t, NULL))
        return false;
    taf_json_write(&json, &t, NULL);
    struct stored_report r = {.product = PRODUCT_TAF,
                              .observed_at = t.issued_at,
                              .valid_from = t.valid_from,
                              .valid_to = t.valid_to,
                              .received_at = at + 120,
                              .next_expected_at = at + 6 * UTC_HOUR,
                              .checked_at = UTC_NONE,
                              .source = SOURCE_AWC,
                              .raw = slice_from_string(raw),
                              .decoded = buffer_slice(&text),
                              .hash = (uint32_t)at};
    bool put = slice_copy(slice_from_string(id), r.station, sizeof(r.station)) &&
               report_store_put(w, slot, &r) == RESULT_OK;
    buffer_free(&text);
    return put;
}

static inline bool weather_check_put_station(struct store_write *w, const struct weather_check_station *s)
{
    struct stored_station known = {.name = slice_from_string(s->id),
                                   .latitude_deg = s->latitude_deg,
                                   .longitude_deg = s->longitude_deg,
                                   .elevation_m = 0,
                                   .listed = true,
                                   .has_metar = true,
                                   .has_taf = s->has_taf};
    if (!slice_copy(slice_from_string(s->id), known.id, sizeof(known.id)) || station_store_put(w, &known))
        return false;
    if (!s->metar)
        return true;
    return station_cell_put(w, &known) == RESULT_OK &&
           weather_check_put_metar(w, s->id, s->metar, s->observed_at);
}

static inline bool weather_check_put_state(struct store_write *w, enum product product, int64_t checked_at)
{
    struct product_state state = {
        .checked_at = checked_at, .received_at = checked_at, .newest_at = checked_at - 300};
    return product_state_put(w, product, &state) == RESULT_OK;
}

/* Plays an ingestd on dir/ondemand.sock for one connection: keeps its packet in *got, sends `answer` after
 * delay_ms. */
struct weather_check_ingestd {
    int listener;
    char got[ONDEMAND_PACKET_MAX + 1];
};

static inline void weather_check_listen(struct weather_check_ingestd *i, const char *dir)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", dir, ONDEMAND_SOCKET);
    unlink(address.sun_path);
    i->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(i->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(i->listener, 16), 0);
}

/* The packet of the next connection that waits already, or "". */
static inline const char *weather_check_received(struct weather_check_ingestd *i)
{
    i->got[0] = '\0';
    fcntl(i->listener, F_SETFL, O_NONBLOCK);
    int fd = accept(i->listener, NULL, NULL);
    if (fd < 0)
        return i->got;
    ssize_t n = recv(fd, i->got, sizeof(i->got) - 1, 0);
    i->got[n > 0 ? n : 0] = '\0';
    close(fd);
    return i->got;
}

/* A child that answers one question. `before` (may be NULL) runs in it first. Wait for it with waitpid. */
static inline pid_t weather_check_answer(struct weather_check_ingestd *i, const char *answer, int delay_ms,
                                         int (*before)(const char *dir), const char *dir)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    char packet[ONDEMAND_PACKET_MAX];
    int fd = accept(i->listener, NULL, NULL);
    if (fd < 0 || recv(fd, packet, sizeof(packet), 0) <= 0)
        _exit(1);
    if (before && before(dir))
        _exit(2);
    usleep((useconds_t)delay_ms * 1000);
    (void)!send(fd, answer, strlen(answer), MSG_NOSIGNAL);
    _exit(0);
}

#endif
