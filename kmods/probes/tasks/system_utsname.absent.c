// SPDX-License-Identifier: GPL-2.0-only
#include <linux/utsname.h>

static int own_init(void)
{
	printk("%s\n", system_utsname.machine);
	return 0;
}
