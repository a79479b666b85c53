/* CheckWX's answers. */
#include "fuzz_parser.h"

#include "upstream/checkwx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_formats(&checkwx_parser, 2, data, size);
    return 0;
}
