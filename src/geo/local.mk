# src/geo
