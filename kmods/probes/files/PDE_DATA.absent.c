// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	data = PDE_DATA(inode);
}
