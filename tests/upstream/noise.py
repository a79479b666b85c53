"""Deterministic noise: hashes of integers as numbers in [0, 1), and smooth curves through them.

Written out instead of using hash() or random, so that a seed means the same weather on every Python.
"""

from math import pi, sin

MASK = (1 << 64) - 1
UNIT = 1.0 / (1 << 53)
PHASE = 2 * pi / 512


def mix(a: int, b: int, c: int = 0) -> int:
    """Hash three integers into 64 bits."""
    x = (a * 0x9E3779B97F4A7C15 ^ b * 0xC2B2AE3D27D4EB4F ^ c * 0x165667B19E3779F9) & MASK
    x = ((x ^ x >> 31) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 29) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 32


def unit(a: int, b: int, c: int = 0) -> float:
    """A number in [0, 1) from three integers."""
    return (mix(a, b, c) >> 11) * UNIT


def smooth(key: int, channel: int, x: float) -> float:
    """A curve through x with values in (0, 1): two sines whose phases are bits of the key. Channels 0 to 10 differ.

    About ten times as quick as interpolated hashes, and called a dozen times for every observation.
    """
    bits = key >> channel * 5
    return 0.5 + 0.29 * sin(1.9 * x + (bits & 511) * PHASE) + 0.21 * sin(4.3 * x + (bits >> 5 & 511) * PHASE)


def text_key(text: str, seed: int = 0) -> int:
    """Hash of a station's name with the seed (FNV-1a, then mixed)."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return mix(value, seed, 1)


def choice(key: int, channel: int, options: tuple):
    """One of the options, always the same for a key and channel."""
    return options[mix(key, channel) % len(options)]
