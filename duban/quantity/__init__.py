"""Numbers, measures and quantities as Chinese office texts write them, in exact decimals."""

from duban.quantity.measures import Measure, canonical, convert, measure_of
from duban.quantity.numbers import NUMERALS, parse_number, plain
from duban.quantity.reading import Reading, parse_quantity, read_quantity

__all__ = [
    "NUMERALS",
    "Measure",
    "Reading",
    "canonical",
    "convert",
    "measure_of",
    "parse_number",
    "parse_quantity",
    "plain",
    "read_quantity",
]
