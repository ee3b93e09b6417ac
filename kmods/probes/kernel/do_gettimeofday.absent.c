// SPDX-License-Identifier: GPL-2.0-only
#include <linux/time.h>

static void f(void)
{
	struct timeval now;

	do_gettimeofday(&now);
	printk("%ld.%06ld\n", now.tv_sec, now.tv_usec);
}

static struct timeval when;
static volatile struct timeval *head;

static void keep(void)
{
	do_gettimeofday(&when);
	do_gettimeofday((struct timeval *)head);
}

static int tell(char __user *to)
{
	struct timeval now;

	do_gettimeofday(&now);
	return copy_to_user(to, &now, sizeof(now)) ? -EFAULT : 0;
}

static void date(void)
{
	struct timex stamp;
	struct rtc_time tm;

	do_gettimeofday(&(stamp.time));
	stamp.time.tv_sec += 3600;
	rtc_time_to_tm(stamp.time.tv_sec, &tm);
	printk("%d %ld\n", tm.tm_hour, stamp.time.tv_usec);
}
