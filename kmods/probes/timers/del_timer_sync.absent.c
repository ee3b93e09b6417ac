// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	del_timer_sync(&timer);
}
