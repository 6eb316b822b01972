"""Files of archived cases on this machine."""

from .files import FileArchives as FileArchives
