"""The rhythm of time stamps: every month, every 15 minutes, every working day."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from badak.errors import error, phrase

_DAY = 86_400_000_000_000  # nanoseconds
# how long a season usually is where stamps come this often: hours of a day, days of a week, months of a year …
_UNITS = (("W", 7 * _DAY, 52), ("D", _DAY, 7), ("h", _DAY // 24, 24), ("min", _DAY // 1440, 60), ("s", 10**9, 60))
_UNIT_WORDS = (
    ("week", "주", "매주"), ("day", "일", "매일"), ("hour", "시간", "매시간"), ("minute", "분", "매분"), ("second", "초", "매초"),
)  # fmt: skip
_FINER = (("ms", 10**6), ("us", 10**3), ("ns", 1))
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclasses.dataclass(frozen=True)
class Frequency:
    """How time stamps follow each other.

    Args:
        kind: ``"months"``, ``"business"`` (Monday to Friday), ``"duration"`` (always the same time) or ``"stated"`` (a name that
            pandas knows, stated by its index).
        count: months, working days, or nanoseconds from one stamp to the next.
        text: the name that pandas gives it: ``"MS"``, ``"QE-DEC"``, ``"15min"``.
        anchor: for months: the day of the month, 0 for the last one.
    """

    kind: str
    count: int
    text: str
    anchor: int = 1

    @property
    def season(self) -> int | None:
        """Usual length of a season in stamps: 12 for months, 4 for quarters, 7 for days, 24 for hours; None for years."""
        if self.kind == "months":
            return 12 // self.count if 12 % self.count == 0 and self.count < 12 else None
        if self.kind == "business":
            return 5 if self.count == 1 else None
        if self.kind == "stated":
            return next((s for mark, s in (("SM", 24), ("BM", 12), ("BQ", 4)) if self.text.startswith(mark)), None)
        for _, size, season in _UNITS:
            if self.count % size == 0:
                many = self.count // size
                return season // many if season % many == 0 and many < season else None
        return None

    @property
    def words(self) -> str:
        """What the rhythm is called in the user's language: "every month", "every 15 minutes"."""
        if self.kind == "months":
            known = {1: ("every month", "매월"), 3: ("every quarter", "분기마다"), 12: ("every year", "매년")}
            return phrase(*known.get(self.count, (f"every {self.count} months", f"{self.count}개월마다")))
        if self.kind == "business" and self.count == 1:
            return phrase("every working day", "평일마다")
        if self.kind == "duration":
            for (_, size, _), (one, ko, every) in zip(_UNITS, _UNIT_WORDS, strict=True):
                if self.count % size == 0:
                    many = self.count // size
                    return phrase(
                        f"every {one}" if many == 1 else f"every {many} {one}s",
                        every if many == 1 else f"{many}{ko}마다",
                    )
        return self.text

    def positions(self, times: np.ndarray) -> np.ndarray:
        """Return the place of each stamp on the grid that starts at the first one.

        Args:
            times: datetime64[ns] (time,).
        """
        if self.kind == "months":
            months = times.astype("datetime64[M]").astype(np.int64)
            return (months - months[0]) // self.count
        if self.kind == "stated":
            return np.arange(len(times))
        if self.kind == "business":
            days = times.astype("datetime64[D]")
            return np.busday_count(days[0], days).astype(np.int64) // self.count
        return (times - times[0]).astype(np.int64) // self.count

    def after(self, first: np.datetime64, places: np.ndarray) -> np.ndarray:
        """Return the stamps at the given places of the grid that starts at ``first``.

        Args:
            first: the stamp at place 0, datetime64[ns].
            places: whole numbers (time,).

        Returns:
            datetime64[ns] (time,).

        Raises:
            ArgumentError: BD357, for stamps past the year 2262, which 64 bits of nanoseconds cannot hold; NumPy would wrap them.
        """
        places = np.asarray(places, np.int64)
        if self.kind == "stated":
            import pandas

            try:
                all_of_them = pandas.date_range(first, periods=int(places.max()) + 1, freq=self.text)
            except (pandas.errors.OutOfBoundsDatetime, OverflowError) as exc:
                raise error("BD357", where=self.text, got=int(places.max())) from exc
            return all_of_them.to_numpy().astype("datetime64[ns]")[places]
        day = first.astype("datetime64[D]")
        within = first - day.astype("datetime64[ns]")
        if self.kind == "months":
            months = first.astype("datetime64[M]") + places * self.count
            self._refuse_past(months.max(initial=first.astype("datetime64[M]")), places)
            following = (months + 1).astype("datetime64[D]")
            days = following - 1
            if self.anchor:
                days = np.minimum(days, months.astype("datetime64[D]") + (self.anchor - 1))
            return days.astype("datetime64[ns]") + within
        if self.kind == "business":
            days = np.busday_offset(day, places * self.count)
            self._refuse_past(days.max(initial=day), places)
            return days.astype("datetime64[ns]") + within
        if int(first.astype(np.int64)) + int(places.max(initial=0)) * self.count > np.iinfo(np.int64).max:
            raise error("BD357", where=self.text, got=int(places.max()))
        return first + (places * self.count).astype("timedelta64[ns]")

    def _refuse_past(self, last: np.datetime64, places: np.ndarray) -> None:
        if last >= np.datetime64("2262-04", "M"):
            raise error("BD357", where=self.text, got=int(places.max()))


def recognise(times: np.ndarray) -> Frequency | None:
    """Find the rhythm of sorted stamps, some of which may be missing.

    Of the rhythms that every stamp lies on, the one that leaves the fewest stamps missing is taken; where two leave as many,
    months win over working days and those over durations.

    Args:
        times: datetime64[ns] (time,), growing.

    Returns:
        The frequency, or None where stamps follow none (or there is only one stamp).

    Example:
        >>> import numpy as np
        >>> recognise(np.array(["2024-01-31", "2024-02-29", "2024-03-31"], "datetime64[ns]")).text
        'ME'
    """
    if len(times) < 2:
        return None
    found = [f for f in (_months(times), _business(times), _duration(times)) if f is not None]
    return min(found, key=lambda f: int(f.positions(times)[-1])) if found else None


def _usual(steps: np.ndarray) -> int | None:
    """Return the most frequent step if all others are multiples of it."""
    sizes, counts = np.unique(steps, return_counts=True)
    usual = int(sizes[np.argmax(counts)])
    return usual if usual > 0 and not (steps % usual).any() else None


def _months(times: np.ndarray) -> Frequency | None:
    days = times.astype("datetime64[D]")
    if len(np.unique(times - days.astype("datetime64[ns]"))) > 1:
        return None
    months = days.astype("datetime64[M]")
    number = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    last = ((months + 1).astype("datetime64[D]") - days).astype(np.int64) == 1
    anchor = 0 if last.all() else int(number.max())
    if not (last | (number == anchor)).all():
        return None
    step = _usual(np.diff(months.astype(np.int64)))
    if step is None:
        return None
    month = int(months[0].astype(np.int64) % 12)
    if anchor > 1:  # pandas has no name for "the 15th of every month"
        return Frequency("months", step, f"{step} months on day {anchor}", anchor)
    letter = "E" if anchor == 0 else "S"
    if step % 12 == 0:
        text = f"{step // 12 if step > 12 else ''}Y{letter}-{_MONTHS[month]}"
    elif step == 3:
        text = f"Q{letter}-{_MONTHS[month % 3 + (9 if anchor == 0 else 0)]}"
    else:
        text = f"{step if step > 1 else ''}M{letter}"
    return Frequency("months", step, text, anchor)


def _business(times: np.ndarray) -> Frequency | None:
    days = times.astype("datetime64[D]")
    if len(np.unique(times - days.astype("datetime64[ns]"))) > 1 or not np.is_busday(days).all():
        return None
    if days[-1] - days[0] < np.timedelta64(5, "D"):
        return None  # a few days of one week are days
    step = _usual(np.busday_count(days[:-1], days[1:]).astype(np.int64))
    return Frequency("business", 1, "B") if step == 1 else None


def _duration(times: np.ndarray) -> Frequency | None:
    step = _usual(np.diff(times).astype(np.int64))
    return None if step is None else Frequency("duration", step, _duration_text(step, times[0]))


def _duration_text(step: int, first: Any) -> str:
    for name, size in [(name, size) for name, size, _ in _UNITS] + list(_FINER):
        if step % size == 0:
            many = f"{step // size if step > size else ''}"
            if name == "W":
                day = int(first.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
                return f"{many}W-{_WEEKDAYS[day]}"
            return many + name
    raise RuntimeError("unreachable: every step is a multiple of a nanosecond")
