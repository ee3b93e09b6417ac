// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	random_ether_addr(address);
}
