"""The program: its commands, its language, and the one place where errors become exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from badak.cli import problems
from badak.cli.command import HelpGroup, common_options
from badak.errors import BadakError, phrase, set_language

# name -> (what it does, in English and Korean); each lives in a module of its name and is loaded when it is used
_COMMANDS = {
    "train": ("train a model and write a report", "모델을 학습하고 보고서 만들기"),
    "evaluate": ("measure a model on data", "데이터로 모델 평가하기"),
    "predict": ("predict with a model: a table, an array, a picture", "모델로 예측하기: 표, 배열, 그림"),
    "forecast": ("forecast a series and compare models on it", "시계열 예측하고 모델 비교하기"),
    "runs": ("list, show and compare what was trained", "지금까지의 학습 나열하기, 자세히 보기, 비교하기"),
    "datasets": ("list the data sets, or fetch one", "데이터셋 목록 보기, 내려받기"),
    "explain": ("explain an operation, a layer, an optimizer …", "연산, 층, 옵티마이저 등의 설명 보기"),
    "doctor": ("tell what badak found on this machine", "badak이 이 컴퓨터에서 찾은 것 점검하기"),
    "completion": ("print a script that completes commands with Tab", "Tab 자동 완성 스크립트 출력하기"),
}


class Program(HelpGroup):
    """The group of all commands, ending in badak's exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, and its module with it."""
        if cmd_name not in _COMMANDS:
            return None
        return importlib.import_module(f"badak.cli.{cmd_name}").command()

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return a line of help for each command, without loading any."""
        return [(name, phrase(*said)) for name, said in _COMMANDS.items()]

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:
        """Run, explain what goes wrong, and end the process."""
        words = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in words
        for stream in (sys.stdout, sys.stderr):  # a terminal without the letter ━ shows ? rather than an error
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            code = self._run(words or ["--help"], extra)
            sys.stdout.flush()
        except problems.Stop as stop:
            code = stop.code
        except BadakError as problem:
            problems.say_error(problem)
            code = problems.FAILED
        except click.UsageError as problem:
            problems.say_usage(problem, " ".join(["badak", *(word for word in words[:1] if word in _COMMANDS)]))
            code = problems.MISUSED
        except (KeyboardInterrupt, click.Abort):
            print(f"\n{phrase('Interrupted.', '중단했습니다.')}", file=sys.stderr)
            code = problems.INTERRUPTED
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = problems.FAILED  # as click has it where it meets this first
        except Exception as problem:
            code = problems.unexpected(problem, debug)
        sys.exit(code)

    def _run(self, words: list[str], extra: dict[str, Any]) -> int:
        if words[:1] == ["help"]:  # as other programs have it: badak help train
            words = [*words[1:], "--help"]
        # the words are kept as they came, for the record of a run
        done = super().main(words, prog_name="badak", **{**extra, "standalone_mode": False, "obj": words})
        return done if isinstance(done, int) else 0


def program(words: Sequence[str] = ()) -> Program:
    """Make the program, its help in the language that is set, or that the words of the command line ask for.

    Args:
        words: the command line; only ``--lang`` is looked at.
    """
    _choose_language(words)
    options = [
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_print_version,
            help=phrase("print the version and stop", "버전을 출력하고 끝내기"),
        )
    ]
    made = Program(
        name="badak",
        help=phrase(
            "Deep learning from the ground up: train a model on digits, on a table of your own or on arrays, and look at "
            "what it has learned.",
            "바닥부터 시작하는 딥러닝. 손글씨 숫자, 내 표, 배열로 모델을 학습하고 무엇을 배웠는지 들여다봅니다.",
        ),
        examples=[
            ("badak train", phrase("train on handwritten digits that come with badak", "내장된 손글씨 숫자로 학습")),
            ("badak train --data sales.csv --target sales", phrase("train on your own table", "내 표로 학습")),
            ("badak train --help", phrase("all options of a command", "한 명령의 모든 옵션 보기")),
        ],
        params=options,
        callback=lambda: None,
        no_args_is_help=False,
    )
    made.params += common_options()
    return made


def _choose_language(words: Sequence[str]) -> None:
    """Look for --lang before any help text is made; a wrong one is left to the option itself."""
    for place, word in enumerate(words):
        if word == "--":
            return
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or (words[place + 1] if place + 1 < len(words) else "")
            if value.lower() in ("ko", "en"):
                set_language(value.lower())


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from badak.training.runs import badak_version

        click.echo(f"badak {badak_version()}")
        ctx.exit()
