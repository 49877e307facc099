# A whole systemd as PID 1 in name spaces of its own, over a root folder in memory: `pid1.sh FOLDER`, run as
# `unshare --mount --pid --fork --cgroup --uts --ipc --net --kill-child sh pid1.sh FOLDER`.
# FOLDER has etc/ (copied), venv, packages and src (links, seen below /opt/alertd), out/ (shared) and root/ (empty).
# Nothing of the host's own units runs; its /usr is seen read-only.
set -e
folder=$1
venv=$(readlink -f "$folder/venv")
packages=$(readlink -f "$folder/packages")
src=$(readlink -f "$folder/src")
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$folder/root"
cd "$folder/root"
mkdir -p usr etc/systemd/system etc/alertd var/lib var/log var/tmp run tmp dev proc sys root home out old
mkdir -p opt/alertd/bin opt/alertd/venv opt/alertd/src
chmod 1777 tmp var/tmp
for link in bin lib lib32 lib64 libx32 sbin; do [ ! -e "/usr/$link" ] || ln -s "usr/$link" "$link"; done
for file in passwd group nsswitch.conf ld.so.cache hosts; do [ ! -e "/etc/$file" ] || cp -L "/etc/$file" etc/; done
cp -r "$folder/etc/." etc/
chmod 0700 etc/credstore
chmod 0600 etc/credstore/*
mount --rbind /usr usr
mount --bind "$venv" opt/alertd/venv
mount --bind "$packages" "$(echo opt/alertd/venv/lib/python3*/site-packages)"
mount --bind "$src" opt/alertd/src
mount --bind "$folder/out" out
printf '#!/bin/sh\nPYTHONPATH=/opt/alertd/src exec /opt/alertd/venv/bin/python -m alertd "$@"\n' >opt/alertd/bin/alertd
chmod 0755 opt/alertd/bin/alertd
for target in basic sysinit shutdown network-online time-sync nss-lookup multi-user; do
    printf '[Unit]\nDefaultDependencies=no\n' >"etc/systemd/system/$target.target"
done
mount -t tmpfs -o mode=0755 tmpfs run
mount --rbind /dev dev
mount -t proc proc proc
mount --rbind /sys sys
ip link set lo up
pivot_root . old
cd /
umount -l /old
# systemd hands credentials to a unit by a mount that must travel from one name space to the other.
mount --make-rshared /
export container=alertd-test
unset NOTIFY_SOCKET
exec /lib/systemd/systemd --system --unit=play.target --log-target=null --show-status=no
