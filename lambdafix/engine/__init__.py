"""request -> scan -> detect, spread over processes -> converge: the pipeline. Nothing raises out of a file."""

from lambdafix.engine.pipeline import Analysis, Reads, analyse, combine, discover
from lambdafix.engine.request import Request

__all__ = ["Analysis", "Reads", "Request", "analyse", "combine", "discover"]
