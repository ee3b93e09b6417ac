// SPDX-License-Identifier: GPL-2.0-only
// step: getnstimeofday=absent
// since: 5.6
// reason: the seconds of struct timespec end in 2038

@timed@
identifier f, now;
@@
 f(...)
 {
 	<+...
 	getnstimeofday(&now)
 	...+>
 }

@@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<...
-	struct timespec now;
+	struct timespec64 now;
 	...>
 }

@@
expression now;
@@
-getnstimeofday(now)
+ktime_get_real_ts64(now)
