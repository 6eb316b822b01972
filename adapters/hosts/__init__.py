"""Helpers for the frameworks that hosts are written in: each imports its framework, and nothing else here does."""
