// SPDX-License-Identifier: GPL-2.0-only
static void own_exit(struct net *net)
{
	proc_net_remove(&init_net, "own");
	proc_net_remove(net, "other");
}
