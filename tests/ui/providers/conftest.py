"""The register's pages in a window."""

from __future__ import annotations

from tests.ui.register_stage import stage

__all__ = ["stage"]
