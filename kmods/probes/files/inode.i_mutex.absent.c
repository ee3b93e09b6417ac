// SPDX-License-Identifier: GPL-2.0-only
static void own_write(struct inode *inode, struct dentry *dentry)
{
	mutex_lock(&inode->i_mutex);
	mutex_unlock(&inode->i_mutex);
	mutex_lock(&dentry->d_inode->i_mutex);
	mutex_unlock(&dentry->d_inode->i_mutex);
}
