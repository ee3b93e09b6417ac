// SPDX-License-Identifier: GPL-2.0-only
// step: do_gettimeofday=absent
// since: 5.0
// reason: the seconds of struct timeval end in 2038; ktime_get_real_ts64() counts nanoseconds
// include: linux/timekeeping.h

// A struct timex that is taken for its time alone.
@dated@
identifier stamp;
@@
-struct timex stamp;
+struct timespec64 stamp;
 ...
(
-do_gettimeofday(&stamp.time);
+ktime_get_real_ts64(&stamp);
|
-do_gettimeofday(&(stamp.time));
+ktime_get_real_ts64(&stamp);
)

@@
identifier dated.stamp;
@@
(
-stamp.time.tv_sec
+stamp.tv_sec
|
-stamp.time.tv_usec
+(stamp.tv_nsec / 1000)
)

// What a function asks for and prints.
@timed@
identifier f, now;
@@
 f(...)
 {
 	<+...
 	do_gettimeofday(&now)
 	...+>
 }

// Somebody else gets it as it is.
@passed@
identifier timed.f, timed.now;
identifier g != do_gettimeofday;
expression list before, behind;
@@
 f(...)
 {
 	<+...
 	g(before, &now, behind)
 	...+>
 }

@local depends on !passed@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<+...
-	struct timeval now;
+	struct timespec64 now;
 	...+>
 }

@depends on local@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<...
-	now.tv_usec
+	(now.tv_nsec / 1000)
 	...>
 }

@depends on local@
identifier timed.f, timed.now;
@@
 f(...)
 {
 	<...
-	do_gettimeofday(&now)
+	ktime_get_real_ts64(&now)
 	...>
 }

// A time that is kept stays what it is.
@@
expression now;
@@
-do_gettimeofday(now);
+{
+	struct timespec64 precise;
+	struct timeval *kept = now;
+
+	ktime_get_real_ts64(&precise);
+	kept->tv_sec = precise.tv_sec;
+	kept->tv_usec = precise.tv_nsec / NSEC_PER_USEC;
+}
