# A whole systemd as PID 1 in name spaces of its own, over a root that `systemd/install` filled: `whole_life.sh FOLDER`, run as
# `unshare --mount --pid --fork --cgroup --uts --ipc --net --kill-child sh whole_life.sh FOLDER`.
# FOLDER has tree/ (DESTDIR of the installation, seen as / while the system runs), packages (a link), out/ (shared), root/ (empty).
set -e
folder=$1
packages=$(readlink -f "$folder/packages")
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$folder/root"
cd "$folder/root"
mkdir -p usr etc opt var/lib var/log var/tmp var/backups run tmp dev proc sys root home out old deps
chmod 1777 tmp var/tmp
for link in bin lib lib32 lib64 libx32 sbin; do [ ! -e "/usr/$link" ] || ln -s "usr/$link" "$link"; done
mount --rbind /usr usr
mount --bind "$folder/tree/etc" etc
mount --bind "$folder/tree/opt" opt
mount --bind "$packages" deps
mount --bind "$folder/out" out
mount -t tmpfs -o mode=0755 tmpfs run
mount --rbind /dev dev
mount -t proc proc proc
mount --rbind /sys sys
ip link set lo up
pivot_root . old
cd /
umount -l /old
mount --make-rshared /
export container=alertd-test
unset NOTIFY_SOCKET
exec /lib/systemd/systemd --system --unit=play.target --log-target=null --show-status=no
