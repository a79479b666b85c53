/* The AWC's API and its file of stations. */
#include "fuzz_parser.h"

#include "upstream/awc_api.h"
#include "upstream/awc_stations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t stations = UPSTREAM_STATIONS;
    if (size && data[0] % 3 == stations)
        fuzz_formats(&awc_stations_parser, 3, data, size);
    else if (size)
        fuzz_formats(&awc_api_parser, 3, data, size);
    return 0;
}
