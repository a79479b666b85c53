/* Sentences about wind, visibility, weather and sky, one a line; nothing that is not stated is written. */
#ifndef AW_RENDER_CONDITIONS_TEXT_H
#define AW_RENDER_CONDITIONS_TEXT_H

#include "base/buffer.h"
#include "tac/conditions.h"
#include "tac/flight_category.h"

/* `indent` stands before each line. Only what is stated; for complete conditions what is missing is said to
 * be so. */
void conditions_text_write(struct buffer *out, const struct tac_conditions *c, const char *indent);

void conditions_text_write_wind(struct buffer *out, const struct tac_wind *w);
/* "light rain showers" for a group. */
void conditions_text_write_weather(struct buffer *out, const struct tac_weather *w);
void conditions_text_write_category(struct buffer *out, const struct tac_ceiling *ceiling,
                                    const struct tac_category *category, const char *indent);

/* "15 October 2026 12:51 UTC", "not known". */
void conditions_text_write_time(struct buffer *out, int64_t t);

#endif
