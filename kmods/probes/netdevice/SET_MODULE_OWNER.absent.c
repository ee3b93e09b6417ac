// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	SET_MODULE_OWNER(dev);
	register_netdev(dev);
}
