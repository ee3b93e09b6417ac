// SPDX-License-Identifier: GPL-2.0-only
// step: struct timeval=absent
// since: 5.6, commit c766d1472c70
// reason: its seconds end in 2038; what is stored, or passed on, has the old layout under this name
// include: linux/time_types.h
// words: timeval

@@
@@
-struct timeval
+struct __kernel_old_timeval
