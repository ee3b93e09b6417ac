// SPDX-License-Identifier: GPL-2.0-only
// step: hrtimer_init=absent
// since: 6.15
// reason: a timer is never without its function

@@
expression timer, clock, mode, callback;
@@
-hrtimer_init(&timer, clock, mode);
+hrtimer_setup(&timer, callback, clock, mode);
 ... when != timer
-timer.function = callback;

@@
expression timer, clock, mode, callback;
@@
-hrtimer_init(timer, clock, mode);
+hrtimer_setup(timer, callback, clock, mode);
 ... when != timer
-timer->function = callback;
