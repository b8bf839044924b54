"""What a section of a debrief is made of: the blocks of `sim.report`."""

from __future__ import annotations

from sim.report.blocks import Block, Grid, Heading, Items, Picture, Space, Text

__all__ = ["Block", "Grid", "Heading", "Items", "Picture", "Space", "Text"]
