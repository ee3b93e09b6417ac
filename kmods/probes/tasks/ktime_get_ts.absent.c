// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	struct timespec now;

	ktime_get_ts(&now);
}
