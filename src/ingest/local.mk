# src/ingest
