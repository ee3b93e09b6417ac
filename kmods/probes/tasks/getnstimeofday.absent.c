// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	struct timespec now;

	getnstimeofday(&now);
	use(now.tv_nsec);
}
