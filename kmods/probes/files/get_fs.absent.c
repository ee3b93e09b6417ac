// SPDX-License-Identifier: GPL-2.0-only
#include <linux/fs.h>
#include <linux/uaccess.h>

static int load(const char *name, char *data, size_t size)
{
	struct file *file;
	mm_segment_t saved;
	loff_t position = 0;

	file = filp_open(name, O_RDONLY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	saved = get_fs();
	set_fs(KERNEL_DS);
	vfs_read(file, (char __user *)data, size, &position);
	file->f_op->write(file, data, size, &file->f_pos);
	set_fs(saved);
	filp_close(file, NULL);
	return 0;
}

static int serve(struct file *file, char __user *to, char *data, size_t size)
{
	mm_segment_t saved = get_fs();

	set_fs(KERNEL_DS);
	sys_unlink(data);
	set_fs(saved);
	return copy_to_user(to, data, size) ? -EFAULT : 0;
}
