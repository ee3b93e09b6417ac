// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

static void own_exit(void)
{
	free_irq(own_irq, NULL);
}
