/* How decoded reports are written. A zeroed struct is the default: as reported, not expired. */
#ifndef AW_RENDER_OPTIONS_H
#define AW_RENDER_OPTIONS_H

#include <stdbool.h>

enum render_units {
    RENDER_UNITS_REPORTED, /* no converted values beyond those that the form always has */
    RENDER_UNITS_AVIATION, /* kt, ft, SM, inHg */
    RENDER_UNITS_METRIC,   /* m/s, m, km, hPa */
    RENDER_UNITS_IMPERIAL, /* mph, ft, SM, inHg, degrees Fahrenheit */
};

struct render_options {
    bool expired;            /* the report is no answer any more: flight_category is null */
    enum render_units units; /* adds a member "converted" */
};

#endif
