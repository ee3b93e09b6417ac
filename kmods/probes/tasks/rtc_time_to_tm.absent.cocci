// SPDX-License-Identifier: GPL-2.0-only
// step: rtc_time_to_tm=absent
// since: 5.7
// reason: a time has 64 bits on every processor

@@
expression time, tm;
@@
-rtc_time_to_tm(time, tm)
+rtc_time64_to_tm(time, tm)
