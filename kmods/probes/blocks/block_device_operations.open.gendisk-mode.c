// SPDX-License-Identifier: GPL-2.0-only
static int own_open(struct block_device *bdev, fmode_t mode)
{
	struct own *own = bdev->bd_disk->private_data;

	if ((mode & FMODE_WRITE) && own->is_fixed)
		return -EROFS;
	own_note(bdev);
	return 0;
}

static const struct block_device_operations own_ops = {
	.owner = THIS_MODULE,
	.open = own_open,
};
