// SPDX-License-Identifier: GPL-2.0-only
// step: typedef time_t=absent
// since: 5.6
// reason: a time has 64 bits on every processor

@@
typedef time_t, time64_t;
@@
-time_t
+time64_t
