"""Commands with help in two languages, laid out for letters of two widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import click

from badak.cli.text import columns_of, pad, width, wrap
from badak.errors import phrase


def _help_option(found: click.Option | None) -> click.Option | None:
    if found is not None:
        found.help = phrase("show this help and stop", "이 도움말을 보이고 끝내기")
    return found


class HelpCommand(click.Command):
    """A click command whose help ends with examples.

    Args:
        examples: pairs of a command and what it does.
    """

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, options_metavar=phrase("[OPTIONS]", "[옵션]"), **kwargs)
        self.examples = examples

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help, described in the user's language."""
        return _help_option(super().get_help_option(ctx))

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text."""
        return help_text(self, ctx, self.examples, [])


class HelpGroup(click.Group):
    """A click group with such help.

    Args:
        examples: pairs of a command and what it does.
    """

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        options, words = phrase("[OPTIONS]", "[옵션]"), phrase("COMMAND …", "명령 …")
        super().__init__(*args, options_metavar=options, subcommand_metavar=words, **kwargs)
        self.examples = examples

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help, described in the user's language."""
        return _help_option(super().get_help_option(ctx))

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text."""
        return help_text(self, ctx, self.examples, self.summaries(ctx))

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return a line of help for each command."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, command.get_short_help_str(200)) for name, command in commands if command]


def help_text(command: Any, ctx: click.Context, examples: Sequence, commands: Sequence[tuple[str, str]]) -> str:
    """Put a help text together: usage, what it does, commands, options, examples."""
    columns = columns_of()
    usage = phrase("Usage:", "사용법:")
    parts = [wrap(f"{usage} {ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}", columns, "    ", "")]
    if command.help:
        parts.append("\n\n".join(wrap(" ".join(part.split()), columns) for part in command.help.split("\n\n")))
    if commands:
        parts.append(_listing(phrase("Commands:", "명령:"), commands, columns))
    records = [param.get_help_record(ctx) for param in command.get_params(ctx) if isinstance(param, click.Option)]
    options = [record for record in records if record]
    if options:
        parts.append(_listing(phrase("Options:", "옵션:"), options, columns))
    if examples:
        lines = [phrase("Examples:", "예:")]
        for line, said in examples:
            lines += [f"  {line}", wrap(said, columns, "      ")]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _listing(title: str, entries: Sequence[tuple[str, str]], columns: int) -> str:
    """Set names and explanations out in two columns, or one below the other where it is narrow."""
    left = min(max(width(name) for name, _ in entries) + 4, 34)
    if columns - left < 30:
        left = 6
    lines = [title]
    for name, said in entries:
        head = f"  {name}"
        if width(head) + 2 > left:
            lines.append(head)
            head = ""
        lines.append(wrap(said, columns, " " * left, pad(head, left)) if said else head)
    return "\n".join(lines)


def opt(
    names: str, en: str, ko: str, kind: Any = None, value: tuple[str, str] | str | None = None, **more: Any
) -> click.Option:
    """Make an option.

    Args:
        names: its names, parted by spaces.
        en: what it does, in English.
        ko: what it does, in Korean.
        kind: type of its value; None for a flag or a text.
        value: what stands for the value in help texts, in both languages if that differs.
        **more: further settings of ``click.Option``.
    """
    shown = phrase(*value) if isinstance(value, tuple) else value
    return click.Option(names.split(), help=phrase(en, ko), type=kind, metavar=shown, **more)


def threads_option() -> click.Option:
    """Return the option for the number of threads."""
    return opt("--threads", "threads to compute with", "계산에 쓸 스레드 수", Whole(1), ("N", "수"))


def json_option() -> click.Option:
    """Return the option for output that programs read."""
    return opt(
        "--json as_json",
        "print the result as JSON on the standard output, all else on the error stream",
        "결과를 표준 출력에 JSON으로, 나머지는 표준 오류에 출력",
        is_flag=True,
    )


def use_threads(count: int | None) -> None:
    """Set the number of threads, where one is given."""
    if count:
        from badak.backend.threads import set_num_threads

        set_num_threads(count)


def common_options() -> list[click.Option]:
    """Return the options that every command takes; they are looked at before the command is made."""
    language = phrase("language of messages: ko or en", "메시지 언어: ko 또는 en")
    debug = phrase("show where in the program an error came from", "오류가 프로그램의 어디에서 났는지 표시")
    return [
        click.Option(["--lang"], type=Choice("ko", "en"), expose_value=False, help=language, metavar="ko|en"),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=debug),
    ]


# ---- values -----------------------------------------------------------------------------------------------------------


class Choice(click.ParamType):
    """One of a few words; a misspelt one is answered with the nearest."""

    name = "choice"

    def __init__(self, *words: str) -> None:
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or end with what was possible."""
        word = str(value).lower()
        if word in self.words:
            return word
        self.refuse(value, " | ".join(self.words), param, ctx)

    def refuse(self, value: Any, wanted: str, param: Any, ctx: Any) -> NoReturn:
        """End with a message in the user's language."""
        said = phrase(
            f"{value!r} is not possible; give {wanted}", f"{value!r}은(는) 쓸 수 없습니다. {wanted} 중에서 고르세요"
        )
        self.fail(said, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Offer the words."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Whole(click.ParamType):
    """A whole number from a least one on."""

    name = "integer"

    def __init__(self, least: int | None = 1) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or end with what was wanted."""
        try:
            number = int(str(value))
        except ValueError:
            number = None
        if number is None or (self.least is not None and number < self.least):
            en = "a whole number" + (f" from {self.least}" if self.least is not None else "")
            ko = (f"{self.least} 이상의 " if self.least is not None else "") + "정수"
            self.fail(phrase(f"{value!r} is not {en}", f"{value!r}: {ko}를 주세요"), param, ctx)
        return number


class Real(click.ParamType):
    """A number in a range.

    Args:
        least: lower end.
        most: upper end, itself left out.
        above: whether the lower end itself is left out.
    """

    name = "number"

    def __init__(self, least: float = 0.0, most: float | None = None, above: bool = False) -> None:
        self.least, self.most, self.above = least, most, above

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or end with what was wanted."""
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        low = number > self.least if self.above else number >= self.least
        if not (low and number < (float("inf") if self.most is None else self.most)):
            en = f"above {self.least:g}" if self.above else f"from {self.least:g}"
            ko = f"{self.least:g}보다 큰" if self.above else f"{self.least:g} 이상"
            if self.most is not None:
                en, ko = f"{en} and below {self.most:g}", f"{ko} {self.most:g} 미만의"
            self.fail(phrase(f"{value!r} is not a number {en}", f"{value!r}: {ko} 수를 주세요"), param, ctx)
        return number


class Layers(click.ParamType):
    """Numbers of neurons, ``128,64``."""

    name = "layers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the numbers, or end with what was wanted."""
        if isinstance(value, tuple):
            return value
        words = str(value).replace("-", ",").split(",")
        if not all(word.strip().isdigit() and 0 < int(word) <= 65_536 for word in words):
            said = phrase(
                f"{value!r} is not a list of numbers of neurons, such as 128,64",
                f"{value!r}: 128,64처럼 층마다 뉴런 수를 쉼표로 이어 주세요",
            )
            self.fail(said, param, ctx)
        return tuple(int(word) for word in words)


class DatasetName(click.ParamType):
    """A data set that badak knows; whether it does is found out when it is loaded."""

    name = "dataset"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Offer the names."""
        from click.shell_completion import CompletionItem

        from badak.datasets.registry import names

        return [CompletionItem(name) for name in names() if name.startswith(incomplete)]
