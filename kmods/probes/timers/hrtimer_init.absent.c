// SPDX-License-Identifier: GPL-2.0-only
static void f(struct own *own)
{
	hrtimer_init(&own->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	own->timer.function = own_tick;
	hrtimer_start(&own->timer, delay, HRTIMER_MODE_REL);
}
