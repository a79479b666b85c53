# src/tac
