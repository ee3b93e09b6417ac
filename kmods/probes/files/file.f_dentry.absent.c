// SPDX-License-Identifier: GPL-2.0-only
static int f(struct file *file)
{
	return file->f_dentry->d_inode->i_ino;
}
