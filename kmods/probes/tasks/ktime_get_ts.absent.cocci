// SPDX-License-Identifier: GPL-2.0-only
// step: ktime_get_ts=absent
// since: 5.6
// reason: the seconds of struct timespec end in 2038

@timed@
identifier f, now;
@@
 f(...)
 {
 	<+...
 	ktime_get_ts(&now)
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
-ktime_get_ts(now)
+ktime_get_ts64(now)
