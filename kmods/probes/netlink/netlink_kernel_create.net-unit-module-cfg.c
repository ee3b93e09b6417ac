// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	sk = netlink_kernel_create(&init_net, OWN_PROTO, 1, own_input, NULL, THIS_MODULE);
}

static void g(int groups)
{
	sk = netlink_kernel_create(&init_net, OWN_PROTO, groups, own_input, NULL, THIS_MODULE);
	sk = netlink_kernel_create(&init_net, OTHER_PROTO, groups, own_input, &lock, THIS_MODULE);
}
