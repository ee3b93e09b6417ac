// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	try_to_del_timer_sync(&timer);
}
