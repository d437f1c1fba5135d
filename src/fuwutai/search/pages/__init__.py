from fuwutai.search.pages.menus import pages_called

__all__ = ["pages_called"]
