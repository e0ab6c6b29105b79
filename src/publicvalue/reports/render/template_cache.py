"""Compiled templates, kept beside the compiled modules of this package: a tenth of an assessment would go into them."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.resources import files

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from publicvalue import __version__


class TemplateCache(FileSystemBytecodeCache):
    """Templates as Python keeps its modules: written where that can be done, and compiled anew where it cannot."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template, unless there is no such folder, as in a package that is imported from an archive."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template, unless the folder is read-only or not there."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def template_cache() -> TemplateCache:
    """Return the cache; a template whose text has changed is compiled anew."""
    return TemplateCache(str(files("publicvalue.reports") / "__pycache__"), f"template-{__version__}-%s.cache")
