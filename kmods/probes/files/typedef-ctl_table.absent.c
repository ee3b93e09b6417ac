// SPDX-License-Identifier: GPL-2.0-only
static ctl_table own_table[] = {
	{ .procname = "own" },
	{ }
};

static int own_handler(ctl_table *table, int write, void __user *buffer, size_t *length, loff_t *at)
{
	return proc_dointvec(table, write, buffer, length, at);
}
