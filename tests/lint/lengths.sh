#!/bin/sh
exec "$AW_PYTHON" -B "$AW_SRCDIR/tests/lint/lengths.py" "$AW_SRCDIR"
