"""Numbers that bound something, as text: rounded to the side on which they still do."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal


def upper_bound(value: float | None, digits: int = 4) -> str:
    """Return a number of so many significant digits that is not below `value`; `none` for None.

    Example:
        >>> upper_bound(3.99541), upper_bound(8.0), upper_bound(1 / 90_000, 3)
        ('3.996', '8', '1.12e-05')
    """
    return "none" if value is None else _rounded(value, digits, ROUND_CEILING)


def lower_bound(value: float, digits: int = 4) -> str:
    """Return a number of so many significant digits that is not above `value`.

    Example:
        >>> lower_bound(1.23456)
        '1.234'
    """
    return _rounded(value, digits, ROUND_FLOOR)


def _rounded(value: float, digits: int, rounding: str) -> str:
    near = Context(prec=digits, rounding=rounding).create_decimal(Decimal(repr(float(value))))
    return f"{float(near):.{digits}g}"
