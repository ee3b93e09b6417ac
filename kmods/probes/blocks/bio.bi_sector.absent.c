// SPDX-License-Identifier: GPL-2.0-only
static void own_request(struct own *own, struct bio *bio)
{
	if (bio->bi_sector + (bio->bi_size >> 9) > own->sectors)
		return;
	own_transfer(own, bio->bi_sector, bio_iovec_idx(bio, bio->bi_idx));
}
