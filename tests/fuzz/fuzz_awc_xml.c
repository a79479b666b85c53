/* The AWC's XML files. */
#include "fuzz_parser.h"

#include "upstream/awc_bulk_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_formats(&awc_bulk_xml_parser, 3, data, size);
    return 0;
}
