"""What every browser test may ask for."""

from tests.browser.windows import open_window

__all__ = ["open_window"]
