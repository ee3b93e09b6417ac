# Indexes the packages of an archive, and signs that.
cd archive
index=dists/noble-updates/main/binary-amd64
mkdir -p $index
apt-ftparchive packages pool > $index/Packages
xz -k -1 $index/Packages
apt-ftparchive -o APT::FTPArchive::Release::Suite=noble-updates \
    -o APT::FTPArchive::Release::Codename=noble-updates \
    -o APT::FTPArchive::Release::Architectures=amd64 \
    -o APT::FTPArchive::Release::Components=main release dists/noble-updates > Release
mv Release dists/noble-updates/
gpg --batch --yes --local-user Archive --clearsign -o dists/noble-updates/InRelease dists/noble-updates/Release
