// SPDX-License-Identifier: GPL-2.0-only
#include <linux/usb.h>

static void own_stop(struct own *own)
{
	dbg("own%d has stopped", own->minor);
}
