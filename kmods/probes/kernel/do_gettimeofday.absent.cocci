// SPDX-License-Identifier: GPL-2.0-only
// step: do_gettimeofday=absent
// since: 5.0
// reason: the seconds of struct timeval end in 2038; ktime_get_real_ts64() counts nanoseconds
// include: linux/timekeeping.h

@timed@
identifier f, now;
@@
 f(...)
 {
 	<+...
 	do_gettimeofday(&now)
 	...+>
 }

@@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<...
-	struct timeval now;
+	struct timespec64 now;
 	...>
 }

@@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<...
-	now.tv_usec
+	(now.tv_nsec / 1000)
 	...>
 }

@@
expression now;
@@
-do_gettimeofday(now)
+ktime_get_real_ts64(now)
