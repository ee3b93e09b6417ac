// SPDX-License-Identifier: GPL-2.0-only
#include <linux/fs.h>

static int simple_open(struct inode *node, struct file *file);

static int simple_open(struct inode *node, struct file *file)
{
	return 0;
}

static ssize_t own_read(struct file *file, char __user *to, size_t count, loff_t *at)
{
	char *copy = kmemdup(own_text, 5, GFP_KERNEL);

	return copy ? simple_read_from_buffer(to, count, at, copy, 5) : -ENOMEM;
}

static const struct file_operations own_fops = {
	.open = simple_open,
	.read = own_read,
};

static inline void put_unaligned_be24(u32 value, u8 *at)
{
	at[0] = value >> 16;
}

static void __exit kthread_exit(void)
{
	put_unaligned_be24(1, own_place);
}

module_exit(kthread_exit);

static struct dentry *file_dentry;

static int __init workqueue_init(void)
{
	file_dentry = debugfs_create_file("own", 0400, NULL, NULL, &own_fops);
	return 0;
}
module_init(workqueue_init);
