// SPDX-License-Identifier: GPL-2.0-only
#include <linux/usb.h>

static void own_stop(struct own *own)
{
	info("own%d has stopped", own->minor);
}
