// SPDX-License-Identifier: GPL-2.0-only
// step: current_kernel_time=absent
// since: 5.0
// reason: the time of the last tick is returned as a ktime_t
// include: linux/timekeeping.h

@@
@@
-current_kernel_time()
+timespec64_to_timespec(ktime_to_timespec64(ktime_get_coarse_real()))
