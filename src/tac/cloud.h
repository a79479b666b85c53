/*
 * Sky condition: layers, clear sky, vertical visibility. FMH-1 12.6.9; WMO No. 306 FM 15, 15.9. Heights are
 * feet above the ground, in hundreds as reported.
 */
#ifndef AW_TAC_CLOUD_H
#define AW_TAC_CLOUD_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_CLOUDS_MAX 10

enum tac_cover {
    TAC_COVER_UNKNOWN, /* "///" */
    TAC_COVER_FEW,
    TAC_COVER_SCT,
    TAC_COVER_BKN,
    TAC_COVER_OVC,
    TAC_COVER_SKC,
    TAC_COVER_CLR,
    TAC_COVER_NSC,
    TAC_COVER_NCD,
};

enum tac_cloud_type { TAC_CLOUD_TYPE_NONE, TAC_CLOUD_CB, TAC_CLOUD_TCU };

enum tac_sky_state {
    TAC_SKY_NOT_STATED,
    TAC_SKY_REPORTED,
    TAC_SKY_CLEAR,
    TAC_SKY_MISSING,  /* no sky group, or nothing but slashes */
    TAC_SKY_OBSCURED, /* VV */
};

struct tac_cloud {
    uint8_t cover;       /* enum tac_cover */
    uint8_t type;        /* enum tac_cloud_type */
    int32_t base_ft_agl; /* -1: not known, or clear sky */
};

#ifdef __cplusplus
extern "C" {
#endif

bool tac_cover_is_clear(enum tac_cover cover);
const char *tac_cover_name(enum tac_cover cover);          /* NULL for unknown */
const char *tac_cloud_type_name(enum tac_cloud_type type); /* NULL for none */

#ifdef __cplusplus
}
#endif

#endif
