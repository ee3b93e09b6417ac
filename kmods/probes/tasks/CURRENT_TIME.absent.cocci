// SPDX-License-Identifier: GPL-2.0-only
// step: CURRENT_TIME=absent
// since: 4.12
// reason: the time of day has a function of its own
// words: CURRENT_TIME

@@
@@
-CURRENT_TIME
+current_kernel_time()
