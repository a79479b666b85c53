/* Inside of weather.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_WEATHER_PARSE_H
#define AW_TAC_WEATHER_PARSE_H

#include "tac/token.h"
#include "tac/weather.h"

/* A group of present weather, or of recent weather when it begins with RE. RE, VC and a sign may stand apart
 * ("RE SHRA" is recent, not present): then it takes two groups, and `code` is without the blank. */
unsigned tac_weather_decode(const struct tac_token *t, size_t n, struct tac_weather *out);

/* A phenomenon or descriptor at the scan's position, as begin and end remarks have it ("TS", "FZRA", "SN").
 */
bool tac_scan_weather(struct tac_scan *s, struct tac_weather *out);

/* Is the group made of weather codes and signs alone, whether or not it is well formed ("HZ/-RA", "-RAFZRA")?
 */
bool tac_text_is_like_weather(struct slice text);

#endif
