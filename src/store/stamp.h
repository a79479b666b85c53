/*
 * The stamp that keeps simulated data and real data apart: a file "simulation" in DATA_DIR (DESIGN,
 * "Simulation").
 */
#ifndef AW_STORE_STAMP_H
#define AW_STORE_STAMP_H

#include <stdbool.h>

#include "base/result.h"

/*
 * RESULT_CONFLICT: a real service and a stamp is there; or a simulation, and the directory is neither stamped
 * nor empty (a lost+found does not count). RESULT_UNAVAILABLE: no such directory. Changes nothing.
 */
enum result stamp_check(const char *data_dir, bool simulated);

/* stamp_check, and a simulation then leaves its stamp. */
enum result stamp_take(const char *data_dir, bool simulated);

#endif
