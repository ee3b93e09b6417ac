// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

static void own_wait(void)
{
	msleep(10);
}
