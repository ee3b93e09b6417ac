// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	if (!compare_ether_addr(a, b))
		return;
	if (compare_ether_addr(a, c))
		return;
}
