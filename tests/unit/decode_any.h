/* A report of any kind, decoded: for tests and benchmarks that treat all decoders alike. */
#ifndef AW_TESTS_UNIT_DECODE_ANY_H
#define AW_TESTS_UNIT_DECODE_ANY_H

#include "tac/metar.h"
#include "tac/notam.h"
#include "tac/pirep.h"
#include "tac/report_kind.h"
#include "tac/sigmet.h"
#include "tac/taf.h"

union any_report {
    struct metar metar;
    struct taf taf;
    struct pirep pirep;
    struct sigmet sigmet;
    struct notam notam;
};

/* What the decoder of this kind says; RESULT_UNSUPPORTED for TAC_REPORT_UNKNOWN. */
static inline enum result decode_any(enum tac_report_kind kind, struct slice raw, int64_t reference_time,
                                     union any_report *out)
{
    struct tac_error error;
    switch (kind) {
    case TAC_REPORT_METAR:
        return metar_decode(raw, reference_time, &out->metar, &error);
    case TAC_REPORT_TAF:
        return taf_decode(raw, reference_time, &out->taf, &error);
    case TAC_REPORT_PIREP:
        return pirep_decode(raw, reference_time, &out->pirep, &error);
    case TAC_REPORT_SIGMET:
    case TAC_REPORT_AIRMET:
    case TAC_REPORT_CWA: /* one decoder tells them apart */
        return sigmet_decode(raw, reference_time, &out->sigmet, &error);
    case TAC_REPORT_NOTAM:
        return notam_decode(raw, reference_time, &out->notam, &error);
    case TAC_REPORT_UNKNOWN:
        break;
    }
    return RESULT_UNSUPPORTED;
}

#endif
