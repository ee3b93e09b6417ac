// SPDX-License-Identifier: GPL-2.0-only
#include <linux/fs.h>

static ssize_t own_write(struct file *filp, char *buf, size_t count, loff_t *f_pos);

static int own_read(struct file *f, char __user *buf, unsigned int len, loff_t *off)
{
	return 0;
}

static ssize_t own_write(struct file *filp, char *buf, size_t count, loff_t *f_pos)
{
	return count;
}

static ssize_t right_read(struct file *f, char __user *buf, size_t len, loff_t *off)
{
	return 0;
}

static ssize_t right_write(struct file *f, const char __user *buf, size_t len, loff_t *off)
{
	return len;
}

static int short_write(struct file *f, char __user *buf, int len, loff_t *off)
{
	return len;
}

static int nobody_reads(struct file *f, char *buf, int len, loff_t *off)
{
	return len;
}

static struct file_operations own = {
	.owner = THIS_MODULE,
	.read = own_read,
	.write = own_write,
};

static const struct file_operations right = {
	.read = right_read,
	.write = right_write,
};

static const struct file_operations other = {
	.write = short_write,
};

static ssize_t told_open(struct inode *inode, struct file *file)
{
	return 0;
}

static ssize_t told_read(struct file *file, const char __user *to, size_t count, loff_t *at)
{
	return 0;
}

static int told_ioctl(struct file *file, unsigned int command, unsigned long given)
{
	return -ENOTTY;
}

static const struct file_operations told_fops = {
	.open = told_open,
	.read = told_read,
	.unlocked_ioctl = told_ioctl,
};
