// SPDX-License-Identifier: GPL-2.0-only
static int own_open(struct inode *inode, struct file *file)
{
	return single_open(file, own_show, PDE(inode)->data);
}
