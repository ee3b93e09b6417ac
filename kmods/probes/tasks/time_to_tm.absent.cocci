// SPDX-License-Identifier: GPL-2.0-only
// step: time_to_tm=absent
// since: 4.16
// reason: seconds have 64 bits

@@
expression seconds, offset, result;
@@
-time_to_tm(seconds, offset, result)
+time64_to_tm(seconds, offset, result)
