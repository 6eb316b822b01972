"""Dispatchers: engines for jobs that bring rows of the outbox to workers on other machines. Each loads its library when it is used."""

from .working import Works, delivering

__all__ = ["Works", "delivering"]
