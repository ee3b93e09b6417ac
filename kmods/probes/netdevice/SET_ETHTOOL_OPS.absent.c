// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	SET_ETHTOOL_OPS(dev, &own_ops);
}
