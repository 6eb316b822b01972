"""Signoff: approvals inside your own Python application."""
