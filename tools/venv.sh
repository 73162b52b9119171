#!/bin/sh
# Make a virtual environment and install badak into it.
#
#   tools/venv.sh DIRECTORY [REQUIREMENT]
#
# The newest Python from 3.11 on that can make environments is taken, or the one named by $PYTHON. pip stays silent
# unless something fails.
set -eu

env=$1
requirement=${2:-.}

say() { printf '%s\n' "$@" >&2; }

usable() { # a launcher may be found and still have no Python behind it, so each candidate is run
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

choose_python() {
    seen=
    for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        seen="$seen $candidate=$version"
        usable "$candidate" || continue
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
        without_venv="$candidate ($version)"
    done
    if [ -n "${without_venv:-}" ]; then
        say "badak: $without_venv cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" \
            "badak: ${without_venv}에 가상 환경 모듈(venv)이 없습니다. Debian·Ubuntu라면: sudo apt install python3-venv"
    else
        say "badak needs Python 3.11 or newer; found:${seen:- none}. Install one, or name it: make PYTHON=/path/to/python3" \
            "badak에는 Python 3.11 이상이 필요합니다. 찾은 것:${seen:- 없음}. 설치하거나 직접 지정하세요: make PYTHON=/경로/python3"
    fi
    return 1
}

# An environment whose Python has gone (an upgrade, a moved folder) is of no use to anybody.
if [ -e "$env" ] && ! usable "$env/bin/python"; then
    rm -rf "$env"
fi
if [ ! -e "$env" ]; then
    python=$(choose_python)
    say "badak: making $env with $("$python" --version 2>&1) ..."
    "$python" -m venv "$env" || {
        rm -rf "$env"
        say "badak: the environment could not be made; the lines above say why." \
            "badak: 가상 환경을 만들지 못했습니다. 이유는 위에 있습니다."
        exit 1
    }
fi

say "badak: installing $requirement into $env (the first time takes a minute or two) ..."
"$env/bin/python" -m pip install -qq --disable-pip-version-check --no-input --editable "$requirement" || {
    say "badak: the installation failed; the lines above say why. A network is needed once." \
        "badak: 설치하지 못했습니다. 이유는 위에 있습니다. 처음 한 번은 네트워크가 필요합니다."
    exit 1
}
# Without a compiler everything works, slower; the reader should know.
"$env/bin/python" -c 'import sys; from badak.backend import native; sys.exit(native.reason == "not built")' ||
    say "badak: the native kernels were not built (no C++ compiler?), so NumPy computes. With them convolutions are several times faster." \
        "badak: C++ 컴파일러가 없는 듯하여 네이티브 커널 없이 설치했습니다. 계산은 NumPy가 하며, 커널이 있으면 합성곱이 몇 배 빠릅니다."
pwd >"$env/.place" # the Makefile installs again when the folder has moved since
