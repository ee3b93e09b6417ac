// SPDX-License-Identifier: GPL-2.0-only
static struct ctl_table own_table[] = {
	{
		.procname = "value",
		.data = &own_value,
		.mode = 0644,
	},
	{ }
};

static struct ctl_table own_root[] = {
	{
		.procname = "own",
		.mode = 0555,
		.child = own_table,
	},
	{ }
};

static int own_init(void)
{
	own_header = register_sysctl_table(own_root);
	return own_header ? 0 : -ENOMEM;
}
