// SPDX-License-Identifier: GPL-2.0-only
static void own_request(struct own *own, struct bio *bio)
{
	int error = own_transfer(own, bio);

	if (!own->disk) {
		bio_endio(bio, -EIO);
		return;
	}
	if (error)
		bio_endio(bio, error);
	else
		bio_endio(bio, 0);
}
