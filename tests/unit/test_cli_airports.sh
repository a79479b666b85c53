#!/bin/sh
# aviation-weather airports: each question's text, and the exit statuses.
set -u
builddir=${AW_BUILDDIR:-.}
number=0
failed=0

airports() {
    "$builddir/aviation-weather" airports --airports "$builddir/data/airports.bin" "$@" 2>&1
}

# expect STATUS 'TEXT that the output must have' ARGUMENT...
expect() {
    status=$1
    text=$2
    shift 2
    number=$((number + 1))
    output=$(airports "$@")
    got=$?
    case $output in
    *"$text"*) [ "$got" -eq "$status" ] && { echo "ok $number - $*"; return; } ;;
    esac
    failed=1
    echo "not ok $number - $*"
    echo "# status $got, output: $(echo "$output" | head -n 3 | tr '\n' ' ')"
}

expect 0 'KJFK JFK  John F. Kennedy International Airport, New York, US-NY' lookup jfk
expect 0 '"icao":"EGLL"' --json lookup LHR
expect 0 'runway 13R/31L, 14511 ft long, 200 ft wide, lighted, true heading 121.0 and 301.0' info KJFK
expect 0 'EGLL LHR  London Heathrow Airport' search heathrow
expect 0 'SBGR GRU' search são paulo
expect 0 'KJFK JFK' --limit 1 nearby 40.64 -73.78
expect 0 'KLGA LGA' --radius 15 nearby KJFK
expect 0 'JFK to LHR  2991.3 NM (5539.8 km), initially 51.4 true' distance JFK LHR
expect 0 'total 11485.3 NM' route KJFK EGLL NZSP
expect 0 'OurAirports' stats
expect 1 'No airport has the code QQQQ.' lookup QQQQ
expect 1 'candidates' lookup 14FA
expect 2 'not an airport code' lookup '<x>'
expect 2 'usage:' lookup
expect 2 'usage:' teleport
expect 2 'usage:' --limit 0 stats
expect 2 'LAT must be' nearby 91 0
expect 1 'input' --airports /dev/null/x stats
echo "1..$number"
exit $failed
