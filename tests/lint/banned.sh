#!/bin/sh
exec "$AW_PYTHON" -B "$AW_SRCDIR/tests/lint/banned.py" "$AW_SRCDIR"
