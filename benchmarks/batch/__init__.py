"""Measurements of `overlay batch` on documents made from the shared corpus."""
