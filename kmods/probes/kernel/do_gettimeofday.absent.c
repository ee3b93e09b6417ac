// SPDX-License-Identifier: GPL-2.0-only
#include <linux/time.h>

static void f(void)
{
	struct timeval now;

	do_gettimeofday(&now);
	printk("%ld.%06ld\n", now.tv_sec, now.tv_usec);
}
