// SPDX-License-Identifier: GPL-2.0-only
#include <linux/fs.h>

static const struct file_operations own_fops = {
	.owner = THIS_MODULE,
	.aio_read = other_aio_read,
	.aio_write = other_aio_write,
};

static ssize_t placed_aio_read(struct kiocb *iocb, char __user *buf, size_t count, loff_t pos)
{
	return placed_read(iocb->ki_filp, buf, count, &pos);
}

static ssize_t placed_aio_write(struct kiocb *iocb, const char __user *buf, size_t count,
				loff_t pos)
{
	return placed_write(iocb->ki_filp, buf, count, &pos);
}

struct file_operations placed_fops = {
	.owner = THIS_MODULE,
	.read = placed_read,
	.aio_read = placed_aio_read,
	.aio_write = placed_aio_write,
};

static ssize_t listed_aio_read(struct kiocb *iocb, const struct iovec *iov, unsigned long count,
			       loff_t pos)
{
	return listed_read(iocb->ki_filp, iov, count, pos);
}

static const struct file_operations listed_fops = {
	.aio_read = listed_aio_read,
};
