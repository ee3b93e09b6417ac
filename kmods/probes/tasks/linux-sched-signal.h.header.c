// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

static int own_wait(void)
{
	return signal_pending(current) ? -ERESTARTSYS : 0;
}
