"""pdfplumber's page with lighter characters: colours and marks of each letter are half of its time."""

from typing import Any

from pdfminer.layout import LTChar
from pdfplumber.page import Page


class LeanPage(Page):
    """A page whose characters know their text, place and font, which is all that words and tables need."""

    def process_object(self, obj: Any) -> dict[str, Any]:
        """One layout object as pdfplumber's dictionary; lengths in points, y downwards from the page's top."""
        if not isinstance(obj, LTChar):
            return super().process_object(obj)
        left, above = self.mediabox[:2]
        top, bottom = self.height - obj.y1 + above, self.height - obj.y0 + above
        font = obj.fontname
        return {
            "object_type": "char",
            "page_number": self.page_number,
            "text": obj.get_text(),
            "fontname": font if isinstance(font, str) else font.decode("latin-1"),
            "size": obj.size,
            "upright": obj.upright,
            "matrix": obj.matrix,
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": top,
            "bottom": bottom,
            "doctop": self.initial_doctop + top,
            "width": obj.width,
            "height": obj.height,
        }


def lean(page: Page) -> LeanPage:
    """`page` with lighter characters; nothing of it has been read yet."""
    return LeanPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
