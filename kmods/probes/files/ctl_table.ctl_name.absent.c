// SPDX-License-Identifier: GPL-2.0-only
static int own_value;

static struct ctl_table own_table[] = {
	{
		.ctl_name = CTL_UNNUMBERED,
		.procname = "own",
		.data = &own_value,
		.maxlen = sizeof(int),
		.mode = 0644,
		.proc_handler = &proc_dointvec,
		.strategy = &sysctl_intvec,
	},
	{ .ctl_name = 0 },
};

static ctl_table other_table[] = {
	{
		.ctl_name = CTL_NET,
		.procname = "net",
		.strategy = sysctl_intvec,
	},
	{ .ctl_name = 0 },
};
