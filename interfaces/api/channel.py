"""The channel a program speaks through: a label on what is recorded; it gives and takes no authority."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Header

from trimtab.decisions import Channel

HEADER = "Trimtab-Channel"


def channel_of(
    label: Annotated[
        Literal["api", "cli"],
        Header(alias=HEADER, description="How decisions are labelled: `cli` for the command line; no authority"),
    ] = "api",
) -> Channel:
    """Return the channel under which what this request decides is recorded."""
    return Channel(label)


InChannel = Annotated[Channel, Depends(channel_of)]
