/* The TAF decoder, the conditions at a moment, and their renderers on any bytes. */
#include <stdint.h>

#include "report_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    report_check_taf(slice_make((const char *)data, size));
    return 0;
}
