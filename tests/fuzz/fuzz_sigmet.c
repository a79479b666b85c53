/* The SIGMET decoder and its renderers on any bytes. */
#include <stdint.h>

#include "sigmet_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    report_check_sigmet(slice_make((const char *)data, size));
    return 0;
}
