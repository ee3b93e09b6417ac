// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	sk = netlink_kernel_create(OWN_PROTO, own_input);
}
