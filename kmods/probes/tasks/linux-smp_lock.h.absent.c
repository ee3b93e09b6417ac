// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <linux/smp_lock.h>

int x;

static int own_release(void)
{
	lock_kernel();
	own_users--;
	unlock_kernel();
	return 0;
}
