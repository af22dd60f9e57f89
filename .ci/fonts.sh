#!/bin/sh
# Installs the fonts that the rendering tests measure with, from Debian's own packages, without
# installing the packages: Fandol would bring all of TeX with it. Needs apt's package lists
# (apt-get update), no root. Running it again does nothing.
set -eu

families="FandolFang FandolKai FandolHei FandolSong AR_PL_UMing_CN"

missing() {
    for family in $families; do
        fc-list : family | tr ',' '\n' | grep -qx "$(echo "$family" | tr _ ' ')" || return 0
    done
    return 1
}

missing || exit 0

target="${XDG_DATA_HOME:-$HOME/.local/share}/fonts/duban"
[ "$(id -u)" -ne 0 ] || target=/usr/local/share/fonts/duban
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

cd "$work"
apt-get download texlive-lang-chinese fonts-arphic-uming
for package in *.deb; do
    dpkg-deb -x "$package" unpacked
done
mkdir -p "$target"
find unpacked -name 'Fandol*-*.otf' ! -name 'FandolBraille*' -exec cp {} "$target" \;
find unpacked -name 'uming.ttc' -exec cp {} "$target" \;
fc-cache -f "$target"

if missing; then
    echo "fonts are still missing after installing them to $target" >&2
    exit 1
fi
