/* The NOTAM decoder, what is active when, and the renderers on any bytes. */
#include <stdint.h>

#include "notam_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    report_check_notam(slice_make((const char *)data, size));
    return 0;
}
