# Packs what unpack.sh left as RHEL and its rebuilds pack their kernels, into two repositories that the key
# `Archive` signs, packages as well.
# rocky.sh RELEASE VERSION
set -eu
release=$1 version=${2%%-*}
for package in core modules-core modules devel; do
    rpmbuild --quiet -bb --define "_topdir $PWD/rpm" --define "package $package" \
        --define "release_of_kernel $release" --define "version_of_kernel $version" \
        --define "from $PWD" kernel.spec
done
rpmsign --define "_gpg_name Archive" --addsign rpm/RPMS/x86_64/*.rpm
base=repo/9/BaseOS/x86_64/os stream=repo/9/AppStream/x86_64/os
mkdir -p $base/Packages $stream/Packages
mv rpm/RPMS/x86_64/kernel-devel-*.rpm $stream/Packages/
mv rpm/RPMS/x86_64/*.rpm $base/Packages/
for repo in $base $stream; do
    createrepo_c --quiet $repo
    gpg --batch --yes --local-user Archive --armor --detach-sign $repo/repodata/repomd.xml
done
