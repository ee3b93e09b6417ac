// SPDX-License-Identifier: GPL-2.0-only
static int own_init(struct net *net)
{
	if (!proc_net_fops_create(&init_net, "own", 0444, &own_fops))
		return -ENOMEM;
	proc_net_fops_create(net, "other", S_IRUGO, &own_fops);
	return 0;
}
