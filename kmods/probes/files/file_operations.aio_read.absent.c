// SPDX-License-Identifier: GPL-2.0-only
static const struct file_operations own_fops = {
	.owner = THIS_MODULE,
	.aio_read = own_aio_read,
	.aio_write = own_aio_write,
};
