#include "service/health.h"

#include <string.h>

#include "base/breaker.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "service/weather_read.h"

static const char *const provider_names[HEALTH_PROVIDERS] = {"awc", "checkwx"};

const char *health_name(enum health h)
{
    static const char *const names[] = {"ok", "degraded", "down"};
    return names[h];
}

static void worsen(struct health_report *r, enum health h)
{
    if (h > r->health)
        r->health = h;
}

static void check_product(struct weather *w, enum product product, int64_t now, struct health_report *out)
{
    struct health_product *p = &out->products[product];
    struct product_state state;
    *p = (struct health_product){
        .feed = {.feed = FEED_DOWN, .checked_at = UTC_NONE}, .received_at = UTC_NONE, .newest_at = UTC_NONE};
    if (!w->read || product_state_get(w->read, product, &state) != RESULT_OK)
        return;
    (void)weather_feed_get(w, product, now, &p->feed);
    p->received_at = state.received_at;
    p->newest_at = state.newest_at;
    p->quarantined = state.quarantined;
}

/* Breakers and budgets live in ingestd, which publishes them as metrics in the memory that all share. */
static void check_providers(const struct config *config, struct health_report *out)
{
    out->providers[HEALTH_AWC].configured = true;
    out->providers[HEALTH_CHECKWX].configured = config->checkwx_api_key[0] != '\0';
    for (int i = 0; i < HEALTH_PROVIDERS; i++) {
        struct health_provider *p = &out->providers[i];
        if (!p->configured)
            continue;
        p->breaker = (int64_t)metric_value(metrics_series("provider_breaker_state", provider_names[i], NULL));
        p->budget_left =
            (int64_t)metric_value(metrics_series("provider_budget_left", provider_names[i], NULL));
        if (p->breaker)
            worsen(out, HEALTH_DEGRADED);
    }
}

static void check_tiers(const struct shared *shared, const struct config *config, int64_t now,
                        struct health_report *out)
{
    health_tier_check(shared, SHARED_LINK_REDIS, config_redis_url(config)[0] != '\0', now,
                      &out->tiers[SHARED_LINK_REDIS]);
    health_tier_check(shared, SHARED_LINK_MONGODB, config_mongodb_uri(config)[0] != '\0', now,
                      &out->tiers[SHARED_LINK_MONGODB]);
    for (int i = 0; i < SHARED_LINKS; i++)
        if (!health_tier_is_well(&out->tiers[i]))
            worsen(out, HEALTH_DEGRADED);
}

void health_check(struct weather *w, const struct config *config, int64_t now, struct health_report *out)
{
    struct service_error ignored;
    memset(out, 0, sizeof(*out));
    service_error_init(&ignored, NULL);
    out->store_readable = weather_read_begin(w, &ignored) == RESULT_OK;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        check_product(w, (enum product)p, now, out);
    weather_read_end(w);
    check_providers(config, out);
    check_tiers(w->options.shared, config, now, out);
    out->clock_skew_s = shared_clock_skew_s(w->options.shared);
    if (out->clock_skew_s > CLOCK_SKEW_MAX_S || out->clock_skew_s < -CLOCK_SKEW_MAX_S)
        worsen(out, HEALTH_DEGRADED);
    if (out->products[PRODUCT_METAR].feed.feed != FEED_OK || out->products[PRODUCT_TAF].feed.feed != FEED_OK)
        worsen(out, HEALTH_DEGRADED);
    if (!out->store_readable || !out->products[PRODUCT_METAR].feed.received)
        worsen(out, HEALTH_DOWN);
}

static void write_tiers(struct json_writer *json, const struct health_report *report)
{
    json_key(json, "tiers");
    json_object_begin(json);
    json_key(json, "local");
    json_object_begin(json);
    json_member_bool(json, "configured", true);
    json_member_string_z(json, "status", report->store_readable ? "ok" : "down");
    json_object_end(json);
    json_key(json, "redis");
    health_tier_write(json, &report->tiers[SHARED_LINK_REDIS]);
    json_key(json, "mongodb");
    health_tier_write(json, &report->tiers[SHARED_LINK_MONGODB]);
    json_object_end(json);
}

static void write_providers(struct json_writer *json, const struct health_report *report)
{
    json_key(json, "providers");
    json_object_begin(json);
    for (int i = 0; i < HEALTH_PROVIDERS; i++) {
        const struct health_provider *p = &report->providers[i];
        json_key(json, provider_names[i]);
        json_object_begin(json);
        json_member_bool(json, "configured", p->configured);
        json_member_string_z(json, "breaker",
                             p->configured && p->breaker >= BREAKER_CLOSED && p->breaker <= BREAKER_OPEN
                                 ? breaker_state_name((enum breaker_state)p->breaker)
                                 : NULL);
        json_key(json, "budget_left");
        if (p->configured)
            json_int(json, p->budget_left);
        else
            json_null(json);
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_products(struct json_writer *json, const struct health_report *report)
{
    json_key(json, "products");
    json_object_begin(json);
    for (int i = 0; i < PRODUCT_COUNT; i++) {
        const struct health_product *p = &report->products[i];
        json_key(json, product_name((enum product)i));
        json_object_begin(json);
        if (i != PRODUCT_STATIONS)
            json_member_string_z(json, "feed", feed_name(p->feed.feed));
        json_member_time(json, "checked_at", p->feed.checked_at);
        json_member_time(json, "received_at", p->received_at);
        json_member_time(json, "newest_at", p->newest_at);
        json_member_int(json, "quarantined", (int64_t)p->quarantined);
        json_object_end(json);
    }
    json_object_end(json);
}

void health_write(struct json_writer *json, const struct config *config, const struct health_report *report)
{
    json_object_begin(json);
    json_member_string_z(json, "status", health_name(report->health));
    write_tiers(json, report);
    json_member_string_z(json, "primary_provider", config->primary_weather_api);
    write_providers(json, report);
    write_products(json, report);
    json_member_int(json, "clock_skew_s", report->clock_skew_s);
    json_object_end(json);
}
