// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	strlcpy(to, from, sizeof(to));
	if (strlcpy(to, from, sizeof(to)) >= sizeof(to))
		return;
}
