"""The page of a release: what its publisher writes on it, and the charts and tables that it asks for."""

from alder.publishing.pages.content import KINDS, MADE_UP, Block, Content, ContentSection, Tile

__all__ = ["KINDS", "MADE_UP", "Block", "Content", "ContentSection", "Tile"]
