"""discover -> analyse -> fix -> verify. Nothing raises out of a file."""

from lambdafix.engine.run import Analysis, analyse, combine

__all__ = ["Analysis", "analyse", "combine"]
