"""Files that functions name: under `/tmp` and outside of it, by which path, in which order, and for whom."""

from lambdafix.families.files.outside import OutsideFiles, outside_reads, outside_writes
from lambdafix.families.files.own_directory import OwnDirectory, own_directory
from lambdafix.families.files.scratch import ScratchFile
from lambdafix.families.files.uses import FileUse
from lambdafix.families.files.verdict import Scratch, Verdict, evidence, scratches
from lambdafix.families.files.whole_folder import gone_through

__all__ = [
    "FileUse",
    "OutsideFiles",
    "OwnDirectory",
    "Scratch",
    "ScratchFile",
    "Verdict",
    "evidence",
    "gone_through",
    "outside_reads",
    "outside_writes",
    "own_directory",
    "scratches",
]
