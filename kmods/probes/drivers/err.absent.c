// SPDX-License-Identifier: GPL-2.0-only
#include <linux/usb.h>

static int probe(struct usb_interface *face)
{
	int err = 0;

	if (!face)
		err("no interface");
	err("%s - failed with %d", __func__, err);
	return err;
}
