// SPDX-License-Identifier: GPL-2.0-only
static int own_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == 1 ? 0 : -ENOTTY;
}

static int other_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
{
	return iminor(inode);
}

static struct file_operations own_fops = {
	.ioctl = own_ioctl,
};

static struct file_operations other_fops = {
	.ioctl = other_ioctl,
};

static int third_ioctl(struct inode *inodep, struct file *filp, unsigned cmd, unsigned long arg)
{
	return filp->private_data ? 0 : -ENOTTY;
}

static struct file_operations third_fops = {
	.ioctl = third_ioctl,
};
