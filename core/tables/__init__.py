"""Tables as batches of rows in which every cell is text, written back as they were read."""

from .base import Batch, TableReader, TableWriter
from .formats import TableOptions, open_reader, open_writer

__all__ = ["Batch", "TableOptions", "TableReader", "TableWriter", "open_reader", "open_writer"]
