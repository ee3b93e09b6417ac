// SPDX-License-Identifier: GPL-2.0-only
static void *own_of(struct inode *inode)
{
	return inode->u.generic_ip;
}
