// SPDX-License-Identifier: GPL-2.0-only
static long own_ioctl(struct file *file, unsigned int command, unsigned long given)
{
	if (!access_ok(given, _IOC_SIZE(command)))
		return -EFAULT;
	return access_ok((int __user *)given, sizeof(int)) ? 0 : -EFAULT;
}
