// SPDX-License-Identifier: GPL-2.0-only
#include <linux/time.h>

static struct timeval when, all[5];
volatile struct timeval *head = all;

static int tell(void)
{
	return sprintf(buf, "%08u.%06u\n", (int)(when.tv_sec % 100000000), (int)when.tv_usec);
}
