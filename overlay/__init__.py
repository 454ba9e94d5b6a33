"""overlay: errata on disclosed PDFs. The original, to the byte, with each correction drawn where the error stands."""

__version__ = "0.1.0"
