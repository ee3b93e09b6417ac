// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sysctl.h>

static int own_handler(struct ctl_table *table, int write, void *buffer,
		       size_t *length, loff_t *position)
{
	return proc_dointvec(table, write, buffer, length, position);
}
