// SPDX-License-Identifier: GPL-2.0-only
static void own_done(struct own *own, struct bio *bio)
{
	if (bio->bi_error)
		own_count(own, bio->bi_error);
	bio->bi_error = own->error;
	bio_endio(bio);
}
