// SPDX-License-Identifier: GPL-2.0-only
// step: struct timespec=absent
// since: 5.6
// reason: the seconds of struct timespec end in 2038
// include: linux/timekeeping.h
// words: timespec timespec64_to_timespec getrawmonotonic get_monotonic_boottime current_kernel_time

@own@
identifier given = {timespec_sub, timespec_add, timespec_compare, timespec_to_ns, ns_to_timespec, ktime_to_timespec,
	timespec_to_ktime};
type T;
parameter list all;
@@
 T given(all)
 { ... }

@@
@@
-struct timespec
+struct timespec64

@depends on !own@
expression a, b;
@@
-timespec_sub(a, b)
+timespec64_sub(a, b)

@depends on !own@
expression a, b;
@@
-timespec_add(a, b)
+timespec64_add(a, b)

@depends on !own@
expression a, b;
@@
-timespec_compare(a, b)
+timespec64_compare(a, b)

@depends on !own@
expression a;
@@
-timespec_to_ns(a)
+timespec64_to_ns(a)

@depends on !own@
expression a;
@@
-ns_to_timespec(a)
+ns_to_timespec64(a)

@depends on !own@
expression a;
@@
-ktime_to_timespec(a)
+ktime_to_timespec64(a)

@depends on !own@
expression a;
@@
-timespec_to_ktime(a)
+timespec64_to_ktime(a)

@@
expression now;
@@
-getrawmonotonic(now)
+ktime_get_raw_ts64(now)

@@
expression now;
@@
-get_monotonic_boottime(now)
+ktime_get_boottime_ts64(now)

@@
expression now;
@@
-now = current_kernel_time();
+ktime_get_coarse_real_ts64(&now);

@@
expression a;
@@
-timespec64_to_timespec(a)
+a

@@
expression a, b;
@@
-jiffies_to_timespec(a, b)
+jiffies_to_timespec64(a, b)
