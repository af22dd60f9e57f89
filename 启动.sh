#!/bin/sh
# Starts the desk; the first time, and when requirements.txt has changed, it installs what is needed.
set -u
cd "$(dirname "$0")" || exit 1

fail() {
    echo "$1" >&2
    exit 1
}

if [ ! -x .venv/bin/python ]; then
    "${PYTHON:-python3}" -m venv .venv || fail "没有找到可用的 Python。请先安装 Python 3.11 以上版本和 venv 组件，再运行本文件。"
fi
if ! cmp -s requirements.txt .venv/requirements.installed; then
    echo "正在安装所需组件，请稍候，只需一次。"
    .venv/bin/python -m pip install --quiet -r requirements.txt || fail "组件安装没有完成。请检查网络后重新运行本文件。"
    cp requirements.txt .venv/requirements.installed
fi
exec .venv/bin/python compile.py desk "$@"
