# Unpacks a kernel of Debian's: `kernel` has its image and modules, `headers` one tree for `make -C`.
# unpack.sh RELEASE DEB...
set -eu
release=$1
shift
for deb; do
    dpkg-deb -x "$deb" whole
done
mkdir -p kernel/modules headers
cp "$(find whole -name 'vmlinuz*' -type f | head -n 1)" kernel/vmlinuz
cp -a whole/usr/lib/modules/"$release"/kernel kernel/modules/
# Since 7.2 no package of Debian's has the list.
touch kernel/modules/modules.builtin

# Debian has what all flavours share, what one has of its own, and programs, in three packages.
cp -a whole/usr/src/linux-headers-*-common/. headers/
rm -f headers/scripts headers/tools
find headers/arch -mindepth 1 -maxdepth 1 -type d ! -name x86 -exec rm -r {} +
flavour=whole/usr/src/linux-headers-$release
rm -f "$flavour"/scripts "$flavour"/tools "$flavour"/Makefile "$flavour"/.kernelvariables
cp -a "$flavour"/. headers/
cp -a whole/usr/lib/linux-kbuild-*/scripts whole/usr/lib/linux-kbuild-*/tools headers/
rm -rf whole
