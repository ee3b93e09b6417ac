// SPDX-License-Identifier: GPL-2.0-only
#include <linux/usb.h>

static ssize_t own_read(struct file *file, char __user *buffer, size_t count, loff_t *at)
{
	struct usb_own *dev = file->private_data;
	int retval = usb_bulk_msg(dev->udev, usb_rcvbulkpipe(dev->udev, dev->in), dev->buffer,
				  min(dev->size, count), &count, HZ * 10);

	return retval ? retval : count;
}

static int own_ask(struct usb_own *dev)
{
	int count;

	return usb_bulk_msg(dev->udev, dev->pipe, dev->buffer, dev->size, &count, HZ * 10);
}
