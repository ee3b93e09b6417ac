// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlmatrix_elapse - lets a minute pass for timers, in some ticks.
 *
 * No kernel lists what is in its timer wheel, and a timer that outlives its
 * module crashes when it fires, which nobody waits for. The wheel counts
 * jiffies, and those can be put forward, as they are when a processor without a
 * tick wakes up. The clock is left alone, and so is what goes by it: hrtimers
 * are in /proc/timer_list.
 *
 * Watchdogs that count jiffies have to be told before (guest/watchdogs.rs).
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/time.h>

static int seconds = 60;
module_param(seconds, int, 0);
MODULE_PARM_DESC(seconds, "how long it is to be");

/*
 * This module comes to lie where the one was that is looked for. What is met
 * there is to crash all the same, and no code or data of ours: each part of it
 * begins with more than a module has, of what is no pointer and traps.
 */
#define ELAPSE_FILL(section, flags)					\
	asm(".pushsection " section ",\"" flags "\"\n"			\
	    ".fill 65536, 1, 0xcc\n"					\
	    ".popsection")

ELAPSE_FILL(".text", "ax");
ELAPSE_FILL(".data", "aw");
ELAPSE_FILL(".rodata", "a");
ELAPSE_FILL(".init.text", "ax");
ELAPSE_FILL(".init.data", "aw");

/* The soft lockup detector of 2.6.14 to 2.6.22 minds when it is 10. */
#define ELAPSE_STEP	8

/*
 * What is due fires at the next tick. Not by a timer of the wheel's own where
 * there is another: a wheel that the jump has left behind rounds it up to what
 * a far one may be late, which was 1.5 s in all on 6.12.
 */
static void __init elapse_wait(void)
{
#ifdef ELAPSE_HAS_USLEEP_RANGE
	usleep_range(2 * USEC_PER_SEC / HZ, 3 * USEC_PER_SEC / HZ);
#else
	msleep(1);
#endif
}

static int __init elapse_init(void)
{
	unsigned long flags;
	int passed;

	for (passed = 0; passed < seconds; passed += ELAPSE_STEP) {
		local_irq_save(flags);
		jiffies_64 += ELAPSE_STEP * HZ;
		local_irq_restore(flags);
		elapse_wait();
	}
	/* There is nothing to keep. */
	return -ECANCELED;
}
module_init(elapse_init);

MODULE_DESCRIPTION("nlmatrix: lets a minute pass for timers");
MODULE_LICENSE("GPL");
