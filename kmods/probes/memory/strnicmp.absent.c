// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	if (strnicmp(a, b, 3))
		return;
}
