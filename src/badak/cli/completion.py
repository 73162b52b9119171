"""``badak completion``: print a script that lets the shell complete commands, options and data sets with Tab."""

from __future__ import annotations

import click

from badak.cli.command import Choice, HelpCommand, common_options
from badak.errors import phrase


def command() -> click.Command:
    """Make the command."""

    def run(shell: str) -> None:
        from click.shell_completion import get_completion_class

        from badak.cli.app import program

        made = get_completion_class(shell)
        if made is not None:
            # the script alone: click's own source() also starts the shell to look at its version
            comp = made(program(), {}, "badak", "_BADAK_COMPLETE")
            click.echo(comp.source_template % comp.source_vars())

    return HelpCommand(
        "completion",
        callback=run,
        params=[
            click.Argument(["shell"], type=Choice("bash", "zsh", "fish"), metavar="bash|zsh|fish"),
            *common_options(),
        ],
        help=phrase(
            "Print a script that lets the shell complete commands, options and names of data sets with the Tab key.",
            "Tab 키로 명령과 옵션, 데이터셋 이름을 자동 완성하게 해 주는 셸 스크립트를 출력합니다.",
        ),
        examples=[
            ('eval "$(badak completion bash)"', phrase("in ~/.bashrc", "~/.bashrc에 추가")),
            ('eval "$(badak completion zsh)"', phrase("in ~/.zshrc, after compinit", "~/.zshrc의 compinit 뒤에 추가")),
            ("badak completion fish > ~/.config/fish/completions/badak.fish", phrase("for fish", "fish 셸")),
        ],
    )
