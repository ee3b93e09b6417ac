// SPDX-License-Identifier: GPL-2.0-only
#include <linux/usb.h>

static void own_stop(struct own *own)
{
	warn("own%d has stopped", own->minor);
}
