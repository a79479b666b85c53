/* Which kind of report a text is, by its first words; for callers that were not told. */
#ifndef AW_TAC_REPORT_KIND_H
#define AW_TAC_REPORT_KIND_H

#include "base/slice.h"

enum tac_report_kind {
    TAC_REPORT_UNKNOWN,
    TAC_REPORT_METAR,
    TAC_REPORT_TAF,
    TAC_REPORT_PIREP,
    TAC_REPORT_SIGMET,
    TAC_REPORT_AIRMET,
    TAC_REPORT_CWA,
    TAC_REPORT_NOTAM,
};

#ifdef __cplusplus
extern "C" {
#endif

enum tac_report_kind tac_report_kind_guess(struct slice raw);

#ifdef __cplusplus
}
#endif

#endif
