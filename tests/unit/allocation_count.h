/*
 * How often a program has asked for memory: malloc, calloc, realloc and their aligned kin, those of the C
 * library's own functions (strdup, qsort) included. For what promises to allocate nothing. In a build with
 * sanitizers their hook counts, else definitions of these functions that take the C library's place (glibc).
 */
#ifndef AW_TESTS_UNIT_ALLOCATION_COUNT_H
#define AW_TESTS_UNIT_ALLOCATION_COUNT_H

#include <stdint.h>

/* Starts counting; once, before the first count is asked for. */
void allocation_count_begin(void);
/* Allocations of the whole process until now. */
uint64_t allocation_count(void);

#endif
