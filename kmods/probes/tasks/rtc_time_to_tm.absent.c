// SPDX-License-Identifier: GPL-2.0-only
static void show(unsigned long seconds)
{
	struct rtc_time tm;

	rtc_time_to_tm(seconds, &tm);
	printk("%d\n", tm.tm_hour);
}
