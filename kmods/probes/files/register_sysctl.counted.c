// SPDX-License-Identifier: GPL-2.0-only
static struct ctl_table own_table[] = {
	{
		.procname = "own",
		.mode = 0644,
	},
	{ }
};

static struct ctl_table counted_table[] = {
	{
		.procname = "counted",
		.mode = 0644,
	},
};

static int own_init(struct net *net)
{
	register_sysctl("own", own_table);
	register_net_sysctl(net, "net/counted", counted_table);
	return 0;
}
