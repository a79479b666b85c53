/* The elements that METAR, trends and TAF groups have in common, written as members of the object that is
 * open. */
#ifndef AW_RENDER_CONDITIONS_JSON_H
#define AW_RENDER_CONDITIONS_JSON_H

#include "base/json_writer.h"
#include "render/options.h"
#include "tac/conditions.h"
#include "tac/flight_category.h"
#include "tac/temperature.h"

void conditions_json_write_wind(struct json_writer *w, const struct tac_wind *wind);
void conditions_json_write_visibility(struct json_writer *w, const struct tac_visibility *v);
void conditions_json_write_weather_list(struct json_writer *w, const struct tac_weather *list,
                                        unsigned count);
void conditions_json_write_weather(struct json_writer *w,
                                   const struct tac_conditions *c);                    /* state and list */
void conditions_json_write_sky(struct json_writer *w, const struct tac_conditions *c); /* state, clouds, VV */
void conditions_json_write_altimeter(struct json_writer *w, const struct tac_altimeter *a);
void conditions_json_write_wind_shear(struct json_writer *w, const struct tac_conditions *c);
void conditions_json_write_ceiling(struct json_writer *w, const struct tac_ceiling *ceiling);
/* flight_category and flight_category_at_best; both null when expired. */
void conditions_json_write_category(struct json_writer *w, const struct tac_category *category,
                                    const struct render_options *o);

/* Only what is stated, for trends and change groups. */
void conditions_json_write_stated(struct json_writer *w, const struct tac_conditions *c);

/* The member "converted" when units are asked for. `temperature` and `ceiling` may be NULL. */
void conditions_json_write_converted(struct json_writer *w, const struct tac_conditions *c,
                                     const struct tac_temperature *temperature,
                                     const struct tac_ceiling *ceiling, const struct render_options *o);

/* A number, or null when it is `none`. */
void conditions_json_member_int_or_null(struct json_writer *w, const char *key, int64_t value, int64_t none);

#endif
