# Packs what unpack.sh left as Ubuntu packs its kernels, into an archive that the key `Archive` signs.
# ubuntu.sh RELEASE VERSION
set -eu
release=$1 version=$2
abi=${release%%-*}-1
pool=archive/pool/main/l/linux
mkdir -p $pool

# pack NAME ARCHITECTURE DEPENDS: what is in the folder `pack`.
pack() {
    mkdir -p pack/DEBIAN
    cat > pack/DEBIAN/control << END
Package: $1
Version: $version
Architecture: $2
Maintainer: Tests <tests@nlmatrix.test>
Depends: $3
Description: a kernel
END
    dpkg-deb --root-owner-group -Zzstd -z1 -b pack $pool/"$1"_"$version"_"$2".deb
    rm -rf pack
}

mkdir -p pack/boot
cp kernel/vmlinuz pack/boot/vmlinuz-"$release"
pack linux-image-unsigned-"$release" amd64 "kmod, linux-modules-$release"

lib=pack/lib/modules/$release
mkdir -p $lib/kernel
cp kernel/modules/modules.builtin $lib/
cp -a kernel/modules/kernel/net $lib/kernel/
pack linux-modules-"$release" amd64 kmod

mkdir -p $lib/kernel/drivers/net
cp kernel/modules/kernel/drivers/net/dummy.* $lib/kernel/drivers/net/
pack linux-modules-extra-"$release" amd64 "linux-modules-$release"

# What all flavours share; a flavour links to it, and has its configuration and programs of its own.
shared=linux-headers-$abi own=pack/usr/src/linux-headers-$release
mkdir -p pack/usr/src
cp -a headers pack/usr/src/"$shared"
cd pack/usr/src/"$shared"
rm -rf .config Module.symvers scripts tools include/config include/generated arch/x86/include/generated
cd - > /dev/null
pack "$shared" all coreutils

mkdir -p "$own"/include "$own"/arch
for name in include/config include/generated scripts tools .config Module.symvers arch/x86; do
    cp -a headers/"$name" "$own/$name"
done
for path in headers/* headers/include/* headers/arch/*; do
    name=${path#headers/}
    up=../$(echo "$name" | tr -cd / | sed 's,/,../,g')
    [ -e "$own/$name" ] || ln -s "$up$shared/$name" "$own/$name"
done
pack linux-headers-"$release" amd64 "$shared, libc6 (>= 2.38)"

