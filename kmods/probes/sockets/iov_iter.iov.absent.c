// SPDX-License-Identifier: GPL-2.0-only
#include <linux/uio.h>

static ssize_t own_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	if (!iter_is_iovec(iter))
		return -EINVAL;
	return own_read(iocb, iter->iov->iov_base, iter->iov->iov_len, iocb->ki_pos);
}

static void own_look(struct iov_iter given)
{
	pr_info("%zu\n", given.iov->iov_len);
}
