/* The AWC's CSV files. */
#include "fuzz_parser.h"

#include "upstream/awc_bulk_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_formats(&awc_bulk_csv_parser, 2, data, size);
    return 0;
}
