// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	pr_warning("%d\n", 1);
}
