"""``badak runs``: what was trained so far, and how the runs compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from badak.cli.command import Choice, HelpCommand, HelpGroup, Whole, common_options, json_option, opt
from badak.cli.output import print_json
from badak.errors import error, phrase


class _InOrder(HelpGroup):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return list(self.commands)


def _store_option() -> click.Option:
    said = (
        "the store of runs; BADAK_RUNS or runs/runs.db otherwise",
        "학습 기록 파일. 생략하면 BADAK_RUNS 또는 runs/runs.db",
    )
    return opt("--db", *said, click.Path(), ("FILE", "파일"))


def _many(names: str, en: str, ko: str, value: Any) -> click.Option:
    return opt(names, en, ko, None, value, multiple=True)


def _list_options() -> list[click.Option]:
    from badak.runs.run import STATES

    name = ("NAME", "이름")
    return [
        opt(
            "--sort",
            "order by a measured number, a setting, or started, seconds, name …; the best first",
            "정렬 기준: 측정값, 설정, started, seconds, name 등. 좋은 것부터",
            None,
            name,
        ),
        opt("--reverse", "the other way round", "거꾸로 정렬", is_flag=True),
        opt("--state", "only runs in this state", "이 상태의 학습만", Choice(*STATES), "|".join(STATES)),
        _many(
            "--where",
            "only runs for which this holds: val_accuracy>0.9, optimizer=adam, name=digits*; may be given several times",
            "조건에 맞는 학습만: val_accuracy>0.9, optimizer=adam, name=digits*. 여러 번 쓸 수 있음",
            ("CONDITION", "조건"),
        ),
        opt("--limit -n", "only the newest so many", "최근 것부터 이만큼만", Whole(1), ("N", "수")),
        opt(
            "--columns",
            "what to show beside name and state, parted by commas: val_loss,learning_rate",
            "이름과 상태 말고 보여 줄 것. 쉼표로 구분: val_loss,learning_rate",
            None,
            ("NAMES", "이름들"),
        ),
        _store_option(),
        json_option(),
    ]


def command() -> click.Command:
    """Make the command, and those below it."""

    def run(**options: Any) -> None:
        if click.get_current_context().invoked_subcommand is None:
            _list(**options)

    run_argument = click.Argument(["run"], metavar=phrase("RUN", "학습"))
    runs_argument = click.Argument(["runs"], nargs=-1, required=True, metavar=phrase("RUN …", "학습 …"))
    group = _InOrder(
        "runs",
        callback=run,
        invoke_without_command=True,
        params=[*_list_options(), *common_options()],
        help=phrase(
            "List what was trained, show one run, compare several. RUN is a number of the list, a name, a folder, or “last”. "
            "“badak train” writes into the list, and so does the callback RunRecorder.",
            "지금까지의 학습을 나열하고, 하나를 자세히 보고, 여럿을 비교합니다. 학습은 목록의 번호, 이름, 폴더, 또는 last로 "
            "지정합니다. "
            "‘badak train’과 RunRecorder 콜백이 여기에 기록합니다.",
        ),
        examples=[
            ("badak runs list --sort val_loss", phrase("the best first", "좋은 것부터")),
            ("badak runs show last", phrase("settings and curves of the newest", "가장 최근 학습의 설정과 곡선")),
            ("badak runs compare 1 2", phrase("what differs, and what came of it", "무엇이 다르고 결과가 어떤지")),
        ],
    )

    def add(name: str, callback: Any, en: str, ko: str, *params: click.Parameter, as_json: bool = True) -> None:
        more = [_store_option(), *([json_option()] if as_json else []), *common_options()]
        group.add_command(HelpCommand(name, callback=callback, params=[*params, *more], help=phrase(en, ko)))

    group.add_command(
        HelpCommand(
            "list",
            callback=_list,
            params=[*_list_options(), *common_options()],
            help=phrase("List the runs, the newest last.", "학습을 나열합니다. 최근 것이 아래에 옵니다."),
        )
    )
    every = opt("--all", "every epoch, every choice", "모든 에포크와 모든 설정", is_flag=True)
    add("show", _show, "Show all of one run.", "학습 하나를 자세히 보여 줍니다.", run_argument, every)
    same = opt("--all", "choices that are the same too", "같은 설정도 표시", is_flag=True)
    add("compare", _compare, "Show in what runs differ, and their numbers side by side.",
        "학습들의 다른 점과 결과를 나란히 보여 줍니다.", runs_argument, same)  # fmt: skip
    text = click.Argument(["text"], metavar=phrase("TEXT", "내용"))
    add("rename", _rename, "Give a run another name.", "학습의 이름을 바꿉니다.", run_argument, text, as_json=False)
    add("note", _note, "Say something of a run; an empty text removes it.", "학습에 메모를 남깁니다. 빈 내용이면 지웁니다.",
        run_argument, text, as_json=False)  # fmt: skip
    sure = opt("--yes -y", "do not ask", "묻지 않기", is_flag=True)
    add("delete", _delete, "Remove runs from the list; their folders stay.", "목록에서 학습을 지웁니다. 폴더는 그대로 둡니다.",
        runs_argument, sure, as_json=False)  # fmt: skip
    files = click.Argument(["files"], nargs=-1, required=True, type=click.Path(), metavar=phrase("FILE …", "파일 …"))
    add("import", _import, "Take in runs that could not be written into the store.",
        "기록하지 못해 따로 남은 학습 파일을 목록에 넣습니다.", files, as_json=False)  # fmt: skip
    return group


def _store(db: str | None) -> Any:
    from badak.runs import RunStore

    parent = click.get_current_context().parent
    return RunStore(db or (parent.params.get("db") if parent is not None else None))


def _list(
    sort: str | None, reverse: bool, state: str | None, where: tuple[str, ...], limit: int | None, columns: str | None,
    db: str | None, as_json: bool,
) -> None:  # fmt: skip
    from badak.cli.runs_tables import show_list
    from badak.runs.compare import check_name, matching, ordered

    store = _store(db)
    runs = everything = store.runs()
    for condition in where:
        runs = [run for run in matching(everything, condition) if run in runs]
    if state is not None:
        runs = [run for run in runs if run.state == state]
    if limit is not None and sort is None:
        runs = runs[-limit:]
    wished = [name.strip() for name in (columns or "").split(",") if name.strip()]
    for name in wished:
        check_name(name, everything, "--columns")
    if sort is not None:
        check_name(sort, everything, "--sort")
        runs = ordered(runs, sort, reverse)[:limit]
    elif reverse:
        runs = runs[::-1]
    if as_json:
        print_json([run.to_dict() for run in runs])
    elif everything:
        show_list(runs, wished or None, sort)
    else:
        print(
            phrase(
                f"No runs yet in {store.path}. “badak train” records one.",
                f"{store.path}에 아직 학습 기록이 없습니다. ‘badak train’으로 학습하면 기록됩니다.",
            )
        )


def _show(run: str, all: bool, db: str | None, as_json: bool) -> None:
    from badak.cli.runs_tables import show_run

    store = _store(db)
    found = store.get(run)
    if as_json:
        print_json(found.to_dict())
        return
    newer = store.of_folder(found.folder) if found.folder else None
    show_run(found, all, newer.id if newer is not None and newer.id != found.id else None)


def _compare(runs: tuple[str, ...], all: bool, db: str | None, as_json: bool) -> None:
    from badak.cli.runs_tables import show_comparison
    from badak.runs.compare import differences

    store = _store(db)
    found = list({run.id: run for run in map(store.get, runs)}.values())
    if len(found) < 2:
        expected = {"en": "two different runs or more", "ko": "서로 다른 학습 둘 이상"}
        raise error("BD003", where="runs compare", name="RUN …", got=" ".join(runs), expected=expected)
    if as_json:
        differing, same = differences(found)
        print_json({"runs": [run.to_dict() for run in found], "different": differing, "same": same})
        return
    show_comparison(found, all)


def _rename(run: str, text: str, db: str | None) -> None:
    store = _store(db)
    found = store.get(run)
    if not text.strip():
        expected = {"en": "a name", "ko": "이름"}
        raise error("BD003", where="runs rename", name="TEXT", got=repr(text), expected=expected)
    store.change(found.id, name=text.strip())
    print(
        phrase(
            f"Run {found.id}: “{found.name}” is now “{text.strip()}”.",
            f"학습 {found.id}: ‘{found.name}’ → ‘{text.strip()}’",
        )
    )


def _note(run: str, text: str, db: str | None) -> None:
    store = _store(db)
    found = store.get(run)
    store.change(found.id, note=text.strip())
    print(phrase(f"Run {found.id}, {found.name}: noted.", f"학습 {found.id}({found.name})에 메모했습니다."))


def _delete(runs: tuple[str, ...], yes: bool, db: str | None) -> None:
    store = _store(db)
    found = list({run.id: run for run in map(store.get, runs)}.values())
    alive = [run for run in found if run.state == "running"]
    if alive:
        expected = {"en": "runs that have ended", "ko": "끝난 학습"}
        listed = ", ".join(f"{run.id} ({run.name})" for run in alive)
        raise error("BD003", where="runs delete", name="RUN …", got=f"{listed}: running", expected=expected)
    listed = ", ".join(f"{run.id} ({run.name})" for run in found)
    if not yes:
        if not sys.stdin.isatty():
            expected = {"en": "--yes, as nobody can be asked here", "ko": "--yes (여기서는 물어볼 수 없음)"}
            raise error("BD003", where="runs delete", name="--yes", got="-", expected=expected)
        click.confirm(phrase(f"Remove {listed} from the list?", f"목록에서 {listed}을(를) 지울까요?"), abort=True)
    store.delete([run.id for run in found])
    print(phrase(f"Removed: {listed}. Folders and models stay.", f"지웠습니다: {listed}. 폴더와 모델은 그대로입니다."))


def _import(files: tuple[str, ...], db: str | None) -> None:
    from badak.datasets.wording import both
    from badak.runs.recording import from_json

    store = _store(db)
    for file in files:
        try:
            run = from_json(Path(file).read_text(encoding="utf-8"))
        except (ValueError, TypeError, AttributeError):
            why = both("it is no run that badak kept", "badak이 남긴 학습 파일이 아닙니다")
            raise error(
                "BD292", where=file, why=why, fix=both("name a file NAME.run.json", "이름.run.json 파일을 지정하세요")
            ) from None
        except OSError as problem:
            why = both(problem.strerror or str(problem), f"읽을 수 없습니다({problem.strerror})")
            raise error(
                "BD292", where=file, why=why, fix=both("name a file NAME.run.json", "이름.run.json 파일을 지정하세요")
            ) from None
        before = [other for other in store.runs() if (other.process, other.started) == (run.process, run.started)]
        if before and run.process:
            number = before[0].id
            print(
                phrase(f"{file}: in the store already, as run {number}", f"{file}: 이미 학습 {number}(으)로 들어 있음")
            )
            continue
        number = store.add(run)
        print(phrase(f"{file}: run {number}, {run.name}", f"{file}: 학습 {number}, {run.name}"))
