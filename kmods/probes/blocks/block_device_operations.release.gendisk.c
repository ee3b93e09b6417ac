// SPDX-License-Identifier: GPL-2.0-only
static void own_release(struct gendisk *gd, fmode_t mode)
{
	struct own *own = gd->private_data;

	own->users--;
}

static const struct block_device_operations own_ops = {
	.owner = THIS_MODULE,
	.release = own_release,
};
