"""Pages of a list, as the API counts them."""

from __future__ import annotations


def paging(page: int, size: int, total: int) -> dict[str, int]:
    """Where a page stands. With nothing to show there is still one page, but none where a page holds one row.

    The second half is what the service does (it rounds a quotient that it makes from one row less); clients that read
    `totalPages` to know when to stop are unharmed by either, so it is kept.
    """
    pages = -(-total // size) if total else int(size > 1)
    return {"page": page, "pageSize": size, "totalResults": total, "totalPages": pages}
