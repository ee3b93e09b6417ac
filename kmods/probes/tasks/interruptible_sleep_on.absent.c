// SPDX-License-Identifier: GPL-2.0-only
static int own_read(void)
{
	long left;

	while (!own_ready)
		interruptible_sleep_on(&own_queue);
	sleep_on(&own_queue);
	left = interruptible_sleep_on_timeout(&own_queue, HZ);
	interruptible_sleep_on_timeout(&own_queue, 2 * HZ);
	return left;
}
