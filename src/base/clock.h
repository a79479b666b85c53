/*
 * The clocks of a process. Wall time is UTC seconds and, in a simulation, is shifted by an offset that tests
 * move in a shared file, so that every process and the simulated providers agree.
 */
#ifndef AW_BASE_CLOCK_H
#define AW_BASE_CLOCK_H

#include <stdint.h>

#include "base/result.h"

/* UTC seconds, simulated offset included. */
int64_t clock_now(void);
/* The same in milliseconds. */
int64_t clock_now_ms(void);
/* Never jumps, not simulated; for deadlines and durations. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

/*
 * Follows the offset in the file `path`: 8 bytes "AWSCLK01", then int64 little-endian seconds; made with
 * offset 0 when absent. Only in a build with --enable-simulation, else RESULT_UNSUPPORTED; RESULT_INVALID for
 * another file. Stays mapped for the life of the process.
 */
enum result clock_simulate(const char *path);
/* Offset now in force; 0 when nothing is simulated. */
int64_t clock_offset_s(void);

#endif
