// SPDX-License-Identifier: GPL-2.0-only
static struct vfsmount *own_mount(struct file *file)
{
	return file->f_vfsmnt;
}
