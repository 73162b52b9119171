"""``badak datasets``: which data sets there are, where they are, and fetching one."""

from __future__ import annotations

from typing import Any

import click

from badak.cli.command import DatasetName, HelpCommand, HelpGroup, common_options, json_option
from badak.cli.output import output, print_json
from badak.cli.text import columns_of, pad, strong, width, wrap
from badak.errors import phrase


def command() -> click.Command:
    """Make the command, and the one below it."""

    def run(as_json: bool) -> None:
        if click.get_current_context().invoked_subcommand is None:
            _list(as_json)

    group = HelpGroup(
        "datasets",
        callback=run,
        invoke_without_command=True,
        params=[json_option(), *common_options()],
        help=phrase(
            "List the data sets that badak knows by name, with size, licence, and whether they are on this machine already.",
            "badak이 이름으로 아는 데이터셋의 목록을 크기, 라이선스, 이 컴퓨터에 있는지와 함께 보여 줍니다.",
        ),
        examples=[
            (
                "badak datasets fetch mnist",
                phrase("download MNIST for later, offline use", "나중에 오프라인에서 쓰도록 MNIST 내려받기"),
            ),
            ("badak train mnist", phrase("train on it (and download it if need be)", "MNIST로 학습(없으면 내려받음)")),
        ],
    )
    group.add_command(
        HelpCommand(
            "fetch",
            callback=_fetch,
            params=[
                click.Argument(["name"], type=DatasetName(), metavar=phrase("NAME", "이름")),
                json_option(),
                *common_options(),
            ],
            help=phrase(
                "Download a data set into the cache folder and check it.", "데이터셋을 캐시 폴더에 내려받고 검사합니다."
            ),
            examples=[("badak datasets fetch fashion_mnist", phrase("31 MB, once", "31 MB, 한 번만"))],
        )
    )
    return group


def where_is(known: Any) -> str:
    """Say where a data set is: ``embedded``, ``generated``, ``data`` (BADAK_DATA), ``cache`` or ``absent``."""
    if not known.download:
        return "embedded" if known.split else "generated"
    import importlib

    from badak.datasets.cache import cache_folder
    from badak.datasets.published import _in_own_folder

    module = importlib.import_module(f"badak.datasets.{known.home.partition(':')[0]}")
    if known.texts:
        files = getattr(module, "FILES", None) or (
            (module.RANKS, module.WORDS) if known.name == "reuters" else (module.TEXTS,)
        )
        found = [file.place() for file in files]
        return "absent" if "absent" in found else found[0]
    source = module.SOURCE
    if all(_in_own_folder(source, part) for part in source.parts):
        return "data"
    kept = cache_folder() / "datasets" / source.name
    return "cache" if all((kept / part.file).exists() for part in source.parts) else "absent"


def _list(as_json: bool) -> None:
    from badak.datasets.registry import DATASETS
    from badak.errors import get_language

    language = get_language()
    found = [
        {
            "name": known.name,
            "about": known.about[language],
            "size": known.size[language],
            "licence": known.licence,
            "source": known.source,
            "task": known.task,
            "where": where_is(known),
            "download_bytes": known.download,
        }
        for known in DATASETS.values()
    ]
    if as_json:
        print_json(found)
        return
    _show(found)


def _show(found: list[dict[str, Any]]) -> None:
    columns = columns_of()
    places = {
        "embedded": phrase("inside badak", "badak에 내장"),
        "generated": phrase("made on the spot", "즉석에서 생성"),
        "data": phrase("in BADAK_DATA", "BADAK_DATA에 있음"),
        "cache": phrase("in the cache", "캐시에 있음"),
        "absent": phrase("not here yet", "아직 없음"),
    }
    left = max(width(row["name"]) for row in found) + 2
    for row in found:
        # two short lines for each: name and what it is, then where, how large, under which terms
        print(wrap(row["about"], columns, " " * left, strong(pad(row["name"], left))))
        place = places[row["where"]]
        facts = [row["size"], row["licence"]] if place in row["size"] else [place, row["size"], row["licence"]]
        print(wrap(" · ".join(facts), columns, " " * left))
    print()
    print(
        phrase(
            "“badak train NAME” trains on one of them, “badak datasets fetch NAME” downloads it.",
            "‘badak train 이름’으로 학습하고, ‘badak datasets fetch 이름’으로 내려받습니다.",
        )
    )


def _fetch(name: str, as_json: bool) -> None:
    from badak.datasets.registry import DATASETS, canonical, load

    with output(as_json):
        (x_train, _), (x_test, _) = load(name)
    known = DATASETS[canonical(name)]
    place = where_is(known)
    if as_json:
        print_json({"name": known.name, "where": place, "train": list(x_train.shape), "test": list(x_test.shape)})
        return
    print(
        phrase(
            f"{known.name}: {len(x_train):,} training and {len(x_test):,} test samples are here and sound.",
            f"{known.name}: 학습용 {len(x_train):,}개, 테스트용 {len(x_test):,}개를 확인했습니다.",
        )
    )
