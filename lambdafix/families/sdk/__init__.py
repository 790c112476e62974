"""Answers of AWS that tell of more than was asked for: further pages, and what of a batch failed."""

from lambdafix.families.sdk.batches import SendAgain, Unchecked, unchecked_batches
from lambdafix.families.sdk.paging import AllPages, FirstPage, first_pages

__all__ = [
    "AllPages",
    "FirstPage",
    "SendAgain",
    "Unchecked",
    "first_pages",
    "unchecked_batches",
]
