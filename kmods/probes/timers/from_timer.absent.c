// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	struct own *own = from_timer(own, t, timer);
}
