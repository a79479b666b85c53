#!/bin/sh
exec "$AW_PYTHON" -B "$AW_SRCDIR/tests/lint/layering.py" "$AW_SRCDIR"
