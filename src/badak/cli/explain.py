"""``badak explain``: the card of an operation, layer, optimizer, loss …, or the list of everything that has one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from badak.cli.command import HelpCommand, common_options, json_option, opt
from badak.cli.output import output, print_json
from badak.cli.text import columns_of, pad, strong, width, wrap
from badak.errors import get_language, phrase


class CardName(click.ParamType):
    """A name that has a card; completed with Tab."""

    name = "card"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the names that begin with what was typed."""
        from click.shell_completion import CompletionItem

        from badak.cards.subjects import names

        return [CompletionItem(name) for name in sorted(names()) if name.startswith(incomplete)]


def command() -> click.Command:
    """Make the command."""
    return HelpCommand(
        "explain",
        callback=_explain,
        params=[
            click.Argument(["name"], nargs=-1, type=CardName(), metavar=phrase("[NAME]…", "[이름]…")),
            opt(
                "--html",
                "write the cards as a page; all of them where no name is given",
                "카드를 웹 페이지로 저장(이름이 없으면 모두)",
                click.Path(dir_okay=False, path_type=Path),
                ("FILE", "파일"),
            ),
            json_option(),
            *common_options(),
        ],
        help=phrase(
            "Show the card of an operation, layer, activation function, loss, optimizer …: formula, gradient, range, shapes, "
            "number of parameters, defaults, when to use it, and its source. Without a name, list everything that has a card.",
            "연산, 층, 활성화 함수, 손실, 옵티마이저 등의 카드를 보여 줍니다. 식, 기울기, 값의 범위, 모양, 파라미터 수, "
            "기본값, 쓰는 곳, 출처가 적혀 있습니다. 이름을 주지 않으면 카드가 있는 것을 모두 나열합니다.",
        ),
        examples=[
            ("badak explain gelu", phrase("an activation function", "활성화 함수 하나")),
            ("badak explain LSTM adam", phrase("two cards", "카드 두 장")),
            (
                "badak explain metrics.MeanSquaredError",
                phrase("which of two of that name", "같은 이름 가운데 하나 고르기"),
            ),
        ],
    )


def _explain(name: Iterable[str], html: Path | None, as_json: bool) -> None:
    from badak.cards import explain
    from badak.cards.subjects import subjects

    wanted = list(name) or ([subject.path for subject in subjects().values()] if html else [])
    if not wanted:
        _list(as_json)
        return
    cards = [explain(one) for one in wanted]
    if html is not None:
        from badak.cards.page import whole_page
        from badak.training.runs import write_text

        write_text(html, whole_page(cards))
        with output(as_json):
            print(phrase(f"{len(cards)} cards written to {html}", f"카드 {len(cards)}장을 {html}에 저장했습니다"))
        if not as_json:
            return
    if as_json:
        print_json([_plain(card) for card in cards])
        return
    for i, card in enumerate(cards):
        with output(False):
            print(("\n" if i else "") + str(card))


def _plain(card: Any) -> dict[str, Any]:
    """Return a card as values; formulas in LaTeX."""
    rows = {row.label: row.content for row in card.rows}
    return {
        "name": card.name,
        "kind": card.kind,
        "path": card.path,
        "language": card.language,
        "summary": card.summary,
        **rows,
    }


def _list(as_json: bool) -> None:
    from badak.cards.subjects import KINDS, subjects

    listed = {kind: [name for k, name in subjects() if k == kind] for kind in KINDS}
    if as_json:
        print_json(listed)
        return
    columns = columns_of()
    left = max(width(said[get_language() == "ko"]) for said in list(KINDS.values())) + 2
    with output(False):
        for kind, members in listed.items():
            label = KINDS[kind][get_language() == "ko"]
            print(wrap(", ".join(members), columns, " " * left, strong(label) + pad("", left - width(label))))
