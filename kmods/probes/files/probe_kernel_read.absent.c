// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	err = probe_kernel_read(to, from, 8);
}
