"""Reports: pages that need no network, print well and can be read without their pictures.

`blocks` and `page` are what any page is made of; `study` makes the report of a study of them.
"""

from __future__ import annotations
