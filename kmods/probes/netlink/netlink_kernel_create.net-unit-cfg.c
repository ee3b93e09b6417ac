// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	sk = netlink_kernel_create(&init_net, OWN_PROTO, THIS_MODULE, &cfg);
}
