# src/upstream
