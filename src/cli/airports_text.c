#include "cli/airports_text.h"

#include <math.h>

#include "geo/great_circle.h"

static void append_after(struct buffer *out, const char *separator, struct slice text)
{
    if (!text.ptr)
        return;
    buffer_append_slice(out, slice_from_string(separator));
    buffer_append_slice(out, text);
}

void airport_text_write_line(struct buffer *out, const struct airport *a)
{
    struct slice code = a->icao.ptr ? a->icao : a->ident, other = a->iata.ptr ? a->iata : a->faa;

    buffer_append_slice(out, code);
    if (!slice_equal(other, code))
        append_after(out, " ", other);
    append_after(out, "  ", a->name);
    append_after(out, ", ", a->city);
    append_after(out, ", ", a->region.ptr ? a->region : a->country_code);
    buffer_append_char(out, '\n');
}

void airport_text_write(struct buffer *out, const struct airport *a)
{
    airport_text_write_line(out, a);
    buffer_append_format(out, "  %s, %.6f %.6f", airport_type_name(a->type), a->latitude_deg,
                         a->longitude_deg);
    if (a->elevation_ft != GEO_FT_UNKNOWN)
        buffer_append_format(out, ", elevation %d ft", a->elevation_ft);
    buffer_append_char(out, '\n');
}

static void write_headings(struct buffer *out, const struct runway *r)
{
    bool first = true;

    for (size_t i = 0; i < 2; i++) {
        if (isnan(r->ends[i].heading_true_deg))
            continue;
        buffer_append_slice(out, first ? SLICE(", true heading ") : SLICE(" and "));
        buffer_append_format(out, "%.1f", r->ends[i].heading_true_deg);
        first = false;
    }
}

static void write_runway(struct buffer *out, const struct runway *r)
{
    const char *surface = runway_surface_name(r->surface);

    buffer_append_slice(out, SLICE("  runway"));
    append_after(out, " ", r->ends[0].ident);
    append_after(out, r->ends[0].ident.ptr ? "/" : " ", r->ends[1].ident);
    if (r->length_ft != GEO_FT_UNKNOWN)
        buffer_append_format(out, ", %d ft long", r->length_ft);
    if (r->width_ft != GEO_FT_UNKNOWN)
        buffer_append_format(out, ", %d ft wide", r->width_ft);
    append_after(out, ", ", slice_from_string(surface));
    if (r->lighted)
        buffer_append_slice(out, SLICE(", lighted"));
    write_headings(out, r);
    buffer_append_char(out, '\n');
}

void airport_text_write_details(struct buffer *out, const struct airport_db *db, const struct airport *a)
{
    for (uint32_t i = 0; i < a->runway_count; i++) {
        struct runway r;
        airport_db_runway(db, a, i, &r);
        write_runway(out, &r);
    }
    for (uint32_t i = 0; i < a->frequency_count; i++) {
        struct frequency f;
        airport_db_frequency(db, a, i, &f);
        buffer_append_format(out, "  %s %d.%03d MHz\n", frequency_service_name(f.service), f.khz / 1000,
                             f.khz % 1000);
    }
}

void airport_text_write_route(struct buffer *out, const struct code_resolution *points, size_t count)
{
    double total_nm = 0;

    for (size_t i = 1; i < count; i++) {
        struct geo_point p = {points[i - 1].airport.latitude_deg, points[i - 1].airport.longitude_deg};
        struct geo_point q = {points[i].airport.latitude_deg, points[i].airport.longitude_deg};
        double nm = great_circle_distance_nm(p, q), bearing = great_circle_initial_bearing_deg(p, q);

        total_nm += nm;
        buffer_append_format(out, "%s to %s  %.1f NM (%.1f km)", points[i - 1].code, points[i].code, nm,
                             nm * METERS_PER_NM / 1000);
        if (!isnan(bearing))
            buffer_append_format(out, ", initially %.1f true", bearing);
        buffer_append_char(out, '\n');
    }
    if (count != 2)
        buffer_append_format(out, "total %.1f NM\n", total_nm);
}
